"""The forms for inviting somebody and for taking an invitation up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from wardmote.kernel.access import allows
from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import PlainTextField, offer
from wardmote.shared.geography import queries as geography

from .. import queries
from ..models import Organisation, Team
from ..permissions import Permission
from ..rules import TEAM_ROLES, RoleName, StandsAt, in_words, stands_at

_ASKED = {
    StandsAt.TEAM: "Choose a team",
    StandsAt.AREA: "Choose an area or a ward",
    StandsAt.ORGANISATION: "Choose an organisation",
}


class InviteForm(forms.Form):
    """Who is invited, to what. Only what the actor may give is offered."""

    name = PlainTextField(label="Their name", max_length=200, error_messages={"required": "Write their name"})
    email = forms.EmailField(
        label="Their work e-mail address",
        max_length=254,
        help_text="They sign in with it.",
        error_messages={
            "required": "Write their e-mail address",
            "invalid": "Write an e-mail address like name@example.org",
        },
    )
    role = forms.ChoiceField(label="Role")
    team = forms.ModelChoiceField(
        label="Team", queryset=Team.objects.none(), required=False, empty_label="No team"
    )
    area = forms.ModelChoiceField(
        label="Area or ward",
        queryset=geography.areas_numbered([]),
        required=False,
        empty_label="No area",
        help_text="For an area manager, a support officer, a councillor or a chair.",
    )
    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="No organisation",
        help_text="For a data protection officer.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anybody = allows(actor, Permission.INVITE)
        roles = [role for role in RoleName if anybody or role in TEAM_ROLES - {RoleName.SAFEGUARDING_LEAD}]
        offer(self, "role", [("", "Choose a role"), *((r.value, in_words(r)) for r in roles)])
        team = self._rows("team")
        team.queryset = queries.teams_to_invite_to(actor)
        if not anybody:
            team.required, team.empty_label = True, "Choose a team"
            del self.fields["area"], self.fields["organisation"]
            return
        self._rows("area").queryset = geography.areas_in_force().order_by("area_set__name", "name")
        self._rows("organisation").queryset = queries.standing_organisations(actor)

    def _rows(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for the one thing at which the role is held, and leave the others out."""
        given = super().clean() or self.cleaned_data
        if not given.get("role"):
            return given
        at = stands_at(RoleName(given["role"]))
        if (
            at in _ASKED
            and at.value in self.fields
            and not given.get(at.value)
            and at.value not in self.errors
        ):
            self.add_error(at.value, _ASKED[at])
        for other in _ASKED:
            if other is not at:
                given[other.value] = None
        return given


class AcceptForm(forms.Form):
    """A password for a new account."""

    password = forms.CharField(
        label="Choose a password",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=" ".join(password_validators_help_texts()[1:2]) + " Three random words make a good one.",
        error_messages={"required": "Choose a password"},
    )
