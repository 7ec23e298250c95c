"""What no rule may break: the budget, mutually exclusive projects, and the floors and caps of pots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import gcd

from .cards.card import Pot, RuleCard
from .elections import Election


class WrongCard(ValueError):
    """The card cannot be used with this election."""


class Bar(StrEnum):
    """Why a project cannot be funded at a moment."""

    WITHDRAWN = "withdrawn"
    BELOW_MINIMUM = "below the minimum"
    EXCLUDED = "excluded"
    BUDGET = "budget"
    CAP = "cap"
    FLOOR = "floor"


@dataclass(frozen=True)
class Barred:
    """Why, and by which project or pot; ``short`` is the money that is missing, where money is."""

    bar: Bar
    by: str = ""
    short: int = 0


@dataclass(frozen=True, kw_only=True)
class PotLimits:
    """A pot with its projects' places and its limits in the smallest unit; ``reachable`` is what can be promised."""

    pot: Pot
    members: frozenset[int]
    floor: int
    cap: int
    reachable: int


class Constraints:
    """The limits of one election under one card. Raises WrongCard when the card does not suit the election."""

    def __init__(self, election: Election, card: RuleCard) -> None:
        self.election = election
        self.costs = [project.cost for project in election.projects]
        self.barred: dict[int, Barred] = {}
        minimum = _minimum(election, card)
        for place, project in enumerate(election.projects):
            if project.withdrawn:
                self.barred[place] = Barred(Bar.WITHDRAWN)
            elif election.scores[place] < minimum:
                self.barred[place] = Barred(Bar.BELOW_MINIMUM)
        self.minimum = minimum
        self._rivals = _rivals(election, card.exclusive)
        self.pot_of: dict[int, int] = {}
        self.pots: list[PotLimits] = []
        for pot in card.pots:
            members = _members(election, pot)
            if twice := members & self.pot_of.keys():
                name = election.projects[min(twice)].id
                raise WrongCard(f"{name} is in two pots. A project is in one pot at most.")
            self.pot_of.update(dict.fromkeys(members, len(self.pots)))
            floor = _units(election, pot.floor)
            cap = election.budget if pot.cap is None else _units(election, pot.cap)
            if cap < floor:
                raise WrongCard(f"The cap of {pot.name} is below its floor.")
            self.pots.append(PotLimits(pot=pot, members=members, floor=floor, cap=cap, reachable=0))
        if sum(pot.floor for pot in self.pots) > election.budget:
            raise WrongCard("The floors of the pots come to more than the budget.")
        self._promise()

    def rivals(self, place: int) -> frozenset[int]:
        """Those that cannot be funded beside it."""
        return self._rivals.get(place, frozenset())

    def _promise(self) -> None:
        """Find what can be promised to each pot, in their order, beside what was promised to those before."""
        if not any(pot.floor for pot in self.pots):
            return
        for place, others in self._rivals.items():
            pots = {self.pot_of.get(each) for each in {place, *others}}
            if len(pots) > 1 and any(pot is not None and self.pots[pot].floor for pot in pots):
                name = self.election.projects[place].id
                raise WrongCard(
                    f"{name} excludes a project of another pot, so a floor could not be promised."
                )
        left = self.election.budget
        for number, pot in enumerate(self.pots):
            room = min(pot.cap, left)
            sums = self._sums(pot.members, room)
            enough = [each for each in (_lowest(sums, pot.floor, room),) if each is not None]
            reachable = pot.floor if enough else _highest(sums, min(pot.floor, room))
            self.pots[number] = PotLimits(
                pot=pot.pot, members=pot.members, floor=pot.floor, cap=pot.cap, reachable=reachable
            )
            left -= max(enough[0] if enough else reachable, 0 if pot.pot.spill else pot.floor)

    def _sums(self, places: Iterable[int], limit: int) -> Sums:
        groups: list[list[int]] = []
        done: set[int] = set()
        for place in sorted(places):
            if place in done or place in self.barred:
                continue
            group = [place, *(each for each in self.rivals(place) if each not in self.barred)]
            done.update(group)
            groups.append([self.costs[each] for each in group])
        return reachable_sums(groups, limit)

    def unpromised(self) -> list[PotLimits]:
        """The pots whose floor cannot be reached, whoever wins."""
        return [pot for pot in self.pots if pot.reachable < pot.floor]


