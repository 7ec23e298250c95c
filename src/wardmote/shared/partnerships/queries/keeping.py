"""What the administrator keeps, and what a change would touch. Numbers and names, never what a matter is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import Page, page_of

from ..models import Closure, Invitation, Organisation, Remit, RoleHolding, Team
from ..permissions import Permission
from ..ports import Owed, owed_by
from ..rules import in_words
from .register import standing


def organisations(
    actor: Actor, *, words: str = "", ended: bool = False, after: str | None = None, size: int = 50
) -> Page[Organisation]:
    """The partners by name, each with its teams in `teams_shown`: those that stand or, on asking, all.

    `words` are looked for in the names of both. Three queries at most. Raises NotAllowed.
    """
    access.require(actor, Permission.CHANGE_REGISTER)
    teams = Team.objects.order_by("name", "pk")
    rows = Organisation.objects.all()
    if not ended:
        teams, rows = standing(teams), rows.filter(_stands())
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(pk__in=teams.filter(name__icontains=words).values("organisation"))
        )
    rows = rows.prefetch_related(Prefetch("teams", queryset=teams, to_attr="teams_shown"))
    return page_of(rows, order=("name", "id"), after=after, size=size)


def _stands() -> Q:
    return Q(ended_on__isnull=True) | Q(ended_on__gt=today())


def organisation_kept(actor: Actor, key: str) -> Organisation:
    """One partner, ended or not. Raises NotAllowed, or DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return Organisation.objects.get(key=key)


def teams_kept(actor: Actor, organisation: Organisation) -> Sequence[Team]:
    """The teams of a partner by name, those that stand first."""
    access.require(actor, Permission.CHANGE_REGISTER)
    teams = list(organisation.teams.annotate(kinds=Count("remits", filter=Q(remits__ended_on__isnull=True))))
    day = today()
    return sorted(teams, key=lambda team: (team.ended_on is not None and team.ended_on <= day, team.name))


def team_kept(actor: Actor, key: str) -> Team:
    """One team with its organisation, ended or not. Raises NotAllowed, or DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return Team.objects.select_related("organisation", "carried_on_by").get(key=key)


def remits_kept(actor: Actor, team: Team) -> Sequence[Remit]:
    """What a team takes now, by name, each with its areas and its own standard: three queries."""
    access.require(actor, Permission.CHANGE_REGISTER)
    remits = Remit.objects.filter(team=team, ended_on__isnull=True).select_related("category", "clock")
    return list(remits.prefetch_related("areas__area_set").order_by("category__name", "pk"))


def remit_kept(actor: Actor, number: int) -> Remit:
    """One current remit. Raises NotAllowed, or DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return Remit.objects.select_related("team__organisation", "category__clock", "clock").get(
        pk=number, ended_on__isnull=True
    )


def others_taking(actor: Actor, remit: Remit) -> int:
    """How many other teams take this kind of matter, somewhere."""
    access.require(actor, Permission.CHANGE_REGISTER)
    others = Remit.objects.filter(category=remit.category_id, ended_on__isnull=True).exclude(
        team=remit.team_id
    )
    return others.filter(team__in=standing(Team.objects.all())).count()


def closures_kept(actor: Actor, at: Team | Organisation) -> Sequence[Closure]:
    """The closures still to come or running, the next first: for a team those of its organisation too."""
    access.require(actor, Permission.CHANGE_REGISTER)
    mine = Q(team=at) | Q(organisation=at.organisation_id) if isinstance(at, Team) else Q(organisation=at)
    coming = Closure.objects.filter(mine, withdrawn_at__isnull=True, ends_on__gte=today())
    return list(coming.order_by("starts_on", "pk")[:100])


def closure_kept(actor: Actor, number: int) -> Closure:
    """One closure that has not been called off. Raises NotAllowed, or DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return Closure.objects.select_related("team", "organisation").get(pk=number, withdrawn_at__isnull=True)


@dataclass(frozen=True, kw_only=True)
class Touched:
    """What hangs on a team: what a change to it, or its end, would touch."""

    owed: Owed
    people: Sequence[tuple[str, str]]
    """Who holds a role here: name and role in words, at most fifty."""
    people_in_all: int
    invitations: int
    is_coordinator: bool

    @property
    def more_people(self) -> int:
        """How many hold a role here and are not named."""
        return self.people_in_all - len(self.people)


_NAMED = 50


def touched_by(actor: Actor, team: Team) -> Touched:
    """What a change to this team would touch: at most five queries. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER, team)
    held = RoleHolding.objects.filter(_held(), team=team, person__is_active=True)
    people = held.order_by("person__name", "pk").values_list("person__name", "role")[:_NAMED]
    return Touched(
        owed=owed_by([team.pk])[team.pk],
        people=[(name, in_words(role)) for name, role in people],
        people_in_all=held.count(),
        invitations=Invitation.objects.filter(
            team=team, accepted_at__isnull=True, expires_at__gt=now()
        ).count(),
        is_coordinator=team.is_coordinator,
    )


def _held() -> Q:
    return Q(ended_at__isnull=True) | Q(ended_at__gt=now())


def roles_at(actor: Actor, organisation: Organisation) -> QuerySet[RoleHolding]:
    """The roles held at an organisation itself now. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return RoleHolding.objects.filter(_held(), organisation=organisation).select_related("person")
