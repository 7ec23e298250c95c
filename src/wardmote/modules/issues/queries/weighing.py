"""What the priority of an issue is made of, and which modifiers are in the sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wardmote.kernel.clock import LONDON

from ..models import Issue, ModifierSwitch
from ..rules import Facts, Modifier


def switched_on() -> frozenset[Modifier]:
    """The modifiers that are in the sum now: of each the latest switch counts. One query."""
    latest = ModifierSwitch.objects.order_by("modifier", "-at", "-pk").distinct("modifier")
    return frozenset(Modifier(switch.modifier) for switch in latest if switch.is_on)


def facts_of(issue: Issue, need: Mapping[int, int], at: datetime) -> Facts:
    """What is known of an issue that its priority is made of, at a moment. No query."""
    return Facts(
        told_seriousness=issue.told_seriousness,
        told_band=issue.told_band,
        voices=issue.voices,
        set_seriousness=issue.set_seriousness,
        set_band=issue.set_band,
        months=_months(issue.first_told_at, at),
        need_fifth=need.get(issue.ward_id) if issue.ward_id else None,
        is_vulnerable=issue.is_vulnerable,
    )


def _months(since: datetime, until: datetime) -> int:
    """Whole months, as the calendar in London counts them."""
    first, last = since.astimezone(LONDON).date(), until.astimezone(LONDON).date()
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (last.day < first.day))
