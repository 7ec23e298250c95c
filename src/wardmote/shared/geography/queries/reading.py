"""How a record reads under the areas of its day, and under those of today."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import shapely

from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import ALIKE, AreaKind

from .held import AreaRef, borough_lately, borough_now
from .placing import place_many, today


class WardSpan(NamedTuple):
    """A ward, and the days from which and until which what was told of it reads under an area; None for all days."""

    ward: int
    since: date | None = None
    until: date | None = None


class ThenAndNow(NamedTuple):
    """The Areas and localities that a spot lay in on a day, and those it lies in today."""

    then: tuple[AreaRef, ...]
    now: tuple[AreaRef, ...]

    @property
    def differ(self) -> bool:
        """Whether what was told that day reads under others today."""
        return self.then != self.now


def reads_under_today(area_id: int) -> list[WardSpan]:
    """Give the wards of any year whose matters read under an area as the areas are today: those of `read_as`.

    Small adjustments do not split a ward.
    """
    area = borough_now().by_id.get(area_id)
    if area is None:
        return []
    now = area.wards(today()) or ({area.ref.id} if area.ref.kind == AreaKind.WARDS else frozenset())
    return [WardSpan(ward) for ward in sorted(read_as(now))]


def read_as(wards: Collection[int]) -> Mapping[int, int]:
    """Give the wards of any year whose matters are counted with these wards of today, each with the one it goes with.

    They go with themselves; a ward that is no more goes with the one that holds most of its ground. No query while
    the map stands.
    """
    asked = set(wards)
    return {old: new for old, new in wards_today().items() if new in asked} | {ward: ward for ward in asked}


def wards_today() -> Mapping[int, int]:
    """Give, for wards of other years, the ward of today that holds most of their ground. No query as above."""
    return _wards_on(borough_lately().fingerprint, today())


@lru_cache(maxsize=2)
def _wards_on(_version: str, on: date) -> Mapping[int, int]:
    borough = borough_lately()
    now = borough.wards(on)
    others = [each for each in borough.sets if each.kind == AreaKind.WARDS and each is not now]
    found: dict[int, int] = {}
    if now is None:
        return found
    tree, numbers = now.tree
    for ward in [ward for each in others for ward in each.areas]:
        ground = ward.boundary or shapely.Point(ward.inside.longitude, ward.inside.latitude)
        near = [now.by_key[numbers[i]] for i in tree.query(ground, predicate="intersects")]
        if near:
            follower = max(near, key=lambda each: shapely.area(shapely.intersection(each.boundary, ground)))
            found[ward.ref.id] = follower.ref.id
    return found


def read_under_then(area_id: int) -> list[WardSpan]:
    """Give the wards whose matters read under an area as the areas were when they were told, with the days of each."""
    area = borough_now().by_id.get(area_id)
    if area is None:
        return []
    if area.ref.kind == AreaKind.WARDS:
        return [WardSpan(area.ref.id)]
    return [WardSpan(ward, start, end) for ward, start, end in area.members]


def areas_then_and_now(on: date, *, at: Position | None, ward_id: int | None) -> ThenAndNow:
    """Say in which Areas and localities a record lay on its day, and lies today.

    By its position where that is given, else by the middle of its ward. No query while the map stands.
    """
    borough = borough_now()
    ward = borough.by_id.get(ward_id) if ward_id else None
    spot = at or (ward.inside if ward else None)
    if spot is None:
        return ThenAndNow((), ())
    then, now = (
        tuple(
            area
            for layer in place_many([spot], day, borough=borough).layers
            if layer.area_set.kind in ALIKE
            for area in layer.found.get(0, ())
        )
        for day in (on, today())
    )
    return ThenAndNow(then, now)
