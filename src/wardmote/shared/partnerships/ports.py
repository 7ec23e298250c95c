"""What this module must ask of those above it. They register their answer in `apps.ready`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from wardmote.kernel.actor import Actor

if TYPE_CHECKING:
    from .models import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a team would leave behind: numbers of what everybody may know of. Of protected work it tells nothing, not
    even that there is some, so nothing may hang on it but what pages say.

    `received` it must answer; `came_back` lies on its desk as the sender; `to_settle` lies there as the
    coordinator's; `sent` is with others, whose answers it waits for.
    """

    received: int = 0
    came_back: int = 0
    to_settle: int = 0
    sent: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is left of what everybody may know of."""
        return not (self.received or self.came_back or self.to_settle or self.sent)

    def __add__(self, other: Owed) -> Owed:
        """Add what one module knows to what another knows."""
        return Owed(
            received=self.received + other.received,
            came_back=self.came_back + other.came_back,
            to_settle=self.to_settle + other.to_settle,
            sent=self.sent + other.sent,
        )


NOTHING = Owed()


class HandOver(Protocol):
    """Let one team take another's part in one piece of work; `guardian` where only it has somebody who may read it.

    False where the old team has no part in it any more. Raises a refusal where it cannot go just now.
    """

    def __call__(
        self, *, by: Actor, number: int, from_team: Team, to_team: Team, guardian: Team, words: str
    ) -> bool:
        """Do it, in the transaction that runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one module knows of the work of teams: what they owe, which pieces lie with one, which of these it is to
    settle as the coordinator's desk, how one moves."""

    owed: Callable[[Collection[int]], Mapping[int, Owed]]
    lying_with: Callable[[int], Sequence[int]]
    to_settle: Callable[[int], Sequence[int]]
    hand_over: HandOver


_work: list[Work] = []


def work_is_kept_by(work: Work) -> None:
    """Register a module that lays work on teams' desks."""
    _work.append(work)


def works() -> Sequence[Work]:
    """Every module that lays work on teams' desks."""
    return tuple(_work)


def owed_by(team_ids: Collection[int]) -> dict[int, Owed]:
    """What each of the teams owes, all modules together."""
    owed = dict.fromkeys(team_ids, NOTHING)
    for work in _work:
        for team_id, more in work.owed(team_ids).items():
            owed[team_id] += more
    return owed


ClaimsHeld = Callable[[int], Mapping[int, int]]
_claims: list[ClaimsHeld] = []


def claims_come_from(answer: ClaimsHeld) -> None:
    """Register who knows what somebody has claimed: given a person's number, how much by the number of the team."""
    _claims.append(answer)


def claims_held(person_id: int) -> Mapping[int, int]:
    """How much open work somebody has claimed in each team, by its number; work that is protected is not counted."""
    held = Counter[int]()
    for answer in _claims:
        held.update(answer(person_id))
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOpen:
    """What is open of a kind of matter, in numbers. Protected matters are left out: nobody learns that there are any.

    `observations` wait on the record or were passed on; `referrals` lie on somebody's desk.
    """

    observations: int = 0
    referrals: int = 0

    def __add__(self, other: StillOpen) -> StillOpen:
        """Add what one module knows to what another knows."""
        return StillOpen(
            observations=self.observations + other.observations, referrals=self.referrals + other.referrals
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """What one module knows of what hangs on categories and clocks.

    What is open of a category, by its number; how many open referrals go by each clock; which mappings that are kept
    for imports name a category, by its key.
    """

    of_category: Callable[[int], StillOpen]
    by_clock: Callable[[Collection[int]], Mapping[int, int]]
    mappings_naming: Callable[[str], Sequence[str]]


_matters: list[Matters] = []


def matters_are_kept_by(matters: Matters) -> None:
    """Register a module that keeps matters of the categories, each with a clock that runs."""
    _matters.append(matters)


def still_open(category_id: int) -> StillOpen:
    """What is open of a category, all modules together, but for what is protected."""
    return sum((matters.of_category(category_id) for matters in _matters), StillOpen())


def running_by(clock_ids: Collection[int]) -> Mapping[int, int]:
    """How many open referrals go by each of the clocks, but for what is protected."""
    running = Counter[int]()
    for matters in _matters:
        running.update(matters.by_clock(clock_ids))
    return running


def mappings_naming(key: str) -> Sequence[str]:
    """The names of the mappings, kept for imports, that name a category."""
    return [name for matters in _matters for name in matters.mappings_naming(key)]


ExchangingPairs = Callable[[], Collection[tuple[int, int]]]
_exchanges: list[ExchangingPairs] = []


def exchanges_come_from(answer: ExchangingPairs) -> None:
    """Register who knows between which organisations something that tells of people is open, by number.

    What is protected is left out: nobody learns that there is any.
    """
    _exchanges.append(answer)


def pairs_exchanging() -> set[tuple[int, int]]:
    """The pairs of organisations between which something that tells of people is open, all modules together."""
    return {pair for answer in _exchanges for pair in answer()}
