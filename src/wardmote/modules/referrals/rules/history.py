"""What each step makes of a referral: the log of a referral folded into its situation.

Public names: `situation_of`, `handed_on`, `after`, `COORDINATOR_AFTER`.

Choices made here, where the design leaves room:

- A referral is closed as passed on when another carries it; `handed_on` gives that other one its beginning.
  Passed on by a receiving team, the clock does not start again; sent on after it came back, it does, but the
  time to close runs from the first sending.
- "Duplicate of" leaves the sender nothing to do, so it closes the referral; the sender may reopen it.
- Handed over to another team, its clocks run on: the deadline that stood is kept as a promise, which the working
  time of the new team may shorten and never stretch, until the step it asks for is taken. Passing it on undecided
  is not that step.
- Reopened, it goes back to where it was closed, and its clocks start again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .endings import DUPLICATE_OF, NOT_OURS, PASSED_ON, RETURN_REASONS
from .states import BACK_WITH_SENDER, Climbed, Hold, Side, Situation, State, StepKind, Stop, Taken, WrongStep

COORDINATOR_AFTER = RETURN_REASONS[NOT_OURS].limit
"""After so many "not ours" the coordinator is called: nobody is passed from agency to agency."""

_LEAVES_THE_DEADLINE = frozenset(
    {
        StepKind.SENT,
        StepKind.CLAIMED,
        StepKind.RELEASED,
        StepKind.REDIRECTED,
        StepKind.REMINDED,
        StepKind.ESCALATED,
        StepKind.HANDED_OVER,
    }
)
_UNDECIDED = frozenset({State.SENT, State.ACKNOWLEDGED})
_CLAIM_STAYS = frozenset({Side.SENDER, Side.COORDINATOR})


def situation_of(
    steps: Iterable[Taken], *, before: Situation | None = None, protected: bool = False
) -> Situation:
    """Fold a log, oldest first. The log is trusted: each step was checked by `apply` when it was taken.

    `before` is the situation of the referral that this one carries on, if it was passed on.
    """
    situation = handed_on(before) if before else Situation()
    situation = replace(situation, protected=protected)
    for taken in steps:
        situation = after(situation, taken)
    return situation


def handed_on(before: Situation) -> Situation:
    """The beginning of the referral that carries on one closed as passed on: its draft, ready to be sent.

    Raises WrongStep if that one was not passed on.
    """
    if before.ending != PASSED_ON:
        raise WrongStep(
            f"Only what was passed on is carried on by another referral. It is {before.in_words}."
        )
    fresh = before.ended_from in BACK_WITH_SENDER
    return Situation(
        protected=before.protected,
        not_ours=before.not_ours,
        given_back_at=before.given_back_at,
        first_sent_at=before.first_sent_at,
        close_from=before.close_from,
        clock_from=None if fresh else before.clock_from,
        acknowledged_at=None if fresh else before.acknowledged_at,
        stops=before.stops,
        promised=before.promised if before.ended_from in _UNDECIDED else None,
        last_at=before.last_at,
    )


def after(situation: Situation, taken: Taken) -> Situation:
    """What a step makes of a situation, without asking whether it may."""
    made = replace(_after(situation, taken), last_at=taken.at)
    return made if taken.kind in _LEAVES_THE_DEADLINE else replace(made, promised=None)


def _after(situation: Situation, taken: Taken) -> Situation:
    at = taken.at
    match taken.kind:
        case StepKind.SENT:
            return replace(
                situation,
                state=State.SENT,
                first_sent_at=situation.first_sent_at or at,
                clock_from=situation.clock_from or at,
                close_from=situation.close_from or at,
                arrived_at=at,
            )
        case StepKind.CLAIMED:
            return replace(situation, claimed_by=taken.by)
        case StepKind.RELEASED:
            return replace(situation, claimed_by=None)
        case StepKind.ACKNOWLEDGED:
            return replace(
                situation, state=State.ACKNOWLEDGED, acknowledged_at=situation.acknowledged_at or at
            )
        case StepKind.ACCEPTED:
            return replace(_going(situation, at), state=State.IN_PROGRESS, told_at=at)
        case StepKind.ASKED:
            stop = Stop(Hold.ASKED, at)
            return replace(
                situation,
                hold=Hold.ASKED,
                questions=situation.questions + 1,
                told_at=at,
                stops=(*situation.stops, stop),
            )
        case StepKind.ANSWERED if situation.state is State.RETURNED:
            return _back_to_team(situation, at)
        case StepKind.ANSWERED | StepKind.RESUMED:
            return _going(situation, at)
        case StepKind.NOTED:
            return replace(situation, told_at=at)
        case StepKind.PAUSED:
            return _paused(situation, at, taken.until)
        case StepKind.RETURNED if taken.reason == DUPLICATE_OF:
            returns = (*situation.returns, DUPLICATE_OF)
            return replace(_ended(situation, at, State.CLOSED, DUPLICATE_OF), returns=returns)
        case StepKind.RETURNED:
            not_ours = situation.not_ours + (taken.reason == NOT_OURS)
            called = taken.reason == NOT_OURS and (taken.to_team is None or not_ours >= COORDINATOR_AFTER)
            return replace(
                _off_the_desk(situation, at, State.RETURNED),
                returned_because=taken.reason,
                returns=(*situation.returns, taken.reason),
                not_ours=not_ours,
                coordinator_called=called,
                until=taken.until,
            )
        case StepKind.REDIRECTED:
            passed = replace(situation, not_ours=situation.not_ours + situation.is_open)
            return _ended(passed, at, State.CLOSED, PASSED_ON)
        case StepKind.COORDINATOR_CALLED:
            return replace(situation, coordinator_called=True, desk_since=at)
        case StepKind.GIVEN_BACK:
            return replace(situation, coordinator_called=False, desk_since=at, given_back_at=at)
        case StepKind.LAPSED:
            lapsed = _off_the_desk(situation, at, State.LAPSED)
            return replace(lapsed, coordinator_called=bool(taken.reason))
        case StepKind.WITHDRAWN:
            return _ended(situation, at, State.WITHDRAWN, taken.reason)
        case StepKind.CLOSED:
            return _ended(situation, at, State.CLOSED, taken.reason)
        case StepKind.REOPENED:
            return _reopened(situation, at)
        case StepKind.HANDED_OVER:
            claimed_by = situation.claimed_by if taken.reason in _CLAIM_STAYS else None
            return replace(situation, claimed_by=claimed_by, promised=taken.until)
        case StepKind.REMINDED | StepKind.ESCALATED:
            rung = Climbed(taken.reason, at, taken.until or at)
            return replace(situation, climbed=(*situation.climbed, rung))


def _going(situation: Situation, at: datetime) -> Situation:
    """The clock runs: what it waited for is over."""
    if situation.hold is Hold.NONE:
        return situation
    *earlier, last = situation.stops
    return replace(
        situation, hold=Hold.NONE, until=None, stops=(*earlier, Stop(last.hold, last.began, at, last.latest))
    )


def _paused(situation: Situation, at: datetime, until: datetime | None) -> Situation:
    stop = Stop(Hold.PAUSED, at, latest=until)
    return replace(situation, hold=Hold.PAUSED, until=until, stops=(*situation.stops, stop))


def _off_the_desk(situation: Situation, at: datetime, state: State) -> Situation:
    return replace(
        _going(situation, at),
        state=state,
        claimed_by=None,
        desk_since=at,
        returned_because="",
        coordinator_called=False,
    )


def _back_to_team(situation: Situation, at: datetime) -> Situation:
    """Answered after it came back: the same team decides afresh, at the earliest when it has room."""
    until = situation.until
    back = replace(
        situation,
        state=State.ACKNOWLEDGED,
        acknowledged_at=at,
        arrived_at=at,
        desk_since=None,
        returned_because="",
        until=None,
    )
    return _paused(back, at, until) if until and until > at else back


def _ended(situation: Situation, at: datetime, state: State, ending: str) -> Situation:
    return replace(
        _going(situation, at),
        state=state,
        ending=ending,
        claimed_by=None,
        ended_at=at,
        ended_from=situation.state,
    )


def _reopened(situation: Situation, at: datetime) -> Situation:
    """Back to where it was closed, with new clocks; a team that had not taken it on decides again."""
    again = replace(
        situation, ending="", ended_at=None, ended_from=None, reopened=situation.reopened + 1, close_from=at
    )
    match situation.ended_from:
        case State.RETURNED | State.LAPSED:
            return replace(again, state=situation.ended_from, desk_since=at)
        case State.IN_PROGRESS:
            return replace(again, state=State.IN_PROGRESS, told_at=at)
        case _:
            return replace(again, state=State.ACKNOWLEDGED, acknowledged_at=at)
