"""Forms of the team on whose desk a referral lies: claim, acknowledge, decide, ask, pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import DayField, Option, PlainTextField

from ... import actions
from ...rules import (
    PAUSE_REASONS,
    StepKind,
)

if TYPE_CHECKING:
    from ...models import Referral

from .act import MAX_REFERENCE, ActForm, PlainForm, begins, reasons_field, words_field


class ClaimForm(ActForm):
    """Say "I am on it"."""

    kind = StepKind.CLAIMED
    button = "Claim it"

    def act(self, *, by: Actor) -> Referral:
        """Claim, whatever has happened since the page was shown: the one who is first wins."""
        return actions.claim_referral(by=by, referral=self.referral)


class ReleaseForm(PlainForm):
    """Put it back for anybody of the team."""

    kind = StepKind.RELEASED
    button = "Give it back to the team"
    action = actions.release_referral


class AcknowledgeForm(PlainForm):
    """Tell the sender that the team has it."""

    kind = StepKind.ACKNOWLEDGED
    button = "Acknowledge"
    action = actions.acknowledge_referral
    their_reference = PlainTextField(
        max_length=MAX_REFERENCE,
        label="Your own number for it (if you have one)",
        help_text="The sender sees it and can quote it.",
        required=False,
    )


class AcceptForm(PlainForm):
    """Take it on."""

    kind = StepKind.ACCEPTED
    button = "Take it on"
    action = actions.accept_referral
    words = words_field("What will you do, and when?", "The sender reads this.", rows=2, required=False)


class AskForm(PlainForm):
    """Ask the sender."""

    kind = StepKind.ASKED
    title = button = "Ask the sender"
    action = actions.ask_for_information
    words = words_field("What do you need to know?", "The sender reads this.")


class AnswerForm(PlainForm):
    """Answer what the team asked, or what it said when it sent the matter back."""

    kind = StepKind.ANSWERED
    title = button = "Answer them"
    action = actions.answer_question
    words = words_field("Your answer", "They read this and go on.")


class ProgressForm(PlainForm):
    """Tell the sender how it goes."""

    kind = StepKind.NOTED
    title = button = "Tell the sender how it goes"
    action = actions.note_progress
    words = words_field("What has happened, and what is next?", "The sender reads this.")


class PauseForm(ActForm):
    """Stop the clock until a day."""

    kind = StepKind.PAUSED
    title = button = "Pause"
    reason = reasons_field(
        "What do you wait for?",
        ((r.key, Option(r.plain, hint=f"At most {r.longest.days} days")) for r in PAUSE_REASONS.values()),
        "Choose what you wait for",
    )
    until = DayField(label="On which day does the clock start again?")
    words = words_field("Anything the sender should know", "The sender reads this.", rows=2, required=False)

    def act(self, *, by: Actor) -> Referral:
        """Pause until the day begins."""
        return actions.pause_referral(
            by=by,
            referral=self.referral,
            reason=self.cleaned_data["reason"],
            until=begins(self.cleaned_data["until"]),
            words=self.cleaned_data["words"],
            version=self.cleaned_data["version"],
        )


class ResumeForm(PlainForm):
    """Start the clock again."""

    kind = StepKind.RESUMED
    button = "Start the clock again"
    action = actions.resume_referral
