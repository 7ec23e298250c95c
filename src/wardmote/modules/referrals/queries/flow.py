"""How work moves at every team, without its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.database import as_system
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import (
    FlowCount,
    Referral,
)
from ..permissions import Permission
from ..rules import (
    ON_A_DESK,
)


@dataclass(frozen=True)
class TeamFlow:
    """How work moves at one team: what lies there now, and what happened in a time."""

    team_id: int
    on_desk: int
    overdue: int
    counts: Mapping[str, int]


def moving() -> QuerySet[Referral]:
    """What lies on some desk and may be known to move: never anything protected, not even in a number.

    For a query that has asked for SEE_FLOW, reads as the system, and tells no more than that it moves.
    """
    return Referral.objects.filter(state__in=sorted(ON_A_DESK)).exclude(sensitivity=Sensitivity.PROTECTED)


def flow(actor: Actor, *, days: int = 28) -> Mapping[int, TeamFlow]:
    """How work moves at every team, without its content. Protected work is never in it.

    Raises NotAllowed unless the actor may see that work moves. Two queries, both bounded: what is open by a partial
    index, what has happened from kept counters.
    """
    access.require(actor, Permission.SEE_FLOW)
    since = now().astimezone(LONDON).date() - timedelta(days=days)
    happened: dict[int, dict[str, int]] = {}
    for team_id, measure, count in FlowCount.objects.filter(day__gte=since).values_list(
        "team_id", "measure", "count"
    ):
        at_team = happened.setdefault(team_id, {})
        at_team[measure] = at_team.get(measure, 0) + count
    with as_system("how much lies with each team, without what is protected"):
        lying = {
            team_id: (opened, overdue)
            for team_id, opened, overdue in moving()
            .values_list("accountable_team_id")
            .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(next_deadline_at__lt=now())))
        }
    return {
        team_id: TeamFlow(
            team_id=team_id,
            on_desk=lying.get(team_id, (0, 0))[0],
            overdue=lying.get(team_id, (0, 0))[1],
            counts=happened.get(team_id, {}),
        )
        for team_id in sorted(set(happened) | {t for t in lying if t is not None})
    }
