"""What lies on no desk ends with the issue that it is part of, and is open again with it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.kernel.events import publish

from ..audit import Audited
from ..events import ObservationEnded
from ..models import Observation
from ..permissions import Permission
from ..rules import WITH_ITS_ISSUE, ObservationState


@transaction.atomic
def settle_with_issue(*, by: Actor, observations: Collection[int], is_closed: bool, words: str = "") -> int:
    """End those of some observations that nobody was asked to act on, with the published reason; or open them again.

    What a team has been asked to act on gets that team's own answer. May run twice. Gives how many changed.
    """
    access.require(by, Permission.SETTLE)
    with as_system("observations end with the issue they are part of"):
        asked = (
            {"state": ObservationState.RECORDED}
            if is_closed
            else {"state": ObservationState.ENDED, "ended_reason": WITH_ITS_ISSUE, "shed_at": None}
        )
        rows = Observation.objects.select_for_update(of=("self",)).filter(pk__in=observations, **asked)
        found = list(rows.order_by("pk"))
        for row in found:
            row.state = ObservationState.ENDED if is_closed else ObservationState.RECORDED
            row.ended_at = now() if is_closed else None
            row.ended_reason, row.ended_words = (WITH_ITS_ISSUE, words) if is_closed else ("", "")
            row.version += 1
            row.save(update_fields=["state", "ended_at", "ended_reason", "ended_words", "version"])
            record(Audited.ENDED, by=by, subject=row, reason=row.ended_reason)
            if is_closed:
                publish(ObservationEnded(observation_id=row.pk), about=row)
    return len(found)
