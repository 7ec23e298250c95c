"""Answering a team that answers by link and asks for an account (R2.4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import Option, offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import AccountRequest
from ..rules import Refused, RoleName, in_words
from ..rules.account_requests import ROLES_TO_ASK_FOR, AccountRequestState, WhyNoAccount

_INVITE, _REFUSE = "invite", "refuse"


class AccountRequestForm(forms.Form):
    """Invite them, as what; or say no, and why."""

    answer = forms.ChoiceField(
        label="What do you answer?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you answer"},
    )
    role = forms.ChoiceField(label="As what?", required=False, widget=forms.RadioSelect)
    why = forms.ChoiceField(label="Why not? They read it.", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(
            self,
            "answer",
            [
                (_INVITE, Option("Invite them", reveals="role")),
                (_REFUSE, Option("Say no", reveals="why")),
            ],
        )
        offer(self, "role", [(role.value, in_words(role)) for role in ROLES_TO_ASK_FOR])
        offer(self, "why", [(why.value, why.words) for why in WhyNoAccount])

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the answer."""
        given = super().clean() or self.cleaned_data
        if given.get("answer") == _INVITE and not given.get("role"):
            self.add_error("role", "Choose what they will do there")
        if given.get("answer") == _REFUSE and not given.get("why"):
            self.add_error("why", "Choose why not. They read it")
        return given


@signed_in
def account_request(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One request for an account: who asks, for which team, from which mailbox; and the answer."""
    asked = queries.account_request(request.actor, pk)
    form = AccountRequestForm(
        request.POST if request.method == "POST" else None, initial={"role": RoleName.DUTY_OFFICER.value}
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return once(request, lambda: _answered(request, asked, form))
        except (Refused, NotReady) as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
            asked = queries.account_request(request.actor, pk)
    return TemplateResponse(
        request,
        "partnerships/people/account_request.html",
        {
            "asked": asked,
            "form": form,
            "waits": asked.state == AccountRequestState.WAITING,
            "why_not": WhyNoAccount(asked.why_not).words if asked.why_not else "",
        },
        status=status,
    )


def _answered(request: ActorRequest, asked: AccountRequest, form: AccountRequestForm) -> str:
    given = form.cleaned_data
    if given["answer"] == _INVITE:
        invitation = actions.invite_who_asked(by=request.actor, asked=asked, role=RoleName(given["role"]))
        messages.success(request, f"{asked.name} is invited. The link goes to {asked.mailbox}.")
        return reverse("partnerships:invitation", args=[invitation.pk])
    actions.refuse_account(by=request.actor, asked=asked, why=given["why"])
    messages.success(request, f"{asked.team} is told by mail. It goes on answering by link.")
    return reverse("partnerships:invitations")
