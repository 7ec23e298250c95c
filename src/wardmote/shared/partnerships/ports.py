"""What this module must ask of those above it. They register their answer in `apps.ready`."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a team would leave behind. Numbers of what everybody may know of; `guarded` tells that there is more.

    `received` it must answer; `came_back` lies on its desk as the sender; `to_settle` lies there as the
    coordinator's; `sent` is with others, whose answers it waits for.
    """

    received: int = 0
    came_back: int = 0
    to_settle: int = 0
    sent: int = 0
    guarded: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether the team may end without anybody being left waiting."""
        return not (self.received or self.came_back or self.to_settle or self.sent or self.guarded)

    def __add__(self, other: "Owed") -> "Owed":
        """Add what one module knows to what another knows."""
        return Owed(
            received=self.received + other.received,
            came_back=self.came_back + other.came_back,
            to_settle=self.to_settle + other.to_settle,
            sent=self.sent + other.sent,
            guarded=self.guarded or other.guarded,
        )


NOTHING = Owed()
Answer = Callable[[Collection[int]], Mapping[int, Owed]]
_answers: list[Answer] = []


def owed_comes_from(answer: Answer) -> None:
    """Register who knows what teams owe: given teams' numbers, the teams that owe something."""
    _answers.append(answer)


def owed_by(team_ids: Collection[int]) -> dict[int, Owed]:
    """What each of the teams owes, all modules together."""
    owed = dict.fromkeys(team_ids, NOTHING)
    for answer in _answers:
        for team_id, more in answer(team_ids).items():
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
