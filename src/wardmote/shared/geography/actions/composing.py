"""What areas are made of from a day on, and what carries on when wards are redrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import uuid4

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import lock

from ..audit import Audited
from ..models import Area, AreaMember, AreaSet
from ..permissions import Permission
from ..queries import CarriedSet, locate, wards_as_drawn, what_carries_on
from ..rules.boundaries import BadMap
from ..rules.composition import Span, from_day
from ..rules.words import AreaKind
from .loading import first_day, map_changed, wards_by_key


@transaction.atomic
def recompose_areas(*, by: Actor, key: str, on: date, wards: Mapping[str, str]) -> int:
    """Put wards into areas of a set from a day on: the area's key by the ward's, nothing to take a ward out.

    What was before that day stays, and so does what was said of a later day. Wards that are not named stay where they
    are. Gives how many changed or were settled; doing it again gives 0. Raises BadMap for a day or a key that is none.
    """
    area_set = lock(AreaSet.objects.get(key=key))
    access.require(by, Permission.CHANGE_AREAS, area_set)
    if area_set.kind not in (AreaKind.AREAS, AreaKind.LOCALITIES):
        raise BadMap("Only Areas and localities are made of wards.")
    if on < area_set.valid_from or (area_set.valid_until and on >= area_set.valid_until):
        raise BadMap(f"{area_set.name} do not hold on that day. Choose a day on which they do.")
    areas = {area.key: area for area in area_set.areas.all()}
    if unknown := sorted({area for area in wards.values() if area} - areas.keys()):
        raise BadMap(f"{area_set.name} have no area {', '.join(unknown)}.")
    named = wards_by_key(on, wards)
    ends = first_day(area_set.valid_until, *{w.area_set.valid_until for w in map(named.get, wards) if w})
    changed = [
        ward
        for ward, area in sorted(wards.items())
        if _put(area_set, areas, named[ward], on=on, area=area, until=ends)
    ]
    if changed:
        AreaSet.objects.filter(pk=area_set.pk).update(revision=uuid4())
        record(Audited.AREAS_RECOMPOSED, by=by, subject=area_set, on=on.isoformat(), wards=len(changed))
        map_changed()
    return len(changed)


@transaction.atomic
def carry_over(*, by: Actor, on: date) -> Sequence[CarriedSet]:
    """Let the areas made of the wards that end on a day go on with the wards that begin on it.

    Each new ward joins an area by its code, else by its plain name, else by where most of its ground lay. What cannot
    be told is left out, what changed sides is marked; both are given back and can be settled with `recompose_areas`.
    Wards that somebody placed already stay where they are, so doing it again changes nothing. Places of Focus lie in
    the new ward that holds them.
    """
    new_wards = AreaSet.objects.filter(kind=AreaKind.WARDS.value, valid_from=on).first()
    access.require(by, Permission.CHANGE_AREAS, new_wards or AreaSet())
    if new_wards is None:
        return []
    new_wards = lock(new_wards)
    carried = what_carries_on(on, wards_as_drawn(new_wards.key))
    by_key = {ward.key: ward for ward in new_wards.areas.all()}
    rows: list[AreaMember] = []
    for each in carried:
        area_set = lock(AreaSet.objects.get(key=each.key))
        areas = {area.key: area for area in area_set.areas.all()}
        placed = set(
            AreaMember.objects.filter(area__area_set=area_set, ward__area_set=new_wards).values_list(
                "ward__key", flat=True
            )
        )
        if new_wards.valid_until is not None and each.since >= new_wards.valid_until:
            continue
        # A set that begins later was said to be made of wards that by then are no more: no day was ever read so.
        AreaMember.objects.filter(
            area__area_set=area_set, valid_from__gte=on, ward__area_set__valid_until=on
        ).delete()
        rows += [
            AreaMember(
                area=areas[one.area],
                ward=by_key[one.ward],
                valid_from=each.since,
                valid_until=first_day(area_set.valid_until, new_wards.valid_until),
                carried=one.by.value,
                is_in_doubt=one.is_in_doubt,
            )
            for one in each.wards
            if one.area and one.by and one.ward not in placed
        ]
    rows += _places_of_focus(on, new_wards)
    if rows:
        AreaMember.objects.bulk_create(rows)
        AreaSet.objects.filter(areas__in={row.area_id for row in rows}).update(revision=uuid4())
        record(Audited.AREAS_CARRIED_OVER, by=by, subject=new_wards, on=on.isoformat(), wards=len(rows))
        map_changed()
    return carried


def _places_of_focus(on: date, new_wards: AreaSet) -> Iterable[AreaMember]:
    places = Area.objects.filter(
        area_set__in=AreaSet.objects.in_force(on), area_set__kind=AreaKind.FOCUS.value
    )
    for place in places.filter(members__valid_until=on).exclude(members__ward__area_set=new_wards).distinct():
        ward = locate(place.latitude, place.longitude, on).ward
        if ward is not None:
            yield AreaMember(area=place, ward_id=ward.id, valid_from=on, valid_until=new_wards.valid_until)


def _put(
    area_set: AreaSet, areas: Mapping[str, Area], ward: Area, *, on: date, area: str, until: date | None
) -> bool:
    """Put one ward into an area from a day on, and say whether anything changed."""
    rows = list(
        AreaMember.objects.filter(area__area_set=area_set, ward=ward)
        .select_related("area")
        .order_by("valid_from")
    )
    spans = [Span(area=row.area.key, start=row.valid_from, end=row.valid_until) for row in rows]
    wanted = {span.start: span for span in from_day(spans, on, area, until)}
    changed = False
    for row, span in zip(rows, spans, strict=True):
        mine = wanted.pop(row.valid_from, None)
        if mine is None:
            row.delete()
            changed = True
        elif mine != span:
            row.area, row.valid_until = areas[mine.area], mine.end
            row.carried, row.is_in_doubt = "", False
            row.save()
            changed = True
        elif row.is_in_doubt and mine.holds(on):
            row.is_in_doubt = False
            row.save(update_fields=["is_in_doubt"])
            changed = True
    AreaMember.objects.bulk_create(
        AreaMember(area=areas[span.area], ward=ward, valid_from=span.start, valid_until=span.end)
        for span in wanted.values()
    )
    return changed or bool(wanted)
