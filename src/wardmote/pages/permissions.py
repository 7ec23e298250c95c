"""Who may do what, as one table made from the rules themselves; and why somebody may or may not read a record."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel import access, references
from wardmote.kernel.access import Extent
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.permissions import Permission
from wardmote.shared.accounts import queries as accounts
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.permissions import Permission as RegisterPermission
from wardmote.shared.partnerships.rules import RoleName, in_words

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person

_MODULES = {
    "accounts": "Accounts and signing in",
    "documents": "Photos and files",
    "geography": "Areas and places",
    "messaging": "Messages",
    "insight": "Figures of areas",
    "oversight": "Looking over the looks",
    "partnerships": "Partners, teams and roles",
    "referrals": "Observations and referrals",
}


class WhyForm(forms.Form):
    """Whom, and which record."""

    email = forms.CharField(
        label="Whom is it about?",
        help_text="The e-mail address they sign in with.",
        max_length=254,
        error_messages={"required": "Enter the e-mail address they sign in with"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    record = forms.CharField(
        label="The reference of the record",
        help_text="Such as R-7K3M9-QXT4B or O-7K3M9-QXT4B.",
        max_length=40,
        error_messages={"required": "Enter the reference"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_record(self) -> str:
        """Take a reference as it may be written. Whether there is such a record is not said here."""
        reference = references.read(self.cleaned_data["record"])
        if reference is None or reference[:2] not in ("O-", "R-"):
            raise forms.ValidationError("Enter a whole reference, such as R-7K3M9-QXT4B")
        return reference


@signed_in
def permissions(request: ActorRequest) -> HttpResponseBase:
    """Show who may do what: every permission with its rule, what it asks, and the roles, all or those of one role."""
    access.require(request.actor, RegisterPermission.READ_REGISTER)
    role = request.GET.get("role", "")
    role = role if role in set(RoleName) else ""
    rows = [row for row in partnerships.policy_table() if not role or row.roles[role] is not Extent.NEVER]
    return TemplateResponse(
        request,
        "pages/permissions/table.html",
        {
            "modules": [
                (_MODULES.get(name, name.capitalize()), [_shown(row) for row in of])
                for name, of in groupby(rows, key=lambda row: row.permission.partition(".")[0])
            ],
            "roles": [(one.value, in_words(one)) for one in RoleName],
            "role": role,
            "asks": access.allows(request.actor, Permission.ASK_WHY),
        },
    )


def _shown(row: partnerships.PolicyRow) -> dict[str, object]:
    return {
        "name": row.permission.partition(".")[2].replace("_", " ").capitalize(),
        "sentence": row.sentence,
        "condition": row.condition,
        "always": _named(row.holders(Extent.ALWAYS)),
        "in_part": _named(row.holders(Extent.IN_PART)),
    }


def _named(roles: Sequence[str]) -> str:
    if set(RoleName) <= set(roles):
        return "Everybody who holds a role"
    return ", ".join("Wardmote itself" if role == partnerships.WARDMOTE else in_words(role) for role in roles)


@signed_in
def why(request: ActorRequest) -> HttpResponseBase:
    """Say why somebody may or may not read a record. What is sent is asked, and kept nowhere but in the looks."""
    access.require(request.actor, Permission.ASK_WHY)
    form = WhyForm(request.POST or None)
    answer: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        person = _person(request, form.cleaned_data["email"])
        if person is None:
            form.add_error("email", "Nobody that you may ask about signs in with this address. Check it")
        else:
            reference = form.cleaned_data["record"]
            answer = {
                "person": person,
                "reference": reference,
                "why": referrals.explain_to(request.actor, person=person, reference=reference),
                "held": partnerships.roles_held(person.pk),
            }
    return TemplateResponse(
        request,
        "pages/permissions/why.html",
        {"form": form, **answer},
        status=422 if form.errors else 200,
    )


def _person(request: ActorRequest, email: str) -> Person | None:
    """Somebody an administrator asks about, or an officer of people of their own organisation."""
    person = accounts.person_with_email(email)
    if person is None or request.actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR):
        return person
    scopes = request.actor.scopes(RoleName.DATA_PROTECTION_OFFICER)
    of = partnerships.ids_in_scopes(scopes, "organisation")
    return person if partnerships.who_worked_for(of, among=[person.pk]) else None
