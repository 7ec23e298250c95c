"""Deadlines follow the working time of the team that must meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import as_system

from ..audit import Audited
from ..models import Referral
from ..permissions import Permission
from ..queries.clocks import log_of
from ..rules import ON_A_DESK
from .steps import SETTLED, settle

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

WORK_OUT_JOB = "referrals.work_out_deadlines"


@transaction.atomic
def work_out_deadlines(*, by: Actor, team: Team) -> int:
    """Work out anew when each open referral a team has received is due: its hours or closed days have changed.

    No step is taken: the sum on the page is worked out from the log each time, and lists must agree with it. Gives
    how many deadlines moved.
    """
    moved = 0
    with as_system("lists are sorted by deadlines that have moved"):
        waiting = Referral.objects.filter(receiver_team=team, state__in=sorted(ON_A_DESK))
        for referral in waiting.select_for_update(of=("self",)).order_by("pk"):
            access.require(by, Permission.KEEP_TIME, referral)
            before = [getattr(referral, field) for field in SETTLED]
            settle(referral, log_of(referral)[0])
            if before != [getattr(referral, field) for field in SETTLED]:
                referral.save(update_fields=SETTLED)
                moved += 1
    if moved:
        record(Audited.DEADLINES_WORKED_OUT, by=by, subject=team, moved=moved)
    return moved
