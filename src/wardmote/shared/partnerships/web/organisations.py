"""The pages on which organisations are kept (R1.2, R1.10)."""

from typing import Any

from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.clock import today
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import Organisation
from .keeping import answer, bound
from .register_forms import Confirmed, OrganisationForm, TeamForm


@signed_in
def organisations(request: ActorRequest) -> TemplateResponse:
    """List the partners with their teams; searched and filtered by the address."""
    words, ended = request.GET.get("words", "").strip()[:200], request.GET.get("ended") == "yes"
    page = queries.organisations(
        request.actor, words=words.replace("\x00", ""), ended=ended, after=request.GET.get("after")
    )
    return TemplateResponse(
        request,
        "partnerships/organisations.html",
        {"page": page, "words": words, "ended": ended, "today": today()},
    )


@signed_in
def add_organisation(request: ActorRequest) -> HttpResponseBase:
    """Add a partner."""
    queries.organisations(request.actor, size=1)
    form = OrganisationForm(bound(request))

    def act(given: dict[str, Any]) -> str:
        made = actions.add_organisation(by=request.actor, details=form.details())
        return address_of(made)

    return answer(
        request,
        form,
        act,
        template="partnerships/organisation_form.html",
        context={"title": "Add an organisation", "button": "Add it"},
    )


@signed_in
def organisation(request: ActorRequest, key: str) -> TemplateResponse:
    """Show a partner: what is written about it, its teams, when it is closed."""
    kept = queries.organisation_kept(request.actor, key)
    return TemplateResponse(
        request,
        "partnerships/organisation.html",
        {
            "organisation": kept,
            "stands": _stands(kept),
            "today": today(),
            "teams": queries.teams_kept(request.actor, kept),
            "closures": queries.closures_kept(request.actor, kept),
        },
    )


@signed_in
def change_organisation(request: ActorRequest, key: str) -> HttpResponseBase:
    """Change what is written about a partner."""
    kept = queries.organisation_kept(request.actor, key)
    form = OrganisationForm(bound(request), initial=OrganisationForm.shown(kept))

    def act(given: dict[str, Any]) -> str:
        actions.change_organisation(
            by=request.actor, organisation=kept, details=form.details(), version=given["version"]
        )
        return address_of(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/organisation_form.html",
        context={"title": f"Change {kept}", "button": "Keep the change", "organisation": kept},
        row=kept,
    )


@signed_in
def end_organisation(request: ActorRequest, key: str) -> HttpResponseBase:
    """Show what would end with a partner, then end it."""
    kept = queries.organisation_kept(request.actor, key)
    form = Confirmed(bound(request), initial={"version": kept.version})
    teams = [t for t in queries.teams_kept(request.actor, kept) if t.ended_on is None or t.ended_on > today()]

    def act(given: dict[str, Any]) -> str:
        actions.end_organisation(by=request.actor, organisation=kept, version=given["version"])
        return address_of(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/end_organisation.html",
        context={
            "organisation": kept,
            "teams": teams,
            "roles": queries.roles_at(request.actor, kept),
        },
        row=kept,
    )


@signed_in
def add_team(request: ActorRequest, key: str) -> HttpResponseBase:
    """Add a team to a partner."""
    kept = queries.organisation_kept(request.actor, key)
    form = TeamForm(bound(request), actor=request.actor)

    def act(given: dict[str, Any]) -> str:
        made = actions.add_team(by=request.actor, organisation=kept, details=form.details())
        return reverse("partnerships:team", args=[made.key])

    return answer(
        request,
        form,
        act,
        template="partnerships/team_form.html",
        context={"title": f"Add a team to {kept}", "button": "Add it", "organisation": kept},
    )


def address_of(organisation: Organisation) -> str:
    """Where an organisation is kept."""
    return reverse("partnerships:organisation", args=[organisation.key])


def _stands(organisation: Organisation) -> bool:
    return organisation.ended_on is None or organisation.ended_on > today()
