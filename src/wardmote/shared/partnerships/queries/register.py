"""Every read of the register that others may rely on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from govuk_bank_holidays.bank_holidays import BankHolidays

from wardmote.kernel import access
from wardmote.kernel.actor import NOBODY, Actor, Role
from wardmote.kernel.clock import LONDON, now, today
from wardmote.kernel.database import keep
from wardmote.kernel.ui.colours import Partnership as Face
from wardmote.kernel.working_time import Calendar, WorkingHours
from wardmote.shared.accounts import queries as accounts
from wardmote.shared.accounts.rules import Proof, is_proved
from wardmote.shared.geography import queries as geography

from ..models import (
    Category,
    CategoryGroup,
    Closure,
    Logo,
    Organisation,
    Partnership,
    Remit,
    RoleHolding,
    Team,
)
from ..permissions import Permission
from ..rules import NEED_SECOND_FACTOR, RoleName, Sensitivity, in_words, keys_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wardmote.shared.geography.models import Area


def the_partnership() -> Partnership | None:
    """The one partnership of this installation, or None before it has been set up."""
    return Partnership.objects.first()


_ROLES_NAMED = 2
"""How many of somebody's roles the head of a page names."""


def actor_for(person_id: int, *, proofs: Iterable[Proof] = ()) -> Actor:
    """The actor a person is now, from the roles they hold at this moment. One query.

    A role that needs a second factor is held back unless the proofs show one that still stands. Whoever asks
    without proofs, as the API does for its tokens, never gets such a role nor its keys. Somebody who has left,
    or never held a role, is an actor who may do nothing. A team reads what those teams read that have ended and
    whose work it carries on.
    """
    holdings = _held_now(person_id)
    if not holdings:
        return NOBODY
    proved = is_proved(proofs, factors=holdings[0].factors, now=now())
    in_force = [h for h in holdings if proved or h.role not in NEED_SECOND_FACTOR]
    roles = frozenset(Role(h.role, _scope(h)) for h in in_force)
    return Actor(
        id=f"person:{person_id}",
        name=holdings[0].person.name,
        person_id=person_id,
        roles=roles,
        held_back=frozenset(Role(h.role, _scope(h)) for h in holdings) - roles,
        keys=keys_for(person_id, [(h.role, team) for h in in_force for team in (h.team_id, *h.carried)]),
        standing=" · ".join(_in_words(holding) for holding in holdings[:_ROLES_NAMED]),
    )


def actor_in_absence(person_id: int) -> Actor:
    """The actor a person is while they are not here: for a job that does what they asked for. One query.

    They had proved themselves when they asked, so every role they still hold counts; but no key, so that nothing is
    read with their eyes. Somebody who has left, or never held a role, is an actor who may do nothing.
    """
    holdings = _held_now(person_id)
    if not holdings:
        return NOBODY
    return Actor(
        id=f"person:{person_id}",
        name=holdings[0].person.name,
        person_id=person_id,
        roles=frozenset(Role(h.role, _scope(h)) for h in holdings),
    )


def _held_now(person_id: int) -> list[Any]:
    """What a person holds at this moment, each with their ``factors`` and the teams ``carried`` on, oldest first."""
    return list(
        RoleHolding.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
            person_id=person_id,
            person__is_active=True,
            started_at__lte=now(),
        )
        .select_related("person", "team", "area", "organisation")
        .annotate(
            factors=accounts.factors_of(OuterRef("person_id")),
            carried=ArraySubquery(_whose_work_it_carries_on().values("pk")),
        )
        .order_by("started_at", "pk")
    )


