"""The review procedure, as the administrator keeps it: always as a new edition."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.clock import today
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.fields import offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.partnerships import queries as partnerships

from .. import actions, queries
from ..permissions import Permission
from .forms import ProcedureForm


@signed_in
def procedure(request: ActorRequest) -> HttpResponse:
    """Show the editions; posting keeps a new one."""
    access.require(request.actor, Permission.KEEP_PROCEDURE)
    editions = queries.editions()
    begun = ProcedureForm.initial_of(editions[0] if editions else None)
    form = ProcedureForm(
        request.POST if request.method == "POST" else None, initial=begun | {"begins_on": today()}
    )
    kinds = [(each.pk, each.name) for each in partnerships.every_category(request.actor)]
    teams = {team.pk: team for team in partnerships.standing_teams(request.actor)}
    offer(form, "categories", kinds)
    offer(form, "hate", kinds)
    offer(form, "desk", [("", "Choose a team"), *((pk, str(team)) for pk, team in teams.items())])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            new = actions.NewProcedure(
                **given
                | {
                    "desk": teams[int(given["desk"])],
                    "categories": [int(number) for number in given["categories"]],
                    "hate": [int(number) for number in given["hate"]],
                }
            )

            def act() -> str:
                actions.keep_procedure(by=request.actor, new=new)
                messages.success(
                    request, "Kept. It holds from the day you gave; the public page says it then."
                )
                return reverse("reviews:procedure")

            try:
                return once(request, act)
            except NotReady as refused:
                form.add_error(refused.field, str(refused))
    names = dict(kinds)
    return TemplateResponse(
        request,
        "reviews/procedure.html",
        {
            "form": form,
            "editions": [
                (each, [names[number] for number in each.categories if number in names]) for each in editions
            ],
        },
        status=status,
    )
