"""Ground that goes from an area to its neighbour where a ward's edge is no natural boundary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

import shapely
from django.db import transaction
from django.db.models import Q
from shapely.geometry import shape

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import lock

from ..audit import Audited
from ..models import Area, AreaAdjustment, AreaSet
from ..permissions import Permission
from ..queries import ground_on, moved_ground_on, square_metres
from ..rules.boundaries import BadMap, check_boundary
from ..rules.composition import SLIVER
from ..rules.coordinates import Position
from ..rules.words import AreaKind
from .loading import map_changed

APART = 0.001
"""Degrees, about a hundred metres: ground further from the area that receives it is not its neighbour's."""

LEAST = 1.0
"""Square metres. Less is no ground."""


class Ground(NamedTuple):
    """What goes over: a small area by its row, or a drawn piece, with what people call it."""

    name: str
    block: Area | None = None
    piece: Mapping[str, Any] | None = None


@transaction.atomic
def adjust_areas(
    *, by: Actor, gives: Area, receives: Area, ground: Ground, on: date, reason: str
) -> AreaAdjustment:
    """Let ground go from one area of a set to its neighbour from a day on. Doing it again changes nothing.

    Of the ground, what lies in the area that gives. Raises BadMap or NotReady with what to do.
    """
    area_set = lock(AreaSet.objects.get(pk=gives.area_set_id))
    access.require(by, Permission.CHANGE_AREAS, area_set)
    name = wording.line(ground.name, field="name", called="what people call it", longest=200, required=True)
    reason = wording.text(reason, field="reason", called="the reason", longest=1000, required=True)
    _check_sides(area_set, gives, receives, on)
    drawn = _drawn(name, ground)
    same = AreaAdjustment.objects.filter(
        area_set=area_set, gives=gives, receives=receives, name=name, valid_from=on, block=ground.block
    ).first()
    if same is not None:
        return same
    _check_ground(area_set, gives, receives, drawn, on)
    adjustment = AreaAdjustment.objects.create(
        area_set=area_set,
        gives=gives,
        receives=receives,
        block=ground.block,
        piece=ground.piece if ground.block is None else None,
        name=name,
        reason=reason,
        valid_from=on,
        valid_until=area_set.valid_until,
    )
    AreaSet.objects.filter(pk=area_set.pk).update(revision=uuid4())
    record(
        Audited.AREAS_ADJUSTED,
        by=by,
        subject=adjustment,
        gives=gives.pk,
        receives=receives.pk,
        on=on.isoformat(),
    )
    map_changed()
    return adjustment


@transaction.atomic
def end_adjustment(*, by: Actor, adjustment: AreaAdjustment, on: date) -> AreaAdjustment:
    """Let ground go back from a day on. What was before stays as it was. Raises BadMap for a day that cannot be."""
    adjustment = lock(adjustment)
    access.require(by, Permission.CHANGE_AREAS, adjustment)
    if on <= adjustment.valid_from:
        raise BadMap(f"It holds since {adjustment.valid_from:%-d %B %Y}. Choose a later day.")
    if adjustment.valid_until is not None and adjustment.valid_until < on:
        raise BadMap(f"It ended on {adjustment.valid_until:%-d %B %Y} already.")
    adjustment.valid_until = on
    adjustment.save(update_fields=["valid_until"])
    AreaSet.objects.filter(pk=adjustment.area_set_id).update(revision=uuid4())
    record(Audited.ADJUSTMENT_ENDED, by=by, subject=adjustment, on=on.isoformat())
    map_changed()
    return adjustment


def _check_sides(area_set: AreaSet, gives: Area, receives: Area, on: date) -> None:
    if area_set.kind not in (AreaKind.AREAS, AreaKind.LOCALITIES):
        raise BadMap("Only Areas and localities are adjusted. Wards and small areas are as they were drawn.")
    if gives.pk == receives.pk:
        raise BadMap("Choose two areas: the one that gives, and its neighbour that receives.")
    if receives.area_set_id != area_set.pk:
        raise BadMap("Both areas must be of one set.")
    if on < area_set.valid_from or (area_set.valid_until and on >= area_set.valid_until):
        raise BadMap(f"{area_set.name} do not hold on that day. Choose a day on which they do.")


def _drawn(name: str, ground: Ground) -> Any:
    boundary = ground.block.boundary if ground.block else ground.piece
    if boundary is None:
        raise BadMap(f"{name} has no boundary here. Load the small areas with theirs, or draw the piece.")
    if ground.block is not None:
        if ground.block.area_set.kind != AreaKind.SMALL_AREAS:
            raise BadMap(
                "A small area goes over, or a drawn piece. To pass on a ward, change what areas are made of."
            )
        return shape(dict(boundary))
    try:
        middle = shape(dict(boundary)).representative_point()
        inside = Position(middle.y, middle.x)
    except Exception:
        inside = Position(0, 0)
    check_boundary(name, boundary, inside)
    return shape(dict(boundary))


def _check_ground(area_set: AreaSet, gives: Area, receives: Area, drawn: Any, on: date) -> None:
    giver, receiver = ground_on(gives.pk, on), ground_on(receives.pk, on)
    if giver is None or receiver is None:
        raise BadMap("Both areas need ground of their own on that day: wards with boundaries.")
    goes = shapely.intersection(drawn, giver)
    if square_metres(goes) < LEAST:
        raise BadMap(f"None of it lies in {gives.name} on that day. Choose the area that it lies in.")
    if square_metres(shapely.difference(giver, drawn)) < LEAST:
        raise BadMap(f"This is all of {gives.name}. Leave it some ground, or change what it is made of.")
    if shapely.distance(goes, receiver) > APART:
        raise BadMap(f"It does not touch {receives.name}. Ground goes to a neighbour.")
    later = AreaAdjustment.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on), area_set=area_set, valid_from__gt=on
    )
    now = AreaAdjustment.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on), area_set=area_set, valid_from__lte=on
    )
    for other in [*now, *later]:
        theirs = moved_ground_on(other.pk, max(on, other.valid_from))
        common = square_metres(shapely.intersection(goes, theirs))
        if common > SLIVER * min(square_metres(goes), square_metres(theirs)):
            raise BadMap(
                f"Some of it is {other.name}, which goes from {other.gives} to {other.receives} already. End"
                " that first."
            )
