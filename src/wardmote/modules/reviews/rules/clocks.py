"""By when what is due: worked out from what has been done, in the working time of the review desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wardmote.kernel.working_time import Calendar, Unit, WorkingDuration

from .moves import ENDED, Move, stands


class Owed(StrEnum):
    """What is owed to whoever asked."""

    ACKNOWLEDGEMENT = "acknowledgement"
    DECISION = "decision"
    WORD_OF_DECISION = "word_of_decision"
    PANEL = "panel"
    WORD_OF_OUTCOME = "word_of_outcome"
    APPEAL = "appeal"


OWED_IN_WORDS: Mapping[Owed, str] = {
    Owed.ACKNOWLEDGEMENT: "Acknowledge it",
    Owed.DECISION: "Decide on the threshold",
    Owed.WORD_OF_DECISION: "Tell them what was decided",
    Owed.PANEL: "Hold the panel",
    Owed.WORD_OF_OUTCOME: "Tell them the outcome",
    Owed.APPEAL: "Hear the outcome of the appeal",
}


_THREE, _FIVE, _TEN, _TWENTY = (WorkingDuration(days, Unit.WORKING_DAYS) for days in (3, 5, 10, 20))


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long each part may take."""

    acknowledge: WorkingDuration = _THREE
    decide: WorkingDuration = _TEN
    tell: WorkingDuration = _FIVE
    information: WorkingDuration = _TEN
    panel: WorkingDuration = _TWENTY
    appeal: WorkingDuration = _TWENTY


@dataclass(frozen=True, kw_only=True)
class Done:
    """One move that was made, and when."""

    move: Move
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One thing owed: since when, by when, and when it was done, if it was."""

    owed: Owed
    since: datetime
    within: WorkingDuration
    due_at: datetime
    done_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether its time is over, and it is not done or was done after."""
        return (self.done_at or now) > self.due_at


_BEGINS: Mapping[Move, Sequence[tuple[Owed, str]]] = {
    Move.ASK: ((Owed.ACKNOWLEDGEMENT, "acknowledge"), (Owed.DECISION, "decide")),
    Move.FIND_MET: ((Owed.WORD_OF_DECISION, "tell"), (Owed.PANEL, "panel")),
    Move.FIND_NOT_MET: ((Owed.WORD_OF_DECISION, "tell"),),
    Move.HOLD_PANEL: ((Owed.WORD_OF_OUTCOME, "tell"),),
    Move.APPEAL: ((Owed.APPEAL, "appeal"),),
    Move.UPHOLD: ((Owed.WORD_OF_DECISION, "tell"), (Owed.PANEL, "panel")),
}
_KEEPS: Mapping[Move, Sequence[Owed]] = {
    Move.ACKNOWLEDGE: (Owed.ACKNOWLEDGEMENT,),
    Move.FIND_MET: (Owed.DECISION,),
    Move.FIND_NOT_MET: (Owed.DECISION,),
    Move.TELL_DECISION: (Owed.WORD_OF_DECISION,),
    Move.HOLD_PANEL: (Owed.PANEL,),
    Move.TELL_OUTCOME: (Owed.WORD_OF_OUTCOME, Owed.WORD_OF_DECISION),
    Move.UPHOLD: (Owed.APPEAL,),
    Move.TURN_DOWN: (Owed.APPEAL,),
}


def promises(done: Iterable[Done], times: Times, calendar: Calendar) -> Sequence[Promise]:
    """What was owed, in the order in which it came up, with when it was kept. What fell away is left out.

    A promise falls away when the review ends before it was kept.
    """
    history = list(done)
    made: list[Promise] = []
    for step in history:
        for owed in _KEEPS.get(step.move, ()):
            made = [_kept(one, step.at) if one.owed is owed and one.done_at is None else one for one in made]
        for owed, name in _BEGINS.get(step.move, ()):
            within: WorkingDuration = getattr(times, name)
            if not within.is_none:
                made.append(
                    Promise(owed=owed, since=step.at, within=within, due_at=calendar.add(step.at, within))
                )
    if history and stands(step.move for step in history) in ENDED:
        return [one for one in made if one.done_at is not None]
    return made


def _kept(promise: Promise, at: datetime) -> Promise:
    return Promise(
        owed=promise.owed, since=promise.since, within=promise.within, due_at=promise.due_at, done_at=at
    )


def next_due(made: Iterable[Promise]) -> Promise | None:
    """What is owed first."""
    return min((one for one in made if one.done_at is None), key=lambda one: one.due_at, default=None)
