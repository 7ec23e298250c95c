"""What undoing an import would remove, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Exists,
    ManyToOneRel,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_system

from ..models import Addition, ImportRun, Observation, Reach, Referral
from ..permissions import Permission
from ..rules import CLOSED_ELSEWHERE, ObservationState

SHOWN = 20
"""How many of the observations that stand in the way are named."""

_WRITTEN_BY_THE_IMPORT = (Reach,)
_SAID: dict[type[Model], str] = {Referral: "passed on", Addition: "added to"}


class ActedOn(NamedTuple):
    """An imported observation that somebody has acted on since."""

    reference: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """What undoing a run would do. ``acted_on`` names the first SHOWN of ``in_the_way`` observations."""

    observations: int
    earliest: datetime | None
    latest: datetime | None
    in_the_way: int
    acted_on: list[ActedOn]


def undoing(actor: Actor, run: ImportRun) -> Undoing:
    """What would be removed if this run were undone now, and what somebody has acted on since."""
    access.require(actor, Permission.IMPORT)
    with as_system("whether anybody has acted on what an import brought"):
        brought = Observation.objects.filter(import_run=run)
        found = brought.aggregate(earliest=Min("observed_at"), latest=Max("observed_at"))
        acted_on = touched(run)
        return Undoing(
            observations=brought.count(),
            earliest=found["earliest"],
            latest=found["latest"],
            in_the_way=acted_on.count(),
            acted_on=[ActedOn(*row) for row in acted_on.values_list("reference", "how")[:SHOWN]],
        )


def touched(run: ImportRun) -> QuerySet[Any]:
    """The observations of a run that somebody has acted on since, each with ``how``; read as the system.

    Whatever points to an observation counts, also from tables of modules that this one does not know.
    """
    parts = [
        field
        for field in Observation._meta.get_fields(include_hidden=True)
        if isinstance(field, ManyToOneRel) and field.related_model not in _WRITTEN_BY_THE_IMPORT
    ]
    points_here = {
        f"part_{place}": Exists(part.related_model._base_manager.filter(**{part.field.name: OuterRef("pk")}))
        for place, part in enumerate(parts)
    }
    said = [
        When(Q(**{name: True}), then=Value(_said(part)))
        for name, part in zip(points_here, parts, strict=True)
    ]
    as_it_came = Q(state=ObservationState.RECORDED) | Q(
        state=ObservationState.ENDED, ended_reason=CLOSED_ELSEWHERE
    )
    return (
        Observation.objects.filter(import_run=run)
        .annotate(
            **points_here,
            how=Case(
                *said,
                When(state=ObservationState.ENDED, then=Value("ended")),
                default=Value("changed"),
                output_field=CharField(),
            ),
        )
        .filter(Q(*((name, True) for name in points_here), _connector=Q.OR) | ~as_it_came | Q(version__gt=1))
        .order_by("reference")
    )


def _said(part: ManyToOneRel) -> str:
    return _SAID.get(part.related_model, f"has a {part.related_model._meta.verbose_name}")
