"""A profile as a reader meets it: sections with charts, tables and sources. The page and the paper show the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from wardmote.shared.geography.queries import AreaRef

from ...queries.profiles import WHOLE, Cell, Profiles, Row, country_of, national_standing
from ...rules import Kind, Polarity, Topic
from ...rules.profiles import (
    Beside,
    ages_in_words,
    amount,
    beside,
    first_age,
    how_in_words,
    in_number_words,
    in_words,
    number,
    place_among,
    value_in_words,
)
from . import charts

HEADINGS: Mapping[Topic, str] = {
    Topic.PLACE: "The place",
    Topic.POPULATION: "How old people are",
    Topic.ETHNICITY: "Ethnic groups",
    Topic.WORK: "Out of work",
    Topic.EDUCATION: "At school",
    Topic.HEALTH: "How long people live",
    Topic.CRIME: "Crime",
    Topic.FIRE: "Fires",
    Topic.HOUSING: "Homes",
    Topic.DEPRIVATION: "Where people have least",
    Topic.MONEY: "Money",
    Topic.OTHER: "More figures",
}

AGES = "age_band"
MANY_PERIODS = 4
"""From so many periods on, a line is drawn over time."""

MOST_COLUMNS = 8
"""With more areas than this in a set, a table shows the lowest and the highest of the others instead of each."""


@dataclass(frozen=True)
class Shown:
    """A figure in a table: its words, and whether something must be said of it."""

    words: str
    is_estimated: bool = False
    is_flagged: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    words: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class Table:
    """A table of figures: first the area, then the borough, then the others."""

    caption: str
    first: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chart:
    """A drawing with the words for those who do not see it."""

    template: str
    title: str
    said: str
    drawn: Any
    id: str


@dataclass(frozen=True)
class Group:
    """A table, and its chart if it can be drawn."""

    chart: Chart | None
    table: Table


@dataclass(frozen=True)
class Section:
    """A topic: its tables with their charts, and what they rest on."""

    id: str
    heading: str
    groups: tuple[Group, ...]
    sources: tuple[str, ...]
    hows: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """A measure beside the borough."""

    words: str
    value: str
    whole: str
    dots: charts.Dots | None
    verdict: Beside | None
    others: str


@dataclass(frozen=True)
class Profile:
    """Everything that is shown of one area."""

    area: AreaRef
    known: Profiles
    lede: tuple[str, ...]
    compared: tuple[Compared, ...]
    sections: tuple[Section, ...]
    flags: tuple[str, ...]
    standings: tuple[str, ...]
    sources: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Nothing is known of the area, not even of a part of it."""
        return not any(row.cells[self.area.key].result.value is not None for row in self.known.rows)

    @property
    def is_estimated(self) -> bool:
        """Something shown is an estimate."""
        return any(row.cells[self.area.key].result.is_estimated for row in self.known.rows)


def profile_of(known: Profiles, area: AreaRef, focus: Sequence[AreaRef] = ()) -> Profile:
    """Make a reader's profile of one area out of what is known of its set."""
    sections = tuple(
        _section(known, area, topic, rows)
        for topic in Topic
        if (rows := [row for row in known.of_topic(topic) if _told(row, area)])
    )
    return Profile(
        area=area,
        known=known,
        lede=tuple(_lede(known, area, focus)),
        compared=tuple(_compared(known, area)),
        sections=sections,
        flags=tuple(dict.fromkeys(flag for section in sections for flag in section.flags)),
        standings=tuple(_standings(known, area)),
        sources=tuple(dict.fromkeys(source for section in sections for source in section.sources)),
    )


def source_in_words(known: Profiles, releases: Iterable[int]) -> list[str]:
    """Name sources: who measured it, when, where it was printed."""
    found = []
    for number_ in releases:
        if release := known.releases.get(number_):
            printed = f", printed in {release.paper}" if release.paper else ""
            found.append(f"{release.source}, {release.period}{printed}")
    return list(dict.fromkeys(found))


def _told(row: Row, area: AreaRef) -> bool:
    """Something can be said of the area: a figure, or the reason why there is none."""
    cell = row.cells[area.key]
    return cell.result.value is not None or bool(cell.printed or cell.blocks)


def _has_figure(row: Row) -> bool:
    """Something stands in its line of the table."""
    return any(cell.result.value is not None or cell.printed for cell in row.cells.values())


def _others(known: Profiles, area: AreaRef) -> list[AreaRef]:
    return [other for other in known.areas if other.key != area.key]


def _value(row: Row, key: str) -> Fraction | None:
    cell = row.cells.get(key)
    return cell.result.value if cell else None


def _written(row: Row, key: str) -> str:
    cell = row.cells.get(key)
    if cell is None:
        return "–"
    return value_in_words(cell.result, row.indicator.unit, row.indicator.decimals, cell.printed)


