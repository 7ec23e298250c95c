"""The clock of a referral, how it was worked out, and the verb that is due. Pure: `now` is a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wardmote.kernel.ui import words
from wardmote.kernel.ui.parts import ClockState, DeadlineView

from ...rules import (
    DeadlineKind,
    StepKind,
)

if TYPE_CHECKING:
    from ...models import Referral
    from ...queries import ReferralStory

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
    referral: Referral, *, now: datetime, explanation: Sequence[str] = ()
) -> DeadlineView | None:
    """The clock of a referral as its row knows it; None once nothing is due."""
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
        f"{team.name} works {team.hours}. Bank holidays do not count.",
        *([f"Why this long: {reason}"] if reason else []),
    ]
