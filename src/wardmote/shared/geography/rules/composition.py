"""Of which blocks an area is made, and what becomes of that from a day on. Shares are parts of a block's ground."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

SLIVER = 0.04
"""Ground below this part of a block is where two maps draw one edge a little apart, not ground that changed hands.

Published generalised boundaries of small areas and of wards differ by up to 3.5 percent of a small area; the
smallest true cut in the same files is 5 percent.
"""

Side = TypeVar("Side", bound=Hashable)


class How(StrEnum):
    """How it is known that a block belongs to an area."""

    WHOLE = "whole"
    LOOKUP = "by lookup"
    CUT = "cut"


class Carried(StrEnum):
    """By what a ward of a new set was recognised as ground of an area."""

    CODE = "code"
    NAME = "name"
    GROUND = "ground"


class Part(NamedTuple):
    """A block that an area is made of: its code (its key where it has none), how much of it, and how that is known."""

    code: str
    share: float
    how: How


def settled(shares: Mapping[Side, float]) -> dict[Side, float]:
    """Leave slivers out of the shares of one block among the areas of a partition.

    A block that lies in the partition but for slivers is shared out whole: its shares then add up to 1.
    """
    total = sum(shares.values())
    lies_within = total >= 1 - SLIVER
    kept = {side: share for side, share in shares.items() if share >= SLIVER}
    if lies_within and not kept:
        largest = max(shares, key=lambda side: shares[side])
        kept = {largest: shares[largest]}
    if not lies_within:
        return kept
    whole = sum(kept.values())
    return {side: share / whole for side, share in kept.items()}


def moved(shares: Mapping[Side, float], gives: Side, receives: Side, share: float) -> dict[Side, float]:
    """Pass a share of a block from one side to the other: what the giver has at most, and all but a sliver as all."""
    has = shares.get(gives, 0.0)
    goes = has if share >= has - SLIVER else share
    if goes <= 0:
        return dict(shares)
    after = {**shares, gives: has - goes, receives: shares.get(receives, 0.0) + goes}
    return {side: part for side, part in after.items() if part > 0}


@dataclass(frozen=True, kw_only=True)
class Span:
    """That a ward is in an area from a day until another."""

    area: str
    start: date
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is so on a day."""
        return self.start <= on and (self.end is None or on < self.end)


def from_day(spans: Sequence[Span], on: date, area: str, until: date | None = None) -> list[Span]:
    """Put one ward into an area from a day on; nothing for the area takes it out.

    What was before stays, and so does what was said of a later day: the change holds until the next change, at most
    until ``until``.
    """
    later = [span for span in spans if span.start > on]
    now = next((span for span in spans if span.holds(on)), None)
    changes = (*(span.start for span in later), now.end if now else None, until)
    ends = [day for day in changes if day is not None]
    if (now.area if now else "") == area:
        return sorted(spans, key=lambda span: span.start)
    before = [span for span in spans if span.start <= on and span is not now]
    if now is not None and now.start < on:
        before.append(replace(now, end=on))
    if area:
        before.append(Span(area=area, start=on, end=min(ends, default=None)))
    return sorted([*before, *later], key=lambda span: span.start)
