"""Sets of areas and places as they are loaded, and the end of a set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import lock

from ..audit import Audited
from ..models import Area, AreaMember, AreaSet, Place
from ..permissions import Permission
from ..queries import look_again
from ..rules.boundaries import BadMap, check_boundary
from ..rules.coordinates import Position, position
from ..rules.words import AreaKind, plain

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class NewArea:
    """An area to put into a set. ``wards`` are the keys of the wards it is made of, or lies in."""

    key: str
    name: str
    inside: Position
    code: str = ""
    boundary: Mapping[str, Any] | None = None
    is_schematic: bool = False
    wards: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class NewPlace:
    """A named place to put on the map. ``ward`` is the key of a ward in force on the day given."""

    key: str
    name: str
    kind: str
    ward: str
    at: Position


@transaction.atomic
def replace_area_set(
    *,
    by: Actor,
    key: str,
    name: str,
    kind: AreaKind,
    valid_from: date,
    valid_until: date | None = None,
    areas: Sequence[NewArea],
) -> AreaSet:
    """Make an area set what is given here. Doing it again changes nothing.

    Areas keep their rows by key. One that is left out is removed, unless something stands on it: then
    BadMap says so, as it does for a bad boundary, an unknown ward or a key given twice.
    """
    access.require(by, Permission.CHANGE_AREAS, AreaSet(key=key))
    _check(areas, kind)
    _check_days(key, kind, valid_from, valid_until)
    area_set, _ = AreaSet.objects.get_or_create(
        key=key,
        defaults={
            "name": name,
            "kind": kind.value,
            "valid_from": valid_from,
            "valid_until": valid_until,
        },
    )
    area_set = lock(area_set)
    kept_until = _first_composition_ends(area_set, valid_from)
    _remove_others(area_set, [area.key for area in areas])
    area_set.name, area_set.kind, area_set.revision = name, kind.value, uuid4()
    area_set.valid_from, area_set.valid_until = valid_from, valid_until
    area_set.save()
    rows = [
        Area(
            area_set=area_set,
            key=area.key,
            name=area.name,
            code=area.code,
            latitude=area.inside.latitude,
            longitude=area.inside.longitude,
            boundary=area.boundary,
            is_schematic=area.is_schematic,
        )
        for area in areas
    ]
    for row in rows:
        _check_fields(row, but="area_set")
    Area.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["area_set", "key"],
        update_fields=["name", "code", "latitude", "longitude", "boundary", "is_schematic"],
    )
    wards = wards_by_key(valid_from, {ward for area in areas for ward in area.wards})
    AreaMember.objects.bulk_create(
        AreaMember(
            area=row,
            ward=wards[ward],
            valid_from=valid_from,
            valid_until=first_day(kept_until.get(ward), valid_until, wards[ward].area_set.valid_until),
        )
        for row, area in zip(rows, areas, strict=True)
        for ward in dict.fromkeys(area.wards)
    )
    record(Audited.AREA_SET_REPLACED, by=by, subject=area_set, areas=len(rows))
    map_changed()
    return area_set


@transaction.atomic
def end_area_set(*, by: Actor, key: str, on: date) -> AreaSet:
    """End an area set: ``on`` is the first day it no longer holds. What happened in it stays readable.

    Areas made of wards that end lose them that day. Raises BadMap when it would end before it starts, or ended sooner.
    """
    area_set = lock(AreaSet.objects.get(key=key))
    access.require(by, Permission.CHANGE_AREAS, area_set)
    if on <= area_set.valid_from:
        raise BadMap(f"{area_set.name} hold since {area_set.valid_from:%d %B %Y}. Choose a later day.")
    if area_set.valid_until is not None and area_set.valid_until < on:
        raise BadMap(f"{area_set.name} ended on {area_set.valid_until:%d %B %Y} already.")
    area_set.valid_until, area_set.revision = on, uuid4()
    area_set.save(update_fields=["valid_until", "revision"])
    members = AreaMember.objects.filter(Q(area__area_set=area_set) | Q(ward__area_set=area_set))
    members.filter(valid_until=None, valid_from__lt=on).update(valid_until=on)
    record(Audited.AREA_SET_ENDED, by=by, subject=area_set, on=on.isoformat())
    map_changed()
    return area_set


def _check(areas: Sequence[NewArea], kind: AreaKind) -> None:
    keys = [area.key for area in areas]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise BadMap(f"Each area needs a key of its own. Given twice: {', '.join(twice)}.")
    for area in areas:
        position(*area.inside)
        if area.boundary is not None:
            check_boundary(area.name, area.boundary, area.inside)
    if kind != AreaKind.FOCUS:
        named = [ward for area in areas if area.boundary is None for ward in dict.fromkeys(area.wards)]
        if twice := sorted({ward for ward in named if named.count(ward) > 1}):
            raise BadMap(f"A ward is in one area of a set at a time. In two: {', '.join(twice)}.")


def _check_fields(row: Area | Place, *, but: str) -> None:
    try:
        row.clean_fields(exclude=[but])
    except ValidationError as error:
        wrong = " ".join(f"{name}: {' '.join(why)}" for name, why in error.message_dict.items())
        raise BadMap(f"{row.name or row.key} cannot be used. {wrong}") from error


def _check_days(key: str, kind: AreaKind, valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until <= valid_from:
        raise BadMap("The set must end after it starts. Check the two dates.")
    others = AreaSet.objects.overlapping(valid_from, valid_until).filter(kind=AreaKind.WARDS.value)
    if kind == AreaKind.WARDS and (other := others.exclude(key=key).first()):
        raise BadMap(f"{other.name} hold on some of these days. End that set of wards first.")


def _first_composition_ends(area_set: AreaSet, valid_from: date) -> dict[str, date]:
    """Take out what the areas were made of on the first day, and give the day on which that ended, by ward.

    What was said of later days stays. Raises BadMap where the set is to begin on another day and has such.
    """
    members = AreaMember.objects.filter(area__area_set=area_set).select_related("ward")
    later = members.filter(valid_from__gt=area_set.valid_from).order_by("-valid_from")
    if area_set.valid_from != valid_from and (changed := later.last()):
        raise BadMap(
            f"What {area_set.name} are made of changed on {changed.valid_from:%-d %B %Y}. They cannot begin on another"
            " day now."
        )
    ends = {row.ward.key: row.valid_from for row in later}
    first = members.filter(valid_from=area_set.valid_from)
    ends |= {
        row.ward.key: row.valid_until
        for row in first
        if row.valid_until and row.valid_until != area_set.valid_until
    }
    first.delete()
    return ends


def _remove_others(area_set: AreaSet, keys: Sequence[str]) -> None:
    AreaMember.objects.filter(ward__area_set=area_set).exclude(carried="").exclude(
        ward__key__in=keys
    ).delete()
    others = area_set.areas.exclude(key__in=keys)
    try:
        if others.filter(members__isnull=False).exists():
            raise ProtectedError("Made of wards from a later day on", set(others))
        if any(link.objects.filter(area__in=others).exists() for link in _links_to_areas()):
            raise ProtectedError(
                "Named by what would go on without them, and then mean something else", set(others)
            )
        others.delete()
    except ProtectedError as error:
        raise BadMap(
            f"{area_set.name} has areas that are still used and are left out here. End this set on a day and"
            " start a new one."
        ) from error


def _links_to_areas() -> list[Any]:
    """The tables by which other things name any number of areas: they would let go of a removed one in silence."""
    relations: list[Any] = [each for each in Area._meta.get_fields(include_hidden=True) if each.many_to_many]
    return [each.through for each in relations]


def wards_by_key(on: date, keys: Iterable[str]) -> dict[str, Area]:
    """Give the wards of a day by key. Raises BadMap for keys that are none of theirs."""
    in_force = AreaSet.objects.in_force(on).filter(kind=AreaKind.WARDS.value)
    wards = {ward.key: ward for ward in Area.objects.filter(area_set__in=in_force).select_related("area_set")}
    if unknown := sorted(set(keys) - wards.keys()):
        raise BadMap(
            f"On {on:%d %B %Y} there are no wards called {', '.join(unknown)}. Load the wards first."
        )
    return wards


def first_day(*days: date | None) -> date | None:
    """Give the earliest of some days, leaving out those that never come."""
    return min((day for day in days if day is not None), default=None)


def map_changed() -> None:
    """Look at the map again, now and when what was done is kept."""
    look_again()
    transaction.on_commit(look_again)


@transaction.atomic
def load_places(*, by: Actor, places: Sequence[NewPlace], on: date) -> int:
    """Put named places on the map, or move and rename those whose keys are there. Gives their number.

    ``on`` is the day whose wards are meant. Raises BadMap for an unknown ward or a name without letters.
    """
    access.require(by, Permission.CHANGE_AREAS, Place())
    wards = wards_by_key(on, {place.ward for place in places})
    rows = {}
    for place in places:
        at = position(*place.at)
        if not plain(place.name):
            raise BadMap(f"The place {place.key} needs a name.")
        rows[place.key] = Place(
            key=place.key,
            name=place.name,
            plain_name=plain(place.name),
            kind=place.kind,
            ward=wards[place.ward],
            latitude=at.latitude,
            longitude=at.longitude,
        )
        _check_fields(rows[place.key], but="ward")
    Place.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "plain_name", "kind", "ward", "latitude", "longitude"],
        batch_size=ROWS_AT_ONCE,
    )
    record(Audited.PLACES_LOADED, by=by, subject=Place(), places=len(rows))
    return len(rows)
