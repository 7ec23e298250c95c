"""What silence sets off: the rungs that a referral climbs when nobody answers (R1.3).

Public names: `Rung`, `Reach`, `Climb`, `Staffed`, `reach_of`, `next_rung`, `rungs_to_come`, `highest_rung`,
`latest_end`. How long each rung waits, and when somebody is reminded, the clock of the referral says
(`partnerships/rules/ladders.py`).

Choices made here, where the design leaves room:

- A reminder comes when a share of the time has gone. Every other rung counts from when the one before it was truly
  taken, so that after a night in which nothing ran nobody is passed over: the team lead still has as
  long as the ladder says before the coordinator hears.
- A rung is about one deadline, named by its kind and its beginning. Whoever answers brings a new deadline with a
  new ladder; a word in between, which moves nothing, does not start the ladder again.
- A pause, or a question, ends by itself: the clock runs again.
- A rung with nobody on it is left out, so that the next one comes in its place. What is protected is made known to
  safeguarding leads alone, also by the ladder: the desk's own hear as its desk, and the coordinator only where
  somebody on that desk may read it.
- What lapses lies with the sender; with the coordinator, where the sender's desk cannot hold it. Where neither can, it
  stays where it is, and the administrators are told that it does, unless it is protected.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from wardmote.kernel.working_time import Calendar, WorkingDuration
from wardmote.shared.partnerships.rules import Ladder, reminder_at

from .deadlines import Deadline, DeadlineKind
from .states import Climbed, Desk, Situation, StepKind


class Rung(StrEnum):
    """Who hears, or what happens. The keys are stored in the log and never change."""

    REMINDER = "reminder"
    DESK = "desk"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    ADMINISTRATORS = "administrators"
    CALL = "call"
    RESUME = "resume"
    LAPSE = "lapse"


_HEIGHTS = {rung: height for height, rung in enumerate(Rung)}
MOVES_IT = frozenset({Rung.CALL, Rung.RESUME, Rung.LAPSE})
"""What ends this deadline, and begins another."""

_SELF_ENDING = frozenset({DeadlineKind.ANSWER, DeadlineKind.RESUME})
_STEPS = {
    Rung.REMINDER: StepKind.REMINDED,
    Rung.DESK: StepKind.ESCALATED,
    Rung.LEAD: StepKind.ESCALATED,
    Rung.COORDINATOR: StepKind.ESCALATED,
    Rung.ADMINISTRATORS: StepKind.ESCALATED,
    Rung.CALL: StepKind.COORDINATOR_CALLED,
    Rung.RESUME: StepKind.RESUMED,
    Rung.LAPSE: StepKind.LAPSED,
}


def wait_on(ladder: Ladder, rung: Rung) -> WorkingDuration:
    """How long this rung waits for an answer before the next."""
    return {Rung.DESK: ladder.desk, Rung.LEAD: ladder.lead}.get(rung, ladder.coordinator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who is there to hear of a referral, and where it could go. Facts of the moment, not of the log."""

    lead: bool
    """The desk it lies on has a lead who may know of it."""
    coordinator: bool
    """The coordinator's desk may know of it, and hold it."""
    sender: bool
    """The sender's desk stands, and may hold it."""
    administrators: bool = True
    """They may know of it: not of what is protected."""


class Staffed(Protocol):
    """A desk, as far as it decides who hears and who can hold."""

    @property
    def stands(self) -> bool:
        """It has not ended."""

    @property
    def lead(self) -> bool:
        """It has a team lead now."""

    @property
    def safeguarding_lead(self) -> bool:
        """It has somebody now who may read what is protected."""


