"""Why each project was funded or not, and the smallest change that would have turned it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from .cards.card import EqualShares, MostVotes, Utility
from .constraints import Bar, Standing
from .counting import Result, Way
from .equal_shares import Rounds, buy_in_rounds
from .most_votes import Turn, would_fund
from .saying import Reason, said_bar, said_money, said_score


def explained(result: Result) -> list[Reason]:
    """A reason for every project, most votes first."""
    tell = _EqualShares(result).reason if result.shares else _MostVotes(result).reason
    return [_for_good(result, place) or _afterwards(result, place) or tell(place) for place in result.order]


def _for_good(result: Result, place: int) -> Reason | None:
    """Why it never took part."""
    barred = result.constraints.barred.get(place)
    if barred is None:
        return None
    if barred.bar is Bar.WITHDRAWN:
        return Reason(place, False, "It was withdrawn.")
    election, least = result.election, ceil(result.constraints.minimum)
    score = election.scores[place]
    return Reason(
        place,
        False,
        f"It has {said_score(election, score)}; {said_score(election, least)} are needed to take part.",
        f"{said_score(election, least - score)} more would have let it take part.",
    )


def _afterwards(result: Result, place: int) -> Reason | None:
    """Why it was funded after the rule itself had ended."""
    way, score = result.ways.get(place), said_score(result.election, result.election.scores[place])
    if way is Way.FLOOR:
        pot = result.constraints.pots[result.constraints.pot_of[place]]
        return Reason(place, True, f"Funded to meet the floor of {pot.pot.name}, most votes first: {score}.")
    if way is Way.FILL:
        return Reason(place, True, f"Funded with what was left, most votes first: {score}.")
    return None


class _MostVotes:
    """Exact: the others are counted without the project, and it is tried before each of them."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.election = result.election
        passed = result.passed
        self.turns: dict[int, Turn] = {turn.place: turn for turn in passed.turns} if passed else {}
        self.ended_at = passed.ended_at if passed else None
        self.rule = result.card.rule if isinstance(result.card.rule, MostVotes) else MostVotes()
        self.ranks = result.card.ties.ranks(result.election)

    def reason(self, place: int) -> Reason:
        """Of one project."""
        election, turn = self.election, self.turns.get(place)
        score = said_score(election, election.scores[place])
        if turn is None:
            ended = election.projects[self.ended_at].id if self.ended_at is not None else ""
            return Reason(
                place, False, f"It has {score}. The count ended before it, at {ended}.", self._short(place)
            )
        if turn.barred is None:
            because = f"It has {score}, and {said_money(election, turn.left)} was left when its turn came."
            if turn.from_reserve:
                because += (
                    f" As the last it takes {said_money(election, turn.from_reserve)} from the reserve."
                )
            return Reason(place, True, because, self._ahead(place))
        return Reason(
            place,
            False,
            f"It has {score}. {said_bar(self.result, turn.barred, turn.left)}",
            self._short(place),
        )

    def _tried(self, place: int) -> list[tuple[int, bool]]:
        """For each other project, whether this one would be funded just before it; last (-1) after all of them."""
        standing, tried, ended = Standing(self.result.constraints), [], False
        for other in self.result.order:
            if other == place or other in self.result.constraints.barred:
                continue
            tried.append((other, not ended and would_fund(standing, place, self.election.budget, self.rule)))
            if not ended:
                if would_fund(standing, other, self.election.budget, self.rule):
                    over = standing.bars(other, self.election.budget) is not None
                    standing.take(other)
                    ended = over
                else:
                    barred = standing.bars(other, self.election.budget)
                    ended = self.rule.stop_at_first and barred is not None and barred.bar is Bar.BUDGET
        tried.append((-1, not ended and would_fund(standing, place, self.election.budget, self.rule)))
        return tried

    def _short(self, place: int) -> str:
        """The fewest more votes and the least lower cost with which it would have been funded."""
        scores, ranks = self.election.scores, self.ranks
        needs = [
            scores[other] - scores[place] + (ranks[place] > ranks[other])
            for other, funded in self._tried(place)
            if funded and other >= 0
        ]
        more = min((need for need in needs if need > 0), default=None)
        barred = self.turns[place].barred if place in self.turns else None
        said = [] if more is None else [f"{said_score(self.election, more)} more"]
        if barred and 0 < barred.short < self.election.projects[place].cost:
            said.append(f"a cost {said_money(self.election, barred.short)} lower")
        if not said:
            return "No number of votes would have funded it."
        return f"{' or '.join(said).capitalize()} would have funded it."

    def _ahead(self, place: int) -> str:
        """The fewest votes less with which it would not have been funded."""
        scores, ranks = self.election.scores, self.ranks
        tried = self._tried(place)
        falls = [
            scores[place] - scores[before] + (ranks[place] < ranks[before])
            for (before, _), (_, funded) in pairwise(tried)
            if not funded
        ]
        least = ceil(self.result.constraints.minimum)
        if least > 0:
            falls.append(scores[place] - least + 1)
        fewer = min((fall for fall in falls if 0 < fall <= scores[place]), default=None)
        if fewer is None:
            return "It would have been funded with any number of votes."
        return f"With {said_score(self.election, fewer)} fewer it would not have been funded."


