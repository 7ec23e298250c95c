"""Forms by which a referral leaves a desk, or comes back to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import DayField, Option, offer

from ... import actions
from ...rules import (
    OUTCOMES,
    WITHDRAW_REASONS,
    Desk,
    Give,
    StepKind,
    return_reasons_available,
)

if TYPE_CHECKING:
    from ...models import Referral

from .act import ActForm, PlainForm, begins, by_organisation, reasons_field, words_field


class ReturnForm(ActForm):
    """Send it back with a reason and what should happen next."""

    kind = StepKind.RETURNED
    title = "Send it back"
    button = "Send it back"
    reason = reasons_field("Why?", (), "Choose why you send it back")
    to_team = forms.TypedChoiceField(
        label="Whose is it?", coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": "Choose a team from the list"},
    )  # fmt: skip
    until = DayField(label="From which day do you have room?", required=False)
    words = words_field(
        "What should happen next?", "The sender reads this. They must act on it, so be exact.", required=False
    )

    reveals = {"not-ours": "to_team", "no-capacity": "until"}

    def prepare(self) -> None:
        """Offer the reasons that are left for this team, and every team that could be named."""
        self.fields["words"].label = "What should happen next?"
        offer(
            self,
            "reason",
            [
                (
                    reason.key,
                    Option(reason.label, hint=reason.prompt, reveals=self.reveals.get(reason.key, "")),
                )
                for reason in return_reasons_available(self.situation)
            ],
        )
        others = self.teams_without(self.referral.receiver_team_id)
        offer(self, "to_team", by_organisation(others, "Nobody I know of: ask the coordinator"))

    def act(self, *, by: Actor) -> Referral:
        """Send it back. What an unchosen reason would have asked for is left out."""
        given = self.cleaned_data
        revealed = self.reveals.get(given["reason"])
        until = given["until"] if revealed == "until" else None
        named = given["to_team"] if revealed == "to_team" else None
        return actions.return_referral(
            by=by,
            referral=self.referral,
            reason=given["reason"],
            words=given["words"],
            named_team=self.teams[named] if named else None,
            until=begins(until) if until else None,
            version=given["version"],
        )


class RedirectForm(ActForm):
    """Pass it to another team."""

    kind = StepKind.REDIRECTED
    title = "Pass it to another team"
    button = "Pass it on"
    to_team = forms.TypedChoiceField(
        label="Which team?", coerce=int, empty_value=None,
        help_text="Type the first letters of the name to find it.",
        error_messages={"required": "Choose a team", "invalid_choice": "Choose a team from the list"},
    )  # fmt: skip
    words = words_field("Why does it go to them?", "Both sides read this.")

    def prepare(self) -> None:
        """Offer every team but those in the case; to the coordinator also the one that sent it back last."""
        settles = self.situation.accountable is Desk.COORDINATOR
        in_the_case = {self.referral.sender_team_id} | (
            set() if settles else {self.referral.receiver_team_id}
        )
        offer(self, "to_team", by_organisation(self.teams_without(*in_the_case), "Choose a team"))
        if settles:
            self.title = self.button = "Decide whose it is"
            self.fields["words"].label = "Why is it theirs?"
            self.fields["to_team"].help_text = (
                "It may be a team that has said it is not. They cannot pass it on: if they say so again, it comes back"
                " to you."
            )

    def act(self, *, by: Actor) -> Referral:
        """Pass it on; the page goes on with the referral that carries it."""
        return actions.redirect_referral(
            by=by,
            referral=self.referral,
            to_team=self.teams[self.cleaned_data["to_team"]],
            words=self.cleaned_data["words"],
            version=self.cleaned_data["version"],
        )


class CoordinatorForm(PlainForm):
    """Ask the coordinator to settle it."""

    kind = StepKind.COORDINATOR_CALLED
    title = button = "Ask the coordinator"
    action = actions.call_coordinator
    words = words_field("What should the coordinator know?", "Both sides read this.", required=False)


class GiveBackForm(PlainForm):
    """Decide that it is its sender's."""

    kind = StepKind.GIVEN_BACK
    title = button = "Give it back to its sender"
    action = actions.give_back_referral
    words = words_field(
        "Why is it theirs to send on or close?",
        "Both sides read this. The sender must send it on, or close it with a reason. You can give it back once.",
    )


class WithdrawForm(PlainForm):
    """Take back what was sent."""

    kind = StepKind.WITHDRAWN
    title = button = "Take it back"
    action = actions.withdraw_referral
    reason = reasons_field(
        "Why?", ((r.key, r.plain) for r in WITHDRAW_REASONS.values()), "Choose why you take it back"
    )
    words = words_field("Anything they should know", "They read this.", rows=2, required=False)


class CloseForm(ActForm):
    """End it with an outcome."""

    kind = StepKind.CLOSED
    title = button = "Close it"
    reason = reasons_field(
        "How did it end?",
        ((o.key, Option(o.label, hint=o.plain)) for o in OUTCOMES.values()),
        "Choose how it ended",
    )
    words = words_field(
        "What was done, or why not?", "The sender reads this. It is the answer.", required=False
    )

    def prepare(self) -> None:
        """The rules say for which outcomes words are needed."""
        self.fields["words"].label = "What was done, or why not?"

    def act(self, *, by: Actor) -> Referral:
        """Close it with the chosen outcome."""
        return actions.close_referral(
            by=by,
            referral=self.referral,
            outcome=self.cleaned_data[Give.REASON],
            words=self.cleaned_data["words"],
            version=self.cleaned_data["version"],
        )


class ReopenForm(PlainForm):
    """Say that it is not done after all."""

    kind = StepKind.REOPENED
    title = button = "Open it again"
    action = actions.reopen_referral
    words = words_field("What is still wrong?", "They read this.")
