"""A referral as the simulation keeps it: its log, what that comes to, and when silence and its bound are due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from wardmote.kernel.working_time import LONDON
from wardmote.modules.referrals.rules import (
    BACK_WITH_SENDER,
    Clocks,
    Deadline,
    Desk,
    Ladder,
    Situation,
    State,
    Taken,
)

from ..kinds import Told


@dataclass(frozen=True)
class Matter:
    """What a referral is about."""

    told: Told
    ward: str
    protected: bool
    clocks: Clocks
    """As it is usual for its kind, or as whoever it is first sent to promised."""
    urgent_because: str = ""

    @property
    def category(self) -> str:
        """What kind of matter it is."""
        return self.told.category


@dataclass(frozen=True)
class Line:
    """A line of the log: a step, and the team that took it."""

    taken: Taken
    team: str

    def __str__(self) -> str:
        """As it is printed when something fell through."""
        about = f" ({self.taken.reason})" if self.taken.reason else ""
        by = self.team or "time itself"
        return f"{self.taken.at.astimezone(LONDON):%a %d %b %Y %H:%M:%S}  {self.taken.kind}{about}, {by}"


@dataclass(eq=False)
class Referral:
    """One referral. `version` counts what is to be reacted to; what was planned before is then void."""

    number: int
    matter: Matter
    sender: str
    receiver: str
    agency: str
    draws: Random
    situation: Situation
    log: list[Line] = field(default_factory=list)
    carries_on: Referral | None = None
    deadline: Deadline | None = None
    bound: datetime | None = None
    version: int = 0
    intended_at: datetime | None = None
    """When somebody means to act on it, if anybody does."""
    acknowledged_late: bool | None = None
    lapsed: bool = False
    sent_on_after_lapse: bool = False
    without_team: bool = False
    beyond_bound: bool = False

    @property
    def ladder(self) -> Ladder:
        """How long each rung waits."""
        return self.matter.clocks.ladder

    @property
    def had_by(self) -> set[str]:
        """The teams that have had it, and its sender."""
        before = self.carries_on.had_by if self.carries_on else set()
        return before | {self.receiver, self.sender}

    def side(self, desk: Desk | None, coordinator: str) -> str:
        """The team at a desk of it; nothing for the system's."""
        sides = {Desk.RECEIVER: self.receiver, Desk.SENDER: self.sender, Desk.COORDINATOR: coordinator}
        return sides.get(desk or Desk.SYSTEM, "")

    def accountable(self, coordinator: str) -> str:
        """The team on whose desk it lies; nothing if it lies on none."""
        return self.side(self.situation.accountable, coordinator)

    @property
    def is_back(self) -> bool:
        """Back on the desk of its sender or the coordinator."""
        return self.situation.state in BACK_WITH_SENDER

    @property
    def waits_for_acknowledgement(self) -> bool:
        """Nobody has said yet that it arrived."""
        return self.situation.state is State.SENT

    def whole_log(self) -> list[str]:
        """Its log and those it carries on, oldest first, to be read by whoever looks for the fault."""
        earlier = self.carries_on.whole_log() if self.carries_on else []
        head = (
            f"Referral {self.number}, {self.matter.category}"
            f"{' (protected)' if self.matter.protected else ''}: {self.sender} to {self.receiver}"
        )
        return [*earlier, head, *(f"  {line}" for line in self.log)]
