"""Publishing what is counted, once, when its time is over (ADR 20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import LONDON, now, today
from wardmote.kernel.database import as_system, in_turn
from wardmote.kernel.privacy.disclosure import published
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..models import Observation, PublishedCount
from ..permissions import Permission
from ..rules import ObservationState
from ..rules.quarters import quarter_after, quarters_over

_SERIES = "observations by ward and quarter"


@transaction.atomic
def publish_counts(*, by: Actor) -> int:
    """Publish of each quarter that is over and was not published yet how many observations each ward had.

    Every ward of the quarter's last day has a cell, also where there was nothing. Gives how many quarters.
    """
    access.require(by, Permission.PUBLISH_COUNTS)
    in_turn("publish counts")
    with as_system("how much was recorded, in numbers with noise"):
        first = _told_of().aggregate(first=Min("sent_at"))["first"]
        if first is None:
            return 0
        there = set(PublishedCount.objects.values_list("quarter_from", flat=True).distinct())
        quarters = [
            quarter
            for quarter in quarters_over(first.astimezone(LONDON).date(), today())
            if quarter not in there and (not there or quarter > max(there))
        ]
        done = 0
        for quarter in quarters:
            if cells := _cells(quarter):
                record(Audited.COUNTS_PUBLISHED, by=by, subject=cells[0], quarter=quarter.isoformat())
                done += 1
        return done


def _cells(quarter: date) -> Sequence[PublishedCount]:
    """Publish a quarter: none where there were no wards."""
    until = quarter_after(quarter)
    tree = geography.area_tree(until - timedelta(days=1))
    wards = next((division.areas for division in tree if division.kind == AreaKind.WARDS), ())
    counted = dict(
        _told_of()
        .filter(sent_at__gte=_midnight(quarter), sent_at__lt=_midnight(until), ward__isnull=False)
        .values_list("ward_id")
        .annotate(number=Count("pk"))
        .values_list("ward_id", "number")
    )
    return PublishedCount.objects.bulk_create(
        PublishedCount(
            ward_id=ward.id,
            quarter_from=quarter,
            value=published(_SERIES, (quarter.isoformat(), ward.area_set, ward.key), counted.get(ward.id, 0)),
            published_at=now(),
        )
        for ward in (branch.area for branch in wards)
    )


def _told_of() -> QuerySet[Observation]:
    return Observation.objects.exclude(state=ObservationState.DRAFT).exclude(
        sensitivity=Sensitivity.PROTECTED
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
