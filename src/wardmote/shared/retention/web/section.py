"""What the data protection officer's desk says of retention."""

from __future__ import annotations

from django.urls import reverse

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.kernel.ui.sections import Filled

from .. import queries


def fill(actor: Actor) -> Filled:
    """What waits: something due that nobody has approved, holds to look at again. A query a part, and six."""
    run = queries.run_now(actor)
    counted = () if run else queries.preview(actor, today())
    lines = [line for line in counted if line.due]
    late = queries.holds_to_review(actor)
    said = []
    if lines:
        said.append("Something has been kept for its time")
    if late:
        said.append(f"{late} legal hold{'' if late == 1 else 's'} to review")
    return Filled(
        waiting=len(said),
        said=". ".join(said),
        url=reverse("retention:due"),
        more="What is due, legal holds and certificates",
        context={
            "rows": lines,
            "few": any(line.due is None for line in counted),
            "run": run,
            "late": late,
        },
    )
