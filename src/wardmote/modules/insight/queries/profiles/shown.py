"""What a profile is, once it has been worked out: facts for pages, tables and papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wardmote.shared.geography.queries import AreaRef

from ...models import Release
from ...rules import Topic
from ...rules.profiles import Result
from ..held import IndicatorRef

WHOLE = "*"
"""Stands for the borough where areas are named by their keys, which are slugs."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A figure of one area: what came of it, and what it rests on.

    ``printed`` is what the source printed for the area itself, if it did. ``blocks`` names the code set of the
    blocks it was made of, empty where it stands as it came. ``weighed_by`` is the name and period of what weighs
    a mean. ``flags`` are the sentences that the checks of the file wrote about just this figure.
    """

    result: Result
    printed: str = ""
    blocks: str = ""
    weighed_by: str = ""
    releases: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One indicator in one period, for every area of the set and for the borough (key WHOLE)."""

    indicator: IndicatorRef
    period: str
    start: date
    until: date
    cells: Mapping[str, Cell]

    @property
    def whole(self) -> Cell:
        """The borough's."""
        return self.cells[WHOLE]


@dataclass(frozen=True, kw_only=True)
class Profiles:
    """What is known of every area of a set, on a day: rows in the order of topics, the latest period first.

    ``version`` is that of the figures, so that whoever works on from here need not ask for it again.
    """

    set_key: str
    set_name: str
    kind: str
    on: date
    areas: tuple[AreaRef, ...]
    wards: Mapping[str, tuple[AreaRef, ...]]
    rows: tuple[Row, ...]
    releases: Mapping[int, Release]
    version: str = ""

    def named(self, key: str) -> AreaRef | None:
        """The area with this key."""
        return next((area for area in self.areas if area.key == key), None)

    def of_topic(self, topic: Topic) -> Sequence[Row]:
        """The rows of a topic."""
        return [row for row in self.rows if row.indicator.topic is topic]

    def latest(self) -> Sequence[Row]:
        """The rows of each indicator's latest period."""
        seen: set[str] = set()
        found = []
        for row in self.rows:
            if row.indicator.key not in seen:
                seen.add(row.indicator.key)
                found.append(row)
        return found
