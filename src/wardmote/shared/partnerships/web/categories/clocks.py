"""The pages on which clocks are kept, and on which it is seen first what their times mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.clock import now
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.kernel.working_time import Calendar

from ... import actions, queries
from ...models import Category, ClockProfile
from ...permissions import Permission
from ...rules import Basis, Clocks, Promise, Silent, promises, read_clocks, silence, telling_moments
from ..keeping import answer, bound
from ..register_forms import Confirmed
from ..tabs import category_tabs
from .clock_forms import BASES, TIMES, ClockForm, TryForm
from .forms import details_of
from .kept import address_of


@signed_in
def clocks(request: ActorRequest) -> TemplateResponse:
    """List the clocks; searched and filtered by the address."""
    words, ended = request.GET.get("words", "").replace("\x00", "").strip()[:200], request.GET.get("ended")
    page = queries.clocks_kept(
        request.actor, words=words, ended=ended == "yes", after=request.GET.get("after")
    )
    return TemplateResponse(
        request,
        "partnerships/categories/clocks.html",
        {"page": page, "words": words, "ended": ended == "yes", "tabs": category_tabs(request)},
    )


@signed_in
def clock(request: ActorRequest, key: str) -> TemplateResponse:
    """Show a clock, what it promises for a moment and a team, which categories have it, and how it was before."""
    kept = queries.clock_kept(request.actor, key)
    usual = queries.usual_calendar()
    moment, team, calendar = telling_moments(now(), usual)[0], None, usual
    form = TryForm(
        request.GET if "sent_0" in request.GET else None, actor=request.actor, initial={"sent": moment}
    )
    if form.is_bound and form.is_valid():
        moment, team = form.cleaned_data["sent"], form.cleaned_data["team"]
        calendar = queries.calendar_for(team) if team else usual
    return TemplateResponse(
        request,
        "partnerships/categories/clock.html",
        {
            "clock": kept,
            "basis": BASES[Basis(kept.basis)],
            "touched": queries.clock_touched(request.actor, kept),
            "form": form,
            "team": team,
            "sent": moment,
            "promises": [] if form.errors else promises(kept.times, calendar, sent=moment),
            "silence": [] if form.errors else silence(kept.times, calendar, sent=moment),
            "history": queries.history_of(request.actor, kept),
        },
        status=422 if form.errors else 200,
    )


@signed_in
def add_clock(request: ActorRequest) -> HttpResponseBase:
    """Add a clock; for a category that is named in the address, one of its own, which it takes at once."""
    access.require(request.actor, Permission.CHANGE_REGISTER)
    of = queries.category_kept(request.actor, request.GET["for"]) if request.GET.get("for") else None
    form = ClockForm(bound(request), initial=_own(of) if of else {})

    def act(given: dict[str, Any]) -> str:
        made = actions.add_clock_profile(by=request.actor, details=form.details())
        if of is None:
            return _address_of(made)
        actions.change_category(
            by=request.actor,
            category=of,
            group=of.group,
            clock=made,
            urgent_clock=of.urgent_clock,
            details=details_of(of),
        )
        messages.success(
            request, "It has a clock of its own from now on. What is sent already keeps the other."
        )
        return address_of(of)

    context = {
        "title": f"A clock of its own for {of}" if of else "Add a clock",
        "button": "Add it",
        "category": of,
    }
    return _answer(request, form, act, context=context)


def _own(category: Category) -> dict[str, object]:
    """The times that a category has now, under its own name: what a clock of its own begins with."""
    shown = ClockForm.shown(category.clock)
    return {**shown, "name": category.name, "version": None}


@signed_in
def change_clock(request: ActorRequest, key: str) -> HttpResponseBase:
    """Change a clock. The page says which categories follow, and that what is sent already does not."""
    kept = queries.clock_kept(request.actor, key)
    form = ClockForm(bound(request), initial=ClockForm.shown(kept))

    def act(given: dict[str, Any]) -> str:
        made = actions.change_clock_profile(
            by=request.actor, profile=kept, details=form.details(), version=given["version"]
        )
        messages.success(request, "Changed. It holds for what is sent from now on.")
        return _address_of(made)

    context = {
        "title": f"Change the clock {kept}",
        "button": "Keep the change",
        "clock": kept,
        "touched": queries.clock_touched(request.actor, kept),
    }
    return _answer(request, form, act, context=context, row=kept)


def _answer(
    request: ActorRequest,
    form: ClockForm,
    act: Any,
    *,
    context: dict[str, Any],
    row: ClockProfile | None = None,
) -> HttpResponseBase:
    """Keep the clock, or, where only that was asked, show what the times that are written would mean."""
    template = "partnerships/categories/clock_form.html"
    if "look" not in request.POST:
        return answer(request, form, act, template=template, context=context, row=row)
    if form.is_valid():
        try:
            written = {time: form.cleaned_data[time] for time in TIMES}
            read = read_clocks(written, remind_after=form.cleaned_data["remind_after"])
            context = {**context, "looks": _looks(read, queries.usual_calendar())}
        except NotReady as refused:
            form.add_error(refused.field, str(refused))
    return TemplateResponse(request, template, {**context, "form": form}, status=422 if form.errors else 200)


_Look = tuple[datetime, tuple[Promise, ...], tuple[Silent, ...]]


def _looks(clocks: Clocks, calendar: Calendar) -> Iterable[_Look]:
    return [
        (sent, promises(clocks, calendar, sent=sent), silence(clocks, calendar, sent=sent))
        for sent in telling_moments(now(), calendar)
    ]


@signed_in
def end_clock(request: ActorRequest, key: str) -> HttpResponseBase:
    """Say which categories have it; end a clock that none has."""
    kept = queries.clock_kept(request.actor, key)
    form = Confirmed(bound(request), initial={"version": kept.version})

    def act(given: dict[str, Any]) -> str:
        actions.end_clock_profile(by=request.actor, profile=kept, version=given["version"])
        return _address_of(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/categories/end_clock.html",
        context={"clock": kept, "touched": queries.clock_touched(request.actor, kept)},
        row=kept,
    )


def _address_of(clock: ClockProfile) -> str:
    return reverse("partnerships:clock", args=[clock.key])
