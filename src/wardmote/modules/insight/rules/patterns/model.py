"""What a pattern is, and what is looked at to find one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from wardmote.modules.referrals.rules.met import Met
from wardmote.shared.partnerships.rules import Sensitivity


class PatternKind(StrEnum):
    """What was found, the nearest to a person first."""

    PERSON = "person"
    HOUSEHOLD = "household"
    ADDRESS = "address"
    REPEATS = "repeats"
    CLUSTER = "cluster"
    HOT_SPOT = "hot_spot"
    RISING = "rising"


OF_A_DOOR = frozenset({PatternKind.PERSON, PatternKind.HOUSEHOLD, PatternKind.ADDRESS, PatternKind.REPEATS})
"""Patterns that lead to one door: where it is, only they are told who hold something of it."""


class Circle(StrEnum):
    """Whose eyes a pattern is for. What is protected is looked at for the inner circle alone."""

    PARTNERS = "partners"
    PROTECTED = "protected"


RATE = 0.05
"""Of the patterns that a test has found, on average at most so many are chance: one in twenty."""

REPEATS_OVER = timedelta(days=42)
MET_OVER = timedelta(days=182)
CLUSTERS_OVER = timedelta(days=84)
RISING_OVER = timedelta(days=28)
HISTORY = timedelta(days=364)
"""What is compared with reaches so much further back: whole weeks, so that weekdays stand against each other."""

MOST_EVIDENCE = 200
MOST_FOUND = 200
"""Of each kind so many are kept, the least likely first: what cannot be read is of no use."""


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """Somebody concerned in an observation: which person they are among all, and the address they are said to have."""

    person: int
    number: int
    address: str


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A place that a partnership says is no pattern: everything within so many metres, or written so."""

    is_default: bool
    latitude: float | None
    longitude: float | None
    metres: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """The ground in pieces: small areas, or squares. For each its middle, name, and residents where they are known."""

    names: Sequence[str]
    middles: Any
    """Latitude and longitude of each."""
    of: Mapping[int, int]
    """Of each matter by its number, on which piece it lies."""
    residents: Any = None
    is_grid: bool = False


@dataclass(frozen=True, kw_only=True)
class Looked:
    """Everything that one circle's patterns are found in. ``until`` is the first day that is not looked at any more.

    ``since`` is given by whoever asks about a time of their own; else each kind looks as far back as it must.
    """

    met: Sequence[Met]
    people: Sequence[Somebody]
    pieces: Pieces
    declared: Sequence[Declared]
    areas: Mapping[str, frozenset[int]]
    """The wards of each area whose categories are watched, by its name."""
    until: date
    since: date | None = None
    is_of_one_area: bool = False
    """Whether one area is asked about: then what rises in all the borough is not looked for."""
    uprns: Mapping[int, str] = field(default_factory=dict)
    """Where the words of a place are a property's number: the key of its address."""

    def begins(self, over: timedelta) -> date:
        """The first day of a time that is looked at."""
        return self.since or self.until - over


@dataclass(frozen=True, kw_only=True)
class Found:
    """A pattern. ``about`` is what it is known again by; it may hold an address and is kept blind alone."""

    kind: PatternKind
    about: str
    evidence: tuple[int, ...]
    """The numbers of the observations, the latest first, at most MOST_EVIDENCE."""
    count: int
    agencies: int
    teams: tuple[int, ...]
    """Whose matters they are: those may know of it."""
    wards: tuple[int, ...]
    categories: tuple[str, ...]
    since: date
    until: date
    """The last day."""
    facts: Mapping[str, Any]
    """The numbers of the test; never words of anybody."""
    chance: float | None = None
    corrected: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    metres: int = 0


def found_of(kind: PatternKind, about: str, met: Sequence[Met], **more: Any) -> Found:
    """Put a pattern together from its matters."""
    ordered = sorted(met, key=lambda one: (one.at, one.number), reverse=True)
    by_kind: dict[str, int] = {}
    for one in ordered:
        by_kind[one.category] = by_kind.get(one.category, 0) + 1
    days = [one.at.date() for one in ordered]
    return Found(
        **{
            "kind": kind,
            "about": f"{kind}:{about}",
            "evidence": tuple(one.number for one in ordered[:MOST_EVIDENCE]),
            "count": len(ordered),
            "agencies": len({one.organisation for one in ordered if one.organisation}),
            "teams": tuple(sorted({team for one in ordered for team in one.teams})),
            "wards": tuple(sorted({one.ward for one in ordered if one.ward})),
            "categories": tuple(sorted(by_kind, key=lambda key: (-by_kind[key], key))[:5]),
            "since": days[-1],
            "until": days[0],
            **more,
        }
    )


def is_about_people(met: Met) -> bool:
    """Whether people can be known by it: it is not open."""
    return met.sensitivity != Sensitivity.OPEN
