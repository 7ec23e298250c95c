"""From the codes of one set to those of another, in steps: how much of each area lies in which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from .words import How


class Crossing(NamedTuple):
    """How much of an area lies in another, as a share of the first, and how that was found."""

    from_code: str
    to_code: str
    share: Decimal
    how: How


_WORSE = {How.WHOLE: 0, How.GIVEN: 1, How.EVENLY: 2}


def shortest_way(joined: Iterable[tuple[str, str]], start: str, end: str) -> Sequence[str] | None:
    """The sets one passes from one to the other, both included; None where no lookup leads there.

    ``joined`` are pairs of sets between which a lookup leads, in either direction. Of two ways as short as each other
    the first in the order of names, so that every process takes the same.
    """
    beside: dict[str, set[str]] = {}
    for left, right in joined:
        beside.setdefault(left, set()).add(right)
        beside.setdefault(right, set()).add(left)
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    reached = [start]
    while reached and end not in ways:
        following = []
        for at in reached:
            for other in sorted(beside.get(at, ())):
                if other not in ways:
                    ways[other] = (*ways[at], other)
                    following.append(other)
        reached = following
    return ways.get(end)


def worse(one: How, other: How) -> How:
    """The less sure of two ways in which shares were found."""
    return max(one, other, key=_WORSE.__getitem__)


def cross(first: Iterable[Crossing], second: Iterable[Crossing]) -> list[Crossing]:
    """Two steps as one: shares multiply, and add where two ways lead to the same area."""
    onward: dict[str, list[Crossing]] = {}
    for step in second:
        onward.setdefault(step.from_code, []).append(step)
    found: dict[tuple[str, str], Crossing] = {}
    for step in first:
        for further in onward.get(step.to_code, ()):
            pair = (step.from_code, further.to_code)
            had = found.get(pair)
            share = step.share * further.share + (had.share if had else 0)
            how = worse(step.how, further.how)
            found[pair] = Crossing(*pair, share, worse(how, had.how) if had else how)
    return [_mended(one) for _, one in sorted(found.items())]


def _mended(one: Crossing) -> Crossing:
    """A third and two thirds make a whole, whatever the last digit says."""
    return one if abs(one.share - 1) > Decimal("1e-8") else one._replace(share=Decimal(1))


def shares_from_changes(
    pairs: Iterable[tuple[str, str]],
) -> Mapping[tuple[str, str], tuple[Decimal, How, Decimal, How]]:
    """Shares both ways for pairs of codes, where the list says no more than which became which.

    One that became one went over whole, and so did each of those that were merged; of one that was split, and back to
    each of those that were merged, the share is not known: it is divided evenly, and says so.
    """
    from_of: dict[str, set[str]] = {}
    to_of: dict[str, set[str]] = {}
    for old, new in pairs:
        from_of.setdefault(old, set()).add(new)
        to_of.setdefault(new, set()).add(old)
    return {
        (old, new): (*_evenly(len(news)), *_evenly(len(to_of[new])))
        for old, news in from_of.items()
        for new in news
    }


def _evenly(among: int) -> tuple[Decimal, How]:
    if among == 1:
        return Decimal(1), How.WHOLE
    return round(Decimal(1) / among, 10), How.EVENLY
