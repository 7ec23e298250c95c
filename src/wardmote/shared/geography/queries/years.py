"""Sets and areas of any year: those in force, those before and to come, and what became of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import shapely

from wardmote.shared.geography.models import Area, AreaAdjustment, AreaSet, PlaceOfFocus
from wardmote.shared.geography.rules.composition import SLIVER
from wardmote.shared.geography.rules.coordinates import to_metres
from wardmote.shared.geography.rules.words import ALIKE, DIVIDING, AreaKind, plain

from .held import AreaRef, Borough, Mapped, MappedSet, borough_now
from .locating import Branch
from .placing import today


class DatedSet(NamedTuple):
    """An area set of any year: its dates, how it stands on the day of the question, and its areas on a day it held."""

    key: str
    name: str
    kind: str
    valid_from: date
    valid_until: date | None
    on: date
    areas: tuple[Branch, ...]

    @property
    def holds(self) -> bool:
        """Whether it is in force today."""
        return self.on == today()

    @property
    def is_to_come(self) -> bool:
        """Whether it begins on a later day."""
        return self.valid_from > today()

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, where one is known."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None


class Overlap(NamedTuple):
    """Another area that shares ground with one, and what percent of the one and of the other that is."""

    area: AreaRef
    percent: int
    percent_of_other: int


class Period(NamedTuple):
    """A time over which an area was made of the same wards; without a last day, until now and on."""

    first_day: date
    last_day: date | None
    wards: tuple[AreaRef, ...]


@dataclass(frozen=True, kw_only=True)
class OverYears:
    """What an area was part of or made from, and what it became: by set, the nearest in time first."""

    before: Sequence[tuple[DatedSet, Sequence[Overlap]]]
    after: Sequence[tuple[DatedSet, Sequence[Overlap]]]


def sets_over_the_years() -> list[DatedSet]:
    """Give every set that divides the borough or did or will: the newest first, wards last."""
    borough = borough_now()
    found = [_dated(borough, each) for each in borough.sets if each.kind in DIVIDING]
    return sorted(found, key=lambda s: (s.kind == AreaKind.WARDS, -s.valid_from.toordinal(), s.key))


def set_of_years(key: str, on: date | None = None) -> DatedSet | None:
    """Give one set that divides the borough, as it is on a day, or else on the nearest day that it holds."""
    borough = borough_now()
    found = borough.named(key)
    return _dated(borough, found, on) if found and found.kind in DIVIDING else None


def set_since(name: str, since: date) -> AreaSet | None:
    """Give the set of this name that began on a day, ended or not."""
    return next((s for s in AreaSet.objects.filter(valid_from=since) if plain(s.name) == plain(name)), None)


def over_the_years(area_id: int) -> OverYears:
    """Say what an area's ground was part of before its set began and became after it ended, or lies in now.

    Sets of the same kind are compared, Areas with localities too; slivers are left out.
    """
    borough = borough_now()
    area = borough.by_id.get(area_id)
    mine = borough.named(area.ref.area_set) if area else None
    if area is None or mine is None or mine.kind == AreaKind.FOCUS:
        return OverYears(before=(), after=())
    alike = ALIKE.get(AreaKind(mine.kind), {AreaKind(mine.kind)})
    own = borough.geometry(area, _held_on(mine))
    before: list[tuple[DatedSet, Sequence[Overlap]]] = []
    after: list[tuple[DatedSet, Sequence[Overlap]]] = []
    for other in borough.sets:
        if other.key == mine.key or other.kind not in alike or own is None:
            continue
        earlier = other.valid_from < mine.valid_from
        day = _nearest_day(other, mine.valid_from - timedelta(days=1)) if earlier else other.valid_from
        if overlaps := _overlaps(borough, own, other, day):
            (before if earlier else after).append((_dated(borough, other, day), overlaps))
    before.sort(key=lambda one: one[0].valid_from, reverse=True)
    after.sort(key=lambda one: one[0].valid_from)
    return OverYears(before=before, after=after)


def periods(area_id: int) -> list[Period]:
    """Give the times over which an area was made of the same wards, the newest first. Wards have none."""
    borough = borough_now()
    area = borough.by_id.get(area_id)
    mine = borough.named(area.ref.area_set) if area else None
    if area is None or mine is None:
        return []
    days = {day for _, start, end in area.members for day in (start, end) if day is not None}
    within = sorted(d for d in days if mine.valid_until is None or d < mine.valid_until)
    ends = [*within[1:], mine.valid_until] if within else []
    found = [
        Period(start, end - timedelta(days=1) if end else None, _wards(borough, area, start))
        for start, end in zip(within, ends, strict=True)
    ]
    return found[::-1]


def adjustments_of(area_ids: Sequence[int]) -> Sequence[AreaAdjustment]:
    """Give the adjustments by which these areas gave or received ground, of any time."""
    found = AreaAdjustment.objects.select_related("gives__area_set", "receives__area_set", "block")
    return list(found.filter(gives__in=area_ids) | found.filter(receives__in=area_ids))


def count_adjustments() -> int:
    """Give the number of adjustments there ever were."""
    return AreaAdjustment.objects.count()


def small_area_coded(code: str) -> Area | None:
    """Give the newest small area with a code."""
    areas = Area.objects.filter(code=code, area_set__kind=AreaKind.SMALL_AREAS.value)
    return areas.select_related("area_set").order_by("-area_set__valid_from").first()


def focus_of(area_id: int) -> PlaceOfFocus | None:
    """Give what is written down of a Place of Focus, with its findings; None where nothing is."""
    found = PlaceOfFocus.objects.select_related("area__area_set", "inside__area_set")
    return found.prefetch_related("findings").filter(pk=area_id).first()


def places_of_focus_in(area_id: int) -> Sequence[PlaceOfFocus]:
    """Give the Places of Focus that lie in an Area or did, the newest first."""
    found = PlaceOfFocus.objects.filter(inside=area_id).select_related("area__area_set")
    return list(found.order_by("-valid_from", "area__name"))


def _held_on(area_set: MappedSet) -> date:
    return _nearest_day(area_set, today())


def _nearest_day(area_set: MappedSet, on: date) -> date:
    """The day itself where the set holds then, else its first or last."""
    last = area_set.valid_until - timedelta(days=1) if area_set.valid_until else on
    return max(area_set.valid_from, min(on, last))


def _dated(borough: Borough, area_set: MappedSet, on: date | None = None) -> DatedSet:
    day = _nearest_day(area_set, on or today())
    shown = area_set.areas if area_set.kind == AreaKind.FOCUS else [a for a in area_set.areas if a.holds(day)]
    return DatedSet(
        area_set.key,
        area_set.name,
        area_set.kind,
        area_set.valid_from,
        area_set.valid_until,
        day,
        tuple(Branch(area.ref, _wards(borough, area, day)) for area in shown),
    )


def _wards(borough: Borough, area: Mapped, on: date) -> tuple[AreaRef, ...]:
    return tuple(sorted((borough.by_id[ward].ref for ward in area.wards(on)), key=lambda ward: ward.name))


def _overlaps(borough: Borough, own: Any, other: MappedSet, on: date) -> list[Overlap]:
    ground = shapely.transform(own, to_metres)
    found = []
    for area in other.areas:
        theirs = borough.geometry(area, on)
        if theirs is None or not shapely.intersects(own, theirs):
            continue
        theirs = shapely.transform(theirs, to_metres)
        common = shapely.area(shapely.intersection(ground, theirs))
        if common >= SLIVER * min(ground.area, theirs.area):
            found.append(
                Overlap(area.ref, round(100 * common / ground.area), round(100 * common / theirs.area))
            )
    return sorted(found, key=lambda one: (-one.percent, one.area.name))
