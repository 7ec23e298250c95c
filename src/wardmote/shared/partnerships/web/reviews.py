"""Looking at roles again: which are still right, and which are over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.access import allows
from wardmote.kernel.clock import now
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..permissions import Permission
from .people import require_inviting
from .tabs import tabs_for

if TYPE_CHECKING:
    from ..models import RoleHolding

_MOST_AT_ONCE = 100


@signed_in
def review(request: ActorRequest) -> HttpResponseBase:
    """Show the roles that somebody must look at again, and confirm or end many at once."""
    require_inviting(request)
    actor = request.actor
    chosen = [int(n) for n in request.POST.getlist("role") if n.isascii() and n.isdecimal() and len(n) < 19]
    said = ""
    if request.method == "POST":
        roles = queries.roles_held_among(actor, chosen[:_MOST_AT_ONCE])
        if not roles:
            said = "Choose at least one role."
        elif request.POST.get("do") == "end" and not request.POST.get("sure"):
            return _ask_to_end(request, roles)
        else:

            def act() -> str:
                if request.POST.get("do") == "end":
                    for holding in roles:
                        actions.end_role(by=actor, holding=holding)
                    messages.success(request, f"{_counted(len(roles))} ended.")
                else:
                    messages.success(
                        request, f"{_counted(actions.confirm_roles(by=actor, holdings=roles))} confirmed."
                    )
                return reverse("partnerships:review")

            try:
                return once(request, act)
            except actions.NobodyLeft as reason:
                said = str(reason)
    late = request.GET.get("late") == "yes"
    page = queries.roles_to_review(actor, only_late=late, after=request.GET.get("after"))
    return TemplateResponse(
        request,
        "partnerships/people/review.html",
        {
            "page": page,
            "tabs": tabs_for(request),
            "chosen": set(chosen),
            "said": said,
            "late": late,
            "late_count": queries.late_review_count(actor) if allows(actor, Permission.KEEP_PEOPLE) else 0,
            "now": now(),
        },
        status=422 if said else 200,
    )


def _ask_to_end(request: ActorRequest, roles: Sequence[RoleHolding]) -> HttpResponseBase:
    return TemplateResponse(request, "partnerships/people/review_end.html", {"roles": roles})


def _counted(roles: int) -> str:
    return f"{roles} role{'' if roles == 1 else 's'}"
