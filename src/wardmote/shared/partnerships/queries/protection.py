"""Who answers for data protection, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, page_of
from wardmote.shared.accounts import queries as accounts

from ..models import Organisation, RoleHolding, Team
from ..rules import RoleName

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person


def organisations_of_teams(team_ids: Collection[int]) -> Sequence[int]:
    """The numbers of the organisations that some teams belong to. One query."""
    return list(Team.objects.filter(pk__in=team_ids).values_list("organisation_id", flat=True).distinct())


def protection_officers(
    organisation_ids: Collection[int], *, besides: int | None = None
) -> Mapping[int, int]:
    """Whom to tell, with the organisation of each: the data protection officers of these organisations.

    Where these have none, those of every other. ``besides`` is somebody who is not to be told: it is about them.
    One query.
    """
    officers = list(
        RoleHolding.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
            role=RoleName.DATA_PROTECTION_OFFICER,
            organisation__isnull=False,
            person__is_active=True,
        )
        .exclude(person=besides)
        .order_by("pk")
        .values_list("person_id", "organisation_id")
    )
    return dict(one for one in officers if one[1] in organisation_ids) or dict(officers)


def role_of_holding(number: int) -> str:
    """Which role somebody held, by the number of that: also once it has ended. One query."""
    return RoleHolding.objects.values_list("role", flat=True).get(pk=number)


def is_data_protected() -> bool:
    """Whether anybody is data protection officer now. One query."""
    return RoleHolding.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
        role=RoleName.DATA_PROTECTION_OFFICER,
        person__is_active=True,
    ).exists()


def people_who_worked_for(
    organisation_ids: Collection[int], *, words: str = "", after: str | None = None, size: int = 50
) -> Page[Person]:
    """Who holds or held a role at one of the organisations, or at a team of it, by name. One query.

    Raises BadCursor.
    """
    held = RoleHolding.objects.filter(
        Q(team__organisation_id__in=organisation_ids) | Q(organisation_id__in=organisation_ids),
        person=OuterRef("pk"),
    )
    found = accounts.everybody().filter(Exists(held))
    if words:
        found = found.filter(name__icontains=words)
    return page_of(found, order=("name", "id"), after=after, size=size)


def who_worked_for(organisation_ids: Collection[int], *, among: Collection[int]) -> Collection[int]:
    """Who among some people holds or held a role at one of the organisations, or at a team of it. One query."""
    held = RoleHolding.objects.filter(
        Q(team__organisation_id__in=organisation_ids) | Q(organisation_id__in=organisation_ids),
        person_id__in=among,
    )
    return set(held.values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldThen:
    """A role somebody held, from when to when, in which team and organisation."""

    role: str
    started_at: datetime
    ended_at: datetime | None
    team: Team | None
    organisation_id: int | None

    def stood_at(self, at: datetime) -> bool:
        """Whether it was in force then."""
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SomebodyWatched:
    """Who somebody is, for whoever goes through their looks: how they are called and reached, and what they held."""

    id: int
    name: str
    email: str
    phone: str
    is_system: bool
    held: Sequence[HeldThen]


def people_watched(numbers: Collection[int]) -> Mapping[int, SomebodyWatched]:
    """Some people with every role they hold and held, by number. Two queries. For the platform's own jobs."""
    held: dict[int, list[HeldThen]] = {}
    holdings = RoleHolding.objects.filter(person_id__in=numbers).select_related("team__organisation")
    for one in holdings.order_by("started_at", "pk"):
        held.setdefault(one.person_id, []).append(
            HeldThen(
                role=one.role,
                started_at=one.started_at,
                ended_at=one.ended_at,
                team=one.team,
                organisation_id=one.team.organisation_id if one.team else one.organisation_id,
            )
        )
    return {
        person.pk: SomebodyWatched(
            id=person.pk,
            name=person.name,
            email=person.email,
            phone=person.phone,
            is_system=person.is_system,
            held=held.get(person.pk, ()),
        )
        for person in accounts.people_numbered(numbers)
    }


def administrators() -> Collection[int]:
    """Who administers the partnership now. One query."""
    held = RoleHolding.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
        role=RoleName.PARTNERSHIP_ADMINISTRATOR,
        person__is_active=True,
    )
    return set(held.values_list("person_id", flat=True))


def teams_of_organisations(organisation_ids: Collection[int]) -> Mapping[int, int]:
    """The teams of some organisations, also those that have ended, each with its organisation. One query."""
    return dict(
        Team.objects.filter(organisation_id__in=organisation_ids).values_list("pk", "organisation_id")
    )


def safeguarding_leads(team_ids: Collection[int]) -> Collection[int]:
    """Who leads on safeguarding in some teams, or in those that carry on their work. One query."""
    return set(
        RoleHolding.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
            Q(team_id__in=team_ids)
            | Q(team__in=Team.objects.filter(pk__in=team_ids).values("carried_on_by")),
            role=RoleName.SAFEGUARDING_LEAD,
            person__is_active=True,
        ).values_list("person_id", flat=True)
    )


def organisations_that_answer(key: str = "") -> Sequence[Organisation]:
    """The organisation of this key; without one, those that have named a data protection officer. One query."""
    if key:
        return list(Organisation.objects.filter(key=key))
    held = RoleHolding.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now()), role=RoleName.DATA_PROTECTION_OFFICER
    ).values("organisation")
    return list(Organisation.objects.filter(pk__in=held).order_by("name"))
