"""Ending the roles people hold."""

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish

from ..audit import Audited
from ..events import RoleEnded
from ..models import RoleHolding
from ..permissions import Permission
from ..rules import RoleName


class LastAdministrator(Exception):
    """Somebody must be left who can invite others."""


@transaction.atomic
def end_role(*, by: Actor, holding: RoleHolding) -> RoleHolding:
    """End a role from now on. Pages opened before stop working with the next click.

    Raises LastAdministrator when nobody would be left to invite others.
    """
    administrators = _administrators() if holding.role == RoleName.PARTNERSHIP_ADMINISTRATOR else set()
    holding = lock(holding)
    access.require(by, Permission.INVITE, holding.team)
    if holding.role == RoleName.SAFEGUARDING_LEAD:
        access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
    if holding.ended_at is None:
        if holding.role == RoleName.PARTNERSHIP_ADMINISTRATOR and administrators == {holding.pk}:
            raise LastAdministrator
        holding.ended_at = now()
        holding.save(update_fields=["ended_at"])
        record(Audited.ROLE_ENDED, by=by, subject=holding, role=holding.role)
        publish(RoleEnded(person_id=holding.person_id, role_holding_id=holding.pk), about=holding)
    return holding


def _administrators() -> set[int]:
    """Who administers now, each locked, always in one order: the last two cannot end each other at once."""
    held = RoleHolding.objects.filter(
        role=RoleName.PARTNERSHIP_ADMINISTRATOR, ended_at__isnull=True, person__is_active=True
    )
    return set(held.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
