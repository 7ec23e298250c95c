"""What is due on a day, and the run that lets it go."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.clock import today
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, fresh, signed_in

from .. import actions, queries
from ..permissions import Permission
from ..rules import WAIT
from .forms import StopForm
from .tabs import bound, tabs

_FURTHEST = timedelta(days=366 * 30)


@signed_in
def due(request: ActorRequest) -> HttpResponseBase:
    """Show how much has been kept for its time, by kind, and what is held. ``?on=2030-01-31`` looks ahead."""
    on, said = _day(request.GET.get("on", ""))
    lines = queries.preview(request.actor, on)
    run = queries.run_now(request.actor)
    return TemplateResponse(
        request,
        "retention/due.html",
        {
            "tabs": tabs(request),
            "on": on,
            "said": said,
            "typed": request.GET.get("on", "") or on.isoformat(),
            "today": today(),
            "lines": [line for line in lines if not line.is_empty],
            "nothing": [line for line in lines if line.is_empty],
            "run": run,
            "may_approve": access.allows(request.actor, Permission.APPROVE),
            "can_approve": run is None
            and on == today()
            and any(line.due or line.is_secret for line in lines),
        },
        status=422 if said else 200,
    )


def _day(typed: str) -> tuple[date, str]:
    if not typed:
        return today(), ""
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        return today(), "Write the day as year, month and day, such as 2030-01-31."
    if not today() - _FURTHEST < on < today() + _FURTHEST:
        return today(), "Choose a day within thirty years."
    return on, ""


@signed_in
@fresh
def approve(request: ActorRequest) -> HttpResponseBase:
    """Show once more what would go for good, and let it go a week from now."""
    access.require(request.actor, Permission.APPROVE)
    lines = queries.preview(request.actor, today())
    seen, said, status = request.POST.get("seen", ""), "", 200
    if request.method == "POST":

        def act() -> str:
            run = actions.approve_run(by=request.actor, as_of=today(), seen=seen)
            messages.success(
                request,
                f"Approved. It begins on {run.begins_on:%-d %B %Y}. Until then anybody on this page can stop it.",
            )
            return reverse("retention:due")

        try:
            return once(request, act)
        except (Conflict, NotReady) as refused:
            said, status = str(refused), 409
    return TemplateResponse(
        request,
        "retention/approve.html",
        {
            "lines": [line for line in lines if line.due or line.is_secret],
            "seen": queries.shown_digest(today(), lines),
            "begins_on": today() + WAIT,
            "today": today(),
            "said": said,
        },
        status=status,
    )


@signed_in
def stop(request: ActorRequest) -> HttpResponseBase:
    """Stop a run: nothing more of it goes."""
    access.require(request.actor, Permission.APPROVE)
    run = queries.run_now(request.actor)
    if run is None:
        raise Http404("No run is on its way")
    form: forms.Form = StopForm(bound(request))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            actions.stop_run(by=request.actor, run=run, reason=form.cleaned_data["reason"])
            messages.success(request, "Stopped. Nothing more of it goes.")
            return reverse("retention:due")

        try:
            return once(request, act)
        except (Conflict, NotReady) as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(request, "retention/stop.html", {"form": form, "run": run}, status=status)
