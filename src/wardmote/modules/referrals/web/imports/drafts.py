"""The steps between upload and result: columns, values, a look at the whole file, and the work itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.clock import now
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import actions
from ...adapters.report_files import Unreadable
from ...models import ImportDraft
from ...queries import import_drafts as drafts
from ...rules import Conflict, NotReady
from ...rules.importing import AT_WORK, BEFORE_IMPORT, FILE_KEPT, DraftState
from ...rules.mapping import WrongMapping
from .column_form import QUESTIONS, ColumnForm, samples_of
from .mappings import SaveForm
from .value_form import ValueForm

FIRST_ROWS = 10


@signed_in
def draft(request: ActorRequest, number: int) -> HttpResponse:
    """Go to the step at which this file stands."""
    return HttpResponseRedirect(where_it_stands(drafts.import_draft(request.actor, number)))


def where_it_stands(found: ImportDraft) -> str:
    """The address of the step at which a file stands."""
    if found.state == DraftState.MAPPING:
        return reverse("referrals:import_columns", args=[found.pk])
    if found.state == DraftState.DONE and found.run_id:
        return reverse("referrals:import", args=[found.run_id])
    if found.state in (DraftState.DONE, DraftState.DISCARDED):
        return reverse("referrals:imports")
    return reverse("referrals:import_preview", args=[found.pk])


@signed_in
def columns(request: ActorRequest, number: int) -> HttpResponse:
    """Which column is which field."""
    found = drafts.import_draft(request.actor, number)
    if found.state not in BEFORE_IMPORT:
        return HttpResponseRedirect(where_it_stands(found))
    try:
        file = drafts.seen_file(request.actor, found)
    except Unreadable as why:
        return _cannot_go_on(request, found, str(why))
    sent = request.POST if request.method == "POST" else None
    form = ColumnForm(sent, draft=found, file=file, actor=request.actor)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def keep() -> str:
            actions.change_mapping(
                by=request.actor,
                draft=found,
                written=form.written(),
                version=form.cleaned_data["version"],
            )
            return reverse("referrals:import_values", args=[found.pk])

        try:
            return once(request, keep)
        except Conflict as elsewhere:
            form.add_error(None, str(elsewhere))
            status = 409
    return TemplateResponse(
        request,
        "referrals/imports/columns.html",
        {"draft": found, "form": form, "file": file, "suggested": found.version == 0},
        status=status,
    )


@signed_in
def samples(request: ActorRequest, number: int) -> HttpResponse:
    """What stands in the column that was just chosen, for beside the question."""
    found = drafts.import_draft(request.actor, number)
    chosen = next((request.GET[q.name] for q in QUESTIONS if q.name in request.GET), "")
    try:
        shown = samples_of(drafts.seen_file(request.actor, found), chosen)
    except Unreadable:
        shown = ()
    return TemplateResponse(request, "referrals/imports/samples.html", {"samples": shown})


@signed_in
def values(request: ActorRequest, number: int) -> HttpResponse:
    """What the values mean; then the whole file is looked through."""
    found = drafts.import_draft(request.actor, number)
    if found.state not in BEFORE_IMPORT or not found.written.get("words"):
        return HttpResponseRedirect(where_it_stands(found))
    sent = request.POST if request.method == "POST" else None
    try:
        file = drafts.seen_file(request.actor, found)
        form = ValueForm(sent, draft=found, file=file, actor=request.actor)
    except Unreadable as why:
        return _cannot_go_on(request, found, str(why))
    status, faults = 422 if form.is_bound else 200, []
    if form.is_bound and form.is_valid():

        def look() -> str:
            kept = actions.change_mapping(
                by=request.actor,
                draft=found,
                written=form.written(),
                version=form.cleaned_data["version"],
            )
            actions.ask_to_look(by=request.actor, draft=kept, version=kept.version)
            return reverse("referrals:import_preview", args=[found.pk])

        try:
            return once(request, look)
        except NotReady as refused:
            form.add_error(None, str(refused))
        except Conflict as elsewhere:
            form.add_error(None, str(elsewhere))
            status = 409
        except WrongMapping as wrong:
            faults = wrong.faults
            form.add_error(None, "The mapping cannot be used yet.")
    return TemplateResponse(
        request,
        "referrals/imports/values.html",
        {"draft": found, "form": form, "faults": faults},
        status=status,
    )


@signed_in
def preview(request: ActorRequest, number: int) -> HttpResponse:
    """What the file will become, or how far the work on it is."""
    found = drafts.import_draft(request.actor, number)
    if found.state in AT_WORK or found.state == DraftState.STOPPED or "HX-Request" in request.headers:
        return _working(request, found)
    seen: dict[str, Any] = found.seen or {}
    if found.state != DraftState.READY or not seen:
        return HttpResponseRedirect(where_it_stands(found))
    try:
        to = drafts.destination_of(request.actor, found)
        first = drafts.first_rows(request.actor, found, to, FIRST_ROWS)
    except (Unreadable, NotReady, WrongMapping) as why:
        return _cannot_go_on(request, found, str(why))
    return TemplateResponse(
        request,
        "referrals/imports/preview.html",
        {
            "draft": found,
            "seen": seen,
            "first": [(outcome, report, to.categories[report.category]) for outcome, report in first],
            "by_category": [
                (to.categories[key].name, count) for key, count in seen["by_category"] if key in to.categories
            ],
            "team": to.team,
            "system": to.mapping.system,
            "saving": SaveForm(initial={"name": to.mapping.system}),
        },
    )


def _working(request: ActorRequest, found: ImportDraft) -> HttpResponse:
    return TemplateResponse(
        request,
        "referrals/imports/working.html",
        {
            "draft": found,
            "looking": found.state == DraftState.LOOKING,
            "stopped": found.state == DraftState.STOPPED,
            "at_work": found.state in AT_WORK,
            "there": where_it_stands(found),
            "days": FILE_KEPT.days,
            "silent": found.is_silent(now()),
            "now": now(),
        },
    )


def _cannot_go_on(request: ActorRequest, found: ImportDraft, why: str) -> HttpResponse:
    found.refresh_from_db()
    return TemplateResponse(
        request,
        "referrals/imports/cannot_go_on.html",
        {"draft": found, "why": why, "may_change": found.state in BEFORE_IMPORT},
        status=409,
    )


@signed_in
def act(request: ActorRequest, number: int) -> HttpResponse:
    """Look the file through again; start the import, or go on with it; stop either."""
    found = drafts.import_draft(request.actor, number)
    there = reverse("referrals:import_preview", args=[found.pk])
    if request.method != "POST":
        return HttpResponseRedirect(there)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1
    acts: dict[str, Callable[[], object]] = {
        "look": lambda: actions.ask_to_look(by=request.actor, draft=found, version=version),
        "start": lambda: actions.start_import(by=request.actor, draft=found, version=version),
        "stop": lambda: actions.ask_to_stop(by=request.actor, draft=found),
    }
    chosen = acts.get(request.POST.get("act", ""))
    if chosen is None:
        raise Http404("No such act")

    def do() -> str:
        chosen()
        return there

    try:
        return once(request, do)
    except (Conflict, NotReady, WrongMapping) as why:
        return _cannot_go_on(request, found, str(why))


@signed_in
def discard(request: ActorRequest, number: int) -> HttpResponse:
    """Ask, then throw the file away."""
    found = drafts.import_draft(request.actor, number)
    if found.state not in BEFORE_IMPORT:
        return HttpResponseRedirect(where_it_stands(found))
    if request.method == "POST":

        def throw_away() -> str:
            actions.discard_file(by=request.actor, draft=found)
            return reverse("referrals:imports")

        return once(request, throw_away)
    return TemplateResponse(request, "referrals/imports/discard.html", {"draft": found})
