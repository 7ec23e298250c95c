"""Which findings and counts of looks have been kept for their time, and how they go. All as the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from wardmote.kernel.clock import LONDON
from wardmote.kernel.privacy.kinds import Asked, Counted
from wardmote.kernel.privacy.shedding import remove

from ..models import Finding, FindingStep, LookDay


def _over(model: type[Finding | LookDay], asked: Asked) -> QuerySet[Any]:
    return model._base_manager.filter(day__lt=asked.before.astimezone(LONDON).date())


def _count(model: type[Finding | LookDay], asked: Asked) -> Counted:
    held = Q(person__in=sorted(asked.holds.colleagues))
    found = _over(model, asked).aggregate(
        due=Count("pk", filter=~held), held=Count("pk", filter=held), oldest=Min("day")
    )
    first = found.pop("oldest")
    return Counted(**found, oldest=datetime.combine(first, time(), tzinfo=LONDON) if first else None)


def _take(model: type[Finding | LookDay], asked: Asked, size: int) -> Sequence[int]:
    rows = _over(model, asked).exclude(person__in=sorted(asked.holds.colleagues)).order_by("day", "pk")
    return list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:size])


def count_findings(asked: Asked) -> Counted:
    """How many findings are due, and how many of these are of somebody held. One query."""
    return _count(Finding, asked)


def take_findings(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the oldest first; held until the transaction ends."""
    return _take(Finding, asked, size)


def shed_findings(ids: Sequence[int]) -> Mapping[str, int]:
    """Remove findings, with what was said of them."""
    return {
        FindingStep._meta.label: remove(FindingStep, ids, by="finding_id"),
        Finding._meta.label: remove(Finding, ids),
    }


def count_days(asked: Asked) -> Counted:
    """How many daily counts are due, and how many of these are of somebody held. One query."""
    return _count(LookDay, asked)


def take_days(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the oldest first; held until the transaction ends."""
    return _take(LookDay, asked, size)


def shed_days(ids: Sequence[int]) -> Mapping[str, int]:
    """Remove daily counts."""
    return {LookDay._meta.label: remove(LookDay, ids)}
