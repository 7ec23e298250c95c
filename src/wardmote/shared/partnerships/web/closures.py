"""The pages on which it is said when a team or an organisation does not work."""

from typing import Any

from django.http import HttpResponseBase

from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import Organisation, Team
from . import organisations, teams
from .keeping import answer, bound
from .register_forms import ClosureForm, Confirmed


@signed_in
def close_organisation(request: ActorRequest, key: str) -> HttpResponseBase:
    """Say when every team of a partner is closed."""
    return _close(request, queries.organisation_kept(request.actor, key))


@signed_in
def close_team(request: ActorRequest, key: str) -> HttpResponseBase:
    """Say when a team is closed."""
    return _close(request, queries.team_kept(request.actor, key))


def _close(request: ActorRequest, at: Organisation | Team) -> HttpResponseBase:
    def act(given: dict[str, Any]) -> str:
        actions.add_closure(by=request.actor, at=at, **given)
        return _address(at)

    return answer(
        request,
        ClosureForm(bound(request)),
        act,
        template="partnerships/closure_form.html",
        context={"at": at, "back": _address(at), "every_team": isinstance(at, Organisation)},
    )


@signed_in
def withdraw_closure(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Call a closure off."""
    closure = queries.closure_kept(request.actor, pk)
    at = closure.team or closure.organisation
    back = _address(at) if at else ""

    def act(given: dict[str, Any]) -> str:
        actions.withdraw_closure(by=request.actor, closure=closure)
        return back

    return answer(
        request,
        Confirmed(bound(request)),
        act,
        template="partnerships/withdraw_closure.html",
        context={"closure": closure, "at": at, "back": back},
    )


def _address(at: Organisation | Team) -> str:
    return teams.address_of(at) if isinstance(at, Team) else organisations.address_of(at)
