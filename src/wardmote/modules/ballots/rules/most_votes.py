"""Most votes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .cards.card import MostVotes
from .constraints import Bar, Barred, Constraints, Standing
from .elections import Election


@dataclass(frozen=True)
class Turn:
    """A project's turn: what was left of the budget, and what kept it from being funded, if anything did."""

    place: int
    left: int
    barred: Barred | None
    from_reserve: int = 0
    """The part of its cost that comes out of a reserve, for the last project under ``last_share``."""


@dataclass(frozen=True)
class Passed:
    """What came of a pass through the projects: each turn in order, and where the count ended, if it did."""

    standing: Standing
    turns: tuple[Turn, ...]
    ended_at: int | None = None


def by_votes(election: Election, ranks: Sequence[int]) -> list[int]:
    """The places of all projects, most votes or points first, equal ones as ``ranks`` say."""
    scores = election.scores
    return sorted(range(len(scores)), key=lambda place: (-scores[place], ranks[place]))


def pass_through(standing: Standing, places: Iterable[int], budget: int, rule: MostVotes) -> Passed:
    """Fund one after the other what is allowed; ``standing`` takes them up."""
    turns: list[Turn] = []
    for place in places:
        left = budget - standing.cost
        barred = standing.bars(place, budget)
        if barred is None:
            standing.take(place)
            turns.append(Turn(place, left, None))
            continue
        ends = barred.bar is Bar.BUDGET and (rule.stop_at_first or rule.last_share is not None)
        if ends and _enough(standing, place, left, barred, rule):
            standing.take(place)
            turns.append(Turn(place, left, None, barred.short))
            return Passed(standing, tuple(turns), place)
        turns.append(Turn(place, left, barred))
        if ends:
            return Passed(standing, tuple(turns), place)
    return Passed(standing, tuple(turns))


def _enough(standing: Standing, place: int, left: int, barred: Barred, rule: MostVotes) -> bool:
    if rule.last_share is None or standing.bars(place, None) is not None:
        return False
    return left >= rule.last_share * (left + barred.short)


def would_fund(standing: Standing, place: int, budget: int, rule: MostVotes) -> bool:
    """Whether a project would be funded if it were its turn."""
    barred = standing.bars(place, budget)
    if barred is None:
        return True
    return barred.bar is Bar.BUDGET and _enough(standing, place, budget - standing.cost, barred, rule)


def meet_floors(standing: Standing, constraints: Constraints, order: Sequence[int], budget: int) -> list[int]:
    """Fund projects of each pot that has less than was promised, most votes first, until it has it."""
    met: list[int] = []
    for pot in constraints.pots:
        for place in order:
            if pot not in standing.behind():
                break
            if place in pot.members and place not in standing and standing.bars(place, budget) is None:
                standing.take(place)
                met.append(place)
    return met
