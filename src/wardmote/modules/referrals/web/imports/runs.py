"""The files that were brought in, for who keeps them: the runs, and each with its rejected rows."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel.clock import now
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ...adapters.report_files import Unreadable
from ...queries import import_drafts as drafts
from ...queries import imports
from ...rules.importing import FILE_KEPT
from ...rules.mapping import correctable_csv, rejected_csv


@signed_in
def runs(request: ActorRequest) -> HttpResponse:
    """Every file that was brought in, newest first."""
    page = imports.import_runs(request.actor, after=request.GET.get("after"))
    waiting = [] if "after" in request.GET else drafts.open_drafts(request.actor)
    return TemplateResponse(
        request,
        "referrals/imports/list.html",
        {"page": page, "waiting": [(one, one.started_by_id == request.actor.person_id) for one in waiting]},
    )


@signed_in
def run(request: ActorRequest, number: int) -> HttpResponse:
    """One file: how its rows add up, and those that were rejected."""
    found = imports.import_run(request.actor, number)
    page = imports.rejections(request.actor, found, after=request.GET.get("after"))
    being_undone = found.is_being_undone(now())
    return TemplateResponse(
        request,
        "referrals/imports/run.html",
        {
            "run": found,
            "page": page,
            "being_undone": being_undone,
            "draft": drafts.draft_behind(request.actor, found),
            "days": FILE_KEPT.days,
            "may_be_undone": not being_undone and not found.undone_at,
        },
    )


@signed_in
def rejected(request: ActorRequest, number: int) -> HttpResponse:
    """The rejected rows of a file as a table to keep."""
    found = imports.import_run(request.actor, number)
    rows = imports.all_rejections(request.actor, found)
    table = rejected_csv((row.row_number, row.their_reference, row.reason) for row in rows)
    return HttpResponse(
        table.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{found.pk}-rejected.csv"'},
    )


@signed_in
def correctable(request: ActorRequest, number: int) -> HttpResponseBase:
    """The rejected rows with their own columns, to be corrected and loaded again, for who uploaded the file."""
    found = imports.import_run(request.actor, number)
    draft = drafts.draft_behind(request.actor, found)
    if draft is None:
        raise Http404("The file is not kept any more, or is somebody else's")
    try:
        columns, rows = drafts.rejected_rows(request.actor, draft, found)
    except Unreadable as gone:
        raise Http404("The file is gone") from gone
    return HttpResponse(
        correctable_csv(columns, rows).encode("utf-8-sig", errors="replace"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{found.pk}-to-correct.csv"'},
    )


@signed_in
def observations(request: ActorRequest, number: int) -> HttpResponse:
    """What a run brought, as far as the reader may read it."""
    found = imports.import_run(request.actor, number)
    page = imports.observations_brought(request.actor, found, after=request.GET.get("after"))
    return TemplateResponse(request, "referrals/imports/observations.html", {"run": found, "page": page})
