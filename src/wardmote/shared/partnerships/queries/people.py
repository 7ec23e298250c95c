"""The people of the partnership: who they are, what they hold and held, and what its end would leave behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, page_of
from wardmote.shared.accounts import queries as accounts

from ..models import Invitation, Organisation, RoleHolding, Team
from ..permissions import Permission
from ..ports import claims_held
from ..rules import RoleName, why_stay
from .actors import ids_in_scopes, standing_of
from .inviting import may_give

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person


@dataclass(frozen=True, kw_only=True)
class PeopleWanted:
    """What a list of people is narrowed to. ``ended`` adds who has left and roles that are over."""

    words: str = ""
    organisation_id: int | None = None
    team_id: int | None = None
    role: str = ""
    ended: bool = False


def may_see(actor: Actor) -> Q:
    """The roles, held and over, that the actor sees: all for who may invite anybody, else those of the own teams."""
    if access.allows(actor, Permission.INVITE):
        return Q()
    return Q(team_id__in=ids_in_scopes(actor.scopes(RoleName.TEAM_LEAD), "team"))


def _now_held() -> Q:
    return Q(ended_at__isnull=True) | Q(ended_at__gt=now())


def people(actor: Actor, wanted: PeopleWanted, *, after: str | None = None, size: int = 50) -> Page[Person]:
    """People by name, each with ``held``: the roles that the actor sees and the list is narrowed to."""
    shown = RoleHolding.objects.filter(may_see(actor), _narrowed(wanted))
    found = accounts.everybody()
    if wanted.words:
        found = found.filter(Q(name__icontains=wanted.words) | Q(email__icontains=wanted.words))
    with_role = Exists(shown.filter(person=OuterRef("pk")))
    everybody = access.allows(actor, Permission.INVITE) and wanted.ended and _narrowed(wanted) == Q()
    if not wanted.ended:
        found = found.filter(is_active=True)
    if not everybody:
        found = found.filter(with_role)
    held = shown.select_related("team__organisation", "organisation", "area").order_by(
        "ended_at", "started_at"
    )
    return page_of(
        found.prefetch_related(Prefetch("roles", queryset=held, to_attr="held")),
        order=("name", "id"),
        after=after,
        size=size,
    )


def _narrowed(wanted: PeopleWanted) -> Q:
    narrowed = Q() if wanted.ended else _now_held()
    if wanted.organisation_id:
        narrowed &= Q(team__organisation_id=wanted.organisation_id) | Q(
            organisation_id=wanted.organisation_id
        )
    if wanted.team_id:
        narrowed &= Q(team_id=wanted.team_id)
    if wanted.role:
        narrowed &= Q(role=wanted.role)
    return narrowed


def person(actor: Actor, number: int) -> Person:
    """One person of those the actor sees. Raises DoesNotExist otherwise."""
    found = accounts.everybody()
    if not access.allows(actor, Permission.INVITE):
        found = found.filter(Exists(RoleHolding.objects.filter(may_see(actor), person=OuterRef("pk"))))
    return found.get(pk=number)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A role as the page of its holder shows it."""

    holding: RoleHolding
    may_end: bool


def roles_of(actor: Actor, person: Person) -> Sequence[Held]:
    """What somebody holds and held, of what the actor sees: what stands first, then what ended last. At most 200."""
    holdings = (
        RoleHolding.objects.filter(may_see(actor), person=person)
        .select_related("team__organisation", "organisation", "area", "given_by", "ended_by", "reviewed_by")
        .select_related("stands_in__person")
        .order_by("-ended_at", "-started_at", "-pk")[:200]
    )
    mine = set(
        RoleHolding.objects.filter(may_give(actor), person=person, ended_at__isnull=True).values_list(
            "pk", flat=True
        )
    )
    return [Held(holding=holding, may_end=holding.pk in mine) for holding in holdings]


def invitations_of(actor: Actor, person: Person) -> QuerySet[Invitation]:
    """The invitations that somebody had, of those the actor may send; the last fifty."""
    theirs = Q(accepted_by=person) | Q(email=person.email)
    found = Invitation.objects.filter(may_give(actor), theirs).select_related(
        "team__organisation", "organisation", "area", "invited_by"
    )
    return found.order_by("-created_at", "-pk")[:50]


@dataclass(frozen=True, kw_only=True)
class LeftBehind:
    """What would be left behind if some roles ended now."""

    claims: Sequence[tuple[Team, int]]
    no_safeguarding_lead: Sequence[Team]
    no_lead: Sequence[Team]
    nobody_protects_data: bool
    why_stay: str
    """Why they may not end at all; nothing if they may."""


