"""Who can act on an observation: every remit weighed by the rules, in a bounded number of queries (R1.2)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Observation, Referral
from ..permissions import Permission
from ..rules import ON_A_DESK, CoveredArea, Sought, Suggestions, TeamRemit, suggest
from .clocks import clocks_of

_MOST_SERIOUS = 5


def suggestions_for(actor: Actor, observation: Observation) -> Suggestions:
    """The teams that can act on an observation, best first with their reasons, and who comes near and cannot.

    Raises NotAllowed unless the actor may read it. The own team is left out.
    """
    access.require(actor, Permission.READ_OBSERVATION, observation)
    remits = [
        r
        for r in partnerships.remits_taking(observation.category)
        if r.team_id != observation.recorded_for_id
    ]
    teams = [remit.team for remit in remits]
    calendars = partnerships.calendars_for(teams)
    safe = partnerships.teams_with_safeguarding_lead(team.pk for team in teams)
    waiting = _waiting(team.pk for team in teams)
    wards_in = {
        branch.area.id: max(len(branch.wards), 1) for d in geography.area_tree() for branch in d.areas
    }
    areas = frozenset[int]()
    if observation.latitude is not None and observation.longitude is not None:
        areas = frozenset(geography.locate(observation.latitude, observation.longitude).area_ids)
    clocks = clocks_of(observation.category)
    return suggest(
        Sought(
            category=observation.category.key,
            category_name=observation.category.name,
            clocks=clocks,
            area_ids=areas,
            place_name=observation.ward.name if observation.ward else "",
            protected=observation.sensitivity == Sensitivity.PROTECTED,
            urgent=clocks.is_urgent or observation.seriousness == _MOST_SERIOUS,
        ),
        [
            TeamRemit(
                team=remit.team_id,
                team_name=remit.team.name,
                organisation_name=remit.team.organisation.name,
                category=observation.category.key,
                areas=tuple(CoveredArea(a.pk, a.name, wards_in.get(a.pk, 1)) for a in remit.areas.all()),
                standard=remit.team.response_standard,
                calendar=calendars[remit.team_id],
                capacity_per_week=remit.team.capacity_per_week,
                waiting=waiting.get(remit.team_id, 0),
                has_safeguarding_lead=remit.team_id in safe,
            )
            for remit in remits
        ],
        at=now(),
    )


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
