"""What a referral is called, where it stands on the thread and in words. Pure: `now` is a parameter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from wardmote.kernel.clock import LONDON
from wardmote.kernel.ui import words
from wardmote.kernel.ui.parts import Knot, KnotState
from wardmote.shared.partnerships.rules import Sensitivity

from ...models import Referral
from ...rules import (
    ALREADY_THERE,
    DUPLICATE_OF,
    OUTCOMES,
    PASSED_ON,
    RETURN_REASONS,
    WITHDRAW_REASONS,
    Hold,
    State,
)

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

    from ...models import Observation
    from ...queries import StoppedReferral


def title_of(referral: Referral, observation: Observation | None) -> str:
    """What a referral is called: its number alone where it is protected or its words are not for this reader."""
    if referral.sensitivity == Sensitivity.PROTECTED:
        return f"Protected {referral.reference}"
    return observation.title if observation else referral.reference


def knots(referral: Referral, said_at: datetime | None, *, now: datetime) -> list[Knot]:
    """The thread of one referral: said, passed on, done, answered. A protected one is never answered."""
    said = Knot(
        name="Said",
        state=KnotState.DONE,
        note=words.desk_day(day_of(said_at), today=day_of(now)) if said_at else "",
    )
    protected = referral.sensitivity == Sensitivity.PROTECTED
    done = ("Done",) if protected else ("Done", "Answered")
    if referral.state == State.IN_PROGRESS:
        rest = [
            Knot(name="Passed on", state=KnotState.DONE, note="taken on"),
            Knot(name="Done", state=KnotState.NOW),
            *(Knot(name=name, state=KnotState.TO_COME) for name in done[1:]),
        ]
    elif referral.state == State.CLOSED and referral.outcome != PASSED_ON:
        rest = [
            Knot(name="Passed on", state=KnotState.DONE),
            Knot(name="Done", state=KnotState.DONE, note=ending_words(referral.outcome)),
            *(Knot(name=name, state=KnotState.DONE) for name in done[1:]),
        ]
    else:
        rest = [
            Knot(name="Passed on", state=KnotState.NOW, note=_standing(referral)),
            *(Knot(name=name, state=KnotState.TO_COME) for name in done),
        ]
    return [said, *rest]


def day_of(at: datetime) -> date:
    """The day in London."""
    return at.astimezone(LONDON).date()


def _standing(referral: Referral) -> str:
    match referral.state:
        case State.ACKNOWLEDGED if referral.acknowledged_at:
            taken = referral.acknowledged_at - referral.sent_at
            return f"acknowledged in {words.how_long(max(taken, timedelta()))}"
        case State.RETURNED:
            return "sent back"
        case State.LAPSED:
            return "nobody answered"
        case State.WITHDRAWN:
            return "taken back"
        case State.CLOSED:
            return "to another team"
    return ""


def ending_words(outcome: str) -> str:
    """How a referral ended, in few words."""
    if outcome in OUTCOMES:
        return OUTCOMES[outcome].label
    if outcome in WITHDRAW_REASONS:
        return "Taken back"
    return {PASSED_ON: "Passed on", DUPLICATE_OF: RETURN_REASONS[DUPLICATE_OF].label}.get(outcome, outcome)


def state_words(referral: Referral) -> str:
    """Where a referral stands, as both sides read it."""
    if referral.hold == Hold.ASKED:
        return "They asked you a question"
    if referral.hold == Hold.PAUSED:
        return "They have paused it"
    match referral.state:
        case State.SENT:
            return "Sent, not acknowledged yet"
        case State.ACKNOWLEDGED:
            return "They have it, and decide"
        case State.IN_PROGRESS:
            return "They have taken it on"
        case State.RETURNED:
            return "Sent back to you"
        case State.LAPSED:
            return "Nobody answered. It is back with you"
        case State.WITHDRAWN:
            return "You took it back"
    return ending_words(referral.outcome)


_PLAIN = {
    State.SENT: "Sent, not acknowledged yet",
    State.ACKNOWLEDGED: "Acknowledged",
    State.IN_PROGRESS: "Taken on",
    State.RETURNED: "Sent back",
    State.LAPSED: "Nobody answered",
    State.WITHDRAWN: "Taken back",
}


def heard(referral: Referral, *, now: datetime) -> str:
    """What came of it, as whoever reported it reads it: at the end what was done, or why not."""
    at_the_team = {
        State.SENT: f"Sent {words.desk_time(referral.sent_at, now=now)}, not acknowledged yet.",
        State.IN_PROGRESS: "They have taken it on.",
    }
    if referral.outcome == PASSED_ON:
        return "Passed on to another team."
    if referral.hold == Hold.ASKED:
        return "They have asked a question, and wait for the answer."
    if referral.hold == Hold.PAUSED:
        return "Paused. They look at it again later."
    match referral.state:
        case State.ACKNOWLEDGED if referral.acknowledged_at:
            at = words.desk_time(referral.acknowledged_at, now=now)
            return f"Acknowledged {at}. They decide what to do."
        case State.RETURNED:
            return f"Sent back. {referral.accountable_team} has it now, and decides what happens next."
        case State.LAPSED:
            return f"They did not answer in time. {referral.accountable_team} has it now."
        case State.WITHDRAWN:
            why = WITHDRAW_REASONS.get(referral.outcome)
            return f"Taken back. {why.plain if why else ''}".strip()
        case State.CLOSED if referral.ended_at:
            outcome = OUTCOMES.get(referral.outcome)
            said = outcome.told if outcome else ALREADY_THERE
            return f"Closed {words.desk_time(referral.ended_at, now=now)}. {said}"
    return at_the_team[State(referral.state)]


def plain_state(referral: Referral | StoppedReferral) -> str:
    """Where a referral stands, for whoever only sees that work moves."""
    if referral.hold != Hold.NONE:
        return "Waiting for the sender" if referral.hold == Hold.ASKED else "Paused"
    if isinstance(referral, Referral) and referral.state == State.CLOSED:
        return ending_words(referral.outcome)
    return _PLAIN[State(referral.state)]


def full_name(team: Team) -> str:
    """A team with its organisation: "Repairs desk, Larkfield Homes"."""
    return f"{team.name}, {team.organisation.name}"
