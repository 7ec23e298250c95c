"""Where positions lie, and how the borough is divided on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from wardmote.shared.geography.models import Area, AreaSet, Postcode
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import DIVIDING, AreaKind

from .held import AreaRef, borough_now
from .placing import place_many, today


@dataclass(frozen=True)
class Location:
    """Where a position lies.

    ``areas`` has one area of every set in force that reaches it, and every Place of Focus, wards first.
    Outside every ward, ``ward`` is None, and ``nearest_ward`` is ``metres_outside`` away; the position lies in this
    ``direction`` from it. ``small_areas`` has one of every census whose small areas are held, and ``neighbours``
    whose ground it is when it is not ours.
    """

    position: Position
    ward: AreaRef | None
    areas: tuple[AreaRef, ...]
    nearest_ward: AreaRef | None
    metres_outside: float
    direction: str = ""
    small_areas: tuple[AreaRef, ...] = ()
    neighbours: tuple[AreaRef, ...] = ()

    @property
    def inside_borough(self) -> bool:
        """The position lies in a ward."""
        return self.ward is not None

    @property
    def ward_id(self) -> int | None:
        """The id of the ward's row; None outside the borough."""
        return self.ward.id if self.ward else None

    @property
    def area_ids(self) -> tuple[int, ...]:
        """The ids of the rows of all areas that hold the position, the ward among them."""
        return tuple(area.id for area in self.areas)


class Branch(NamedTuple):
    """An area and the wards it is made of on a day. A ward is made of none; a Place of Focus lies in them."""

    area: AreaRef
    wards: tuple[AreaRef, ...]


class Division(NamedTuple):
    """An area set in force, and its areas by name."""

    key: str
    name: str
    kind: str
    areas: tuple[Branch, ...]


class Shape(NamedTuple):
    """An area as it is drawn: geometry in degrees (longitude, latitude) and a point inside."""

    area: AreaRef
    geometry: Any
    inside: Position
    is_schematic: bool


def locate(latitude: float, longitude: float, on: date | None = None) -> Location:
    """Say which ward and areas hold a position on a day (today when none is given).

    Raises NoSuchPosition when the numbers are not on the globe. One small query at most while the map stands.
    """
    return locate_many([Position(latitude, longitude)], on)[0]


def locate_many(positions: Sequence[Position], on: date | None = None) -> list[Location]:
    """Locate many positions at once, in the order given; much faster than one by one.

    Raises NoSuchPosition when any is not on the globe. Where only some area set is asked for, or codes and no rows,
    `place_many` is faster still.
    """
    if not positions:
        return []
    placed = place_many(positions, on)
    areas_at: list[tuple[AreaRef, ...]] = [()] * len(positions)
    around = {kind: list(areas_at) for kind in (AreaKind.SMALL_AREAS, AreaKind.NEIGHBOURS)}
    for layer in placed.layers:
        found = around.get(AreaKind(layer.area_set.kind), areas_at)
        for point, areas in layer.found.items():
            found[point] += areas
    ward_at = placed.wards.found if placed.wards else {}
    return [
        Location(
            Position(*at),
            ward_at.get(i, _NOWHERE)[0],
            areas_at[i],
            *(placed.outside.get(i) or (ward_at.get(i, _NOWHERE)[0], 0.0, "")),
            around[AreaKind.SMALL_AREAS][i],
            () if i in ward_at else around[AreaKind.NEIGHBOURS][i],
        )
        for i, at in enumerate(positions)
    ]


_NOWHERE = (None,)


def areas_in_force(on: date | None = None, kind: AreaKind | None = None) -> QuerySet[Area]:
    """Give the areas of every set that divides the borough on a day (today when none is given), or of one kind.

    Small areas and neighbours only where they are asked for.
    """
    found = Area.objects.filter(area_set__in=AreaSet.objects.in_force(on or today())).select_related(
        "area_set"
    )
    return found.filter(area_set__kind__in=[each.value for each in ([kind] if kind else DIVIDING)])


def set_held(key: str) -> AreaSet | None:
    """Give the area set with this key, whether it holds today or not."""
    return AreaSet.objects.filter(key=key).first()


def sets_held() -> QuerySet[AreaSet]:
    """Give the area sets that no last day is set for: those that hold today, and those that will."""
    return AreaSet.objects.filter(valid_until=None)


def areas_of_set(key: str) -> QuerySet[Area]:
    """Give the areas of a set, whether it holds today or not, each with the wards it is made of."""
    return Area.objects.filter(area_set__key=key).prefetch_related("members__ward")


def keys_of_sets() -> frozenset[str]:
    """Give the keys of all area sets there ever were."""
    return frozenset(AreaSet.objects.values_list("key", flat=True))


def areas_numbered(ids: Sequence[int]) -> QuerySet[Area]:
    """Give the areas with these ids, whether in force or not."""
    return Area.objects.filter(pk__in=ids).select_related("area_set")


def area_tree(on: date | None = None, kinds: Collection[AreaKind] = DIVIDING) -> tuple[Division, ...]:
    """Give every set in force on a day, with its areas and their wards, wards first.

    Small areas and neighbours only where their kinds are asked for.
    """
    on = on or today()
    borough = borough_now()
    return tuple(
        Division(
            area_set.key,
            area_set.name,
            area_set.kind,
            tuple(
                Branch(area.ref, tuple(sorted((borough.by_id[w].ref for w in area.wards(on)), key=_by_name)))
                for area in area_set.areas
                if area.holds(on)
            ),
        )
        for area_set in borough.in_force(on)
        if area_set.kind in kinds
    )


def _by_name(area: AreaRef) -> str:
    return area.name


def shapes(set_key: str, on: date | None = None) -> tuple[Shape, ...]:
    """Give the areas of a set that can be drawn, by name; none when there is no such set.

    An area is drawn by its own boundary, or else as the union of its wards on that day.
    """
    on = on or today()
    borough = borough_now()
    drawn = []
    for area_set in borough.sets:
        for area in area_set.areas if area_set.key == set_key else ():
            if not area.holds(on):
                continue
            geometry = borough.geometry(area, on)
            if geometry is not None:
                sketched = area.is_schematic or any(borough.by_id[w].is_schematic for w in area.wards(on))
                drawn.append(Shape(area.ref, geometry, area.inside, sketched))
    return tuple(drawn)


def has_postcodes() -> bool:
    """Say whether a list of postcodes was loaded."""
    return Postcode.objects.exists()


def count_postcodes() -> int:
    """Give the number of postcodes that are known."""
    return Postcode.objects.count()


def map_version() -> str:
    """Give a short text that changes whenever the map does; for caches."""
    return borough_now().fingerprint
