"""Which lifted holds have been kept for their time. Asked as the system."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Min, Q, QuerySet

from wardmote.kernel.privacy.kinds import Asked, Counted

from ..models import Hold


def count_lifted(asked: Asked) -> Counted:
    """How many were lifted before the moment, and how many of these are of a colleague who is held. One query."""
    held = Q(colleague__in=sorted(asked.holds.colleagues))
    found = _over(asked).aggregate(
        due=Count("pk", filter=~held), held=Count("pk", filter=held), oldest=Min("lifted_at")
    )
    return Counted(**found)


def take_lifted(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the longest lifted first; held until the transaction ends."""
    rows = _over(asked).exclude(colleague__in=sorted(asked.holds.colleagues)).order_by("lifted_at", "pk")
    return list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:size])


def _over(asked: Asked) -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at__lt=asked.before, shed_at__isnull=True)
