"""What can happen in a played year and is counted, in the words in which it is printed."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from wardmote.modules.referrals.rules import Rung


class Happened(StrEnum):
    """One kind of event."""

    PAUSED = "pauses"
    ASKED = "questions to the sender"
    NOT_OURS_TWICE = "“not ours” said by two teams"
    COORDINATOR_CALLED = "calls of the coordinator"
    WITHDRAWN = "taken back by the sender"
    REOPENED = "opened again"
    URGENT = "sent as urgent"
    OWN_STANDARD = "sent with a team’s own standard"
    LEAVER = "people who left"
    EMPTY_DESK = "desks left empty by that"
    TAKEN_OVER = "taken over from somebody who left"
    MERGED = "teams merged into another"
    HANDED_OVER = "referrals handed over by that"
    STOPPED = "stops of the scheduler, three days"
    CAUGHT_UP = "rungs it caught up with"
    CLOCKS_CHANGED = "changes of the clocks"
    OPEN_THEN = "referrals on a desk at a change"
    NOBODY_TAKES_IT = "reports that no team takes there"
    REMINDER = "reminders"
    DESK = "told that the desk is late"
    LEAD = "told to the team lead"
    COORDINATOR = "told to the coordinator"
    ADMINISTRATORS = "told to the administrators"
    CALL = "the coordinator called by silence"
    RESUME = "clocks that ran again by themselves"
    LAPSE = "lapsed"

    @classmethod
    def of(cls, rung: Rung) -> Self:
        """A rung that was taken."""
        return cls[rung.name]


BY_PEOPLE = tuple(Happened)[: tuple(Happened).index(Happened.REMINDER)]
BY_SILENCE = tuple(Happened)[len(BY_PEOPLE) :]
