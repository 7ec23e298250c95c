"""Which voices and public words have been kept for their time, and how they are shed. All as the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from wardmote.kernel.clock import now
from wardmote.kernel.privacy.kinds import Asked, Counted

from ..models import PublicWords, Voice


def _voices(asked: Asked) -> QuerySet[Any]:
    ended = Coalesce("observation__ended_at", "issue__closed_at")
    return Voice.objects.filter(shed_at=None).annotate(ended=ended).filter(ended__lt=asked.before)


def _words(asked: Asked) -> QuerySet[Any]:
    kept = ~Q(words="", place_words="", latitude=None)
    rows = PublicWords.objects.filter(kept, observation__ended_at__lt=asked.before)
    return rows.annotate(ended=models.F("observation__ended_at"))


def _held(asked: Asked) -> Q:
    return Q(observation__reference__in=sorted(asked.holds.records)) | Q(
        observation__category__in=sorted(asked.holds.categories)
    )


def _counted(rows: QuerySet[Any], asked: Asked) -> Counted:
    held = rows.filter(_held(asked)).count()
    found = rows.aggregate(every=Count("pk"), oldest=Min("ended"))
    return Counted(due=found["every"] - held, held=held, oldest=found["oldest"])


def _taken(rows: QuerySet[Any], asked: Asked, size: int) -> Sequence[int]:
    held = rows.filter(_held(asked)).values("pk")
    free = rows.exclude(pk__in=held).order_by("ended", "pk")
    return list(free.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:size])


def count_voices_due(asked: Asked) -> Counted:
    """How many voices are due: what they spoke of ended before the moment."""
    return _counted(_voices(asked), asked)


def take_voices(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the longest ended first; held until the transaction ends."""
    return _taken(_voices(asked), asked, size)


def shed_voices(ids: Sequence[int]) -> Mapping[str, int]:
    """Forget how they are reached and known again, and end their private links. That somebody spoke stays."""
    shed = Voice.objects.filter(pk__in=ids).update(
        contact="", contact_by="", contact_key="", browser="", nonce="", shed_at=now()
    )
    return {Voice._meta.label: shed}


def count_words_due(asked: Asked) -> Counted:
    """How many public words are due: what they are of ended before the moment."""
    return _counted(_words(asked), asked)


def take_words(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the longest ended first; held until the transaction ends."""
    return _taken(_words(asked), asked, size)


def shed_words(ids: Sequence[int]) -> Mapping[str, int]:
    """Remove the words, the place and its point. Who decided on them, when and why stays."""
    shed = PublicWords.objects.filter(pk__in=ids).update(
        words="", place_words="", latitude=None, longitude=None
    )
    return {PublicWords._meta.label: shed}