def reach_of(
    situation: Situation,
    *,
    sender: Staffed | None,
    receiver: Staffed | None,
    coordinator: Staffed | None,
    protected: bool,
) -> Reach:
    """Who is there to hear of a referral, and where it could go.

    What is protected may be known to safeguarding leads alone, so only a desk that has one can hear of it or hold it.
    """
    on_desk = {Desk.RECEIVER: receiver, Desk.SENDER: sender, Desk.COORDINATOR: coordinator}.get(
        situation.accountable or Desk.SYSTEM
    )

    def can_hold(desk: Staffed | None) -> bool:
        return desk is not None and desk.stands and (desk.safeguarding_lead or not protected)

    return Reach(
        lead=on_desk is not None and on_desk.lead and not protected,
        coordinator=can_hold(coordinator),
        sender=can_hold(sender),
        administrators=not protected,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """The next rung of a referral, and when it is taken."""

    rung: Rung
    at: datetime
    deadline: Deadline
    to_coordinator: bool = False
    """It lapses, and to the coordinator."""

    @property
    def step(self) -> StepKind:
        """The step in the log."""
        return _STEPS[self.rung]

    @property
    def reason(self) -> str:
        """What the step says of itself: which deadline was missed, and who heard; or to whom it lapsed."""
        if self.rung is Rung.LAPSE:
            return Rung.COORDINATOR if self.to_coordinator else ""
        return "" if self.rung in MOVES_IT else f"{self.deadline.kind}.{self.rung}"


def next_rung(
    situation: Situation, deadline: Deadline | None, ladder: Ladder, calendar: Calendar, reach: Reach
) -> Climb | None:
    """The rung that comes next if nobody does anything, and when; None where silence sets off nothing more.

    `deadline` is the situation's own, `calendar` the receiving team's. Whether its time has come is the caller's to
    see.
    """
    if deadline is None:
        return None
    rungs = _rungs(deadline.kind, reach)
    taken = _taken(situation, deadline)
    highest = highest_rung(situation, deadline)
    coming = next((rung for rung in rungs if highest is None or _HEIGHTS[rung] > _HEIGHTS[highest]), None)
    if coming is None:
        return None
    at = _when(coming, deadline, ladder, calendar, taken)
    return Climb(rung=coming, at=at, deadline=deadline, to_coordinator=not reach.sender)


def rungs_to_come(
    situation: Situation, deadline: Deadline | None, ladder: Ladder, calendar: Calendar, reach: Reach
) -> tuple[Climb, ...]:
    """Every rung still to come about this deadline if nobody does anything and each is taken in its time.

    Ends with what moves the referral to another desk, or starts its clock again; or at the top.
    """
    coming: list[Climb] = []
    while deadline and (climb := next_rung(situation, deadline, ladder, calendar, reach)):
        coming.append(climb)
        if climb.rung in MOVES_IT:
            break
        climbed = Climbed(reason=climb.reason, at=climb.at, began=deadline.started_at)
        situation = replace(situation, climbed=(*situation.climbed, climbed))
    return tuple(coming)


def highest_rung(situation: Situation, deadline: Deadline | None) -> Rung | None:
    """How high silence has climbed about this deadline."""
    taken = _taken(situation, deadline) if deadline else []
    return max((rung for rung, _ in taken), key=_HEIGHTS.__getitem__, default=None)


def latest_end(
    situation: Situation,
    deadline: Deadline | None,
    ladder: Ladder,
    calendar: Calendar,
    *,
    now: datetime,
    stood_still: Sequence[tuple[datetime, datetime]] = (),
) -> datetime | None:
    """The latest moment by which silence from now on has moved it, or has reached the top; None without a deadline.

    This is the bound within which nothing falls through: it is never passed, whoever stands on the rungs meanwhile, as
    long as the sender's desk or the coordinator's can hold it. `stood_still` are the times, each from and to in UTC,
    in which no rung is taken because the scheduler does not run.
    """
    if deadline is None:
        return None

    def taken_by(at: datetime) -> datetime:
        at = max(at.astimezone(UTC), now.astimezone(UTC))
        return next((runs for stops, runs in stood_still if stops <= at < runs), at).astimezone(
            calendar.timezone
        )

    late = [(rung, at) for rung, at in _taken(situation, deadline) if rung is not Rung.REMINDER]
    if deadline.kind in _SELF_ENDING:
        return taken_by(deadline.due_at)
    waits = [Rung.DESK, Rung.LEAD]
    if deadline.kind not in (DeadlineKind.SEND_ON, DeadlineKind.SETTLE):
        waits.append(Rung.COORDINATOR)
    if not late:
        at = taken_by(deadline.due_at)
    else:
        highest, at = late[-1]
        if highest is Rung.ADMINISTRATORS:
            # Nobody could hold it then. If somebody can now, it goes there one wait later.
            waits = [] if deadline.kind is DeadlineKind.SETTLE else [highest]
        waits = [rung for rung in waits if _HEIGHTS[rung] >= _HEIGHTS[highest]]
    for rung in waits:
        at = taken_by(calendar.add(at, wait_on(ladder, rung)))
    return at


def _rungs(kind: DeadlineKind, reach: Reach) -> Sequence[Rung]:
    """The ladder of a deadline, lowest first, without the rungs nobody stands on."""
    if kind in _SELF_ENDING:
        return (Rung.REMINDER, Rung.RESUME)
    rungs = [Rung.REMINDER, Rung.DESK, *[Rung.LEAD] * reach.lead]
    top = [Rung.ADMINISTRATORS] * reach.administrators
    match kind:
        case DeadlineKind.SETTLE:
            return rungs + top
        case DeadlineKind.SEND_ON:
            return rungs + ([Rung.CALL] if reach.coordinator else top)
        case _:
            rungs += [Rung.COORDINATOR] * reach.coordinator
            return rungs + ([Rung.LAPSE] if reach.sender or reach.coordinator else top)


def _taken(situation: Situation, deadline: Deadline) -> list[tuple[Rung, datetime]]:
    """The rungs of this deadline that have been taken, and when, in the order of the log."""
    about = f"{deadline.kind}."
    return [
        (Rung(climbed.reason.removeprefix(about)), climbed.at)
        for climbed in situation.climbed
        if climbed.reason.startswith(about) and climbed.began == deadline.started_at
    ]


def _when(
    rung: Rung, deadline: Deadline, ladder: Ladder, calendar: Calendar, taken: Sequence[tuple[Rung, datetime]]
) -> datetime:
    if rung is Rung.REMINDER:
        start, due, lasts = deadline.started_at, deadline.due_at, deadline.lasts
        return reminder_at(ladder, calendar, start=start, due=due, lasts=lasts)
    above_the_deadline = [(before, at) for before, at in taken if before is not Rung.REMINDER]
    if rung in (Rung.DESK, Rung.RESUME) or not above_the_deadline:
        return deadline.due_at
    before, at = above_the_deadline[-1]
    return calendar.add(at, wait_on(ladder, before))
