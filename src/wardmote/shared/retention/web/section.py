"""What the data protection officer's desk says of retention."""

from __future__ import annotations

from django.urls import reverse

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.ui.sections import Filled

from .. import queries
from ..rules import STALE


def fill(actor: Actor) -> Filled:
    """What waits: what was due last night and nobody has approved, holds to look at again. Three queries."""
    run = queries.run_now(actor)
    tally, lines = queries.counted(actor) or (None, ())
    due = [] if run else [line for line in lines if line.due]
    late = queries.holds_to_review(actor)
    said = []
    if due:
        said.append("Something has been kept for its time")
    if late:
        said.append(f"{late} legal hold{'' if late == 1 else 's'} to review")
    return Filled(
        waiting=len(said),
        said=". ".join(said),
        url=reverse("retention:due"),
        more="What is due now, legal holds and certificates",
        context={
            "rows": due,
            "few": not run and any(line.is_secret for line in lines),
            "run": run,
            "late": late,
            "tally": tally,
            "stale": tally is not None and now() - tally.counted_at > STALE,
        },
    )
