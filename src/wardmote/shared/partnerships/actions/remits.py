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
from ..models import Category, ClockProfile, Remit, Team
from ..permissions import Permission
from .clocks import still_ticking
from .new_wards import as_they_go_on
from .standards import check_standards
from .teams import still

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area


@transaction.atomic
def set_remit(
    *,
    by: Actor,
    team: Team,
    category: Category,
    areas: Iterable[Area] = (),
    own_clock: ClockProfile | None = None,
) -> Remit:
    """Say that a team takes a kind of matter, in these areas or, with none, in the whole borough.

    ``own_clock`` is its own standard for that kind; without one it goes by the category's clock. A remit for that kind
    which the team has already gets these areas and this standard instead; what was sent keeps the clock it was sent
    with. Raises NotReady for a category that is no longer used, TooSlow for a standard that lets it wait longer than it
    may, Conflict for a team or a clock that has ended.
    """
    own_clock = still_ticking(lock(own_clock), None) if own_clock else None
    team = still(lock(team), None)
    access.require(by, Permission.CHANGE_REGISTER, team)
    if own_clock is None:
        keep(category)  # whoever ends it now waits for this remit, and ends it too
    else:
        lock(category)  # and whoever gives it another clock, too
    category = Category.objects.select_related("clock", "urgent_clock").get(pk=category.pk)
    if category.ended_on is not None and category.ended_on <= today():
        raise NotReady(f"“{category}” is no longer used. Choose another kind of matter.", field="category")
    if own_clock is not None:
        check_standards(category, own={team.name: own_clock})
    remit, _ = Remit.objects.update_or_create(
        team=team, category=category, ended_on=None, defaults={"clock": own_clock}
    )
    remit.areas.set(as_they_go_on(areas))
    numbers = sorted(remit.areas.values_list("pk", flat=True))
    record(
        Audited.REMIT_SET,
        by=by,
        subject=remit,
        team=team.pk,
        category=category.pk,
        areas=numbers,
        own_clock=own_clock.pk if own_clock else None,
    )
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
