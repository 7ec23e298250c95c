"""What ends with a team or an organisation: the roles held at it, and what the team said of its capacity."""

from django.db.models import Q

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.events import publish

from ..audit import Audited
from ..events import RoleEnded
from ..models import CapacityStatement, Organisation, RoleHolding, Team


def end_roles_at(*, by: Actor, team: Team | None = None, organisation: Organisation | None = None) -> int:
    """End every role held at a team or an organisation that ends. The caller has checked that the actor may."""
    still = Q(ended_at__isnull=True) | Q(ended_at__gt=now())
    held = RoleHolding.objects.filter(still, team=team, organisation=organisation)
    holdings = list(held.select_for_update(of=("self",)).order_by("pk"))
    for holding in holdings:
        holding.ended_at = max(now(), holding.started_at)
        holding.save(update_fields=["ended_at"])
        record(Audited.ROLE_ENDED, by=by, subject=holding, role=holding.role)
        publish(RoleEnded(person_id=holding.person_id, role_holding_id=holding.pk), about=holding)
    return len(holdings)


def end_what_was_said(team: Team) -> None:
    """End what a locked team said last of whether it can take more. The caller has checked that the actor may."""
    for statement in CapacityStatement.objects.filter(team=team, ended_at__isnull=True):
        statement.ended_at = max(now(), statement.said_at)
        statement.save(update_fields=["ended_at"])
