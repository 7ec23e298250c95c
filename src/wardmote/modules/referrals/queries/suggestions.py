"""Who can act on an observation: every remit weighed by the rules, in a bounded number of queries (R1.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.permissions import Permission as RegisterPermission
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Observation, Referral
from ..permissions import Permission
from ..rules import ON_A_DESK, CoveredArea, Sought, Suggestions, TeamRemit, narrowest, suggest

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Category, Remit, Team

_MOST_SERIOUS = 5


def suggestions_for(actor: Actor, observation: Observation) -> Suggestions:
    """The teams that can act on an observation, best first with their reasons, and who comes near and cannot.

    Raises NotAllowed unless the actor may read it. The own team is left out.
    """
    access.require(actor, Permission.READ_OBSERVATION, observation)
    at = None
    if observation.latitude is not None and observation.longitude is not None:
        at = (observation.latitude, observation.longitude)
    return _suggested(
        observation.category,
        at,
        place_name=observation.ward.name if observation.ward else "",
        sensitivity=observation.sensitivity,
        seriousness=observation.seriousness,
        without_team_id=observation.recorded_for_id,
    )


def teams_to_take(observation: Observation) -> Sequence[Team]:
    """The teams to which what somebody told may go at once, best first: asked within the action that keeps it.

    A team that says it is closed is not among them: a person decides whether it is asked all the same.
    """
    at = None
    if observation.latitude is not None and observation.longitude is not None:
        at = (observation.latitude, observation.longitude)
    found = _suggested(
        observation.category,
        at,
        place_name=observation.ward.name if observation.ward else "",
        sensitivity=observation.sensitivity,
        seriousness=observation.seriousness,
        without_team_id=None,
    )
    takers = {remit.team_id: remit.team for remit in partnerships.remits_taking(observation.category)}
    return [takers[team.team] for team in found.teams if not team.is_closed]


def suggestions_at(
    actor: Actor,
    category: Category,
    at: tuple[float, float] | None,
    *,
    sensitivity: str,
    seriousness: int,
) -> Suggestions:
    """The same before anything is recorded: for a category and, if it is known, a place in WGS 84 degrees.

    Raises NotAllowed for somebody who works in no team.
    """
    access.require(actor, Permission.RECORD, None)
    ward = geography.locate(*at).ward if at else None
    return _suggested(
        category,
        at,
        place_name=ward.name if ward else "",
        sensitivity=narrowest(sensitivity, category.sensitivity),
        seriousness=seriousness,
        without_team_id=None,
    )


def who_takes(
    actor: Actor,
    categories: Sequence[Category],
    *,
    area_ids: Collection[int] | None,
    place_name: str = "",
    at: datetime,
) -> Mapping[int, Suggestions]:
    """Who takes each of these categories at a moment, by the category's number. Five queries, however many.

    ``area_ids`` are the areas in which the place lies; None asks for the teams of every place. As `suggestions_at`
    for what is usual in each category, but no matter is counted: nothing is told of how much there is of anything.
    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, RegisterPermission.READ_REGISTER, None)
    taking = _remits(list(partnerships.remits_taking(*categories)))
    found: dict[int, Suggestions] = {}
    for category in categories:
        clocks = category.clock.times
        sought = Sought(
            category=category.key,
            category_name=category.name,
            clocks=clocks,
            area_ids=frozenset(area_ids or ()),
            place_name=place_name,
            protected=category.sensitivity == Sensitivity.PROTECTED,
            urgent=clocks.is_urgent or category.seriousness == _MOST_SERIOUS,
            anywhere=area_ids is None,
        )
        found[category.pk] = suggest(sought, taking, at=at)
    return found


def _suggested(
    category: Category,
    at: tuple[float, float] | None,
    *,
    place_name: str,
    sensitivity: str,
    seriousness: int,
    without_team_id: int | None,
) -> Suggestions:
    remits = [r for r in partnerships.remits_taking(category) if r.team_id != without_team_id]
    areas = frozenset[int]()
    if at:
        areas = frozenset(geography.locate(*at).area_ids)
    clocks = category.clock.times
    return suggest(
        Sought(
            category=category.key,
            category_name=category.name,
            clocks=clocks,
            area_ids=areas,
            place_name=place_name,
            protected=sensitivity == Sensitivity.PROTECTED,
            urgent=clocks.is_urgent or seriousness == _MOST_SERIOUS,
        ),
        _remits(remits, waiting=_waiting(remit.team_id for remit in remits)),
        at=now(),
    )


def _remits(remits: Sequence[Remit], *, waiting: Mapping[int, int] | None = None) -> list[TeamRemit]:
    teams = [remit.team for remit in remits]
    capacities = partnerships.capacities_of(team.pk for team in teams)
    calendars = partnerships.calendars_for(teams)
    safe = partnerships.teams_with_safeguarding_lead(team.pk for team in teams)
    wards_in = {
        branch.area.id: max(len(branch.wards), 1) for d in geography.area_tree() for branch in d.areas
    }
    return [
        TeamRemit(
            team=remit.team_id,
            team_name=remit.team.name,
            organisation_name=remit.team.organisation.name,
            category=remit.category.key,
            areas=_covered(remit, wards_in),
            standard=remit.team.response_standard,
            calendar=calendars[remit.team_id],
            capacity_per_week=remit.team.capacity_per_week,
            waiting=(waiting or {}).get(remit.team_id, 0),
            capacity=capacities.get(remit.team_id),
            has_safeguarding_lead=remit.team_id in safe,
            own=remit.clock.times if remit.clock else None,
        )
        for remit in remits
    ]


def _covered(remit: Remit, wards_in: Mapping[int, int]) -> tuple[CoveredArea, ...]:
    """Where a remit holds today. One whose areas all ended keeps them: it is not one of the whole borough."""
    areas = remit.areas.all()
    today = [area for area in areas if area.pk in wards_in]
    return tuple(CoveredArea(a.pk, a.name, wards_in.get(a.pk, 1)) for a in today or areas)


def _waiting(team_ids: Iterable[int]) -> dict[int, int]:
    """How many referrals lie at each team. Protected ones are left out, so that the number tells nothing of them."""
    with as_system("how busy each team is"):
        rows = (
            Referral.objects.filter(accountable_team_id__in=list(team_ids), state__in=sorted(ON_A_DESK))
            .exclude(sensitivity=Sensitivity.PROTECTED)
            .values_list("accountable_team_id")
            .annotate(waiting=Count("pk"))
        )
        return {team_id: waiting for team_id, waiting in rows if team_id is not None}
