"""What each team takes, and where (R1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import today
from wardmote.kernel.database import keep, lock
from wardmote.kernel.refusals import NotReady

from ..audit import Audited
from ..models import Category, Remit, Team
from ..permissions import Permission
from .teams import still

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area


@transaction.atomic
def set_remit(*, by: Actor, team: Team, category: Category, areas: Iterable[Area] = ()) -> Remit:
    """Say that a team takes a kind of matter, in these areas or, with none, in the whole borough.

    A remit for that kind which the team has already gets these areas instead. Raises NotReady for a category
    that is no longer used, Conflict for a team that has ended.
    """
    team = still(lock(team), None)
    access.require(by, Permission.CHANGE_REGISTER, team)
    keep(category)  # whoever ends it now waits for this remit, and ends it too
    category.refresh_from_db(fields=["ended_on"])
    if category.ended_on is not None and category.ended_on <= today():
        raise NotReady(f"“{category}” is no longer used. Choose another kind of matter.", field="category")
    remit, _ = Remit.objects.get_or_create(team=team, category=category, ended_on=None)
    remit.areas.set(areas)
    numbers = sorted(remit.areas.values_list("pk", flat=True))
    record(Audited.REMIT_SET, by=by, subject=remit, team=team.pk, category=category.pk, areas=numbers)
    return remit


@transaction.atomic
def end_remit(*, by: Actor, remit: Remit) -> Remit:
    """Say that a team takes this kind of matter no longer. Its open referrals of that kind stay with it."""
    lock(remit.team)
    remit = lock(remit)
    access.require(by, Permission.CHANGE_REGISTER, remit.team)
    if remit.ended_on is None:
        remit.ended_on = today()
        remit.save(update_fields=["ended_on"])
        record(Audited.REMIT_ENDED, by=by, subject=remit, team=remit.team_id, category=remit.category_id)
    return remit
