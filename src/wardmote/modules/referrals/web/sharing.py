"""Consent, the second look at an override, and the log of what was shared and why (R1.8)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import DayField, PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import ITEMS_IN_WORDS, SharedItem

from .. import actions, queries
from ..models import MAX_REASON
from ..permissions import Permission
from ..rules import GIVEN_BY, GROUNDS_IN_WORDS, HOW_GIVEN


class ConsentForm(forms.Form):
    """What somebody agreed to, and how."""

    organisation = forms.ModelChoiceField(
        label="Who may be told?",
        queryset=partnerships.no_organisations(),
        empty_label="Choose an organisation",
    )
    consent_items = forms.MultipleChoiceField(
        label="Of what?",
        widget=forms.CheckboxSelectMultiple,
        choices=[(item.value, words[0].upper() + words[1:]) for item, words in ITEMS_IN_WORDS.items()],
        initial=[item.value for item in SharedItem],
        error_messages={"required": "Choose what they agreed to"},
    )
    consent_given_by = forms.ChoiceField(
        label="Who gave it?", choices=[("", "Choose one"), *GIVEN_BY.items()], required=False
    )
    consent_how = forms.ChoiceField(
        label="How?", choices=[("", "Choose one"), *HOW_GIVEN.items()], required=False
    )
    consent_purpose = PlainTextField(
        label="What were they told it is for?",
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consent_until = DayField(
        label="Until when?", required=False, help_text="Leave it empty for: until they withdraw it."
    )

    def __init__(self, *args: Any, request: ActorRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = partnerships.standing_organisations(request.actor)


class LookForm(forms.Form):
    """What the second person says."""

    words = PlainTextField(
        label="Why, if you object?",
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Both sides read this.",
    )


@signed_in
def add_consent(request: ActorRequest, reference: str) -> HttpResponse:
    """Write down that somebody agreed an organisation may be told of them."""
    observation = queries.observation_for(request.actor, reference)
    access.require(request.actor, Permission.KEEP_CONSENT, observation)
    form = ConsentForm(request.POST if request.method == "POST" else None, request=request)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        said = form.cleaned_data

        def act() -> str:
            actions.record_consent(
                by=request.actor,
                observation=observation,
                to=said["organisation"],
                items=[SharedItem(item) for item in said["consent_items"]],
                given=actions.ConsentGiven(
                    given_by=said["consent_given_by"],
                    how=said["consent_how"],
                    purpose=said["consent_purpose"],
                    until=said["consent_until"],
                ),
            )
            return reverse("referrals:observation", args=[reference])

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return TemplateResponse(
        request, "referrals/consent_form.html", {"form": form, "observation": observation}, status=status
    )


@signed_in
def withdraw_consent(request: ActorRequest, reference: str, number: int) -> HttpResponse:
    """Write down that a consent was withdrawn, after saying what that does."""
    consent = queries.consent_for(request.actor, reference, number)
    access.require(request.actor, Permission.KEEP_CONSENT, consent.observation)
    there, stopped = reverse("referrals:observation", args=[reference]), ""
    if request.method == "POST":

        def act() -> str:
            actions.withdraw_consent(by=request.actor, consent=consent)
            return there

        try:
            return once(request, act)
        except Conflict as refused:
            stopped = str(refused)
    return TemplateResponse(
        request,
        "referrals/withdraw_consent.html",
        {"consent": consent, "back": there, "stopped": stopped},
        status=409 if stopped else 200,
    )


@signed_in
def overrides(request: ActorRequest) -> HttpResponse:
    """List the overrides that wait for somebody to look at them a second time."""
    return TemplateResponse(
        request,
        "referrals/overrides.html",
        {"page": queries.overrides_to_look_at(request.actor, after=request.GET.get("after"))},
    )


@signed_in
def override(request: ActorRequest, number: int) -> HttpResponse:
    """Look at one override: confirm it, or object and say why."""
    waiting = queries.override_for(request.actor, number)
    form = LookForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            actions.look_at_override(
                by=request.actor,
                override=waiting,
                confirms="confirm" in request.POST,
                words=form.cleaned_data["words"],
            )
            messages.success(request, "Kept, with your name and the time.")
            return reverse("referrals:overrides")

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error("words", str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request, "referrals/override.html", {"form": form, "override": waiting}, status=status
    )


@signed_in
def disclosures(request: ActorRequest) -> HttpResponse:
    """The log of what was shared, with whom and on what ground; no content, and nothing of what is protected."""
    page = queries.disclosures(request.actor, after=request.GET.get("after"))
    counts = queries.disclosures_by_ground(request.actor)
    return TemplateResponse(
        request,
        "referrals/disclosures.html",
        {"page": page, "counts": [(GROUNDS_IN_WORDS[ground], count) for ground, count in counts.items()]},
    )