class Standing:
    """What has been funded so far, and what may still be."""

    def __init__(self, constraints: Constraints, *, caps: bool = True) -> None:
        self._on = constraints
        self._caps = caps
        self.chosen: list[int] = []
        self._is_chosen: set[int] = set()
        self.cost = 0
        self._spent = [0] * len(constraints.pots)
        self._floors = any(pot.reachable for pot in constraints.pots)
        self._kept = any(not pot.pot.spill and pot.floor for pot in constraints.pots)

    def copy(self, *, caps: bool) -> Standing:
        """The same, to go on from."""
        other = Standing(self._on, caps=caps)
        for place in self.chosen:
            other.take(place)
        return other

    def __contains__(self, place: int) -> bool:
        return place in self._is_chosen

    def take(self, place: int) -> None:
        """Fund it."""
        self.chosen.append(place)
        self._is_chosen.add(place)
        self.cost += self._on.costs[place]
        if (pot := self._on.pot_of.get(place)) is not None:
            self._spent[pot] += self._on.costs[place]

    def bars(self, place: int, budget: int | None) -> Barred | None:
        """What keeps it from being funded now; without a budget only what money cannot mend."""
        on, cost = self._on, self._on.costs[place]
        if place in on.barred:
            return on.barred[place]
        for rival in on.rivals(place):
            if rival in self._is_chosen:
                return Barred(Bar.EXCLUDED, on.election.projects[rival].id)
        if budget is not None and self.cost + cost > budget:
            return Barred(Bar.BUDGET, short=self.cost + cost - budget)
        pot = on.pot_of.get(place)
        if pot is not None and self._caps and self._spent[pot] + cost > on.pots[pot].cap:
            over = self._spent[pot] + cost - on.pots[pot].cap
            return Barred(Bar.CAP, on.pots[pot].pot.name, over)
        if self._floors or self._kept:
            return self._breaks_a_floor(place, budget)
        return None

    def _breaks_a_floor(self, place: int, budget: int | None) -> Barred | None:
        own = self._on.pot_of.get(place)
        claims = 0
        for number, pot in enumerate(self._on.pots):
            spent = self._spent[number] + (self._on.costs[place] if number == own else 0)
            need = self._need(number, spent, place)
            if need is None:
                return Barred(Bar.FLOOR, pot.pot.name)
            claims += max(spent + need, 0 if pot.pot.spill else pot.floor)
        free = self.cost - sum(self._spent) + (self._on.costs[place] if own is None else 0)
        if budget is not None and free + claims > budget:
            behind = next((p.pot.name for n, p in enumerate(self._on.pots) if self._spent[n] < p.floor), "")
            return Barred(Bar.FLOOR, behind, free + claims - budget)
        return None

    def _need(self, number: int, spent: int, place: int) -> int | None:
        """The least that must still be spent on a pot to reach what was promised, or None if it cannot be."""
        pot = self._on.pots[number]
        if spent >= pot.reachable:
            return 0
        gone = {place, *self._is_chosen}
        gone.update(*(self._on.rivals(each) for each in list(gone)))
        room = pot.cap - spent
        return _lowest(self._on._sums(pot.members - gone, room), pot.reachable - spent, room)

    def behind(self) -> list[PotLimits]:
        """The pots that have less than was promised."""
        return [pot for n, pot in enumerate(self._on.pots) if self._spent[n] < pot.reachable]

    def over(self, budget: int) -> bool:
        """Whether what is funded, with what pots are still promised, costs more than there is."""
        claims = 0
        for number, pot in enumerate(self._on.pots):
            need = self._need(number, self._spent[number], -1)
            if need is None:
                return True
            claims += max(self._spent[number] + need, 0 if pot.pot.spill else pot.floor)
        return self.cost - sum(self._spent) + claims > budget


@dataclass(frozen=True)
class Sums:
    """The sums that can be reached: bit ``n`` stands for ``n`` times ``unit``."""

    bits: int
    unit: int


def reachable_sums(groups: Sequence[Sequence[int]], limit: int) -> Sums:
    """The sums up to a limit of at most one cost from each group."""
    unit = gcd(*(cost for group in groups for cost in group)) or 1
    mask = (1 << (max(limit, 0) // unit + 1)) - 1
    bits = 1
    for group in groups:
        found = bits
        for cost in group:
            found |= bits << (cost // unit)
        bits = found & mask
    return Sums(bits, unit)


def _lowest(sums: Sums, at_least: int, limit: int) -> int | None:
    first = max(0, -(-at_least // sums.unit))
    rest = sums.bits >> first
    if not rest:
        return None
    found = (first + (rest & -rest).bit_length() - 1) * sums.unit
    return found if found <= limit else None


def _highest(sums: Sums, limit: int) -> int:
    below = sums.bits & ((1 << (max(limit, 0) // sums.unit + 1)) - 1)
    return (below.bit_length() - 1) * sums.unit


def _minimum(election: Election, card: RuleCard) -> Decimal:
    unit = election.points_unit if election.kind.has_points else 1
    minimum = (card.minimum_votes or Decimal(0)) * unit
    if card.minimum_share is not None:
        least = card.minimum_share * election.ballots.voters * unit
        minimum = max(minimum, Decimal(-(-least.numerator // least.denominator)))
    return minimum


def _units(election: Election, amount: Decimal) -> int:
    units = amount * election.money_unit
    if units != int(units):
        return int(units) + 1
    return int(units)


def _members(election: Election, pot: Pot) -> frozenset[int]:
    if unknown := pot.projects - election.places.keys():
        raise WrongCard(f"The pot {pot.name} names {min(unknown)}, which is no project here.")
    named = {election.places[each] for each in pot.projects}
    said = {
        place
        for place, project in enumerate(election.projects)
        if pot.column and pot.value in project.labels.get(pot.column, ())
    }
    return frozenset(named | said)


def _rivals(election: Election, groups: Sequence[frozenset[str]]) -> dict[int, frozenset[int]]:
    rivals: dict[int, frozenset[int]] = {}
    for group in groups:
        if unknown := group - election.places.keys():
            raise WrongCard(f"{min(unknown)} is said to exclude others and is no project here.")
        places = frozenset(election.places[each] for each in group)
        if twice := places & rivals.keys():
            raise WrongCard(
                f"{election.projects[min(twice)].id} is in two groups that exclude each other. Join them."
            )
        rivals.update({place: places - {place} for place in places})
    return rivals
