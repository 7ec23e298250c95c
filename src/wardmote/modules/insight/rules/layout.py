"""From the cells of a sheet to figures, as a mapping says: where the table begins and ends is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from wardmote.kernel.sheets import Sheet
from wardmote.kernel.table_files import UnreadableTable

from .mapping import FiguresMapping, IndicatorSpec, TableFile, Where
from .numbers import Read, read_number
from .periods import NoPeriod, Period, guess_period, read_period
from .words import Kind, Mark

LOOKED_FOR_IN = 300
"""Rows in which the headings are looked for."""
LONGEST_CODE = 80
REJECTED_HEADINGS = ("row", "what it says", "why it cannot be used")
LONGEST_PRINTED = 200
_NEVER = date(1801, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A figure as the file gives it: ``area`` in its words, ``decimals`` as printed."""

    row: int
    spec: IndicatorSpec
    area: str
    period: Period
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    printed: str = ""
    decimals: int = 0
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True, kw_only=True)
class TurnedAway:
    """What stands in a row and cannot be used, and why."""

    row: int
    words: str
    because: str


@dataclass(kw_only=True)
class LaidOut:
    """Everything that was read: figures, rows that cannot be used, and how many rows were passed over as no figures."""

    drafts: list[Draft] = field(default_factory=list)
    turned_away: list[TurnedAway] = field(default_factory=list)
    heading_row: int = 1
    rows: int = 0
    passed_over: int = 0
    unread: list[str] = field(default_factory=list)
    """Headings of columns that the mapping does not speak of."""


def folded(heading: str) -> str:
    """A heading as it is compared: without capitals and punctuation."""
    kept = "".join(c if c.isalnum() or c in "+<>%" else " " for c in heading.casefold())
    return " ".join(kept.split()) or " ".join(heading.split())


def lay_out(sheet: Sheet, mapping: FiguresMapping) -> LaidOut:
    """Read a sheet as a mapping says. Raises UnreadableTable where the table or a column is not found."""
    table = Table.found(sheet, mapping.file, _named(mapping))
    reader = _Reader(table, mapping)
    for number, cells in table.rows():
        reader.read(number, cells)
    reader.close()
    return reader.out


def _named(mapping: FiguresMapping) -> list[str]:
    """Every column that the mapping names, without which nothing can be read."""
    named = [*mapping.values.named, *mapping.keep]
    if mapping.area.where is Where.COLUMN:
        named.append(mapping.area.said)
    if mapping.period.where is Where.COLUMN:
        named.append(mapping.period.column)
    if mapping.indicator_where is Where.COLUMN:
        named.append(mapping.indicator_column)
    for spec in mapping.indicators:
        named += [name for name in (spec.column, spec.numerator, spec.denominator) if name]
        if mapping.indicator_where is Where.ACROSS and not spec.column:
            named += spec.told_by
    return list(dict.fromkeys(named))


