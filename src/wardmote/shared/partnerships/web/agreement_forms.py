"""The forms by which sharing agreements are kept. The actions decide; these ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import DayField, PlainTextField

from .. import actions, queries
from ..models import Organisation, SharingAgreement
from ..rules.agreements import (
    CRIMINAL_CONDITIONS,
    ITEMS_IN_WORDS,
    LAWFUL_BASES,
    LONGEST_PURPOSE,
    LONGEST_SIGNED,
    PURPOSES,
    SPECIAL_CONDITIONS,
)
from .register_forms import Versioned


class AgreementForm(Versioned):
    """What an agreement says."""

    title = PlainTextField(label="Title", max_length=200, help_text="As it stands on the paper.")
    purpose = forms.ChoiceField(label="Purpose", choices=[("", "Choose one"), *PURPOSES.items()])
    purpose_words = PlainTextField(
        label="What it is for, in words",
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="So that somebody whose data is shared would understand it.",
    )
    lawful_basis = forms.ChoiceField(
        label="Lawful basis",
        choices=[("", "Choose one"), *LAWFUL_BASES.items()],
        help_text="UK GDPR, article 6.",
    )
    special_condition = forms.ChoiceField(
        label="Condition for health, belief, origin and the like",
        required=False,
        choices=[("", "None: no such data is shared"), *SPECIAL_CONDITIONS.items()],
        help_text="Special categories of data: UK GDPR, article 9.",
    )
    criminal_condition = forms.ChoiceField(
        label="Condition for criminal offence data",
        required=False,
        choices=[("", "None: no such data is shared"), *CRIMINAL_CONDITIONS.items()],
        help_text="UK GDPR, article 10, and the Data Protection Act 2018, Schedule 1.",
    )
    items = forms.MultipleChoiceField(
        label="What may be shared under it",
        widget=forms.CheckboxSelectMultiple,
        choices=[(item.value, words[0].upper() + words[1:]) for item, words in ITEMS_IN_WORDS.items()],
        error_messages={"required": "Choose what may be shared under it"},
    )
    signed = PlainTextField(
        label="Where the signed paper lies",
        max_length=LONGEST_SIGNED,
        required=False,
        help_text="Its number, or the address where it is kept.",
    )
    begins_on = DayField(label="First day", help_text="For example: 1 4 2026")
    review_on = DayField(
        label="To be reviewed by", help_text="It goes on until it is ended, reviewed or not."
    )
    parties = forms.MultipleChoiceField(
        label="Parties from its first day", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, *args: Any, organisations: Sequence[Organisation] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._organisations = {str(one.pk): one for one in organisations or ()}
        parties = self.fields["parties"]
        if organisations is None or not isinstance(parties, forms.MultipleChoiceField):
            del self.fields["parties"]
        else:
            parties.choices = [(pk, one.name) for pk, one in self._organisations.items()]

    @staticmethod
    def shown(row: SharingAgreement) -> dict[str, object]:
        """What the form shows of an agreement."""
        names = (
            "title", "purpose", "purpose_words", "lawful_basis", "special_condition", "criminal_condition",
            "items", "signed", "begins_on", "review_on", "version",
        )  # fmt: skip
        return {name: getattr(row, name) for name in names}

    def details(self) -> actions.AgreementDetails:
        """What was written."""
        left_out = ("version", "parties")
        return actions.AgreementDetails(
            **{name: value for name, value in self.cleaned_data.items() if name not in left_out}
        )

    def chosen_parties(self) -> list[Organisation]:
        """The organisations that are in it from the first day."""
        return [self._organisations[pk] for pk in self.cleaned_data.get("parties", ())]


class EndsForm(Versioned):
    """From which day on not any more."""

    ends_on = DayField(label="First day on which it no longer holds", help_text="Today or a later day.")


class LeavesForm(forms.Form):
    """From which day on an organisation is no party."""

    ends_on = DayField(label="First day on which it is no party any more", help_text="Today or a later day.")


class JoinsForm(forms.Form):
    """Who joins, and from when."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), empty_label="Choose an organisation"
    )
    begins_on = DayField(label="Party from", help_text="Today, or another day since the agreement began.")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = queries.standing_organisations(actor)


class GroundsForm(forms.Form):
    """From which day a ground is asked for."""

    begins_on = DayField(
        label="From which day?",
        required=False,
        help_text="Leave it empty to go on without. What was sent before that day stays as it is.",
    )
