"""Which way ranks became points. Cities differ, and META does not say: the file's own scores do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..ranks import RankedPoints

Counted = Callable[[RankedPoints], Sequence[Decimal]]


@dataclass(frozen=True)
class Told:
    """What the file says of each project: votes, score, and whether the city funded it (0, 1 or another mark)."""

    votes: tuple[int | None, ...]
    scores: tuple[Decimal | None, ...]
    selected: tuple[int | None, ...]


def which_way(
    scores: Sequence[Decimal | None], ways: Sequence[RankedPoints], counted: Counted
) -> RankedPoints:
    """The first way that gives the scores of the file, or the first of all when none does or there are no scores."""
    if scores and all(score is not None for score in scores):
        for way in ways:
            if list(counted(way)) == list(scores):
                return way
    return ways[0]
