"""What is known of a person, from which records; and whether two records are one person's (R1.2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.access import NotAllowed, allows
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.partnerships.rules import Sensitivity

from .. import actions, ports, queries
from ..models import LONGEST_IDENTIFYING, Observation
from ..permissions import Permission
from ..rules import Verdict


class IdentifyForm(forms.Form):
    """Whether somebody in another record is this person, and how one knows."""

    other = forms.CharField(max_length=16, widget=forms.HiddenInput())
    other_position = forms.IntegerField(min_value=0, max_value=32_767, widget=forms.HiddenInput())
    verdict = forms.ChoiceField(choices=[(verdict.value, verdict.value) for verdict in Verdict])
    reason = PlainTextField(
        label="How do you know?",
        max_length=LONGEST_IDENTIFYING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Everybody who may see both records reads this.",
    )


class UndoForm(forms.Form):
    """Why what was said of who is who is taken back."""

    undo = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput())
    reason = PlainTextField(
        label="Why do you take it back?",
        max_length=LONGEST_IDENTIFYING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@signed_in
def person(request: ActorRequest, reference: str, position: int) -> HttpResponse:
    """What the records that one may read tell of one person; posting says who is who, or takes that back."""
    observation = queries.observation_alone(request.actor, reference)
    typed: IdentifyForm | UndoForm | None = None
    status = 200
    if request.method == "POST":
        typed = (UndoForm if "undo" in request.POST else IdentifyForm)(request.POST)
        status = 422
        if typed.is_valid():
            try:
                return once(request, lambda: _act(request, typed, observation, position))
            except NotReady as refused:
                typed.add_error("reason", str(refused))
            except Conflict as refused:
                typed.add_error(None, str(refused))
                status = 409
    known = queries.known_person(request.actor, observation, position)
    here = next(one for one in known.records if one.observation.pk == observation.pk)
    return TemplateResponse(
        request,
        "referrals/person.html",
        {
            "observation": observation,
            "position": position,
            "here": here,
            "notes": ports.notes_beside(request.actor, observation, [position]),
            "known": known,
            "protected": any(one.observation.sensitivity == Sensitivity.PROTECTED for one in known.records),
            "may_identify": allows(request.actor, Permission.IDENTIFY, observation),
            "may_be": [(one, _form_for(typed, one)) for one in known.may_be],
            "said": [(one, _undo_form_for(typed, one.pk)) for one in known.said],
            "form": typed,
        },
        status=status,
    )


def _act(request: ActorRequest, form: forms.Form, observation: Observation, position: int) -> str:
    said, actor = form.cleaned_data, request.actor
    if isinstance(form, UndoForm):
        told = queries.identification_for(actor, said["undo"])
        actions.undo_identification(by=actor, identification=told, reason=said["reason"])
    else:
        other = queries.observation_alone(actor, said["other"])
        try:
            actions.identify(
                by=actor,
                one=actions.Somebody(observation, position),
                other=actions.Somebody(other, said["other_position"]),
                verdict=Verdict(said["verdict"]),
                reason=said["reason"],
            )
        except NotAllowed as error:  # as of anybody who is not there
            raise Http404 from error
    return reverse("referrals:person", args=[observation.reference, position])


def _form_for(typed: forms.Form | None, one: queries.MayBe) -> IdentifyForm:
    mine: dict[str, Any] = {"other": one.reference, "other_position": one.person.position}
    if isinstance(typed, IdentifyForm) and typed.data.get("other") == one.reference:
        return typed
    return IdentifyForm(initial=mine, auto_id=f"id_%s_{one.reference}_{one.person.position}")


def _undo_form_for(typed: forms.Form | None, number: int) -> UndoForm:
    if isinstance(typed, UndoForm) and typed.data.get("undo") == str(number):
        return typed
    return UndoForm(initial={"undo": number}, auto_id=f"id_%s_{number}")
