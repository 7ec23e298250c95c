"""From one row of somebody's file to the fields of an observation, or to the reason why not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from wardmote.kernel.mapping_files import short

from .model import Broken, CategoryChoice, EndedEarly, ReportMapping, Row, SeriousnessChoice, Text, folded
from .places import degrees
from .times import NoTime, read_time

MAX_WORDS = 20_000
MAX_REFERENCE = 120
MAX_PLACE_WORDS = 300
MAX_REASON = 300
MAX_PEOPLE = 10_000_000
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_SAME_POINT = 1e-7


class Rejected(ValueError):
    """The row cannot become an observation. The message is the reason; it quotes nobody's words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a row says. ``seriousness`` None means: as is usual for the category. Degrees in WGS 84."""

    their_reference: str
    words: str
    observed_at: datetime
    ended_at: datetime | None
    category: str
    seriousness: int | None
    people_affected: int
    latitude: float | None
    longitude: float | None
    place_words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one row: a report, or the reason why not. ``number`` counts from 1 below the heading."""

    number: int
    their_reference: str
    report: Report | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """The outcomes of some rows in a row. ``ended_early`` says why the file breaks off after them, or ""."""

    outcomes: list[Outcome]
    ended_early: str = ""


def batches(
    rows: Iterable[Row | Broken], mapping: ReportMapping, *, now: datetime, size: int, after: int = 0
) -> Iterator[Batch]:
    """Read the rows that follow the first ``after``, in batches of a size: exactly one outcome for each row."""
    kept: list[Outcome] = []
    try:
        for number, row in enumerate(rows, 1):
            if number > after:
                kept.append(_outcome(number, row, mapping, now))
            if len(kept) == size:
                yield Batch(outcomes=kept)
                kept = []
    except EndedEarly as why:
        yield Batch(outcomes=kept, ended_early=str(why))
    else:
        if kept:
            yield Batch(outcomes=kept)


def _outcome(number: int, row: Row | Broken, mapping: ReportMapping, now: datetime) -> Outcome:
    if isinstance(row, Broken):
        return Outcome(number=number, their_reference="", report=None, reason=row.reason)
    try:
        report = read_row(row, mapping, now)
    except Rejected as why:
        reference = _reference_if_any(row, mapping)
        return Outcome(number=number, their_reference=reference, report=None, reason=_cut(str(why)))
    return Outcome(number=number, their_reference=report.their_reference, report=report)


def _reference_if_any(row: Row, mapping: ReportMapping) -> str:
    try:
        return _reference(row, mapping)
    except Rejected:
        return ""


def _cut(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON else reason[: MAX_REASON - 1] + "…"


def read_row(row: Row, mapping: ReportMapping, now: datetime) -> Report:
    """Read one row. Raises Rejected."""
    for skip in mapping.skip:
        if skip.test.holds(row):
            text = skip.test.text
            why = f" {skip.because}" if skip.because else ""
            raise Rejected(f"The mapping leaves it out: {_named(text)} is “{short(text.of(row))}”.{why}")
    observed_at = _observed_at(row, mapping, now)
    category = _category(row, mapping.category)
    latitude, longitude = _position(row, mapping)
    place_words = _clean(mapping.place.words, row, MAX_PLACE_WORDS) if mapping.place.words else ""
    words = _clean(mapping.words, row, MAX_WORDS)
    if not words:
        raise Rejected(f"It has no words: {_named(mapping.words)} is empty.")
    return Report(
        their_reference=_reference(row, mapping),
        words=words,
        observed_at=observed_at,
        ended_at=_ended_at(row, mapping, observed_at, now),
        category=category,
        seriousness=_seriousness(row, mapping.seriousness, category),
        people_affected=_people(row, mapping.people_affected),
        latitude=latitude,
        longitude=longitude,
        place_words=place_words,
    )


def _reference(row: Row, mapping: ReportMapping) -> str:
    reference = _clean(mapping.their_reference, row, MAX_REFERENCE)
    if not reference:
        raise Rejected(f"It has no number of its own: {_named(mapping.their_reference)} is empty.")
    return reference


def _named(text: Text) -> str:
    return " and ".join(text.columns) or "the text"


def _clean(text: Text, row: Row, longest: int) -> str:
    written = text.of(row)
    if len(written) > longest:
        raise Rejected(f"{_named(text)} is {len(written):,} characters long; {longest:,} is the most.")
    if "\0" in written:
        raise Rejected(f"{_named(text)} holds a null byte, which is no letter.")
    try:
        written.encode()
    except UnicodeEncodeError as error:
        raise Rejected(
            f"{_named(text)} holds bytes that are no letters in the mapping's encoding."
        ) from error
    return written


def _moment(
    row: Row, columns: tuple[str, ...], mapping: ReportMapping, not_before: datetime | None
) -> datetime | None:
    for column in columns:
        if written := row.get(column, "").strip():
            try:
                at = read_time(written, mapping.times, not_before)
            except NoTime as error:
                raise Rejected(f"{column} is no time in the formats of the mapping.") from error
            if at < _EARLIEST:
                raise Rejected(f"{column} is a time before 1900.")
            return at
    return None


def _observed_at(row: Row, mapping: ReportMapping, now: datetime) -> datetime:
    columns = mapping.observed_at.columns
    at = mapping.observed_at.fixed or _moment(row, columns, mapping, None)
    if at is None:
        raise Rejected(f"It has no time: {' and '.join(columns)} is empty.")
    if at > now:
        raise Rejected("It was seen at a time that is still to come.")
    return at


def _ended_at(row: Row, mapping: ReportMapping, observed_at: datetime, now: datetime) -> datetime | None:
    ended = mapping.ended
    if ended is None or (ended.when and not ended.when.holds(row)):
        return None
    at = ended.at.fixed or _moment(row, ended.at.columns, mapping, observed_at)
    if at is None and ended.when:
        raise Rejected(f"It has ended, but {' and '.join(ended.at.columns)} does not say when.")
    if at and at < observed_at:
        raise Rejected("It ended before it was seen.")
    if at and at > now:
        raise Rejected("It ended at a time that is still to come.")
    return at


def _category(row: Row, choice: CategoryChoice) -> str:
    theirs = folded(choice.text.of(row)) if choice.text else ""
    found = choice.values.get(theirs)
    if found is None:
        found = next(
            (ours for start, ours in choice.containing if _word(start).search(theirs)), choice.default
        )
    if found is None:
        raise Rejected(
            f"The mapping has no category for “{short(choice.text.of(row)) if choice.text else ''}”."
        )
    return found


@cache
def _word(start: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(start)}")


def _seriousness(row: Row, choice: SeriousnessChoice, category: str) -> int | None:
    usual = choice.by_category.get(category, choice.default)
    theirs = folded(choice.text.of(row)) if choice.text else ""
    if not theirs:
        return usual
    if theirs in choice.values:
        return choice.values[theirs]
    if not choice.values and theirs in {"1", "2", "3", "4", "5"}:
        return int(theirs)
    if usual is None and not choice.as_usual:
        raise Rejected(f"{_named(choice.text) if choice.text else ''} says no seriousness the mapping knows.")
    return usual


def _people(row: Row, text: Text | None) -> int:
    written = text.of(row) if text else ""
    if not written:
        return 1
    try:
        number = float(written)
        people = int(number)
    except (ValueError, OverflowError):
        people, number = 0, 0.0
    if people != number or not 1 <= people <= MAX_PEOPLE:
        raise Rejected(
            f"{_named(text) if text else ''} is no whole number of people from 1 to {MAX_PEOPLE:,}."
        )
    return people


def _position(row: Row, mapping: ReportMapping) -> tuple[float, float] | tuple[None, None]:
    if mapping.place.columns is None:
        return None, None
    written = [row.get(column, "").strip() for column in mapping.place.columns]
    if not any(written):
        return None, None
    try:
        first, second = (float(number) for number in written)
    except ValueError as error:
        raise Rejected(f"{' and '.join(mapping.place.columns)} are not two numbers.") from error
    if any(
        abs(first - x) < _SAME_POINT and abs(second - y) < _SAME_POINT
        for x, y in mapping.place.unknown_points
    ):
        return None, None
    found = degrees(mapping.place.system, first, second)
    if found is None:
        raise Rejected(f"{' and '.join(mapping.place.columns)} are no place in {mapping.place.system}.")
    return found
