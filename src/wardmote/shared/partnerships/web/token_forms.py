"""The forms for making an access token, for oneself or for a partner's system."""

from __future__ import annotations

from typing import Any

from django import forms

from wardmote.kernel.ui.fields import Option, PlainTextField

from .. import queries
from ..models import Organisation, Team
from ..rules.tokens import LONGEST_NAME, LONGEST_OVERLAP_DAYS, LONGEST_TOKEN_DAYS, TOKEN_DAYS, Scope

_LENGTHS = [
    (30, "30 days"),
    (TOKEN_DAYS, "90 days"),
    (180, "Half a year"),
    (LONGEST_TOKEN_DAYS, "A year, the longest"),
]


def _days() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="How long does it work?",
        choices=_LENGTHS,
        coerce=int,
        initial=TOKEN_DAYS,
        widget=forms.RadioSelect,
        help_text="A mail comes 14 days before it ends. You can give it a new secret until then.",
        error_messages={"required": "Choose how long it works"},
    )


class TokenForm(forms.Form):
    """What a token is for, what it may do, and how long it works."""

    name = PlainTextField(
        label="What is it for?",
        max_length=LONGEST_NAME,
        help_text="The name of the system or script. People see it beside what it does.",
        error_messages={"required": "Say what it is for"},
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=[(scope.value, Option(scope.sentence, hint=scope.value)) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose as little as it needs.",
        error_messages={"required": "Choose what it may do"},
    )
    days = _days()

    def clean_name(self) -> str:
        """Refuse a name that is more than one line."""
        name = str(self.cleaned_data["name"]).strip()
        if not name.isprintable():
            raise forms.ValidationError("Write it in one line, without hidden characters")
        return name


class ConnectForm(TokenForm):
    """The same for the system of one organisation, and for which of its teams it acts."""

    teams = forms.ModelMultipleChoiceField(
        label="For which teams does it act?",
        queryset=Team.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="It is a worker and a duty officer of these teams: it records and passes on, and answers for them.",
        error_messages={"required": "Choose at least one team"},
    )
    field_order = ["name", "teams", "scopes", "days"]

    def __init__(self, *args: Any, organisation: Organisation, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams: Any = self.fields["teams"]
        teams.queryset = (
            queries.standing_teams(actor).filter(organisation=organisation).order_by("name", "pk")
        )


class OrganisationForm(forms.Form):
    """Whose system is to be connected."""

    organisation = forms.ModelChoiceField(
        label="Whose system is it?",
        queryset=Organisation.objects.none(),
        to_field_name="key",
        empty_label="Choose an organisation",
        error_messages={
            "required": "Choose an organisation",
            "invalid_choice": "Choose an organisation of this list",
        },
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations: Any = self.fields["organisation"]
        organisations.queryset = queries.standing_organisations(actor)


class SystemsFilter(forms.Form):
    """Which tokens a list shows. What cannot be chosen narrows nothing."""

    organisation = forms.ModelChoiceField(
        label="Whose system",
        queryset=Organisation.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="Everybody’s",
    )
    ending = forms.BooleanField(label="Ended, or ends soon", required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations: Any = self.fields["organisation"]
        organisations.queryset = queries.organisations_with_systems(actor)

    def chosen(self) -> dict[str, Any]:
        """What was chosen, as `every_token` takes it."""
        self.is_valid()
        given = self.cleaned_data
        return {"organisation": given.get("organisation"), "ending": bool(given.get("ending"))}


class RenewForm(forms.Form):
    """How long the new secret works, and how long the old one goes on."""

    days = _days()
    overlap_days = forms.TypedChoiceField(
        label="How long does the old secret still work?",
        choices=[
            (LONGEST_OVERLAP_DAYS, "7 days, so that there is time to change it over"),
            (1, "1 day"),
            (0, "It stops now"),
        ],
        coerce=int,
        initial=LONGEST_OVERLAP_DAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long the old secret still works"},
    )
