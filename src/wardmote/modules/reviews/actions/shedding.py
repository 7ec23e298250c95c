"""Which reviews have been kept for their time, and how they go. All as the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Min, Q, QuerySet

from wardmote.kernel.privacy import Since
from wardmote.kernel.privacy.kinds import Asked, Counted, Holds, is_held_by_name
from wardmote.kernel.privacy.shedding import empty, remove
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import IncidentSaid, InformationAsk, Recommendation, Review, ReviewStep

PROTECTED = "protected"


def _over(asked: Asked) -> QuerySet[Review]:
    rows = Review.objects.filter(ended_at__lt=asked.before, shed_at__isnull=True)
    secret = Q(sensitivity=Sensitivity.PROTECTED)
    return rows.filter(secret) if asked.part == PROTECTED else rows.exclude(secret)


def _held(rows: QuerySet[Review], holds: Holds) -> Q:
    held = Q(reference__in=sorted(holds.records)) | Q(observation__reference__in=sorted(holds.records))
    held |= Q(desk__in=sorted(holds.teams)) | Q(observation__category__in=sorted(holds.categories))
    held |= Q(pk__in=_with_steps_of(rows, holds))
    if holds.people:
        named = [row.pk for row in rows.only("pk", "victim") if is_held_by_name(holds, row.victim)]
        held |= Q(pk__in=named)
    return held


def _with_steps_of(rows: QuerySet[Review], holds: Holds) -> QuerySet[ReviewStep, int]:
    steps = ReviewStep.objects.filter(review__in=rows, by_person__in=sorted(holds.colleagues))
    return steps.values_list("review", flat=True)


def count_reviews(asked: Asked) -> Counted:
    """How many reviews are due, and how many of these are held."""
    rows = _over(asked)
    held = list(rows.filter(_held(rows, asked.holds)).values_list("pk", flat=True)) if asked.holds else []
    found = rows.aggregate(
        due=Count("pk", filter=~Q(pk__in=held)),
        held=Count("pk", filter=Q(pk__in=held)),
        oldest=Min("ended_at"),
    )
    return Counted(**found)


def take_reviews(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the longest ended first; held until the transaction ends."""
    rows = _over(asked)
    if asked.holds:
        rows = rows.exclude(pk__in=list(rows.filter(_held(rows, asked.holds)).values_list("pk", flat=True)))
    taken = rows.order_by("ended_at", "pk").select_for_update(skip_locked=True, of=("self",))
    return list(taken.values_list("pk", flat=True)[:size])


def shed_reviews(ids: Sequence[int]) -> Mapping[str, int]:
    """Empty what was said in reviews. That there were some, with their moves and dates, stays for the figures."""
    emptied = {Review._meta.label: empty(Review, ids, since=Since.CLOSED)}
    for model in (ReviewStep, InformationAsk, Recommendation):
        rows = list(model._base_manager.filter(review__in=ids).values_list("pk", flat=True))
        emptied[model._meta.label] = empty(model, rows, since=Since.CLOSED)
    return emptied


def _said(asked: Asked) -> QuerySet[IncidentSaid]:
    return IncidentSaid.objects.filter(said_at__lt=asked.before)


def _said_held(holds: Holds) -> Q:
    held = Q(said_by__in=sorted(holds.colleagues))
    for end in ("first", "second"):
        held |= Q(**{f"{end}__reference__in": sorted(holds.records)})
        held |= Q(**{f"{end}__category__in": sorted(holds.categories)})
        held |= Q(**{f"{end}__recorded_for__in": sorted(holds.teams)})
    return held


def count_said(asked: Asked) -> Counted:
    """How much that was said of reports is due, and held. One query."""
    held = _said(asked).filter(_said_held(asked.holds)).values("pk")
    found = _said(asked).aggregate(
        due=Count("pk", filter=~Q(pk__in=held)),
        held=Count("pk", filter=Q(pk__in=held)),
        oldest=Min("said_at"),
    )
    return Counted(**found)


def take_said(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of what may go, the oldest first; held until the transaction ends."""
    held = _said(asked).filter(_said_held(asked.holds)).values("pk")
    rows = _said(asked).exclude(pk__in=held).order_by("said_at", "pk")
    return list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:size])


def shed_said(ids: Sequence[int]) -> Mapping[str, int]:
    """Remove what was said of reports."""
    return {IncidentSaid._meta.label: remove(IncidentSaid, ids)}
