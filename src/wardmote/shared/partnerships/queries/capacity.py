"""What teams say of whether they can take more work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Prefetch, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor

from ..models import CapacityStatement, Team
from ..permissions import Permission
from ..rules import Capacity
from .register import standing_teams

_NEWEST = 20


def capacities_of(team_ids: Iterable[int]) -> Mapping[int, Capacity]:
    """What each of these teams said last, by the team's number, whether it still holds or not. One query."""
    said = CapacityStatement.objects.filter(team__in=set(team_ids), ended_at__isnull=True)
    return {statement.team_id: statement.as_said for statement in said}


def with_capacity(teams: QuerySet[Team]) -> QuerySet[Team]:
    """The same teams, each with what it said last: one query more."""
    said = CapacityStatement.objects.filter(ended_at__isnull=True)
    return teams.prefetch_related(Prefetch("capacity_statements", queryset=said))


def teams_to_choose(actor: Actor) -> QuerySet[Team]:
    """Every team that has not ended, with what it says of its capacity, to choose one from: two queries.

    Raises NotAllowed for somebody who holds no role.
    """
    return with_capacity(standing_teams(actor))


def capacity_fetched(team: Team) -> Capacity | None:
    """What a team from `with_capacity` said last, without a query."""
    return next((statement.as_said for statement in team.capacity_statements.all()), None)


def team_to_speak_for(actor: Actor, key: str) -> Team:
    """A team for which the actor may say whether it can take more. Raises NotAllowed, or DoesNotExist."""
    team = Team.objects.select_related("organisation").get(key=key)
    access.require(actor, Permission.SAY_CAPACITY, team)
    return team


def said_of(actor: Actor, team: Team) -> Sequence[CapacityStatement]:
    """What a team said, the newest first, the last twenty: one query. Raises NotAllowed."""
    access.require(actor, Permission.SAY_CAPACITY, team)
    said = CapacityStatement.objects.filter(team=team).select_related("said_by")
    return list(said.order_by("-said_at", "-pk")[:_NEWEST])
