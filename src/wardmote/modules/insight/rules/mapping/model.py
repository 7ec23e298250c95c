"""What a mapping file of figures says.

A cell of a table is about an area, a period and an indicator. Each of the three is told by the cell's column heading
(``across``), by another cell of its row (``column``), or is the same for the whole table (``fixed``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ..periods import Period, Writing
from ..words import Kind, Mark, Polarity, Topic


class Where(StrEnum):
    """What tells of which area, period or indicator a cell is."""

    ACROSS = "across"
    COLUMN = "column"
    FIXED = "fixed"


@dataclass(frozen=True, kw_only=True)
class ReleaseFacts:
    """Where the figures come from."""

    key: str
    title: str
    source: str
    publisher: str = ""
    licence: str = ""
    address: str = ""
    paper: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TableFile:
    """How the file is written. What is None is found."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    heading_row: int | None = None
    heading_rows: int = 1
    last_row: int | None = None
    decimal_comma: bool = False
    marks: Mapping[str, Mark | None] = field(default_factory=dict)
    """What a sign in place of a number means here; None: nought."""


@dataclass(frozen=True, kw_only=True)
class AreaPlace:
    """Where the area is told, and of which set its code is. ``names`` are their words, each with a code of ours.

    ``whole`` are their words for the whole of which the areas are parts; its code is of ``whole_set``.
    """

    where: Where
    said: str
    code_set: str
    names: Mapping[str, str]
    whole: str = ""
    whole_set: str = ""


@dataclass(frozen=True, kw_only=True)
class PeriodPlace:
    """Where the period is told, and how it is written; or the one period of all."""

    where: Where
    column: str = ""
    written: Writing | None = None
    fixed: Period | None = None


@dataclass(frozen=True, kw_only=True)
class Columns:
    """In a table with a row for each value: the columns of the value, of what was counted, and among how many."""

    value: str = ""
    numerator: str = ""
    denominator: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Those that are there."""
        return tuple(name for name in (self.value, self.numerator, self.denominator) if name)


@dataclass(frozen=True, kw_only=True)
class IndicatorSpec:
    """One indicator, and by which headings or cells it is told; several are added up.

    ``column`` is its own column in every row. ``numerator`` and ``denominator`` are columns beside it. ``scale`` is
    what a printed value is multiplied by: 100 where a percentage is printed as 0.23.
    """

    key: str
    name: str
    topic: Topic
    unit: str
    kind: Kind
    told_by: Sequence[str] = ()
    column: str = ""
    numerator: str = ""
    denominator: str = ""
    scale: Decimal = Decimal(1)
    per: Decimal | None = None
    weight: str = ""
    base: str = ""
    breakdown: str = ""
    member: str = ""
    order: int = 0
    polarity: Polarity = Polarity.NEITHER
    lowest: Decimal | None = None
    highest: Decimal | None = None
    decimals: int = 0
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class FiguresMapping:
    """Everything that a mapping file of figures says. ``source`` is its own text."""

    source: str
    release: ReleaseFacts
    file: TableFile
    period: PeriodPlace
    area: AreaPlace
    indicator_where: Where
    indicator_column: str
    indicators: Sequence[IndicatorSpec]
    values: Columns
    keep: Mapping[str, frozenset[str]]
    """Only rows with one of these values in the column are read."""
