"""What is in the sum of all priorities: switched by the administrator, after a look at what would move."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..permissions import Permission
from ..rules import HOW_MODIFIERS_COUNT, MODIFIERS_IN_WORDS, Modifier, most
from .forms import reason_field


class SwitchForm(forms.Form):
    """Why a modifier goes into the sum, or out of it."""

    reason = reason_field(hint="Everybody can read this.")


@signed_in
def modifiers(request: ActorRequest) -> HttpResponseBase:
    """Show what is in the sum, and every change there was."""
    access.require(request.actor, Permission.SWITCH_MODIFIERS)
    counted = queries.switched_on()
    return TemplateResponse(
        request,
        "issues/modifiers.html",
        {
            "modifiers": [
                (
                    modifier.value,
                    MODIFIERS_IN_WORDS[modifier],
                    HOW_MODIFIERS_COUNT[modifier],
                    modifier in counted,
                )
                for modifier in Modifier
            ],
            "out_of": most(counted),
            "switches": [(each, MODIFIERS_IN_WORDS[Modifier(each.modifier)]) for each in queries.switches()],
        },
    )


@signed_in
def switch(request: ActorRequest, modifier: str) -> HttpResponseBase:
    """Show what a switch would move, and switch."""
    access.require(request.actor, Permission.SWITCH_MODIFIERS)
    if modifier not in set(Modifier):
        raise Http404("No such modifier")
    preview = queries.preview(request.actor, Modifier(modifier))
    form = SwitchForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            actions.switch_modifier(
                by=request.actor,
                modifier=preview.modifier,
                is_on=not preview.is_on,
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, "Done. All issues are weighed anew within a few minutes.")
            return reverse("issues:modifiers")

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error("reason", str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "issues/switch.html",
        {
            "form": form,
            "preview": preview,
            "name": MODIFIERS_IN_WORDS[preview.modifier],
            "how": HOW_MODIFIERS_COUNT[preview.modifier],
        },
        status=status,
    )
