"""The clock of a referral, how it was worked out, and the verb that is due. Pure: `now` is a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wardmote.kernel.ui import words
from wardmote.kernel.ui.parts import ClockState, DeadlineView
from wardmote.shared.partnerships.rules import Standard

from ...rules import (
    DeadlineKind,
    Rung,
    StepKind,
)

if TYPE_CHECKING:
    from ...models import Referral
    from ...queries import ReferralStory, StoppedReferral
    from ...rules import Climb

_SOON = timedelta(hours=2)
_LAST_QUARTER = 0.75

_DUE = {
    DeadlineKind.ACKNOWLEDGE: "Acknowledge by",
    DeadlineKind.DECIDE: "Decide by",
    DeadlineKind.UPDATE: "Update the sender by",
    DeadlineKind.CLOSE: "Close it by",
    DeadlineKind.SEND_ON: "Send it on or close it by",
    DeadlineKind.SETTLE: "Settle it by",
}
_WAITS = {
    DeadlineKind.ANSWER: ("Paused, waiting for the sender", "Starts again when they answer, or"),
    DeadlineKind.RESUME: ("Paused", "Starts again"),
}
_OVERDUE = {
    DeadlineKind.ANSWER: "No answer came by {}. Decide on what there is",
    DeadlineKind.RESUME: "The pause ended {}. Start the clock again",
    **{kind: f"{due} {{}}" for kind, due in _DUE.items()},
}


def deadline_view(
    referral: Referral | StoppedReferral, *, now: datetime, explanation: Sequence[str] = (), if_not: str = ""
) -> DeadlineView | None:
    """The clock of a referral as its row knows it; None once nothing is due. `if_not` says where silence leads."""
    due = referral.next_deadline_at
    if due is None:
        return None
    kind = DeadlineKind(referral.next_deadline_kind)
    moment = words.desk_time(due, now=now)
    if due < now:
        return DeadlineView(
            state=ClockState.OVERDUE,
            how_long=f"Overdue by {words.how_long(now - due)}",
            what_by_when=_OVERDUE[kind].format(moment),
            if_not=if_not,
            explanation=explanation,
        )
    if kind in _WAITS:
        paused, again = _WAITS[kind]
        return DeadlineView(
            state=ClockState.PAUSED,
            how_long=paused,
            what_by_when=f"{again} {moment}",
            explanation=explanation,
        )
    gone = _part_gone(referral.deadline_began_at, due, now)
    soon = gone >= _LAST_QUARTER or due - now <= _SOON
    return DeadlineView(
        state=ClockState.SOON if soon else ClockState.GOOD,
        how_long=f"{words.how_long(due - now)} left",
        what_by_when=f"{_DUE[kind]} {moment}",
        if_not=if_not,
        gone=gone,
        explanation=explanation,
    )


def _part_gone(began: datetime | None, due: datetime, now: datetime) -> float:
    """From 0 to 1. Nothing where the beginning is not known."""
    if began is None or due <= began:
        return 0.0
    return min(1.0, max(0.0, (now - began) / (due - began)))


class Verb(NamedTuple):
    """The one thing to do next with a referral: `kind` is posted from the list, None leads to its page."""

    words: str
    kind: StepKind | None = None
    section: str = ""


_NEXT_VERBS = {
    DeadlineKind.ACKNOWLEDGE: Verb("Acknowledge", StepKind.ACKNOWLEDGED),
    DeadlineKind.DECIDE: Verb("Decide", section="do"),
    DeadlineKind.UPDATE: Verb("Update", section=StepKind.NOTED),
    DeadlineKind.CLOSE: Verb("Close", section=StepKind.CLOSED),
    DeadlineKind.ANSWER: Verb("Decide", section="do"),
    DeadlineKind.RESUME: Verb("Start again", StepKind.RESUMED),
    DeadlineKind.SEND_ON: Verb("Send on", section=StepKind.REDIRECTED),
    DeadlineKind.SETTLE: Verb("Settle", section=StepKind.REDIRECTED),
}


def next_verb(referral: Referral) -> Verb:
    """The verb in a row of the inbox: claim it first, then what is due."""
    if referral.is_open and referral.claimed_by_id is None:
        return Verb("Claim", StepKind.CLAIMED)
    return _NEXT_VERBS[DeadlineKind(referral.next_deadline_kind)]


def working(story: ReferralStory) -> list[str]:
    """How the time was worked out: the sum, the team's hours, why this kind of matter has this clock."""
    if story.deadline is None:
        return []
    team = story.referral.receiver_team
    reason = story.referral.clock.reason
    return [
        story.deadline.explain(),
        *([whose] if (whose := whose_promise(story.referral)) else []),
        f"{team.name} works {team.hours}. Bank holidays do not count.",
        *([f"Why this long: {reason}"] if reason else []),
    ]


def whose_promise(referral: Referral) -> str:
    """Whose standard it was sent with, where that is not the clock of its category; and why it is urgent."""
    parts = []
    if referral.urgent_because:
        parts.append(f"Sent as urgent: {_in_a_sentence(referral.urgent_words)}.")
    if referral.standard == Standard.TEAM:
        whose = "the team it was first sent to" if referral.earlier else referral.receiver_team.name
        parts.append(f"These times are the own standard of {whose}: {referral.clock.name}.")
    elif referral.standard == Standard.URGENT:
        parts.append(f"These are the times for what is urgent: {referral.clock.name}.")
    return " ".join(parts)


def _in_a_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]


_COMES = {
    Rung.REMINDER: "a reminder that it is nearly out of time",
    Rung.DESK: "its time is over, and it is late",
    Rung.LEAD: "it goes up to the team’s lead",
    Rung.COORDINATOR: "it goes up to the coordinator",
    Rung.ADMINISTRATORS: "it goes up to the partnership’s administrators",
    Rung.CALL: "the coordinator is called, who settles it",
    Rung.RESUME: "the clock starts again by itself",
    Rung.LAPSE: "it lapses, and is its sender’s again, who must send it on or close it with a reason",
}
_LAPSES_UP = "it lapses, and is the coordinator’s, because its sender’s desk cannot hold it"
_NOT_YET_UP = frozenset({Rung.REMINDER, Rung.DESK, Rung.RESUME})


class Coming(NamedTuple):
    """One thing that silence will set off: when, and what."""

    at: datetime
    what: str


def comes(rungs: Sequence[Climb]) -> list[Coming]:
    """What comes when if nobody does what is due, in order."""
    return [Coming(climb.at, _coming(climb)) for climb in rungs]


def where_silence_leads(rungs: Sequence[Climb], *, now: datetime) -> str:
    """To whom it goes up next, and when: nothing where it goes up no further, or starts again by itself."""
    up = next((climb for climb in rungs if climb.rung not in _NOT_YET_UP), None)
    return f"If nobody does, {_coming(up)}: {words.desk_time(up.at, now=now)}" if up else ""


def _coming(climb: Climb) -> str:
    return _LAPSES_UP if climb.rung is Rung.LAPSE and climb.to_coordinator else _COMES[climb.rung]
