"""Every read of the register that others may rely on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.database import keep

from ..models import Category, CategoryGroup, ClockProfile, Organisation, Remit, RoleHolding, Team
from ..permissions import Permission
from ..rules import RoleName, Sensitivity


def standing_teams(actor: Actor) -> QuerySet[Team]:
    """Every team that has not ended.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER, None)
    return standing(Team.objects.select_related("organisation"))


def standing(teams: QuerySet[Team]) -> QuerySet[Team]:
    """Those of the teams that have not ended, nor their organisation."""
    today = now().astimezone(LONDON).date()
    return teams.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        Q(organisation__ended_on__isnull=True) | Q(organisation__ended_on__gt=today),
    )


def is_standing(team: Team) -> bool:
    """Whether the team and its organisation still work today."""
    return standing(Team.objects.filter(pk=team.pk)).exists()


def stands_and_stays(team_id: int) -> bool:
    """Whether the team works today; if so, it cannot end before this transaction does.

    Asked before work is laid on its desk: whoever ends a team waits for that, and counts it.
    """
    keep(Team(pk=team_id))
    return standing(Team.objects.filter(pk=team_id)).exists()


def coordinator_desk() -> Team | None:
    """The desk that settles what no team claims."""
    return Team.objects.filter(is_coordinator=True).select_related("organisation").first()


def category_groups(actor: Actor) -> QuerySet[CategoryGroup]:
    """The groups with the categories still in use, in the order they are offered.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER, None)
    current = Category.objects.filter(ended_on__isnull=True)
    return CategoryGroup.objects.prefetch_related(Prefetch("categories", queryset=current))


def remits_taking(*categories: Category) -> QuerySet[Remit]:
    """Every current remit for these categories, with its team, organisation, own standard and areas: two queries."""
    teams = standing(Team.objects.all())
    return (
        Remit.objects.filter(category__in=categories, ended_on__isnull=True, team__in=teams)
        .select_related("team__organisation", "category", "clock")
        .prefetch_related("areas")
        .order_by("team__name", "pk")
    )


def own_clocks(category: Category, team_ids: Iterable[int]) -> Mapping[int, ClockProfile]:
    """The own standards of those of the teams that have one for a category, by the team's number. One query."""
    remits = Remit.objects.filter(
        category=category, team_id__in=list(team_ids), clock__isnull=False, ended_on__isnull=True
    )
    return {remit.team_id: remit.clock for remit in remits.select_related("clock") if remit.clock}


def teams_with_safeguarding_lead(team_ids: Iterable[int]) -> frozenset[int]:
    """Those of the teams in which somebody may read a protected case now."""
    return frozenset(
        RoleHolding.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
            role=RoleName.SAFEGUARDING_LEAD,
            team_id__in=list(team_ids),
            person__is_active=True,
        ).values_list("team_id", flat=True)
    )


def default_sensitivity(category: Category) -> Sensitivity:
    """How widely a matter of this kind may usually be known."""
    return Sensitivity(category.sensitivity)


def every_team(actor: Actor) -> QuerySet[Team]:
    """Every team by name, those that have ended too: their work may still lie somewhere.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER, None)
    return Team.objects.select_related("organisation").order_by("name", "pk")


class Telephone(NamedTuple):
    """Whom anybody may ring."""

    organisation: str
    number: str


def telephones() -> Sequence[Telephone]:
    """The partners that can be rung, by name: public. At most a hundred."""
    rows = _standing_organisations().exclude(phone="").values_list("name", "phone")
    return [Telephone(*row) for row in rows[:100]]


def every_category(actor: Actor) -> QuerySet[Category]:
    """Every category by name, those that have ended too. Raises NotAllowed for somebody who holds no role."""
    access.require(actor, Permission.READ_REGISTER, None)
    return Category.objects.order_by("name", "pk")


def standing_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Every organisation that has not ended, by name.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER, None)
    return _standing_organisations()


def _standing_organisations() -> QuerySet[Organisation]:
    today = now().astimezone(LONDON).date()
    return Organisation.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today)).order_by("name")


def no_organisations() -> QuerySet[Organisation]:
    """None of them: for a form that learns later whom it may offer."""
    return Organisation.objects.none()
