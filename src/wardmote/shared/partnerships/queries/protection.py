"""Who answers for data protection, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from wardmote.kernel.clock import now

from ..models import RoleHolding, Team
from ..rules import RoleName


def organisations_of_teams(team_ids: Collection[int]) -> Sequence[int]:
    """The numbers of the organisations that some teams belong to. One query."""
    return list(Team.objects.filter(pk__in=team_ids).values_list("organisation_id", flat=True).distinct())


def protection_officers(organisation_ids: Collection[int]) -> Mapping[int, int]:
    """Whom to tell, with the organisation of each: the data protection officers of these organisations.

    Where these have none, those of every other. One query.
    """
    officers = dict(
        RoleHolding.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
            role=RoleName.DATA_PROTECTION_OFFICER,
            organisation__isnull=False,
            person__is_active=True,
        ).values_list("person_id", "organisation_id")
    )
    return {person: at for person, at in officers.items() if at in organisation_ids} or officers


def who_worked_for(organisation_ids: Collection[int], *, among: Collection[int]) -> Collection[int]:
    """Who among some people holds or held a role at one of the organisations, or at a team of it. One query."""
    held = RoleHolding.objects.filter(
        Q(team__organisation_id__in=organisation_ids) | Q(organisation_id__in=organisation_ids),
        person_id__in=among,
    )
    return set(held.values_list("person_id", flat=True))
