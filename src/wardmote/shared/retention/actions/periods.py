"""The partnership's own periods."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.privacy.kinds import kind_called
from wardmote.kernel.privacy.shedding import take_turns
from wardmote.kernel.refusals import NotReady

from ..audit import Audited
from ..models import LONGEST_REASON, PeriodChange
from ..permissions import Permission
from ..rules import months_in_words


@transaction.atomic
def change_period(*, by: Actor, kind: str, part: str = "", months: int, reason: str) -> PeriodChange:
    """Keep a part of a kind for so many months from now on, also what was recorded before.

    What has gone is not brought back. Raises NotReady outside its bounds, and LookupError for what there is not.
    """
    access.require(by, Permission.KEEP_PERIODS)
    take_turns()
    kept = kind_called(kind)
    period = kept.part(part).period
    if kept.source is None:
        raise LookupError(f"{kind} goes by itself")
    if not period.shortest <= months <= period.longest:
        bounds = f"{months_in_words(period.shortest)} to {months_in_words(period.longest)}"
        raise NotReady(f"It may be kept for {bounds}. Give a number of months within that.", field="months")
    why = wording.text(reason, field="reason", called="why", longest=LONGEST_REASON, required=True)
    PeriodChange.objects.filter(kind=kind, part=part, ended_at__isnull=True).update(ended_at=now())
    change = PeriodChange.objects.create(
        kind=kind, part=part, months=months, reason=why, decided_by_id=by.known_person_id, decided_at=now()
    )
    record(Audited.PERIOD_CHANGED, by=by, subject=change, kind=kind, part=part, months=months)
    return change
