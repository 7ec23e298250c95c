"""Who somebody is now: the actor of their roles, and the teams and areas these stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from wardmote.kernel.actor import NOBODY, Actor, Role
from wardmote.kernel.clock import now, today
from wardmote.shared.accounts import queries as accounts
from wardmote.shared.accounts.rules import Proof, is_proved
from wardmote.shared.geography import queries as geography

from ..models import RoleHolding, Team
from ..rules import NEED_SECOND_FACTOR, RoleName, in_words, keys_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wardmote.shared.geography.models import Area

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
    roles = frozenset(h.held for h in in_force)
    return Actor(
        id=f"person:{person_id}",
        name=holdings[0].person,
        person_id=person_id,
        roles=roles,
        held_back=frozenset(h.held for h in holdings) - roles,
        keys=keys_for(
            person_id,
            [at for h in in_force for at in h.at_teams],
            coordinates=any(h.coordinates for h in in_force),
            protects=[at for h in in_force for at in h.protects],
        ),
        standing=" · ".join(h.standing for h in holdings[:_ROLES_NAMED]),
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
        name=holdings[0].person,
        person_id=person_id,
        roles=frozenset(h.held for h in holdings),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """A role somebody holds now: in words, the keys it gives, and whether it waits for a second factor."""

    standing: str
    keys: frozenset[int]
    needs_second_factor: bool


def roles_held(person_id: int) -> Sequence[HeldRole]:
    """Each role of somebody with the keys it gives, oldest first; none for who has left. One query."""
    return [
        HeldRole(
            standing=holding.standing,
            keys=frozenset(keys_for(person_id, holding.at_teams, protects=holding.protects)),
            needs_second_factor=holding.role in NEED_SECOND_FACTOR,
        )
        for holding in _held_now(person_id)
    ]


class _Held(NamedTuple):
    """A role as it is held now, with the names of where, and what its holder proves themselves by."""

    role: str
    person: str
    team_id: int | None
    team: str | None
    coordinates: bool | None
    area_id: int | None
    area: str | None
    organisation_id: int | None
    organisation: str | None
    factors: Sequence[int]
    carried: Sequence[int]

    @property
    def held(self) -> Role:
        if self.team_id:
            return Role(self.role, f"team:{self.team_id}")
        if self.area_id:
            return Role(self.role, f"area:{self.area_id}")
        if self.organisation_id:
            return Role(self.role, f"organisation:{self.organisation_id}")
        return Role(self.role, "partnership")

    @property
    def standing(self) -> str:
        return _standing(self.role, self.team or self.area or self.organisation)

    @property
    def at_teams(self) -> Iterable[tuple[str, int | None]]:
        return [(self.role, team) for team in (self.team_id, *self.carried)]

    @property
    def protects(self) -> Iterable[int]:
        officer = self.role == RoleName.DATA_PROTECTION_OFFICER
        return [self.organisation_id] if officer and self.organisation_id is not None else []


def _held_now(person_id: int) -> Sequence[_Held]:
    """What a person holds at this moment, oldest first. Columns and not rows: it is asked with every request."""
    rows = (
        RoleHolding.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
            person_id=person_id,
            person__is_active=True,
            started_at__lte=now(),
        )
        .order_by("started_at", "pk")
        .values_list(
            "role",
            "person__name",
            "team_id",
            "team__name",
            "team__is_coordinator",
            "area_id",
            "area__name",
            "organisation_id",
            "organisation__name",
            accounts.factors_of(OuterRef("person_id")),
            ArraySubquery(_whose_work_it_carries_on().values("pk")),
        )
    )
    return [_Held(*row) for row in rows]


def _whose_work_it_carries_on() -> QuerySet[Team]:
    return Team.objects.filter(carried_on_by=OuterRef("team"), ended_on__lte=today())


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request made by somebody who is signed in. Asked of the database with every request."""
    return actor_for(int(request.user.pk or 0), proofs=accounts.proofs_of(request))


def standing_of(holding: RoleHolding) -> str:
    """A role and where it is held, in words: “Duty officer, Repairs desk”."""
    where = holding.team or holding.area or holding.organisation
    return _standing(holding.role, where.name if where else None)


def _standing(role: str, where: str | None) -> str:
    return f"{in_words(role)}, {where}" if where else in_words(role)


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
