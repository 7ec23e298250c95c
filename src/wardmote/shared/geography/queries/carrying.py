"""What carries on when wards are redrawn, asked before or after the new wards are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import shapely
from django.db.models import Q
from shapely.geometry import shape

from wardmote.shared.geography.models import AreaMember
from wardmote.shared.geography.rules.area_files import AreaFile
from wardmote.shared.geography.rules.carrying import Carrying, NewWard, OldWard, carry_on, followers
from wardmote.shared.geography.rules.coordinates import to_metres
from wardmote.shared.geography.rules.words import AreaKind

from .held import AreaRef, Borough, MappedSet, borough_now


class DrawnWard(NamedTuple):
    """A ward that is to come: how it is called, and its geometry in degrees where there is one."""

    key: str
    name: str
    code: str
    ground: Any = None


@dataclass(frozen=True, kw_only=True)
class CarriedSet:
    """A set of areas that goes on with new wards, and where each of them belongs from a day on."""

    key: str
    name: str
    since: date
    areas: Sequence[AreaRef]
    wards: Sequence[Carrying]

    @property
    def to_settle(self) -> Sequence[Carrying]:
        """The wards of which a person must say where they belong."""
        return [ward for ward in self.wards if ward.is_to_settle]


def wards_as_drawn(set_key: str) -> list[DrawnWard]:
    """Give the wards of a set that is kept, as `what_carries_on` asks for them."""
    found = borough_now().named(set_key)
    return [
        DrawnWard(area.ref.key, area.ref.name, area.code, area.boundary)
        for area in (found.areas if found else ())
    ]


def wards_in_file(file: AreaFile) -> list[DrawnWard]:
    """Give the wards of a file, as `what_carries_on` asks for them: their keys are their places in it."""
    return [
        DrawnWard(str(n), area.name, area.code, shape(dict(area.boundary)) if area.boundary else None)
        for n, area in enumerate(file.areas)
    ]


def wards_that_follow(on: date, new: Sequence[DrawnWard]) -> dict[int, tuple[str, ...]]:
    """Say as which wards that begin on a day each ward of the day before goes on: their keys by its row's id.

    Nothing for a ward of which a person must say it. Empty where no wards held the day before.
    """
    wards = borough_now().wards(on - timedelta(days=1))
    if wards is None:
        return {}
    before = [
        (str(w.ref.id), None if w.boundary is None else shapely.transform(w.boundary, to_metres))
        for w in wards.areas
    ]
    parts: dict[tuple[str, str], float] = {}
    follow = []
    for ward in new:
        ground = None if ward.ground is None else shapely.transform(ward.ground, to_metres)
        lay_in: dict[str, float] = {}
        for key, around in before:
            if ground is None or around is None:
                continue
            if common := float(shapely.area(shapely.intersection(ground, around))):
                lay_in[key], parts[key, ward.key] = common / ground.area, common / around.area
        follow.append(NewWard(key=ward.key, name=ward.name, code=ward.code, lay_in=lay_in))
    old = [OldWard(name=w.ref.name, code=w.code, area=str(w.ref.id)) for w in wards.areas]
    return {int(ward): tuple(keys) for ward, keys in followers(old, follow, parts).items()}


def what_carries_on(on: date, new: Sequence[DrawnWard]) -> list[CarriedSet]:
    """Say how every set made of the wards before a day would go on with the wards that begin on it.

    Nothing is changed. Sets that are drawn by boundaries of their own need no wards to go on. Sets that begin later,
    and were made of wards that by then are no more, go on from their own first day.
    """
    borough, eve = borough_now(), on - timedelta(days=1)
    wards = borough.wards(eve)
    if wards is None:
        return []
    names = {ward.ref.id: (ward.ref.name, ward.code) for ward in wards.areas}
    found = []
    for area_set in borough.sets:
        since = max(on, area_set.valid_from)
        day = since if area_set.valid_from >= on else eve
        goes_on = area_set.valid_until is None or area_set.valid_until > since
        made_of = {ward: areas for ward, areas in area_set.made_of(day).items() if ward in names}
        if area_set.kind not in (AreaKind.AREAS, AreaKind.LOCALITIES) or not (made_of and goes_on):
            continue
        old = [
            OldWard(name=name, code=code, area=made_of[ward][0].key if ward in made_of else "")
            for ward, (name, code) in names.items()
        ]
        lay_in = _lay_in(borough, area_set, new, day)
        found.append(
            CarriedSet(
                key=area_set.key,
                name=area_set.name,
                since=since,
                areas=[area.ref for area in area_set.areas],
                wards=carry_on(
                    old,
                    [
                        NewWard(key=ward.key, name=ward.name, code=ward.code, lay_in=lay_in.get(n, {}))
                        for n, ward in enumerate(new)
                    ],
                ),
            )
        )
    return found


def wards_to_settle(on: date) -> dict[str, frozenset[str]]:
    """Give, by the key of the set, the wards of a day of which somebody must say where they belong. One query.

    Since they were redrawn, they were placed in doubt, or could not be placed and still are in none.
    """
    borough = borough_now()
    wards = borough.wards(on)
    if wards is None:
        return {}
    found: dict[str, set[str]] = {}
    doubted = AreaMember.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on),
        is_in_doubt=True,
        valid_from__lte=on,
        ward__area_set__key=wards.key,
    )
    for key, ward in doubted.values_list("area__area_set__key", "ward__key"):
        found.setdefault(key, set()).add(ward)
    ids = {ward.ref.key: ward.ref.id for ward in wards.areas}
    for carried in what_carries_on(wards.valid_from, wards_as_drawn(wards.key)):
        area_set = borough.named(carried.key)
        placed = area_set.made_of(on) if area_set and area_set.holds(on) else ids.values()
        missing = {one.ward for one in carried.to_settle if ids[one.ward] not in placed}
        found.setdefault(carried.key, set()).update(missing)
    return {key: frozenset(wards) for key, wards in found.items() if wards}


def _lay_in(
    borough: Borough, area_set: MappedSet, new: Iterable[DrawnWard], day: date
) -> dict[int, dict[str, float]]:
    """Measure how much of each new ward's ground lay in each area."""
    drawn = [
        (area.ref.key, shapely.transform(ground, to_metres))
        for area in area_set.areas
        if (ground := borough.geometry(area, day)) is not None
    ]
    shares: dict[int, dict[str, float]] = {}
    for n, ward in enumerate(new):
        if ward.ground is None:
            continue
        ground = shapely.transform(ward.ground, to_metres)
        for area, around in drawn:
            if common := shapely.area(shapely.intersection(ground, around)):
                shares.setdefault(n, {})[area] = float(common / ground.area)
    return shares
