"""Whether a desk still works, and who is there to be told of what waits on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from wardmote.kernel.clock import now

from ..models import RoleHolding, Team
from ..rules import Holder, RoleName
from .absences import away_now
from .register import standing


class Staffing(NamedTuple):
    """One desk: whether it works today, and whether anybody holds its leads' roles now.

    A team lead who is away is none; a safeguarding lead is, because what is protected may still lie there.
    """

    team: int
    is_coordinator: bool
    stands: bool
    lead: bool
    safeguarding_lead: bool


def staffing(team_ids: Iterable[int]) -> dict[int, Staffing]:
    """The staffing of these teams, and always of the coordinator's desk, where there is one. One query."""

    def held(role: RoleName) -> QuerySet[RoleHolding]:
        return RoleHolding.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
            team=OuterRef("pk"),
            role=role,
            person__is_active=True,
        )

    is_away = Exists(away_now().filter(person=OuterRef("person")))

    teams = Team.objects.filter(Q(pk__in=list(team_ids)) | Q(is_coordinator=True)).annotate(
        stands=Exists(standing(Team.objects.filter(pk=OuterRef("pk")))),
        lead=Exists(held(RoleName.TEAM_LEAD).exclude(is_away)),
        safeguarding_lead=Exists(held(RoleName.SAFEGUARDING_LEAD)),
    )
    rows = teams.values_list("pk", "is_coordinator", "stands", "lead", "safeguarding_lead")
    return {row[0]: Staffing(*row) for row in rows}


def holders(*, team_ids: Iterable[int], people: Iterable[int]) -> list[Holder]:
    """Who holds which role now: in these teams, on the coordinator's desk, as an administrator, or one of these people.

    Nobody who has left, and no connected system: it reads no messages. One query, in the order of the roles given.
    """
    rows = RoleHolding.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
        Q(team__in=list(team_ids))
        | Q(team__is_coordinator=True)
        | Q(role=RoleName.PARTNERSHIP_ADMINISTRATOR)
        | Q(person__in=list(people)),
        started_at__lte=now(),
        person__is_active=True,
        person__is_system=False,
    )
    rows = rows.annotate(away=Exists(away_now().filter(person=OuterRef("person"))))
    found = rows.order_by("started_at", "pk").values_list(
        "person_id", "role", "team_id", "team__is_coordinator", "away"
    )
    return [Holder(person, role, team, bool(on_desk), away) for person, role, team, on_desk, away in found]