def _lede(known: Profiles, area: AreaRef, focus: Sequence[AreaRef]) -> Iterable[str]:
    """The headline, made by a rule: how many people, of which ages, how deprived among the others."""
    latest = known.latest()
    residents = next(
        (r for r in latest if r.indicator.kind is Kind.COUNT and r.indicator.topic is Topic.POPULATION
         and not r.indicator.breakdown and _value(r, area.key) is not None), None,
    )  # fmt: skip
    ages = [r for r in latest if r.indicator.breakdown == AGES and r.indicator.kind is Kind.COUNT]
    said = ages_in_words(_by_age(ages, area.key), _by_age(ages, WHOLE)) if ages else ""
    if residents:
        people = f"{_written(residents, area.key)} people live here ({residents.period})"
        yield f"{people}: {said}." if said else f"{people}."
    elif said:
        yield f"{said[:1].upper()}{said[1:]}."
    for row in latest:
        value = _value(row, area.key)
        scores = [v for each in known.areas if (v := _value(row, each.key)) is not None]
        if (
            row.indicator.topic is Topic.DEPRIVATION
            and row.indicator.kind is Kind.SCORE
            and row.indicator.polarity is Polarity.HIGHER_IS_WORSE
            and value is not None
            and (place := place_among(value, scores))
        ):
            among = in_number_words(len(scores))
            means = {"the highest": "Many live with less: t", "the lowest": "Fewer live with less: t"}
            yield f"{means.get(place, 'T')}he score for deprivation is {place} of {among}."
            break
    if focus:
        names = " and ".join(each.name for each in focus)
        yield f"{'Place' if len(focus) == 1 else 'Places'} of Focus: {names}."


def _standings(known: Profiles, area: AreaRef) -> Iterable[str]:
    """Where a score of deprivation would stand among the districts of the country."""
    for row in known.of_topic(Topic.DEPRIVATION):
        cell = row.cells[area.key]
        country = country_of(known, row)
        if country and (place := national_standing(known, row, cell)):
            how = (
                "weighted by residents"
                if country.is_weighted
                else "each counted once, because it is not known how many live in each"
            )
            yield (
                f"{row.indicator.name}, {row.period}: as a district, {area.name} would stand {in_words(place)}, the 1st"
                f" having the highest score. The districts’ scores are means of their small areas, {how}."
            )


def _by_age(rows: Sequence[Row], key: str) -> dict[int, Fraction]:
    found = {}
    for row in rows:
        value, age = _value(row, key), first_age(row.indicator.member)
        if value is not None and age is not None:
            found[age] = value
    return found


def _compared(known: Profiles, area: AreaRef) -> Iterable[Compared]:
    """Each indicator that can be set beside the borough's, in its latest period."""
    for row in known.latest():
        of = row.indicator
        value, whole = _value(row, area.key), _value(row, WHOLE)
        if of.kind in (Kind.COUNT, Kind.RANK) or value is None:
            continue
        if of.kind in (Kind.MEDIAN, Kind.AS_PRINTED) and of.polarity is Polarity.NEITHER:
            continue
        if of.breakdown == AGES or of.topic is Topic.ETHNICITY:
            continue
        others = [_value(row, other.key) for other in _others(known, area)]
        told = [each for each in others if each is not None]
        yield Compared(
            words=f"{of.name}, {row.period}",
            value=_written(row, area.key),
            whole=_written(row, WHOLE),
            dots=charts.dots(value, whole, others),
            verdict=None if whole is None else beside(value, whole, of.polarity),
            others=f"{amount(min(told), of.unit, of.decimals)} to {amount(max(told), of.unit, of.decimals)}"
            if told
            else "–",
        )


def _section(known: Profiles, area: AreaRef, topic: Topic, rows: Sequence[Row]) -> Section:
    groups = tuple(
        Group(_chart(known, area, name, group, f"{topic.value}-{n}"), _table(known, area, name, group))
        for n, (name, group) in enumerate(_groups([row for row in rows if _has_figure(row)]))
    )
    cells = [row.cells[area.key] for row in rows] + [row.whole for row in rows]
    here = [row.cells[area.key] for row in rows]
    return Section(
        id=topic.value,
        heading=HEADINGS[topic],
        groups=groups,
        sources=tuple(source_in_words(known, (release for cell in cells for release in cell.releases))),
        hows=tuple(
            dict.fromkeys(
                how_in_words(cell.result, cell.blocks, cell.weighed_by).rstrip(".") for cell in here
            )
        ),
        flags=tuple(
            dict.fromkeys(flag for row in rows for cell in row.cells.values() for flag in cell.flags)
        ),
    )


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows that belong together: a breakdown in its latest period, one indicator over time, the rest by unit."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.indicator.key, []).append(row)
    groups: dict[tuple[str, ...], list[Row]] = {}
    for key, periods in by_key.items():
        of = periods[0].indicator
        if of.breakdown:
            groups.setdefault(("parts", of.breakdown, of.unit, periods[0].period), []).append(periods[0])
        elif len(periods) >= MANY_PERIODS:
            groups[("over time", key)] = periods
        else:
            groups.setdefault(("beside", of.unit, periods[0].period), []).append(periods[0])
    return [(name[0], group) for name, group in groups.items()]


