"""From a first count of equal shares to one that spends what can be spent: Add1.

https://equalshares.net/implementation/completion: count again with a larger share for everybody, step by step, and
keep the last outcome that the budget allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..cards.card import EqualShares, Start, Until
from ..constraints import Constraints
from ..elections import Election
from .backing import Backing
from .rounds import Rounds, buy_in_rounds


@dataclass(frozen=True)
class Counted:
    """The outcome, how many counts it took, and the first count that cost too much, if it came to one."""

    rounds: Rounds
    counts: int
    beyond: Rounds | None


def equal_shares(
    election: Election, backing: Backing, constraints: Constraints, ranks: Sequence[int], rule: EqualShares
) -> Counted:
    """Count with the share that the budget gives, then, with Add1, with larger ones."""
    voters = election.ballots.voters
    share = Fraction(election.budget, voters) if voters else Fraction(0)
    kept = buy_in_rounds(backing, constraints, ranks, share, budget=election.budget)
    if not rule.add1 or not voters:
        return Counted(kept, 1, None)
    step = Fraction(rule.step) * election.money_unit
    if rule.start is Start.INTEGRAL:
        share = share // step * step
    counts = 1
    while rule.until is Until.UNAFFORDABLE or not _exhausted(backing, kept, election.budget):
        change = _next_change(backing, constraints, kept)
        if change is None:
            break
        share += step * max(1, -((share - change) // step))
        tried = buy_in_rounds(backing, constraints, ranks, share, budget=None)
        counts += 1
        if tried.standing.over(election.budget):
            return Counted(kept, counts, tried)
        kept = tried
    return Counted(kept, counts, None)


def _next_change(backing: Backing, constraints: Constraints, rounds: Rounds) -> Fraction | None:
    """A share up to which every count is like this one, or None if that is so of all larger ones.

    Where nobody was too poor for an even part of anything, larger shares buy the same at the same prices in the
    same order, until they allow something that all its supporters could not have paid with everything they had
    at first. Whatever else was left behind could have been paid once and may be at the next step.
    """
    if not rounds.purses.everybody_paid_evenly:
        return rounds.share
    waits: list[Fraction] = []
    for place, who in enumerate(backing.projects):
        if (
            place in rounds.standing
            or place in constraints.barred
            or place in rounds.barred
            or not who.whole_gain
        ):
            continue
        first = Fraction(who.cost, int(who.people.sum()))
        if first <= rounds.share:
            return rounds.share
        waits.append(first)
    return min(waits, default=None)


def _exhausted(backing: Backing, rounds: Rounds, budget: int) -> bool:
    """Whether no project that anybody backs can still be added."""
    return not any(
        who.whole_gain and place not in rounds.standing and rounds.standing.bars(place, budget) is None
        for place, who in enumerate(backing.projects)
    )
