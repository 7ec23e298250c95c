"""What a mapping file says: which column of somebody else's file is which field of an observation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

Row: TypeAlias = dict[str, str]
"""One report as its file has it: column to text, "" for what is empty."""


@dataclass(frozen=True)
class Broken:
    """What stands in a file instead of a row, and why it cannot be read as one."""

    reason: str


class EndedEarly(Exception):
    """The file breaks off. What came before it was read. The message says why and what to do."""


class Format(StrEnum):
    """The kinds of file that can be read, each also compressed with gzip."""

    CSV = "csv"
    JSON = "json"


class TimeFormat(StrEnum):
    """Names for ways to write a time; any other is a pattern of strptime."""

    ISO = "iso"
    EPOCH_SECONDS = "epoch-seconds"
    EPOCH_MILLISECONDS = "epoch-milliseconds"


@dataclass(frozen=True, kw_only=True)
class FileLayout:
    """How the file is written. ``records`` leads to the list inside a JSON file; "" when it is the file itself."""

    format: Format
    encoding: str = "utf-8"
    delimiter: str = ","
    records: str = ""


@dataclass(frozen=True)
class Column:
    """A column of the file, by its name."""

    name: str


@dataclass(frozen=True)
class Text:
    """Text made of columns, line by line. A line all of whose columns are empty is left out."""

    lines: tuple[tuple[str | Column, ...], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns it is made of."""
        return tuple(part.name for line in self.lines for part in line if isinstance(part, Column))

    def of(self, row: Row) -> str:
        """The text for one row, without blank ends."""
        match self.lines:
            case ((Column(name),),):  # as nearly always, and worth a short way
                return row.get(name, "").strip()
        written = []
        for line in self.lines:
            values = [row.get(p.name, "").strip() if isinstance(p, Column) else p for p in line]
            columns = [v for v, p in zip(values, line, strict=True) if isinstance(p, Column)]
            if any(columns) or not columns:
                written.append("".join(values))
        return "\n".join(written).strip()


@dataclass(frozen=True)
class Test:
    """Whether a text of the row is one of some values, whatever their case."""

    text: Text
    values: frozenset[str]

    def holds(self, row: Row) -> bool:
        """Whether the row passes."""
        return folded(self.text.of(row)) in self.values


@dataclass(frozen=True)
class Skip:
    """Rows to leave out, and why: "" when nobody said."""

    test: Test
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class Times:
    """How times are written. ``zone`` is for those that carry none."""

    zone: ZoneInfo
    formats: tuple[str, ...] = (TimeFormat.ISO,)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The first of the columns that is not empty or, for files without times, one time for all."""

    columns: tuple[str, ...] = ()
    fixed: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """When a report counts as ended in its own system: by a test or, without one, when it has an end."""

    at: Moment
    when: Test | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it was: two columns in a coordinate system, and words. ``unknown_points`` mean that nobody knew."""

    columns: tuple[str, str] | None = None
    system: str = "EPSG:4326"
    unknown_points: tuple[tuple[float, float], ...] = ()
    words: Text | None = None


@dataclass(frozen=True, kw_only=True)
class CategoryChoice:
    """Their value, or words in it, to our category's key."""

    text: Text | None = None
    values: dict[str, str]
    containing: tuple[tuple[str, str], ...] = ()
    default: str | None = None


@dataclass(frozen=True, kw_only=True)
class SeriousnessChoice:
    """How serious, 1 to 5: by their value, by our category, by default; else what is usual for the category.

    A value that is not listed is turned away, unless ``as_usual``.
    """

    text: Text | None = None
    values: dict[str, int]
    by_category: dict[str, int]
    default: int | None = None
    as_usual: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportMapping:
    """Everything a mapping file says. ``source`` is its own text."""

    source: str
    system: str
    team: str | None
    language: str
    sensitivity: str
    file: FileLayout
    times: Times
    their_reference: Text
    words: Text
    observed_at: Moment
    ended: Ending | None
    place: Place
    category: CategoryChoice
    seriousness: SeriousnessChoice
    people_affected: Text | None
    skip: tuple[Skip, ...]

    @property
    def categories(self) -> frozenset[str]:
        """The keys of every category that is named."""
        named = {*self.category.values.values(), *(ours for _, ours in self.category.containing)}
        return frozenset(named | {self.category.default or ""} | set(self.seriousness.by_category)) - {""}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is used, in order of name."""
        return tuple(sorted(set(self._columns())))

    def _columns(self) -> Iterator[str]:
        texts = [self.their_reference, self.words, self.place.words, self.category.text]
        texts += [self.seriousness.text, self.people_affected, *(skip.test.text for skip in self.skip)]
        moments = [self.observed_at]
        if self.ended:
            moments.append(self.ended.at)
            texts.append(self.ended.when.text if self.ended.when else None)
        for text in texts:
            yield from text.columns if text else ()
        for moment in moments:
            yield from moment.columns
        yield from self.place.columns or ()


def folded(text: str) -> str:
    """A value as it is compared: without regard to case and blanks."""
    return " ".join(text.split()).casefold()
