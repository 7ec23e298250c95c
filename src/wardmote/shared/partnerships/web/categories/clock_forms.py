"""The forms by which clocks are kept and tried out. The actions decide; these ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.ui.fields import MomentField, Option, PlainTextField
from wardmote.kernel.working_time import WorkingDuration

from ... import actions, queries
from ...models import ClockProfile, Team
from ...rules import Basis
from ...rules.ladders import EARLIEST_REMINDER, LATEST_REMINDER, USUAL_REMINDER, WAITS
from ..register_forms import Versioned
from .forms import several_lines

BASES = {
    Basis.STATUTE: Option("The law", hint="An Act or regulations say so."),
    Basis.GUIDANCE: Option("Guidance", hint="Statutory or national guidance says so."),
    Basis.PRACTICE: Option("Good practice", hint="The partners agreed on it."),
}
TIMES = ("acknowledge", "decide", "update_every", "close", *WAITS)
_FURTHEST = timedelta(days=366)
_FROM_THERE = "Empty for the usual. Four weeks are the most."


class ClockForm(Versioned):
    """A clock: its four times, what silence sets off when, and why these."""

    name = PlainTextField(label="Name", max_length=100)
    acknowledge = PlainTextField(
        label="Acknowledge within",
        max_length=40,
        help_text="From when it is sent. For example: 4 working hours, 2 working days, 24 hours, 30 days.",
    )
    decide = PlainTextField(label="Decide within", max_length=40, help_text="From when it was acknowledged.")
    update_every = PlainTextField(
        label="Tell the sender at least every",
        max_length=40,
        initial="none",
        help_text="From when they last heard. Write none if nothing is owed between the decision and the end.",
    )
    close = PlainTextField(label="Close within", max_length=40, help_text="From when it was first sent.")
    remind_after = forms.IntegerField(
        label="Remind them when so many per cent of the time have gone",
        min_value=EARLIEST_REMINDER,
        max_value=LATEST_REMINDER,
        initial=USUAL_REMINDER,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={"invalid": "Write a whole number, such as 75"},
        help_text=f"Before the time is over: from {EARLIEST_REMINDER} to {LATEST_REMINDER}, usually {USUAL_REMINDER}.",
    )
    wait_desk = PlainTextField(
        label="If nobody answers, go up to the team’s lead after",
        max_length=40,
        required=False,
        help_text="From when the time was over. For example: 1 working hour, 1 working day. Empty for the usual: "
        "1 working day, or 1 hour for what must be acknowledged within hours.",
    )
    wait_lead = PlainTextField(
        label="Then go up to the coordinator after", max_length=40, required=False, help_text=_FROM_THERE
    )
    wait_coordinator = PlainTextField(
        label="Then give it back to its sender after",
        max_length=40,
        required=False,
        help_text=f"It lapses: the sender must send it on, or close it with a reason. {_FROM_THERE}",
    )
    basis = forms.ChoiceField(
        label="What do these times rest on?",
        widget=forms.RadioSelect,
        choices=[(basis.value, words) for basis, words in BASES.items()],
        initial=Basis.PRACTICE.value,
    )
    reason = PlainTextField(
        label="Why these times?",
        max_length=500,
        widget=several_lines(3),
        help_text="Anybody who asks how a deadline was worked out reads this. Name the Act or the guidance.",
    )

    @staticmethod
    def shown(row: ClockProfile) -> dict[str, object]:
        """What the form shows of a clock."""
        times = {name: in_words(getattr(row, name)) for name in TIMES}
        as_they_are = ("name", "remind_after", "basis", "reason", "version")
        return {**{name: getattr(row, name) for name in as_they_are}, **times}

    def details(self) -> actions.ClockDetails:
        """What was written."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return actions.ClockDetails(**given)

    def clean_remind_after(self) -> int:
        """Left empty, the usual."""
        given: int | None = self.cleaned_data["remind_after"]
        return USUAL_REMINDER if given is None else given


def in_words(written: str) -> str:
    """A time of a clock as people write it: "2 working days", "none"."""
    lasts = WorkingDuration.parse(written)
    return "none" if lasts.is_none else str(lasts)


class TryForm(forms.Form):
    """For which moment and which team it is worked out what a clock promises."""

    sent = MomentField(label="Sent on", help_text="For example: 24 12 2026, 16:30")
    team = forms.ModelChoiceField(
        label="To",
        queryset=Team.objects.none(),
        required=False,
        to_field_name="key",
        empty_label="Any team with a usual week: Monday to Friday, 9 to 5",
        error_messages={"invalid_choice": "Choose a team from the list"},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset = queries.standing_teams(actor).order_by("name", "pk")

    def clean_sent(self) -> datetime:
        """Refuse what lies further away than bank holidays are known."""
        sent: datetime = self.cleaned_data["sent"]
        if abs(sent - now()) > _FURTHEST:
            raise forms.ValidationError("Choose a moment less than a year away")
        return sent
