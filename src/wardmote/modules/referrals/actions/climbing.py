"""What silence sets off: a referral that nobody answers climbs its ladder, one rung at a time (R1.3)."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.shared.partnerships import queries as partnerships

from ..audit import Audited
from ..models import Referral, Step
from ..permissions import Permission
from ..queries.clocks import log_of
from ..queries.ladder import climb_of
from ..rules import Desk, Rung, StepKind, desk_key, next_deadline
from .steps import SETTLED, settle, take

_NAMES_ITS_DEADLINE = frozenset({StepKind.REMINDED, StepKind.ESCALATED})


@transaction.atomic
def climb_ladder(*, by: Actor, referral: Referral) -> Step | None:
    """Take the next rung of a referral if its time has come: None, and nothing done, when it has not.

    May be asked twice, and at once: the rung is worked out anew from the log once the referral is locked.
    """
    referral = lock(referral)
    access.require(by, Permission.KEEP_TIME, referral)
    with as_system("the whole log decides the next rung"):
        situation, _ = log_of(referral)
        calendar = partnerships.calendar_for(referral.receiver_team)
        deadline = next_deadline(situation, referral.clock.times, calendar)
        climb = climb_of(referral, situation, deadline, calendar)
        if climb is None or climb.at > now():
            settle(referral, situation)
            referral.save(update_fields=SETTLED)
            return None
    step = take(
        climb.step,
        by=by,
        referral=referral,
        desk=Desk.SYSTEM,
        reason=climb.reason,
        until=climb.deadline.started_at if climb.step in _NAMES_ITS_DEADLINE else None,
    )
    if climb.rung is Rung.COORDINATOR:
        _let_coordinator_see(referral)
    record(Audited.CLIMBED, by=by, subject=referral, rung=climb.rung.value)
    return step


def _let_coordinator_see(referral: Referral) -> None:
    """Let the coordinator's desk see that a referral is late and with whom, not what it says: they are to ring up.

    Of a protected one, that desk's safeguarding leads alone.
    """
    desk = partnerships.coordinator_desk()
    if desk is not None:
        referral.readers = sorted({*referral.readers, desk_key(desk.pk, referral.sensitivity)})
        with as_system("the coordinator hears of what is late"):
            referral.save(update_fields=["readers"])
