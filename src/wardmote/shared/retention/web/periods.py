"""How long what is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.privacy.kinds import kind_called
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..permissions import Permission
from ..rules import months_in_words
from .forms import PeriodForm
from .tabs import bound, tabs


@signed_in
def periods(request: ActorRequest) -> HttpResponseBase:
    """Show how long each kind of record is kept, from when on, and what happens then."""
    kept = queries.schedule(request.actor)
    return TemplateResponse(
        request,
        "retention/periods.html",
        {
            "tabs": tabs(request),
            "approved": [one for one in kept if one.kind.source is not None],
            "by_themselves": [one for one in kept if one.kind.source is None],
            "may_change": access.allows(request.actor, Permission.KEEP_PERIODS),
        },
    )


@signed_in
def change(request: ActorRequest, key: str) -> HttpResponseBase:
    """Keep a kind of record, or a part of it, for another time; and show what was decided before."""
    access.require(request.actor, Permission.KEEP_PERIODS)
    try:
        kind = kind_called(key)
    except LookupError as unknown:
        raise Http404("No such kind") from unknown
    if kind.source is None:
        raise Http404("It goes by itself")
    parts = kind.parts()
    names = {"": "All of it" if not parts else "All that has no period of its own"} | {
        one.key: one.name for one in parts
    }
    form = PeriodForm(bound(request))
    offer(form, "part", list(names.items()))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            actions.change_period(by=request.actor, kind=key, **given)
            messages.success(request, f"{kind.name}: kept {months_in_words(given['months'])} from now on.")
            return reverse("retention:periods")

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    now_kept = [one for one in queries.schedule(request.actor) if one.kind is kind]
    return TemplateResponse(
        request,
        "retention/change_period.html",
        {
            "kind": kind,
            "form": form,
            "kept": now_kept,
            "before": [
                (one, names.get(one.part, one.part), months_in_words(one.months))
                for one in queries.changes_of(request.actor, key)
            ],
        },
        status=status,
    )
