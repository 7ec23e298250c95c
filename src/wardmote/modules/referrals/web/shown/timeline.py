"""What has happened to a referral, and what comes next. Pure: `now` is a parameter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from wardmote.kernel.ui import words
from wardmote.kernel.ui.parts import Entry, EntryKind

from ...rules import (
    AWAY,
    DEADLINE_KINDS,
    OUTCOMES,
    PAUSE_REASONS,
    RETURN_REASONS,
    URGENT_REASONS,
    WITHDRAW_REASONS,
    DeadlineKind,
    Rung,
    Side,
    StepKind,
)

if TYPE_CHECKING:
    from ...models import Step
    from ...queries import ReferralStory

from .standing import day_of, ending_words, full_name

_ANSWERS_A_DEADLINE = frozenset(
    {
        StepKind.ACKNOWLEDGED,
        StepKind.ACCEPTED,
        StepKind.NOTED,
        StepKind.RETURNED,
        StepKind.REDIRECTED,
        StepKind.CLOSED,
    }
)
_MOVES_IT = frozenset(
    {
        StepKind.RETURNED,
        StepKind.REDIRECTED,
        StepKind.LAPSED,
        StepKind.HANDED_OVER,
        StepKind.COORDINATOR_CALLED,
        StepKind.GIVEN_BACK,
    }
)
_WARNED = frozenset({StepKind.RETURNED, StepKind.LAPSED, StepKind.ESCALATED, StepKind.REOPENED})

_SIDES: dict[str, str] = {
    Side.RECEIVER: "They answer it from now on. The clock runs on.",
    Side.SENDER: "They hear the answer from now on.",
    Side.BOTH: "They answer it from now on, and hear the answer. The clock runs on.",
    Side.COORDINATOR: "They settle it from now on. The clock runs on.",
}

_HEARD: dict[str, str] = {
    Rung.LEAD: "The team’s lead was",
    Rung.COORDINATOR: "The coordinator was",
    Rung.ADMINISTRATORS: "The partnership’s administrators were",
}


def timeline(steps: Iterable[Step], *, now: datetime) -> list[Entry]:
    """What has happened, a line for each step: who, what, and the words that both sides read."""
    return [_entry(step, now) for step in steps]


def path(steps: Iterable[Step], *, now: datetime) -> list[Entry]:
    """Where it has been, by teams, and why it was not kept there: what a coordinator decides on."""
    return [
        _entry(step, now, who=step.by_team.name if step.by_team else "Wardmote")
        for first, step in enumerate(steps)
        if step.kind in _MOVES_IT or not first
    ]


def _entry(step: Step, now: datetime, who: str = "") -> Entry:
    kind = StepKind(step.kind)
    who = who or (f"{step.by_words}," if step.by_link_id else step.by_words)
    what, rest, note = _said(step, kind, now, who)
    if step.late and kind in _ANSWERS_A_DEADLINE:
        note = f"{note} Later than promised.".strip()
    look = (
        EntryKind.WENT_WRONG
        if kind in _WARNED
        else EntryKind.PERSON
        if step.by_person_id or step.by_link_id
        else EntryKind.SYSTEM
    )
    return Entry(what=what, rest=rest, words=step.words, note=note, at=step.at, kind=look)


def _due_words(reason: str) -> str:
    """What was due, of a step that names its deadline."""
    due = reason.partition(".")[0]
    return DeadlineKind(due).in_words if due in DEADLINE_KINDS else "answer it"


def _said(step: Step, kind: StepKind, now: datetime, who: str) -> tuple[str, str, str]:
    """What in bold, what after it, and what under it."""
    team = full_name(step.to_team) if step.to_team else ""
    until = words.desk_day(day_of(step.until), today=day_of(now)) if step.until else ""
    match kind:
        case StepKind.SENT:
            urgent = URGENT_REASONS.get(step.reason)
            return f"{who} sent it", f"to {team}" if team else "", f"Urgent: {urgent.label}" if urgent else ""
        case StepKind.CLAIMED if step.reason == AWAY:
            return f"{who} has it now", "in place of a colleague who is away", ""
        case StepKind.RELEASED if step.reason == AWAY:
            return "It went back to the team", f"because whoever had claimed it is away ({who})", ""
        case StepKind.CLAIMED:
            return f"{who} claimed it", "", ""
        case StepKind.RELEASED:
            return f"{who} gave it back to the team", "", ""
        case StepKind.ACKNOWLEDGED:
            return f"{who} acknowledged it", "", ""
        case StepKind.ACCEPTED:
            return f"{who} took it on", "", ""
        case StepKind.ASKED:
            return f"{who} asked the sender", "", ""
        case StepKind.ANSWERED:
            return f"{who} answered", "", ""
        case StepKind.NOTED:
            return f"{who} told the sender how it goes", "", ""
        case StepKind.PAUSED:
            reason = PAUSE_REASONS.get(step.reason)
            return f"{who} paused it", f"until {until}", reason.plain if reason else ""
        case StepKind.RESUMED:
            return (
                "The clock started again",
                f"({step.by_words})" if step.by_person or step.by_link_id else "",
                "",
            )
        case StepKind.RETURNED:
            returned = RETURN_REASONS.get(step.reason)
            notes = [
                f"They say it belongs to {team}." if team else "",
                f"Room from {until}." if until else "",
            ]
            return (
                f"{who} sent it back",
                f"({returned.label.lower()})" if returned else "",
                " ".join(filter(None, notes)),
            )
        case StepKind.REDIRECTED:
            return f"{who} passed it on", f"to {team}" if team else "", ""
        case StepKind.COORDINATOR_CALLED:
            return f"{who} asked the coordinator to settle it", "", ""
        case StepKind.GIVEN_BACK:
            return f"{who} gave it back to its sender", "to send it on, or close it with a reason", ""
        case StepKind.REMINDED:
            return "Nearly out of time", f"to {_due_words(step.reason)}", ""
        case StepKind.ESCALATED:
            rung, due = step.reason.rpartition(".")[2], _due_words(step.reason)
            if rung == Rung.DESK:
                return "Its time ran out", f"to {due}", ""
            return (
                f"{_HEARD.get(rung, 'Somebody further up was')} told",
                f"that it is still late to {due}",
                "",
            )
        case StepKind.LAPSED:
            whose = (
                "the coordinator, because its sender’s desk could not hold it"
                if step.reason
                else "its sender"
            )
            return "Nobody answered in time", f"It went back to {whose}.", ""
        case StepKind.WITHDRAWN:
            withdrawn = WITHDRAW_REASONS.get(step.reason)
            return f"{who} took it back", "", withdrawn.plain if withdrawn else ""
        case StepKind.CLOSED:
            outcome = OUTCOMES.get(step.reason)
            return (
                f"{who} closed it",
                f"({ending_words(step.reason).lower()})",
                outcome.plain if outcome else "",
            )
        case StepKind.REOPENED:
            return f"{who} opened it again", "", ""
        case StepKind.HANDED_OVER:
            return "The work was handed over", f"to {team} ({who})", _SIDES.get(step.reason, "")


def last_asked(story: ReferralStory) -> Step | None:
    """The step that the sender is to answer: a question, or why it came back."""
    asking = (StepKind.ASKED, StepKind.RETURNED)
    return next((step for step in reversed(story.own_steps) if step.kind in asking), None)


def whats_next(story: ReferralStory, *, now: datetime) -> Entry | None:
    """The last line of the timeline: who must do what, by when."""
    referral, due = story.referral, story.referral.next_deadline_at
    if due is None or referral.accountable_team is None:
        return None
    team = referral.accountable_team.name
    said = {
        DeadlineKind.ACKNOWLEDGE: f"{team} says that they have it",
        DeadlineKind.DECIDE: f"{team} takes it on, or sends it back with a reason",
        DeadlineKind.UPDATE: f"{team} tells the sender how it goes",
        DeadlineKind.CLOSE: f"{team} closes it with an outcome",
        DeadlineKind.ANSWER: "The sender answers",
        DeadlineKind.RESUME: "The clock starts again",
        DeadlineKind.SEND_ON: f"{team} sends it on, or closes it with a reason",
        DeadlineKind.SETTLE: f"{team} settles where it belongs",
    }[DeadlineKind(referral.next_deadline_kind)]
    by = "Was due" if due < now else "By"
    return Entry(what=said, when=f"{by} {words.desk_time(due, now=now)}", kind=EntryKind.NEXT)
