"""Recording an observation on a phone in under a minute: one page, kept as a draft, corrected before it is sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.remembered import recall
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.documents.rules import NotAPhoto
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships

from .. import actions, queries
from ..models import Observation
from ..rules import NEEDS, Channel, Conflict, NotReady
from .inbox import in_no_team
from .record_form import RecordForm, as_written


@signed_in
def record(request: ActorRequest, reference: str | None = None) -> HttpResponse:
    """Record something new, or change a draft."""
    if not partnerships.teams_of(request.actor):
        return in_no_team(request, "Record what you saw or heard", "What is recorded is kept for a team.")
    draft = queries.draft_for(request.actor, reference) if reference else None
    status = 200
    fitting = None
    if request.method == "POST" and "fits" in request.POST:
        form = RecordForm.looked_up(request.POST, actor=request.actor)
        fitting = partnerships.categories_fitting(request.actor, request.POST.get("words", ""))
    elif request.method == "POST" and request.POST.keys() & {"another", "without"}:
        form = RecordForm.with_people(request.POST, actor=request.actor)
    elif request.method == "POST":
        form = RecordForm(request.POST, request.FILES, actor=request.actor)
        if form.is_valid():
            try:
                return once(request, lambda: _keep(request, form, draft))
            except (NotReady, NotAPhoto, Conflict) as refused:
                form.add_error(_field_of(refused, form), str(refused))
        status = 409 if form.non_field_errors() else 422
    elif draft:
        form = RecordForm(initial=as_written(draft), actor=request.actor)
    else:
        form = RecordForm(initial=_begun(request), actor=request.actor)
    return TemplateResponse(
        request,
        "referrals/record.html",
        {
            "form": form,
            "draft": draft,
            "areas_url": _outlines(),
            "fitting": fitting,
            "photos_lost": bool(request.FILES),
        },
        status=status,
    )


def _begun(request: ActorRequest) -> dict[str, Any]:
    """What the form begins with: the kind of matter and the need that somebody has looked up before."""
    need = recall(request, NEEDS, request.GET.get("need", ""))
    known = need if isinstance(need, dict) else {}
    return {
        "channel": Channel.WORKER,
        "category": request.GET.get("category", ""),
        **{name: known.get(name) for name in ("words", "place", "latitude", "longitude")},
    }


def _outlines() -> str:
    wards = next((division.key for division in geography.area_tree() if division.kind == "wards"), "")
    return f"{reverse('geography:areas')}?set={wards}"


def _field_of(refused: Exception, form: RecordForm) -> str | None:
    if isinstance(refused, NotAPhoto):
        return "photos"
    field = str(getattr(refused, "field", ""))
    name = {"photo": "photos"}.get(field, field)
    return name if name in form.fields else None


def _keep(request: ActorRequest, form: RecordForm, draft: Observation | None) -> str:
    kept = actions.keep_draft(
        by=request.actor,
        team=form.teams[form.cleaned_data["team"]],
        details=form.details(),
        draft=draft,
        version=form.cleaned_data["version"] if draft else None,
    )
    for photo in form.cleaned_data["photos"]:
        actions.add_photo(by=request.actor, draft=kept, content=photo.read())
    if "keep" in request.POST:
        return reverse("referrals:mine")
    return reverse("referrals:pass_on", args=[kept.reference])


@signed_in
def discard(request: ActorRequest, reference: str) -> HttpResponse:
    """Ask, then throw a draft away."""
    draft = queries.draft_for(request.actor, reference)
    if request.method == "POST":
        actions.discard_draft(by=request.actor, draft=draft)
        return redirect("referrals:mine")
    return TemplateResponse(request, "referrals/discard.html", {"draft": draft})