class _EqualShares:
    """What is said of changes holds for the share with which the count ended."""

    def __init__(self, result: Result) -> None:
        if result.shares is None or result.backing is None:
            raise ValueError("This was not counted by equal shares.")
        self.result = result
        self.election = result.election
        self.backing = result.backing
        self.rounds: Rounds = result.shares.rounds
        rule = result.card.rule
        self.by_cost = isinstance(rule, EqualShares) and rule.utility is Utility.COST
        self.ranks = result.card.ties.ranks(result.election)

    def reason(self, place: int) -> Reason:
        """Of one project."""
        votes = said_score(self.election, self.election.scores[place])
        if place in self.result.ways:
            return self._won(place, votes)
        who = self.backing.projects[place]
        if not who.whole_gain:
            return Reason(place, False, "Nobody voted for it.")
        if barred := self.rounds.barred.get(place):
            left = self.election.budget - self.rounds.cost
            return Reason(place, False, f"It has {votes}. {said_bar(self.result, barred, left)}")
        return self._lost(place, votes)

    def _won(self, place: int, votes: str) -> Reason:
        number = self.rounds.winners.index(place) + 1
        price = self.rounds.purses.prices.get(place)
        if price is None:
            return Reason(place, True, f"It has {votes} and costs nothing.")
        per = "a point" if not (self.backing.projects[place].gains == 1).all() else "a supporter"
        paid = f"cost at most {said_money(self.election, price)} {per}"
        because = f"It has {votes}, was bought as number {number}, and {paid}."
        dearest = self._dearest(place)
        more = said_money(self.election, dearest - self.backing.projects[place].cost + 1)
        return Reason(place, True, because, f"At a cost {more} higher its supporters could not have paid it.")

    def _dearest(self, place: int) -> int:
        """The highest cost at which it is still bought. A higher cost never helps, so it is found by halving."""
        who = self.backing.projects[place]
        low, high = who.cost, floor(self.rounds.share * int(who.people.sum())) + 1
        while high - low > 1:
            middle = (low + high) // 2
            dearer = replace(who, cost=middle, worth=middle if self.by_cost else 1)
            projects = [dearer if at == place else each for at, each in enumerate(self.backing.projects)]
            again = buy_in_rounds(
                replace(self.backing, projects=projects),
                self.result.constraints,
                self.ranks,
                self.rounds.share,
                budget=None,
            )
            low, high = (middle, high) if place in again.standing else (low, middle)
        return low

    def _lost(self, place: int, votes: str) -> Reason:
        election, purses = self.election, self.rounds.purses
        who = self.backing.projects[place]
        had, left = self.rounds.share * int(who.people.sum()), purses.all_of(place)
        short = who.cost - left
        because = f"It has {votes}. Its supporters had {said_money(election, had)}"
        if spent := had - left:
            names = [election.projects[each].id for each in purses.most_paid(place)[:2]]
            because += f" and spent {said_money(election, spent)} of it, most on {' and '.join(names)}"
        because += f": {said_money(election, short)} short."
        change = f"A cost {said_money(election, short)} lower"
        if self.rounds.share:
            more = ceil(Fraction(short) / self.rounds.share)
            people = "1 more voter" if more == 1 else f"{more:,} more voters"
            change = f"{people} for it alone, or a cost {said_money(election, short)} lower,"
        change += " would have bought it at the same share."
        over = self.rounds.cost + floor(left) - election.budget
        if over > 0:
            change += f" Even then the budget would have been {said_money(election, over)} too small."
        return Reason(place, False, because, change)
