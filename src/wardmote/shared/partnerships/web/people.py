"""Who holds which role, and how a role ends."""

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..permissions import may_invite
from ..rules import in_words


@signed_in
def people(request: ActorRequest) -> TemplateResponse:
    """List who holds which role: everybody for an administrator, the own teams for a team lead."""
    _require_inviting(request)
    page = queries.roles_held(request.actor, after=request.GET.get("after"))
    waiting = [] if "after" in request.GET else queries.invitations_waiting(request.actor)
    return TemplateResponse(
        request,
        "partnerships/people.html",
        {
            "page": page,
            "rows": [(holding, in_words(holding.role)) for holding in page.rows],
            "waiting": [(invitation, in_words(invitation.role)) for invitation in waiting],
        },
    )


@signed_in
def end_role(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Ask, then end a role."""
    holding = queries.role_held(request.actor, pk)
    refused = ""
    if request.method == "POST":

        def act() -> str:
            actions.end_role(by=request.actor, holding=holding)
            return reverse("partnerships:people")

        try:
            return once(request, act)
        except actions.LastAdministrator:
            refused = "This is the last administrator. Invite another one first."
    return TemplateResponse(
        request,
        "partnerships/end_role.html",
        {
            "holding": holding,
            "role": in_words(holding.role),
            "own": holding.person_id == request.actor.person_id,
            "refused": refused,
        },
        status=409 if refused else 200,
    )


def _require_inviting(request: ActorRequest) -> None:
    if not may_invite(request.actor):
        raise Http404("Neither an administrator nor a team lead")
