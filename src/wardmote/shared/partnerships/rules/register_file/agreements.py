"""What the rows of a table of sharing agreements would do: new ones are added, parties join, nothing is rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from wardmote.kernel import wording
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.table_files import TableRow

from ..agreements import (
    CRIMINAL_CONDITIONS,
    ITEMS_IN_WORDS,
    LAWFUL_BASES,
    LONGEST_PURPOSE,
    LONGEST_SIGNED,
    PURPOSES,
    SPECIAL_CONDITIONS,
    SharedItem,
)
from ..names import Named, Names, either, fold
from .outcome import Change, Does, Fault, Judged, Verdict

if TYPE_CHECKING:
    from .columns import Column

PARTIES = "parties"
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
_REWRITES = (
    "What was agreed is never rewritten by a table. Open the agreement here and keep a new edition, or make this cell"
    " say what stands there: “{now}”."
)


@dataclass(frozen=True, kw_only=True)
class KeptAgreement:
    """The newest edition of an agreement that stands: what it says, and who is a party now."""

    id: int
    key: str
    values: Mapping[str, object]
    parties: frozenset[int]


def read_day(words: str, *, field: str) -> date:
    """A day as a table writes it. Raises NotReady."""
    for form in _DAYS:
        try:
            return datetime.strptime(" ".join(words.split()), form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise NotReady("Write a day like 2026-04-01 or 1/4/2026.", field=field)


def _choice(words: str, choices: Mapping[str, str], *, field: str) -> str:
    """The key of a choice, from the key, its words, or the words before its article."""
    for key, said in choices.items():
        if fold(words) in {fold(key), fold(said), fold(said.partition(":")[0])}:
            return key
    raise NotReady(f"Write one of: {'; '.join(choices)}.", field=field)


def read_items(words: str) -> tuple[str, ...]:
    """What may be shared, parted by semicolons. Raises NotReady."""
    known = {fold(name): item for item, said in ITEMS_IN_WORDS.items() for name in (item, said)}
    asked = [part.strip() for part in words.split(";") if part.strip()]
    unknown = [one for one in asked if fold(one) not in known]
    if unknown or not asked:
        raise NotReady(f"Part these by semicolons: {'; '.join(ITEMS_IN_WORDS.values())}.", field="items")
    found = {known[fold(one)] for one in asked}
    return tuple(item.value for item in SharedItem if item in found)


def read_purpose(words: str) -> str:
    """The key of a purpose. Raises NotReady."""
    return _choice(words, PURPOSES, field="purpose")


def read_basis(words: str) -> str:
    """The key of a lawful basis. Raises NotReady."""
    return _choice(words, LAWFUL_BASES, field="lawful_basis")


def read_special(words: str) -> str:
    """The key of a condition for special categories, or nothing. Raises NotReady."""
    return _choice(words, SPECIAL_CONDITIONS, field="special_condition") if words else ""


def read_criminal(words: str) -> str:
    """The key of a condition for criminal offence data, or nothing. Raises NotReady."""
    return _choice(words, CRIMINAL_CONDITIONS, field="criminal_condition") if words else ""


def read_title(words: str) -> str:
    """The title. Raises NotReady."""
    return wording.line(words, field="title", called="the title", longest=200, required=True)


def read_purpose_words(words: str) -> str:
    """What it is for. Raises NotReady."""
    return wording.text(
        words, field="purpose_words", called="what it is for", longest=LONGEST_PURPOSE, required=True
    )


def read_signed(words: str) -> str:
    """Where the signed paper lies. Raises NotReady."""
    return wording.line(words, field="signed", called="where the signed paper lies", longest=LONGEST_SIGNED)


def in_cell(field: str, value: object) -> str:
    """A field as a table writes it, so that reading it again gives the same."""
    words: Mapping[str, Mapping[str, str]] = {
        "purpose": PURPOSES,
        "lawful_basis": LAWFUL_BASES,
        "special_condition": SPECIAL_CONDITIONS,
        "criminal_condition": CRIMINAL_CONDITIONS,
    }
    if isinstance(value, date):
        return value.isoformat()
    if field == "items" and isinstance(value, Sequence):
        return "; ".join(ITEMS_IN_WORDS[SharedItem(item)] for item in value)
    return words[field].get(str(value), "") if field in words else " ".join(str(value).split())


def judge_agreements(
    rows: Iterable[TableRow],
    kept: Sequence[KeptAgreement],
    *,
    columns: Sequence[Column],
    organisations: Names,
) -> Judged:
    """Say what each row would do. An agreement that no row names stays as it is.

    ``columns`` are those of the table.
    """
    by_key = {one.key: one for one in kept}
    by_title = {fold(str(one.values["title"])): one for one in kept}
    verdicts: list[Verdict] = []
    faults: list[Fault] = []
    meant: dict[str, int] = {}
    for row in rows:
        wrong = list(_faults_of_row(row))
        values: dict[str, object] = {}
        for column in columns:
            if column.read is None:
                continue
            try:
                values[column.field] = column.read(row[column.heading])
            except NotReady as refused:
                wrong.append(_fault(row, column.heading, str(refused)))
        here = by_key.get(row["key"]) if row["key"] else by_title.get(fold(row["agreement"]))
        if row["key"] and here is None:
            wrong.append(
                _fault(row, "key", "No agreement that holds has this key. Leave it empty for a new one.")
            )
        named = here.key if here else fold(row["agreement"])
        if named in meant and named:
            wrong.append(
                _fault(row, "agreement", f"Row {meant[named]} is about the same one. Keep one of the two.")
            )
        meant.setdefault(named, row.number)
        begins, review = values.get("begins_on"), values.get("review_on")
        if isinstance(begins, date) and isinstance(review, date) and review <= begins:
            wrong.append(_fault(row, "review by", "The review comes after the first day. Give a later day."))
        parties = _parties(row, organisations, wrong)
        if here is not None and PARTIES not in row.cells:
            parties = here.parties
        if here is not None and not wrong:
            wrong += _rewrites(row, here, values, columns)
            if missing := here.parties - parties:
                names = either([one.name for one in organisations.rows if one.id in missing])
                wrong.append(
                    _fault(row, PARTIES, f"{names} would leave. Nobody leaves by a table: do it on its page.")
                )
        if wrong:
            faults += wrong
            continue
        verdicts.append(_verdict(row, here, values, parties, organisations))
    return Judged(verdicts=verdicts, faults=faults)


def _verdict(
    row: TableRow,
    here: KeptAgreement | None,
    values: Mapping[str, object],
    parties: frozenset[int],
    organisations: Names,
) -> Verdict:
    def names(ids: frozenset[int]) -> str:
        return "; ".join(sorted(one.name for one in organisations.rows if one.id in ids))

    called = row["agreement"]
    if here is None:
        return Verdict(
            row=row.number,
            does=Does.ADD,
            called=called,
            values={**values, "parties": tuple(sorted(parties))},
            changes=[
                Change(column=heading, before="", after=words)
                for heading, words in row.cells.items()
                if words and heading not in {"agreement", "key"}
            ],
        )
    joining = parties - here.parties
    if not joining:
        return Verdict(row=row.number, does=Does.SAME, called=called, id=here.id)
    return Verdict(
        row=row.number,
        does=Does.CHANGE,
        called=called,
        id=here.id,
        values={"parties": tuple(sorted(joining))},
        changes=[Change(column=PARTIES, before=names(here.parties), after=names(parties))],
    )


def _rewrites(
    row: TableRow, here: KeptAgreement, values: Mapping[str, object], columns: Sequence[Column]
) -> Iterable[Fault]:
    for column in columns:
        heading, field = column.heading, column.field
        if column.read is None or heading not in row.cells:
            continue
        now = in_cell(field, here.values[field])
        if in_cell(field, values[field]) != now:
            yield _fault(row, heading, _REWRITES.format(now=now))


def _parties(row: TableRow, organisations: Names, wrong: list[Fault]) -> frozenset[int]:
    found = set()
    for name in filter(None, (part.strip() for part in row[PARTIES].split(";"))):
        one = organisations.find(name)
        if isinstance(one, Named):
            found.add(one.id)
        else:
            wrong.append(_fault(row, PARTIES, one))
    return frozenset(found)


def _faults_of_row(row: TableRow) -> Iterable[Fault]:
    if row.fault:
        yield Fault(row=row.number, column="", sentence=row.fault)


def _fault(row: TableRow, column: str, sentence: str) -> Fault:
    return Fault(row=row.number, column=column, sentence=sentence, called=row["agreement"], said=row[column])
