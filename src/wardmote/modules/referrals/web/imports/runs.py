"""The files that were brought in, for who keeps them: the runs, and each with its rejected rows."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from wardmote.kernel.clock import now
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ...queries import imports
from ...rules.mapping import rejected_csv


@signed_in
def runs(request: ActorRequest) -> HttpResponse:
    """Every file that was brought in, newest first."""
    page = imports.import_runs(request.actor, after=request.GET.get("after"))
    return TemplateResponse(request, "referrals/imports/list.html", {"page": page})


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
