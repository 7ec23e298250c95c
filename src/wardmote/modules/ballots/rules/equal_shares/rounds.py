"""One count of equal shares with a given share of money for every voter."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..constraints import Barred, Constraints, Standing
from .backing import Backing
from .purses import Purses


@dataclass(frozen=True)
class Tied:
    """Projects that stood equal when one was taken, the one taken first."""

    places: tuple[int, ...]


@dataclass(frozen=True)
class Rounds:
    """What was bought, in order, and what was left behind."""

    share: Fraction
    standing: Standing
    purses: Purses
    ties: tuple[Tied, ...]
    barred: dict[int, Barred]
    """Projects that could have been paid and were not allowed, with why."""

    @property
    def winners(self) -> list[int]:
        """In the order in which they were bought."""
        return self.standing.chosen

    @property
    def cost(self) -> int:
        """Of all that was bought."""
        return self.standing.cost


def buy_in_rounds(
    backing: Backing,
    constraints: Constraints,
    ranks: Sequence[int],
    share: Fraction,
    *,
    budget: int | None,
    without: int | None = None,
) -> Rounds:
    """Buy, again and again, what costs its supporters least for a unit of gain; equal ones as ``ranks`` say.

    With a budget nothing is bought beyond it and the floors; without one whoever called looks afterwards.
    A project that supporters cannot pay, or that is not allowed, never can be later: money only goes.
    """
    purses = Purses(share, backing)
    standing = Standing(constraints)
    ties: list[Tied] = []
    barred: dict[int, Barred] = {}
    waiting: list[tuple[float, int]] = []
    for place, who in enumerate(backing.projects):
        if place == without or place in constraints.barred or not who.whole_gain:
            continue
        if who.cost == 0:
            if standing.bars(place, budget) is None:
                standing.take(place)
            continue
        waiting.append((who.cost / who.whole_gain / who.worth * _BELOW, place))
    heapq.heapify(waiting)
    while True:
        found = _cheapest(waiting, backing, purses, standing, budget, barred)
        if not found:
            return Rounds(share, standing, purses, tuple(ties), barred)
        prices = _settled(found, backing, purses)
        equal = sorted(prices, key=ranks.__getitem__)
        if len(equal) > 1:
            ties.append(Tied(tuple(equal)))
        for low, _, place, _ in found:
            if place != equal[0]:
                heapq.heappush(waiting, (low, place))
        purses.buy(equal[0], prices[equal[0]])
        standing.take(equal[0])


_BELOW = 1 - 2.0**-40
"""A bound from below is put a little lower, so that it is one in floats too."""
_Found = tuple[float, float, int, float]
"""Bounds of what a unit of gain costs, the project, and its price by floats."""


def _cheapest(
    waiting: list[tuple[float, int]],
    backing: Backing,
    purses: Purses,
    standing: Standing,
    budget: int | None,
    barred: dict[int, Barred],
) -> list[_Found]:
    """Those that may be the cheapest, and others that were looked at; what can no longer be bought is dropped."""
    found: list[_Found] = []
    bar = float("inf")
    while waiting and waiting[0][0] <= bar:
        _, place = heapq.heappop(waiting)
        estimate = purses.estimate(place)
        if estimate is None:
            continue
        if (why := standing.bars(place, budget)) is not None:
            barred[place] = why
            continue
        worth = backing.projects[place].worth
        price, doubt = estimate.price, estimate.doubt
        if doubt > price * 2.0**-30:
            price = float(purses.exact_price(place))
            doubt = price * 2.0**-50
        found.append(((price - doubt) / worth * _BELOW, (price + doubt) / worth / _BELOW, place, price))
        bar = min(bar, found[-1][1])
    return found


def _settled(found: list[_Found], backing: Backing, purses: Purses) -> dict[int, Fraction]:
    """The projects that are cheapest, exactly, with what their supporters pay for a unit of gain."""
    bar = min(high for _, high, _, _ in found)
    exact = {place: purses.exact_price(place, price) for low, _, place, price in found if low <= bar}
    if len(exact) == 1:
        return exact
    asked = {place: price / backing.projects[place].worth for place, price in exact.items()}
    least = min(asked.values())
    return {place: price for place, price in exact.items() if asked[place] == least}
