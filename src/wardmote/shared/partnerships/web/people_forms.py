"""The forms about people: narrowing the list, giving a role, changing a name or an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

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


class RoleForm(forms.Form):
    """A role, and the one thing at which it is held. Only what the actor may give is offered."""

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

    def given(self) -> dict[str, Any]:
        """The role and where it is held, as actions take them."""
        where = {at.value: self.cleaned_data.get(at.value) for at in _ASKED}
        return {"role": RoleName(self.cleaned_data["role"]), **where}


class InviteForm(RoleForm):
    """Who is invited, to what."""

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
    field_order = ["name", "email"]


class ChangeForm(forms.Form):
    """Somebody's name and the address they sign in with."""

    name = PlainTextField(label="Name", max_length=200, error_messages={"required": "Write their name"})
    email = forms.EmailField(
        label="E-mail address they sign in with",
        max_length=254,
        help_text="We send a link to a new address. They sign in with the old one until they open that link.",
        error_messages={
            "required": "Write their e-mail address",
            "invalid": "Write an e-mail address like name@example.org",
        },
    )


class PeopleFilter(forms.Form):
    """What the list is narrowed to. What the address says that we do not understand narrows nothing."""

    words = forms.CharField(required=False, max_length=200, label="Name or e-mail address", strip=True)
    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Every organisation",
    )
    team = forms.ModelChoiceField(
        label="Team", queryset=Team.objects.none(), required=False, empty_label="Every team"
    )
    role = forms.ChoiceField(label="Role", required=False)
    ended = forms.BooleanField(label="Also who has left, and roles that are over", required=False)

    def __init__(self, said: QueryDict, *, actor: Actor) -> None:
        super().__init__(said, auto_id="filter_%s")
        offer(self, "role", [("", "Every role"), *((r.value, in_words(r)) for r in RoleName)])
        for name, rows in (
            ("organisation", queries.organisations_of_people(actor)),
            ("team", queries.teams_of_people(actor)),
        ):
            field: Any = self.fields[name]
            field.queryset = rows

    def wanted(self) -> queries.PeopleWanted:
        """The filter as the query takes it."""
        self.is_valid()
        given = self.cleaned_data
        organisation, team = given.get("organisation"), given.get("team")
        return queries.PeopleWanted(
            words=given.get("words", ""),
            organisation_id=organisation.pk if organisation else None,
            team_id=team.pk if team else None,
            role=given.get("role", ""),
            ended=bool(given.get("ended")),
        )
