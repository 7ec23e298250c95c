"""Legal holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.clock import today
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.accounts import queries as accounts
from wardmote.shared.partnerships import queries as partnerships

from .. import actions, queries
from ..permissions import Permission
from ..rules import HELD_IN_WORDS, HoldOn
from .forms import HoldForm, LiftForm, ReviewForm
from .tabs import bound, tabs

_ABOUT = {
    HoldOn.RECORD: "An observation or a referral, and all that hangs on it, by its reference",
    HoldOn.PERSON: "Whatever is about somebody of this name",
    HoldOn.TEAM: "What a team recorded, sent, was sent or answered",
    HoldOn.CATEGORY: "For an inquiry into one kind of matter",
    HoldOn.COLLEAGUE: "What somebody with an account recorded or answered, and what is kept of themselves",
}


@signed_in
def holds(request: ActorRequest) -> HttpResponseBase:
    """List the legal holds in force, or with ``?lifted=yes`` those that were lifted."""
    lifted = request.GET.get("lifted") == "yes"
    page = queries.holds_kept(request.actor, lifted=lifted, after=request.GET.get("after"))
    return TemplateResponse(
        request,
        "retention/holds.html",
        {
            "tabs": tabs(request),
            "page": page,
            "rows": [(hold, HELD_IN_WORDS[HoldOn(hold.on)]) for hold in page.rows],
            "lifted": lifted,
            "today": today(),
        },
    )


@signed_in
def place(request: ActorRequest) -> HttpResponseBase:
    """Choose on what a hold is placed."""
    access.require(request.actor, Permission.HOLD)
    choices = [(on.value, HELD_IN_WORDS[on], _ABOUT[on]) for on in HoldOn]
    return TemplateResponse(request, "retention/place.html", {"choices": choices})


@signed_in
def place_on(request: ActorRequest, key: str) -> HttpResponseBase:
    """Place a hold."""
    access.require(request.actor, Permission.HOLD)
    if key not in list(HoldOn):
        raise Http404("No such hold")
    on = HoldOn(key)
    form = HoldForm(bound(request), on=on)
    if on is HoldOn.TEAM:
        teams = partnerships.every_team(request.actor).select_related("organisation").order_by("name")
        offer(
            form,
            "team",
            [("", "Choose one"), *((str(one.pk), f"{one.name}, {one.organisation}") for one in teams)],
        )
    if on is HoldOn.CATEGORY:
        kinds = partnerships.every_category(request.actor)
        offer(form, "category", [("", "Choose one"), *((str(one.pk), one.name) for one in kinds)])

    def act(given: dict[str, Any]) -> None:
        actions.place_hold(by=request.actor, on=on, **_subject(request, given))
        messages.success(request, "Held. Nothing of it goes until somebody lifts the hold.")

    return _answer(
        request,
        form,
        act,
        "retention/place_on.html",
        {"title": HELD_IN_WORDS[on], "on": on, "about": _ABOUT[on]},
    )


def _subject(request: ActorRequest, given: dict[str, Any]) -> dict[str, Any]:
    """What the form says, as the action takes it."""
    said = dict(given)
    if "record" in said:
        said["record_reference"] = said.pop("record")
    if "team" in said:
        said["team"] = partnerships.every_team(request.actor).get(pk=said["team"])
    if "category" in said:
        said["category"] = partnerships.every_category(request.actor).get(pk=said["category"])
    if "colleague" in said:
        said["colleague"] = accounts.person_with_email(said["colleague"])
        if said["colleague"] is None:
            raise NotReady("Nobody has this address. Check it.", field="colleague")
    return said


@signed_in
def review(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say that a hold is still needed, and when to look again."""
    hold = queries.hold_with(request.actor, pk)
    form = ReviewForm(bound(request))

    def act(given: dict[str, Any]) -> None:
        actions.review_hold(by=request.actor, hold=hold, **given)
        messages.success(request, "The hold goes on.")

    context = {"hold": hold, "title": "The hold is still needed", "button": "Keep the hold"}
    return _answer(request, form, act, "retention/change_hold.html", context)


@signed_in
def lift(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Lift a hold."""
    hold = queries.hold_with(request.actor, pk)
    form = LiftForm(bound(request))

    def act(given: dict[str, Any]) -> None:
        actions.lift_hold(by=request.actor, hold=hold, **given)
        messages.success(request, "Lifted. What it lay on goes when its time is over.")

    context = {"hold": hold, "title": "Lift the hold", "button": "Lift the hold", "warning": True}
    return _answer(request, form, act, "retention/change_hold.html", context)


def _answer(
    request: ActorRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    template: str,
    context: dict[str, Any],
) -> HttpResponseBase:
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def acted() -> str:
            act(form.cleaned_data)
            return reverse("retention:holds")

        try:
            return once(request, acted)
        except NotReady as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(request, template, {**context, "form": form}, status=status)
