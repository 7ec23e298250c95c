"""Undoing a whole import: what will go is shown first, then a job removes it."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.clock import now
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ...actions import undoing as actions
from ...queries import imports
from ...queries.undoing import undoing
from ...rules import Conflict


@signed_in
def undo(request: ActorRequest, number: int) -> HttpResponse:
    """Show what would be removed or what stands in the way; then have it removed."""
    run = imports.import_run(request.actor, number)
    there = reverse("referrals:import", args=[run.pk])
    status = 200
    if request.method == "POST":

        def ask() -> str:
            actions.ask_to_undo(by=request.actor, run=run)
            return there

        try:
            return once(request, ask)
        except Conflict:
            status = 409
    return TemplateResponse(
        request,
        "referrals/imports/undo.html",
        {
            "run": run,
            "undoing": undoing(request.actor, run),
            "being_undone": run.is_being_undone(now()),
            "there": there,
        },
        status=status,
    )
