"""The review procedure in force. It is published, so no actor is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wardmote.kernel.clock import today

from ..models import Procedure


def procedure_on(day: date | None = None) -> Procedure | None:
    """The edition in force on a day, today if none is given; None before the first. One query."""
    return (
        Procedure.objects.filter(begins_on__lte=day or today())
        .select_related("desk__organisation")
        .order_by("-begins_on", "-pk")
        .first()
    )


def editions() -> Sequence[Procedure]:
    """Every edition, the newest first, at most fifty."""
    return list(
        Procedure.objects.select_related("desk__organisation", "kept_by").order_by("-begins_on", "-pk")[:50]
    )
