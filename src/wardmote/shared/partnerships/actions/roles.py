"""Giving, confirming and ending the roles people hold, and what happens when somebody leaves or comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.shared.accounts import actions as accounts

from ..audit import Audited
from ..events import RoleEnded
from ..models import AccessToken, Invitation, Organisation, RoleHolding, Team
from ..permissions import Permission
from ..rules import Refused, RoleName, why_stay
from .new_wards import roles_go_on
from .tokens import revoke_token

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person
    from wardmote.shared.geography.models import Area


class NobodyLeft(Exception):
    """Somebody must be left who does what nobody else can. The message says so, and what to do first."""


@transaction.atomic
def give_role(
    *,
    by: Actor,
    person: Person,
    role: RoleName,
    team: Team | None = None,
    organisation: Organisation | None = None,
    area: Area | None = None,
) -> RoleHolding:
    """Give a role to somebody who has an account. It begins at once. Raises Refused when they have left."""
    access.require(by, Permission.INVITE, team)
    if role == RoleName.SAFEGUARDING_LEAD:
        access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
    person = lock(person)
    if not person.is_active:
        raise Refused("This person has left. Let them come back first.")
    holding, is_new = RoleHolding.objects.get_or_create(
        person=person,
        role=role,
        team=team,
        organisation=organisation,
        area=area,
        ended_at=None,
        defaults={"started_at": now(), "reviewed_at": now(), "given_by_id": by.person_id},
    )
    if not is_new:
        raise Refused("They hold this role already.", field="role")
    record(Audited.ROLE_GIVEN, by=by, subject=holding, role=role.value, person_id=person.pk)
    roles_go_on(by=by, holdings=[holding])
    return holding


@transaction.atomic
def end_role(*, by: Actor, holding: RoleHolding) -> RoleHolding:
    """End a role from now on. Pages opened before stop working with the next click.

    Raises NobodyLeft when nobody would be left to invite others, or to settle what nobody else answers.
    """
    needed = _needed()
    holding = lock(holding)
    access.require(by, Permission.INVITE, holding.team)
    if holding.role == RoleName.SAFEGUARDING_LEAD:
        access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
    if holding.is_held(now()):
        _require_somebody_left(needed, {holding.pk})
        # Given just before the time of the machine was set back, it ends as it begins.
        holding.ended_at, holding.ended_by_id = max(now(), holding.started_at), by.person_id
        holding.save(update_fields=["ended_at", "ended_by"])
        record(Audited.ROLE_ENDED, by=by, subject=holding, role=holding.role, person_id=holding.person_id)
        publish(RoleEnded(person_id=holding.person_id, role_holding_id=holding.pk), about=holding)
    return holding


@transaction.atomic
def confirm_roles(*, by: Actor, holdings: Sequence[RoleHolding]) -> int:
    """Say that these roles are right, from now on for as long as the rule lets them stand. Gives how many were."""
    confirmed = 0
    numbers = sorted(holding.pk for holding in holdings)
    for holding in (
        RoleHolding.objects.filter(pk__in=numbers, ended_at__isnull=True)
        .select_related("team")
        .order_by("pk")
        .select_for_update(of=("self",))
    ):
        access.require(by, Permission.INVITE, holding.team)
        if holding.role == RoleName.SAFEGUARDING_LEAD:
            access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
        holding.reviewed_at, holding.reviewed_by_id = now(), by.person_id
        holding.save(update_fields=["reviewed_at", "reviewed_by"])
        record(Audited.ROLE_CONFIRMED, by=by, subject=holding, role=holding.role)
        confirmed += 1
    return confirmed


@transaction.atomic
def let_leave(*, by: Actor, person: Person) -> int:
    """Somebody leaves: every role ends, sign-in stops with the next click, invitations to them are withdrawn.

    Their access tokens are revoked, so that none works again if they come back. What they had claimed goes back to its
    team's inbox by the news that their roles ended. Gives how many sessions were ended. Raises NobodyLeft when
    nobody would be left to invite others, or to settle what nobody else answers.
    """
    access.require(by, Permission.KEEP_PEOPLE)
    needed = _needed()
    person = lock(person)
    still = Q(ended_at__isnull=True) | Q(ended_at__gt=now())  # also where they stand in for a time
    held = RoleHolding.objects.filter(still, person=person).select_related("team")
    _require_somebody_left(needed, {holding.pk for holding in held})
    for holding in list(held.order_by("pk")):
        end_role(by=by, holding=holding)
    for invitation in Invitation.objects.filter(
        email=person.email, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).select_for_update():
        invitation.withdrawn_at, invitation.withdrawn_by_id, invitation.mail_due_at = (
            now(),
            by.person_id,
            None,
        )
        invitation.save(update_fields=["withdrawn_at", "withdrawn_by", "mail_due_at"])
    for token in AccessToken.objects.filter(person=person, revoked_at__isnull=True).order_by("pk"):
        revoke_token(by=by, token=token)
    ended = accounts.close_account(by=by, person=person)
    record(Audited.PERSON_LEFT, by=by, subject=person, sessions_ended=ended)
    return ended


@transaction.atomic
def let_return(*, by: Actor, person: Person) -> Person:
    """Somebody comes back: they may sign in to the same account, and hold no role until one is given."""
    access.require(by, Permission.KEEP_PEOPLE)
    person = accounts.open_account_again(by=by, person=person)
    record(Audited.PERSON_RETURNED, by=by, subject=person)
    return person


class _Needed(NamedTuple):
    """The roles of which somebody must hold one, by number."""

    administrators: set[int]
    on_coordinators_desk: set[int]


def _needed() -> _Needed:
    """Who administers and who coordinates now, each locked, always in one order: the last two cannot end at once."""
    administers = Q(role=RoleName.PARTNERSHIP_ADMINISTRATOR)
    held = RoleHolding.objects.filter(
        administers | Q(team__is_coordinator=True, person__is_system=False),
        ended_at__isnull=True,
        person__is_active=True,
    )
    rows = list(held.order_by("pk").select_for_update(of=("self",)).values_list("pk", "role"))
    administrators = {pk for pk, role in rows if role == RoleName.PARTNERSHIP_ADMINISTRATOR}
    return _Needed(administrators, {pk for pk, _ in rows} - administrators)


def _require_somebody_left(needed: _Needed, ending: set[int]) -> None:
    """Raise NobodyLeft if one of the two would lose its last."""
    last_administrator, last_coordinator = (bool(held) and held <= ending for held in needed)
    if reason := why_stay(last_administrator=last_administrator, last_on_coordinators_desk=last_coordinator):
        raise NobodyLeft(reason)
