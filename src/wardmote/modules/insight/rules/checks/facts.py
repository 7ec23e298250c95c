"""What the checks look at, and what they find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ..mapping import IndicatorSpec
from ..words import Certainty, FindingKind, Mark


class At(NamedTuple):
    """Which figure: of what, where, when. ``until`` is the first day after."""

    indicator: str
    code_set: str
    code: str
    start: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Given:
    """A figure as it came, to be checked. ``area`` is what the file calls the area."""

    spec: IndicatorSpec
    at: At
    area: str
    period: str
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    decimals: int = 0
    printed: str = ""
    is_whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a check found, in words, about which figures, by which numbers, and what is marked by it."""

    kind: FindingKind
    certainty: Certainty
    sentence: str
    about: Sequence[At] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    mark: Mark | None = None


class Weighing(NamedTuple):
    """What a mean is weighted by: a number for each area, and how many years it is apart from the figures."""

    name: str
    by_code: Mapping[str, Decimal]
    years_apart: int = 0


class Expected(NamedTuple):
    """What an area's figure should be, worked out from smaller areas, and how sure that is."""

    by_code: Mapping[str, Decimal]
    of_what: str
    is_estimate: bool


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What is known already and helps to judge what comes: by indicator's key, code set and code."""

    weights: Mapping[tuple[str, str], Weighing] = field(default_factory=dict)
    """By the weight's key and the code set."""
    expected: Mapping[tuple[str, str, str], Expected] = field(default_factory=dict)
    """By indicator, code set and period's label."""
    others: Mapping[str, Sequence[Mapping[str, Decimal]]] = field(default_factory=dict)
    """Other indicators of a code set, each with its values by area, by which an exchange is judged."""
    exchanged: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)
    """Pairs of areas of a code set that look exchanged in other tables."""


def rounding(decimals: int) -> Decimal:
    """Half of the last printed place."""
    return Decimal(5).scaleb(-decimals - 1)


def said(number: Decimal, decimals: int | None = None) -> str:
    """A number in a sentence."""
    if decimals is None:
        decimals = 2 if number % 1 else 0
    return f"{number:,.{min(decimals, 6)}f}"


def listed(words: Sequence[str], most: int = 6) -> str:
    """Words in a sentence: the first of them, and how many more."""
    shown = list(words[:most])
    if len(words) > most:
        return f"{', '.join(shown)} and {len(words) - most:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
