"""Who is away, for whom the actor may say so, and who could stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now, today
from wardmote.shared.accounts import queries as accounts

from ..models import Absence, RoleHolding, Team
from ..permissions import Permission
from ..rules import RoleName
from .inviting import may_give

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person

_LEADS = (RoleName.TEAM_LEAD, RoleName.SAFEGUARDING_LEAD)


def _held() -> Q:
    return Q(ended_at__isnull=True) | Q(ended_at__gt=now())


def away_now() -> QuerySet[Absence]:
    """Every absence that holds today."""
    return Absence.objects.filter(ended_at__isnull=True, away_until__gte=today())


def away(person_ids: Iterable[int]) -> Mapping[int, Absence]:
    """Those of the people who are away today, by number. One query."""
    return {absence.person_id: absence for absence in away_now().filter(person__in=list(person_ids))}


def absence_of(person: Person) -> Absence | None:
    """The absence of somebody who is away today."""
    return away_now().filter(person=person).select_related("cover", "said_by").first()


def may_say_away_at(actor: Actor, person: Person) -> Sequence[Team]:
    """The teams somebody works in for which the actor may say that they are away."""
    teams = Team.objects.filter(
        Exists(RoleHolding.objects.filter(_held(), team=OuterRef("pk"), person=person))
    )
    found = teams.select_related("organisation").order_by("name", "pk")
    return [team for team in found if access.allows(actor, Permission.SAY_AWAY, team)]


def colleagues_at(teams: Iterable[Team], *, besides: Person) -> QuerySet[Person]:
    """Who works in one of the teams and is there today, by name."""
    works = RoleHolding.objects.filter(_held(), team__in=list(teams), person=OuterRef("pk"))
    is_away = away_now().filter(person=OuterRef("pk"))
    found = accounts.everybody().filter(Exists(works), ~Exists(is_away), is_active=True, is_system=False)
    return found.exclude(pk=besides.pk).order_by("name", "pk")


def leads_of(actor: Actor, person: Person) -> Sequence[RoleHolding]:
    """The roles of a lead that somebody holds, of those the actor may give to a stand-in."""
    leads = RoleHolding.objects.filter(
        _held(), may_give(actor), person=person, role__in=_LEADS, team__isnull=False
    )
    return list(leads.select_related("team__organisation", "person").order_by("team__name", "role", "pk"))
