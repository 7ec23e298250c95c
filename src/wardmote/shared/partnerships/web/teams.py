"""The pages on which teams are kept: what is written, what they take, and how they end (R1.2, R1.10)."""

from typing import Any

from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.clock import today
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import Team
from ..rules import Intake
from ..rules.capacity import said
from ..rules.details import INTAKE_IN_WORDS
from .keeping import answer, bound
from .register_forms import Confirmed, RemitForm, TeamForm, in_sets


@signed_in
def team(request: ActorRequest, key: str) -> TemplateResponse:
    """Show a team: what is written about it, what it takes, who works there, what lies there."""
    kept = queries.team_kept(request.actor, key)
    remits = queries.remits_kept(request.actor, kept)
    return TemplateResponse(
        request,
        "partnerships/team.html",
        {
            "team": kept,
            "stands": queries.is_standing(kept),
            "intake": INTAKE_IN_WORDS[Intake(kept.intake)],
            "touched": queries.touched_by(request.actor, kept),
            "handover": queries.last_handover(request.actor, kept),
            "remits": [(remit, in_sets(remit.areas.all())) for remit in remits],
            "capacity": said(queries.capacities_of([kept.pk]).get(kept.pk), today()),
            "closures": queries.closures_kept(request.actor, kept),
        },
    )


@signed_in
def change_team(request: ActorRequest, key: str) -> HttpResponseBase:
    """Change what is written about a team. The page says what hangs on it."""
    kept = queries.team_kept(request.actor, key)
    form = TeamForm(bound(request), actor=request.actor, team=kept, initial=TeamForm.shown(kept))

    def act(given: dict[str, Any]) -> str:
        actions.change_team(
            by=request.actor,
            team=kept,
            details=form.details(),
            organisation=given["organisation"],
            version=given["version"],
        )
        return address_of(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/team_form.html",
        context={
            "title": f"Change {kept}",
            "button": "Keep the change",
            "team": kept,
            "touched": queries.touched_by(request.actor, kept),
        },
        row=kept,
    )


@signed_in
def name_coordinator_desk(request: ActorRequest, key: str) -> HttpResponseBase:
    """Say which desk it takes the part from, then make this team the coordinator's desk."""
    kept = queries.team_kept(request.actor, key)

    def act(given: dict[str, Any]) -> str:
        actions.name_coordinator_desk(by=request.actor, team=kept)
        return address_of(kept)

    return answer(
        request,
        Confirmed(bound(request)),
        act,
        template="partnerships/name_coordinator_desk.html",
        context={"team": kept, "before": queries.coordinator_desk()},
    )


@signed_in
def add_remit(request: ActorRequest, key: str) -> HttpResponseBase:
    """Say which kinds of matter a team takes, where, and how fast it answers them."""
    kept = queries.team_kept(request.actor, key)
    form = RemitForm(
        bound(request), actor=request.actor, initial={"categories": request.GET.getlist("category")[:50]}
    )

    def act(given: dict[str, Any]) -> str:
        for category in form.chosen_categories():
            actions.set_remit(
                by=request.actor,
                team=kept,
                category=category,
                areas=form.chosen_areas(),
                own_clock=form.chosen_clock(),
            )
        return address_of(kept)

    taken = {remit.category.name for remit in queries.remits_kept(request.actor, kept)}
    return answer(
        request,
        form,
        act,
        template="partnerships/remit_form.html",
        context={"team": kept, "title": f"What {kept} takes", "button": "Keep it", "taken": sorted(taken)},
    )


@signed_in
def change_remit(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Change where a team takes a kind of matter, and how fast it answers."""
    remit = queries.remit_kept(request.actor, pk)
    areas = [str(area.pk) for area in remit.areas.all()]
    form = RemitForm(
        bound(request),
        actor=request.actor,
        remit=remit,
        initial={
            "where": "areas" if areas else "borough",
            "areas": areas,
            "own_clock": remit.clock.key if remit.clock else "",
        },
    )

    def act(given: dict[str, Any]) -> str:
        actions.set_remit(
            by=request.actor,
            team=remit.team,
            category=remit.category,
            areas=form.chosen_areas(),
            own_clock=form.chosen_clock(),
        )
        return address_of(remit.team)

    return answer(
        request,
        form,
        act,
        template="partnerships/remit_form.html",
        context={
            "team": remit.team,
            "title": f"How {remit.team} takes: {remit.category}",
            "button": "Keep the change",
            "others": queries.others_taking(request.actor, remit),
            "changing": True,
        },
    )


@signed_in
def end_remit(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say who else takes it, then end a remit."""
    remit = queries.remit_kept(request.actor, pk)

    def act(given: dict[str, Any]) -> str:
        actions.end_remit(by=request.actor, remit=remit)
        return address_of(remit.team)

    return answer(
        request,
        Confirmed(bound(request)),
        act,
        template="partnerships/end_remit.html",
        context={"remit": remit, "others": queries.others_taking(request.actor, remit)},
    )


def address_of(team: Team) -> str:
    """Where a team is kept."""
    return reverse("partnerships:team", args=[team.key])
