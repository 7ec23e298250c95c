"""The forms of retention. The actions decide; these ask."""

from __future__ import annotations

from typing import Any

from django import forms

from wardmote.kernel.ui.fields import DayField, PlainTextField

from ..actions.holds import LONGEST_NAME
from ..models import LONGEST_REASON
from ..rules import HoldOn


def why(label: str, help_text: str = "") -> PlainTextField:
    """A field for a reason."""
    return PlainTextField(
        label=label, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}), help_text=help_text
    )


class PeriodForm(forms.Form):
    """How long a part of a kind is kept from now on."""

    part = forms.ChoiceField(label="Of what", required=False)
    months = forms.IntegerField(
        label="Months", min_value=0, max_value=1_200, help_text="7 years are 84 months."
    )
    reason = why("Why", "Name the law, the guidance or the decision it rests on. It is kept with your name.")


class StopForm(forms.Form):
    """Why a run is stopped."""

    reason = why("Why it is stopped")


class ReviewForm(forms.Form):
    """When to look at a hold again."""

    review_on = DayField(label="Look again on", help_text="Within a year. For example, 27 3 2027.")


class LiftForm(forms.Form):
    """Why a hold is not needed any more."""

    words = why("Why it is not needed any more")


class HoldForm(forms.Form):
    """On what a hold is placed, why, and until when somebody looks at it again."""

    record = PlainTextField(
        label="Reference", max_length=40, help_text="Of an observation or a referral, such as O-7K3M9-QXT4B."
    )
    name = PlainTextField(
        label="Name of the person",
        max_length=LONGEST_NAME,
        help_text="As it may stand in records. More is held rather than less: everybody is held whose name has all"
        " these words.",
    )
    team = forms.ChoiceField(label="Team")
    category = forms.ChoiceField(label="Category")
    colleague = forms.EmailField(
        label="E-mail address of the colleague", help_text="With which they sign in, or did."
    )
    reason = why(
        "Why",
        "A claim, an inquiry, a police investigation, a request. Data protection officers alone read it.",
    )
    review_on = DayField(
        label="Look again on",
        help_text="Within a year. It holds until somebody lifts it, also after that day.",
    )

    def __init__(self, *args: Any, on: HoldOn, **options: Any) -> None:
        super().__init__(*args, **options)
        for other in HoldOn:
            if other is not on:
                del self.fields[other.value if other is not HoldOn.PERSON else "name"]