def _shares(group: Sequence[Row], key: str) -> list[Fraction | None]:
    values = [_value(row, key) for row in group]
    whole = sum((value for value in values if value is not None), Fraction(0))
    return [None if value is None or not whole else 100 * value / whole for value in values]


def _is_counted_parts(name: str, group: Sequence[Row]) -> bool:
    return name == "parts" and all(row.indicator.kind is Kind.COUNT for row in group)


def _chart(known: Profiles, area: AreaRef, name: str, group: Sequence[Row], chart_id: str) -> Chart | None:
    first = group[0]
    if name == "over time":
        return _over_time(known, area, group, chart_id)
    if _is_counted_parts(name, group):
        here, whole = _shares(group, area.key), _shares(group, WHOLE)
        words = [row.indicator.member for row in group]
        if first.indicator.breakdown == AGES:
            said = f"Ages in {area.name} to the left, in the borough to the right, in percent of residents."
            drawn = charts.pyramid(list(zip(words, here, whole, strict=True)))
            title = f"Ages in {area.name} beside the borough, {first.period}"
            return Chart("insight/charts/pyramid.html", title, said, drawn, chart_id) if drawn else None
        measures = [
            (
                word,
                a,
                b,
                f"{number(a, 1)}%" if a is not None else "–",
                f"{number(b, 1)}%" if b is not None else "–",
            )
            for word, a, b in zip(words, here, whole, strict=True)
        ]
    elif len(group) < 2 or first.indicator.kind not in (Kind.PERCENT, Kind.RATE):
        return None
    else:
        measures = [
            (
                row.indicator.member or row.indicator.name,
                _value(row, area.key),
                _value(row, WHOLE),
                _written(row, area.key),
                _written(row, WHOLE),
            )
            for row in group
        ]
    bars = charts.bars(measures)
    title = f"{HEADINGS[first.indicator.topic]}: {area.name} beside the borough, {first.period}"
    said = f"For each of {len(measures)} measures a bar for {area.name} above one for the borough."
    return Chart("insight/charts/bars.html", title, said, bars, chart_id) if bars else None


def _over_time(known: Profiles, area: AreaRef, group: Sequence[Row], chart_id: str) -> Chart | None:
    rows = list(reversed(group))
    series: dict[str, tuple[str, Sequence[Fraction | None]]] = {}
    others = _others(known, area)
    for other in others if len(others) <= MOST_COLUMNS else []:
        series[other.name] = ("other", [_value(row, other.key) for row in rows])
    series["Borough"] = ("boro", [_value(row, WHOLE) for row in rows])
    series[area.name] = ("area", [_value(row, area.key) for row in rows])
    drawn = charts.lines([row.period for row in rows], series, rows[0].indicator.unit)
    if drawn is None:
        return None
    title = f"{rows[0].indicator.name} in {area.name}, {rows[0].period} to {rows[-1].period}"
    here = [(row.period, _written(row, area.key)) for row in rows if _value(row, area.key) is not None]
    said = f"From {here[0][1]} in {here[0][0]} to {here[-1][1]} in {here[-1][0]}." if here else ""
    return Chart("insight/charts/lines.html", title, said, drawn, chart_id)


def _table(known: Profiles, area: AreaRef, name: str, group: Sequence[Row]) -> Table:
    others = _others(known, area)
    each = len(others) <= MOST_COLUMNS
    counted = _is_counted_parts(name, group)
    keys = [area.key, WHOLE, *([other.key for other in others] if each else [])]
    shares = {key: _shares(group, key) for key in keys} if counted else {}
    lines = []
    for n, row in enumerate(group):
        cells = [
            _shown(row, key, shares[key][n] if counted else None, with_count=key == area.key) for key in keys
        ]
        if not each:
            told = [v for other in others if (v := _value(row, other.key)) is not None]
            cells += [
                Shown(amount(edge(told), row.indicator.unit, row.indicator.decimals) if told else "–")
                for edge in (min, max)
            ]
        words = row.period if name == "over time" else row.indicator.member or row.indicator.name
        lines.append(Line(words, tuple(cells)))
    first = group[0]
    columns = [
        area.name,
        "Borough",
        *([o.name for o in others] if each else ["Lowest other", "Highest other"]),
    ]
    unit = "people, and percent of all" if counted else first.indicator.unit
    caption = (
        first.indicator.name if name == "over time" else f"{HEADINGS[first.indicator.topic]}, {first.period}"
    )
    return Table(
        caption=f"{caption} ({unit})",
        first="Period" if name == "over time" else "Measure",
        columns=tuple(columns),
        lines=tuple(lines),
    )


def _shown(row: Row, key: str, share: Fraction | None, *, with_count: bool) -> Shown:
    cell: Cell | None = row.cells.get(key)
    words = _written(row, key)
    if share is not None:
        words = f"{words} ({number(share, 1)}%)" if with_count else f"{number(share, 1)}%"
    return Shown(words, bool(cell and cell.result.is_estimated), bool(cell and cell.flags))
