"""Taking off the second factor that somebody else has lost."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, fresh, signed_in

from .. import actions, queries
from ..permissions import Permission
from ..rules import ResetReason


class ResetForm(forms.Form):
    """Why it is taken off, and that one has made sure who asks."""

    reason = forms.ChoiceField(
        label="Why?",
        choices=[(reason.value, reason.words) for reason in ResetReason],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why"},
    )
    sure = forms.BooleanField(
        label="I have seen them or spoken with them, and know that it is them",
        help_text="A mail or a message is not enough: it may come from somebody who has their password.",
        error_messages={"required": "First see them or speak with them"},
    )


@signed_in
@fresh
def reset(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Ask why, then take off the second factor of somebody else."""
    person = queries.everybody().get(pk=pk)
    if not access.allows(request.actor, Permission.RESET_SECOND_FACTOR, person):
        raise Http404("Not somebody else's administrator")
    form = ResetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def act() -> str:
            reason = ResetReason(form.cleaned_data["reason"])
            actions.reset_second_factor(by=request.actor, person=person, reason=reason)
            messages.success(request, f"{person.name} has no second step any more, and is told by mail.")
            return reverse("partnerships:person", args=[person.pk])

        return once(request, act)
    return TemplateResponse(
        request,
        "accounts/reset.html",
        {"person": person, "form": form, "has_factor": queries.has_second_factor(person.pk)},
        status=422 if form.is_bound else 200,
    )