def left_behind(actor: Actor, holdings: Collection[RoleHolding]) -> LeftBehind:
    """What the end of these roles, all of one person, would leave behind: shown before anybody says yes.

    Claims in a team go back to its inbox only when the person holds no other role there.
    """
    access.require(actor, Permission.INVITE, next((h.team for h in holdings if h.team), None))
    ending = {holding.pk for holding in holdings}
    person_id = next((holding.person_id for holding in holdings), 0)
    teams = {holding.team.pk: holding.team for holding in holdings if holding.team}
    standing = RoleHolding.objects.filter(
        _now_held(),
        Q(team_id__in=teams, person__is_system=False)
        | Q(role__in=[RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.DATA_PROTECTION_OFFICER]),
        person__is_active=True,
    ).exclude(pk__in=ending)
    still = set(standing.values_list("role", "team_id", "person_id"))
    filled: set[tuple[str, int | None]] = {(role, team_id) for role, team_id, _ in still}
    stays_in = {team_id for _, team_id, holder in still if holder == person_id}
    claims = claims_held(person_id)
    return LeftBehind(
        claims=[(team, claims[i]) for i, team in teams.items() if claims.get(i) and i not in stays_in],
        no_safeguarding_lead=_gaps(RoleName.SAFEGUARDING_LEAD, holdings, filled),
        no_lead=_gaps(RoleName.TEAM_LEAD, holdings, filled),
        nobody_protects_data=any(h.role == RoleName.DATA_PROTECTION_OFFICER for h in holdings)
        and (RoleName.DATA_PROTECTION_OFFICER, None) not in filled,
        why_stay=why_stay(
            last_administrator=any(h.role == RoleName.PARTNERSHIP_ADMINISTRATOR for h in holdings)
            and (RoleName.PARTNERSHIP_ADMINISTRATOR, None) not in filled,
            last_on_coordinators_desk=any(
                team.is_coordinator and not any(there == i for _, there in filled)
                for i, team in teams.items()
            ),
        ),
    )


def _gaps(
    role: RoleName, holdings: Collection[RoleHolding], filled: Collection[tuple[str, int | None]]
) -> Sequence[Team]:
    return [h.team for h in holdings if h.team and h.role == role and (role, h.team_id) not in filled]


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """Who acted: their name, and what they are now in words; nothing for somebody who holds no role any more."""

    name: str
    standing: str = ""
    is_system: bool = False


def who_acted(actor_ids: Collection[str]) -> Mapping[str, Somebody]:
    """Who stands behind the ids that the audit trail keeps: people, and teams that answer by link.

    Three queries at most.

    Whoever shows them filters by what the reader may see.
    """
    numbers = {int(i.partition(":")[2]): i for i in actor_ids if i.startswith("person:")}
    held: dict[int, list[RoleHolding]] = {}
    for holding in (
        RoleHolding.objects.filter(_now_held(), person_id__in=numbers)
        .select_related("team", "area", "organisation")
        .order_by("started_at", "pk")
    ):
        held.setdefault(holding.person_id, []).append(holding)
    people = accounts.people_numbered(numbers)
    found = {
        numbers[person.pk]: Somebody(
            name=person.name,
            standing=" · ".join(standing_of(holding) for holding in held.get(person.pk, ())[:2]),
            is_system=person.is_system,
        )
        for person in people
    }
    if by_link := {int(i.partition(":")[2]): i for i in actor_ids if i.startswith("team:")}:
        for team in Team.objects.filter(pk__in=by_link):
            found[by_link[team.pk]] = Somebody(name=team.name, standing="By link", is_system=False)
    return {actor_id: found.get(actor_id, Somebody(name="Wardmote")) for actor_id in actor_ids}


def organisations_of_people(actor: Actor) -> QuerySet[Organisation]:
    """The organisations by which the actor's list of people can be narrowed."""
    seen = RoleHolding.objects.filter(may_see(actor)).exclude(team=None).values("team__organisation_id")
    return Organisation.objects.filter(pk__in=seen).order_by("name")


def teams_of_people(actor: Actor) -> QuerySet[Team]:
    """The teams by which the actor's list of people can be narrowed."""
    seen = RoleHolding.objects.filter(may_see(actor)).exclude(team=None).values("team_id")
    return Team.objects.filter(pk__in=seen).select_related("organisation").order_by("name", "pk")