@dataclass(frozen=True, kw_only=True)
class Table:
    """The table in a sheet: its headings by place, and the rows under them."""

    sheet: Sheet
    headings: Sequence[str]
    first: int
    """The number of the row under the headings."""
    last: int
    at: Mapping[str, int]

    @classmethod
    def found(cls, sheet: Sheet, file: TableFile, named: Sequence[str]) -> Table:
        """Find the row of headings in which every named column stands, or take the one the mapping says."""
        wanted = {folded(name) for name in named if not _is_place(name)}
        rows = sheet.rows
        depth = file.heading_rows
        places = [file.heading_row - 1] if file.heading_row else range(min(len(rows), LOOKED_FOR_IN))
        best: tuple[int, int] = (-1, places[0] if len(places) else 0)
        for place in places:
            here = {folded(name) for name in _headings(rows, place, depth) if name}
            if (wanted and wanted <= here) or (not wanted and len(here) > 1):
                best = (len(wanted), place)
                break
            best = max(best, (len(wanted & here), place), key=lambda one: (one[0], -one[1]))
        headings = _headings(rows, best[1], depth)
        last = min(file.last_row or len(rows), len(rows))
        return cls(
            sheet=sheet, headings=headings, first=best[1] + depth + 1, last=last, at=_at(headings, named)
        )

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Each row under the headings with its number."""
        for number in range(self.first, self.last + 1):
            yield number, self.sheet.rows[number - 1]

    def cell(self, cells: Sequence[str], column: str) -> str:
        """What a row says in a column."""
        place = self.at[column]
        return cells[place].strip() if place < len(cells) else ""


def _is_place(name: str) -> bool:
    return name.startswith("#") and name[1:].isdecimal() and 0 < int(name[1:]) <= 2_000


def _headings(rows: Sequence[Sequence[str]], place: int, depth: int) -> list[str]:
    used = rows[place : place + depth]
    width = max((len(row) for row in used), default=0)
    return [
        " ".join(
            dict.fromkeys(row[column].strip() for row in used if column < len(row) and row[column].strip())
        )
        for column in range(width)
    ]


def _at(headings: Sequence[str], named: Sequence[str]) -> dict[str, int]:
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        places.setdefault(folded(heading), []).append(place)
    at: dict[str, int] = {}
    missing: list[str] = []
    for name in named:
        if _is_place(name):
            at[name] = int(name[1:]) - 1
            continue
        exact = [place for place, heading in enumerate(headings) if heading == name]
        found = exact or places.get(folded(name), [])
        if len(found) > 1:
            raise UnreadableTable(
                f"The column “{name[:100]}” is there {len(found)} times. Write which is meant by its place, such as"
                f" “#{found[0] + 1}”, or take one out."
            )
        if found:
            at[name] = found[0]
        else:
            missing.append(name)
    if missing:
        raise UnreadableTable(_no_column(missing, headings))
    return at


def _no_column(missing: Sequence[str], headings: Sequence[str]) -> str:
    shown = [heading[:60] for heading in headings if heading]
    near = get_close_matches(missing[0], shown, n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    there = ", ".join(f"“{name}”" for name in shown[:12]) + (" …" if len(shown) > 12 else "")
    names = "” and no “".join(name[:60] for name in missing[:5])
    return f"We found no column “{names}”.{hint} The nearest row of headings has: {there or 'nothing'}."


class _Reader:
    """Goes through the rows of a table and puts together what belongs to one figure."""

    def __init__(self, table: Table, mapping: FiguresMapping) -> None:
        self.table = table
        self.mapping = mapping
        self.out = LaidOut(heading_row=table.first - mapping.file.heading_rows)
        self._parts: dict[tuple[str, str, Period], list[tuple[int, str, Draft]]] = {}
        self._specs = list(mapping.indicators)
        self._own = [spec for spec in self._specs if spec.column]
        self._told = [spec for spec in self._specs if not spec.column]
        self._by_word = {folded(word): spec for spec in self._told for word in spec.told_by}
        self._across = self._columns_across()
        self._headings = [folded(name) for name in table.headings if name.strip()]

    def _columns_across(self) -> list[tuple[int, str, object]]:
        """Columns whose headings tell of something: their place, heading and what it is."""
        mapping, found = self.mapping, list[tuple[int, str, object]]()
        if mapping.indicator_where is Where.ACROSS:
            return [(self.table.at[word], word, spec) for spec in self._told for word in spec.told_by]
        taken = set(self.table.at.values())
        names = {folded(name) for name in mapping.area.names}
        whole = folded(mapping.area.whole)
        takes_all = names <= {whole}
        for place, heading in enumerate(self.table.headings):
            if place in taken or not heading:
                continue
            if mapping.area.where is Where.ACROSS and (takes_all or folded(heading) in {*names, whole}):
                found.append((place, heading, heading))
            elif mapping.period.where is Where.ACROSS:
                try:
                    found.append((place, heading, self._period_of(heading)))
                except NoPeriod:
                    self.out.unread.append(heading)
            elif Where.ACROSS in (mapping.area.where, mapping.period.where):
                self.out.unread.append(heading)
        if Where.ACROSS in (mapping.area.where, mapping.period.where) and not found:
            what = "an area" if mapping.area.where is Where.ACROSS else "a period"
            raise UnreadableTable(f"No heading of row {self.out.heading_row} tells of {what}.")
        return found

    def _period_of(self, text: str) -> Period:
        written = self.mapping.period.written
        return read_period(text, written) if written else guess_period(text)

    def read(self, number: int, cells: Sequence[str]) -> None:
        """Read one row."""
        filled = [cell for cell in cells if cell.strip()]
        if not filled or self._is_heading(cells):
            return
        for column, values in self.mapping.keep.items():
            if self.table.cell(cells, column) not in values:
                self.out.passed_over += 1
                return
        if not self._says_something(cells):
            self.out.passed_over += 1
            return
        self.out.rows += 1
        try:
            for word, draft in self._drafts(number, cells):
                key = (draft.spec.key, folded(draft.area), draft.period)
                self._parts.setdefault(key, []).append((number, word, draft))
        except (_Wrong, NoPeriod) as why:
            self._turn_away(number, cells, str(why))

    def _turn_away(self, number: int, cells: Sequence[str], why: str) -> None:
        words = "; ".join(cell.strip() for cell in cells if cell.strip())[:300]
        self.out.turned_away.append(TurnedAway(row=number, words=words, because=why))

    def _is_heading(self, cells: Sequence[str]) -> bool:
        said = [cell for cell in cells if cell.strip()]
        if len(said) < 2 or len(said) != len(self._headings):
            return False
        return all(folded(cell) == name for cell, name in zip(said, self._headings, strict=True))

    def _value_places(self) -> list[int]:
        if self._across:
            return [place for place, _, _ in self._across] + [
                self.table.at[spec.column] for spec in self._own
            ]
        named = [*self.mapping.values.named, *(spec.column for spec in self._own)]
        return [self.table.at[name] for name in named]

    def _says_something(self, cells: Sequence[str]) -> bool:
        """Whether a row has any value: titles between, and notes below, have none."""
        return any(place < len(cells) and cells[place].strip() for place in self._value_places())

    def _drafts(self, number: int, cells: Sequence[str]) -> Iterator[tuple[str, Draft]]:
        mapping = self.mapping
        area, period = self._area(cells), self._period(cells)
        for spec in self._own:
            yield spec.column, self._draft(number, cells, spec, area, period, self.table.at[spec.column])
        told = self._spec(cells) if self._told else None
        if self._across:
            for place, heading, said in self._across:
                one = said if isinstance(said, IndicatorSpec) else told
                where = heading if mapping.area.where is Where.ACROSS else area
                when = said if isinstance(said, Period) else period
                if one is not None:
                    word = heading if isinstance(said, IndicatorSpec) else self._word(cells)
                    yield word, self._draft(number, cells, one, where, when, place)
        elif told is not None:
            yield self._word(cells), self._long(number, cells, told, area, period)

    def _area(self, cells: Sequence[str]) -> str:
        if self.mapping.area.where is Where.COLUMN:
            said = self.table.cell(cells, self.mapping.area.said)
            if not said:
                raise _Wrong("No area is named in this row.")
            if len(said) > LONGEST_CODE:
                raise _Wrong("The area is too long to be a code or a name.")
            return said
        return self.mapping.area.said

    def _period(self, cells: Sequence[str]) -> Period:
        period = self.mapping.period
        if period.where is Where.COLUMN:
            return self._period_of(self.table.cell(cells, period.column))
        return period.fixed or Period("", _NEVER, _NEVER)

    def _word(self, cells: Sequence[str]) -> str:
        return self.table.cell(cells, self.mapping.indicator_column) if self.mapping.indicator_column else ""

    def _spec(self, cells: Sequence[str]) -> IndicatorSpec | None:
        if self.mapping.indicator_where is Where.ACROSS:
            return None
        if self.mapping.indicator_where is Where.FIXED:
            return self._told[0]
        word = self._word(cells)
        found = self._by_word.get(folded(word))
        if found is None:
            near = get_close_matches(folded(word), list(self._by_word), n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            raise _Wrong(
                f"The mapping says nothing of “{word[:80]}”.{hint}" if word else "The row has no name."
            )
        return found

    def _read(self, cells: Sequence[str], place: int) -> tuple[str, Read]:
        text = cells[place].strip() if place < len(cells) else ""
        file = self.mapping.file
        return text[:LONGEST_PRINTED], read_number(text, decimal_comma=file.decimal_comma, signs=file.marks)

    def _draft(
        self, number: int, cells: Sequence[str], spec: IndicatorSpec, area: str, period: Period, place: int
    ) -> Draft:
        printed, read = self._read(cells, place)
        above = self._read(cells, self.table.at[spec.numerator])[1].value if spec.numerator else None
        below = self._read(cells, self.table.at[spec.denominator])[1].value if spec.denominator else None
        return _made(number, spec, area, period, printed, read, above, below)

    def _long(
        self, number: int, cells: Sequence[str], spec: IndicatorSpec, area: str, period: Period
    ) -> Draft:
        values, at = self.mapping.values, self.table.at
        above = self._read(cells, at[values.numerator]) if values.numerator else None
        below = self._read(cells, at[values.denominator]) if values.denominator else None
        is_share = spec.kind in (Kind.PERCENT, Kind.RATE)
        if above and below and (is_share or not values.value):
            return _made(
                number, spec, area, period, above[0], None, above[1].value, below[1].value, above[1].marks
            )
        printed, read = self._read(cells, at[values.value])
        return _made(number, spec, area, period, printed, read, None, None)

    def close(self) -> None:
        """Put the parts of each figure together; turn away what is there twice."""
        for parts in self._parts.values():
            self._put_together(parts)
        self.out.drafts.sort(key=lambda draft: draft.row)
        self.out.turned_away.sort(key=lambda one: one.row)

    def _put_together(self, parts: list[tuple[int, str, Draft]]) -> None:
        first: dict[str, tuple[int, Draft]] = {}
        for number, word, draft in parts:
            had = first.get(folded(word))
            if had is None:
                first[folded(word)] = (number, draft)
            elif (had[1].value, had[1].printed) != (draft.value, draft.printed) or not draft.spec.column:
                self.out.turned_away.append(
                    TurnedAway(
                        row=number,
                        words=f"{draft.area}; {word}; {draft.printed}"[:300],
                        because=f"Row {had[0]} gives the same figure already: {had[1].printed}. That one is kept.",
                    )
                )
        drafts = [draft for _, draft in first.values()]
        self.out.drafts.append(drafts[0] if len(drafts) == 1 else _added(drafts))


def _made(
    number: int,
    spec: IndicatorSpec,
    area: str,
    period: Period,
    printed: str,
    read: Read | None,
    above: Decimal | None,
    below: Decimal | None,
    marks: frozenset[Mark] = frozenset(),
) -> Draft:
    if read is not None:
        value, marks = read.value, read.marks
        value = value * spec.scale if value is not None and spec.scale != 1 else value
    else:
        value = _share(spec, above, below)
        marks = marks if value is not None or marks else frozenset({Mark.NOT_AVAILABLE})
    return Draft(
        row=number,
        spec=spec,
        area=area,
        period=period,
        value=value,
        numerator=above,
        denominator=below if below is None or below >= 0 else None,
        printed=printed,
        decimals=read.decimals if read else 0,
        marks=marks,
    )


def _share(spec: IndicatorSpec, above: Decimal | None, below: Decimal | None) -> Decimal | None:
    if above is None or not below:
        return None
    return round(above / below * (spec.per or 1), 15)


def _added(drafts: Sequence[Draft]) -> Draft:
    """Several cells that are one figure: counts add, shares are worked out anew. One that is missing leaves none."""
    first = drafts[0]
    marks = frozenset().union(*(draft.marks for draft in drafts))
    above = [draft.numerator for draft in drafts]
    values = [draft.value for draft in drafts]
    added = sum((v for v in values if v is not None), Decimal(0)) if None not in values else None
    top = sum((n for n in above if n is not None), Decimal(0)) if None not in above else None
    if top is not None and first.denominator is not None:
        added = _share(first.spec, top, first.denominator)
    return Draft(
        row=first.row,
        spec=first.spec,
        area=first.area,
        period=first.period,
        value=added,
        numerator=top,
        denominator=first.denominator,
        printed=" + ".join(draft.printed for draft in drafts)[:LONGEST_PRINTED],
        decimals=max(draft.decimals for draft in drafts),
        marks=marks,
    )


class _Wrong(ValueError):
    """A row cannot be used. The message says why."""
