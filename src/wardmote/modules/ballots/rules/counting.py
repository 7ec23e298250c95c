"""Counting an election by a rule card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from .cards.card import EqualShares, Fill, MostVotes, RuleCard
from .constraints import Constraints, PotLimits, Standing
from .elections import Election
from .equal_shares import Backing, Counted, backing, equal_shares
from .most_votes import Passed, by_votes, meet_floors, pass_through


class Way(StrEnum):
    """How a project came to be funded."""

    RULE = "rule"
    RESERVE = "last, partly from a reserve"
    FLOOR = "to meet a floor"
    FILL = "with what was left"


@dataclass(frozen=True)
class Tie:
    """Projects that stood equal, in the order in which the card put them; whether the order decided who won."""

    places: tuple[int, ...]
    decided: bool


@dataclass(frozen=True, kw_only=True)
class Result:
    """Who won, and everything needed to say why."""

    election: Election
    card: RuleCard
    constraints: Constraints
    winners: tuple[int, ...]
    """Places of the funded projects, in the order in which they were funded."""
    ways: dict[int, Way]
    cost: int
    from_reserve: int
    ties: tuple[Tie, ...]
    order: tuple[int, ...]
    """All places, most votes first."""
    passed: Passed | None
    shares: Counted | None
    backing: Backing | None
    comparison: tuple[int, int] | None
    """Voters with more funded choices under equal shares, and under most votes first."""

    @property
    def unpromised(self) -> list[PotLimits]:
        """Pots whose floor nobody could have reached."""
        return self.constraints.unpromised()

    @property
    def share(self) -> Fraction | None:
        """What each voter could spend in the count that decided, in the smallest unit."""
        return self.shares.rounds.share if self.shares else None


def count(election: Election, card: RuleCard, *, ranks: Sequence[int] | None = None) -> Result:
    """Count. ``ranks`` are an order among equals in place of the card's.

    Raises WrongCard when the card does not suit the election.
    """
    constraints = Constraints(election, card)
    ranks = card.ties.ranks(election) if ranks is None else ranks
    order = by_votes(election, ranks)
    if isinstance(card.rule, EqualShares):
        return _by_equal_shares(election, card, constraints, ranks, order, card.rule)
    return _by_votes(election, card, constraints, order, card.rule)


def _by_votes(
    election: Election, card: RuleCard, constraints: Constraints, order: list[int], rule: MostVotes
) -> Result:
    passed = pass_through(Standing(constraints), order, election.budget, rule)
    ways = {
        turn.place: Way.RESERVE if turn.from_reserve else Way.RULE
        for turn in passed.turns
        if turn.barred is None
    }
    reserve = sum(turn.from_reserve for turn in passed.turns)
    standing = passed.standing if reserve else _completed(card, constraints, passed.standing, order, ways)
    return Result(
        election=election,
        card=card,
        constraints=constraints,
        winners=tuple(standing.chosen),
        ways=ways,
        cost=standing.cost,
        from_reserve=reserve,
        ties=tuple(_ties_of_votes(election, constraints, order, passed, ways)),
        order=tuple(order),
        passed=passed,
        shares=None,
        backing=None,
        comparison=None,
    )


def _by_equal_shares(
    election: Election,
    card: RuleCard,
    constraints: Constraints,
    ranks: Sequence[int],
    order: list[int],
    rule: EqualShares,
) -> Result:
    supporters = backing(election, rule.utility)
    counted = equal_shares(election, supporters, constraints, ranks, rule)
    ways = dict.fromkeys(counted.rounds.winners, Way.RULE)
    standing = _completed(card, constraints, counted.rounds.standing, order, ways)
    comparison = None
    if rule.comparison:
        passed = pass_through(Standing(constraints), order, election.budget, MostVotes())
        comparison = _preferred(election, standing.chosen, passed.standing.chosen)
        if comparison[1] > comparison[0]:
            instead = _by_votes(election, card, constraints, order, MostVotes())
            return Result(**{**vars(instead), "comparison": comparison})
    ties = [Tie(each.places, not all(p in ways for p in each.places)) for each in counted.rounds.ties]
    return Result(
        election=election,
        card=card,
        constraints=constraints,
        winners=tuple(standing.chosen),
        ways=ways,
        cost=standing.cost,
        from_reserve=0,
        ties=tuple(ties),
        order=tuple(order),
        passed=None,
        shares=counted,
        backing=supporters,
        comparison=comparison,
    )


def _completed(
    card: RuleCard, constraints: Constraints, standing: Standing, order: list[int], ways: dict[int, Way]
) -> Standing:
    """Meet floors, then spend what is left as the card says."""
    budget = constraints.election.budget
    standing = standing.copy(caps=True)
    ways.update(dict.fromkeys(meet_floors(standing, constraints, order, budget), Way.FLOOR))
    if card.fill is Fill.NONE:
        return standing
    standing = standing.copy(caps=card.fill is not Fill.BEYOND_CAPS)
    rest = [place for place in order if place not in standing]
    filled = pass_through(standing, rest, budget, MostVotes())
    ways.update({turn.place: Way.FILL for turn in filled.turns if turn.barred is None})
    return standing


def _ties_of_votes(
    election: Election, constraints: Constraints, order: list[int], passed: Passed, ways: dict[int, Way]
) -> list[Tie]:
    groups: dict[int, list[int]] = {}
    for place in order:
        if place not in constraints.barred:
            groups.setdefault(election.scores[place], []).append(place)
    return [
        Tie(tuple(places), 0 < sum(p in ways for p in places) < len(places) or passed.ended_at in places)
        for places in groups.values()
        if len(places) > 1
    ]


def _preferred(election: Election, ours: Sequence[int], theirs: Sequence[int]) -> tuple[int, int]:
    """How many voters have more funded choices in one list of winners, and how many in the other."""
    ballots = election.ballots
    chosen = ballots.points > 0 if election.kind.has_points else np.ones(len(ballots.projects), dtype=bool)
    sides = np.zeros(len(election.projects), dtype=np.int64)
    sides[list(ours)] += 1
    sides[list(theirs)] -= 1
    more = np.zeros(len(ballots.counts), dtype=np.int64)
    np.add.at(more, ballots.owners[chosen], sides[ballots.projects[chosen]])
    return int(ballots.counts[more > 0].sum()), int(ballots.counts[more < 0].sum())