def _whose_work_it_carries_on() -> QuerySet[Team]:
    return Team.objects.filter(carried_on_by=OuterRef("team"), ended_on__lte=today())


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request made by somebody who is signed in. Asked of the database with every request."""
    return actor_for(int(request.user.pk or 0), proofs=accounts.proofs_of(request))


def _in_words(holding: RoleHolding) -> str:
    role = in_words(holding.role)
    where = holding.team or holding.area or holding.organisation
    return f"{role}, {where}" if where else role


def face() -> Face:
    """The name the pages carry. Kept for a minute in each process, because every page asks."""
    return _face(int(monotonic() // 60))


@lru_cache(maxsize=1)
def _face(_minute: int) -> Face:
    partnership = Partnership.objects.first()
    if partnership is None:
        return Face(name="", short_name="")
    logo = Logo.objects.filter(partnership=partnership).defer("picture").first()
    named = {
        "name": partnership.name,
        "short_name": partnership.short_name,
        "address": partnership.address,
        "email": partnership.email,
        "logo": reverse("partnerships:logo", args=[logo.sha256]) if logo else "",
        "logo_words": logo.words if logo else "",
    }
    try:
        return Face(**named, bottle=partnership.bottle, brand=partnership.brand, gold=partnership.gold)
    except ValueError:  # written past the action that checks them: a page in our colours is better than none
        return Face(**named)


def look_at_the_face_again() -> None:
    """Ask for name, colours and logo anew with the next page of this process; the others do within a minute."""
    _face.cache_clear()
    transaction.on_commit(_face.cache_clear)


def _scope(holding: RoleHolding) -> str:
    if holding.team_id:
        return f"team:{holding.team_id}"
    if holding.area_id:
        return f"area:{holding.area_id}"
    if holding.organisation_id:
        return f"organisation:{holding.organisation_id}"
    return "partnership"


def ids_in_scopes(scopes: Iterable[str], kind: str) -> tuple[int, ...]:
    """The numbers in scopes such as ``team:12``, of one kind, in order."""
    return tuple(sorted(int(s.partition(":")[2]) for s in scopes if s.startswith(f"{kind}:")))


def team_ids_of(actor: Actor) -> tuple[int, ...]:
    """The teams the actor works in, by whatever role."""
    return ids_in_scopes((role.scope for role in actor.roles), "team")


def teams_of(actor: Actor) -> QuerySet[Team]:
    """The teams the actor works in."""
    return Team.objects.filter(pk__in=team_ids_of(actor)).select_related("organisation")


def area_ids_of(actor: Actor) -> tuple[int, ...]:
    """The areas and wards the actor answers for."""
    return ids_in_scopes((role.scope for role in actor.roles), "area")


def areas_of(actor: Actor) -> QuerySet[Area]:
    """The areas and wards the actor answers for."""
    return geography.areas_numbered(area_ids_of(actor))


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


def remits_taking(category: Category) -> QuerySet[Remit]:
    """Every current remit for a category, with its team, organisation and areas: three queries in all."""
    teams = standing(Team.objects.all())
    return (
        Remit.objects.filter(category=category, ended_on__isnull=True, team__in=teams)
        .select_related("team__organisation")
        .prefetch_related("areas")
        .order_by("team__name", "pk")
    )


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


@lru_cache(maxsize=1)
def bank_holidays() -> frozenset[date]:
    """England and Wales bank holidays, from the copy that comes with the library, so no network is used."""
    holidays = BankHolidays(use_cached_holidays=True)
    return frozenset(h["date"] for h in holidays.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def calendars_for(teams: Sequence[Team]) -> dict[int, Calendar]:
    """The working calendar of each team: its hours, bank holidays and its own closures. One query."""
    closures = Closure.objects.filter(
        Q(team__in=teams) | Q(organisation__in={t.organisation_id for t in teams}),
        ends_on__gte=now().date() - timedelta(days=800),
        withdrawn_at__isnull=True,
    )
    by_team: dict[int, list[tuple[date, date]]] = {}
    by_organisation: dict[int, list[tuple[date, date]]] = {}
    for closure in closures:
        if closure.team_id:
            by_team.setdefault(closure.team_id, []).append((closure.starts_on, closure.ends_on))
        elif closure.organisation_id:
            by_organisation.setdefault(closure.organisation_id, []).append(
                (closure.starts_on, closure.ends_on)
            )
    return {
        team.pk: _calendar(
            team.hours,
            tuple(sorted(by_team.get(team.pk, []) + by_organisation.get(team.organisation_id, []))),
        )
        for team in teams
    }


@lru_cache(maxsize=2000)
def _calendar(hours: str, closures: tuple[tuple[date, date], ...]) -> Calendar:
    return Calendar(
        hours=WorkingHours.parse(hours), holidays=bank_holidays(), closures=closures, timezone=LONDON
    )


def calendar_for(team: Team) -> Calendar:
    """The working calendar of one team."""
    return calendars_for([team])[team.pk]


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


def standing_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Every organisation that has not ended, by name.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER, None)
    return _standing_organisations()


def _standing_organisations() -> QuerySet[Organisation]:
    today = now().astimezone(LONDON).date()
    return Organisation.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today)).order_by("name")
