"""Which area set or area somebody means who names one, at the command line or in a file."""

from collections.abc import Iterable
from datetime import date

from wardmote.shared.geography.models import Area, AreaSet
from wardmote.shared.geography.rules.names import Nameable, named, there_is

from .placing import today

LONGEST_NAME = 200


class NotOnTheMap(LookupError):
    """No area set or area is called so, or several are. The message says what there is."""


def set_named(name: str) -> AreaSet:
    """Give the area set with this key or name, however capitals, hyphens and spaces stand.

    One that has ended is found as well. Raises NotOnTheMap, with what there is.
    """
    name = name[:LONGEST_NAME]
    sets = [(Nameable((s.key, s.name), s.name), s) for s in AreaSet.objects.all()]
    found = named(name, sets)
    if len(found) > 1:
        keys = ", ".join(s.key for s in found)
        raise NotOnTheMap(f"Several area sets are called “{name}”. Give the key of one: {keys}.")
    if not found:
        raise NotOnTheMap(f"There is no area set “{name}”. {there_is(name, (n for n, _ in sets))}")
    return found[0]


def area_named(name: str, area_set: AreaSet | None = None, on: date | None = None) -> Area:
    """Give the area with this key, name or national code, however capitals, hyphens and spaces stand.

    Looked for in the set given; without one, in the sets in force on a day (today when none is given), then in all.
    An area with the name of another area in a second set must be looked for with its set. Raises NotOnTheMap.
    """
    name = name[:LONGEST_NAME]
    areas = Area.objects.select_related("area_set").defer("boundary").order_by("name", "pk")
    where = f" in {area_set.name}" if area_set else ""
    if area_set:
        known = _nameable(areas.filter(area_set=area_set))
        found = named(name, known)
    else:
        known = _nameable(areas.filter(area_set__in=AreaSet.objects.in_force(on or today())))
        found = named(name, known) or named(name, _nameable(areas))
    if len(found) > 1:
        sets = ", ".join(f"{area.name} of “{area.area_set.name}” ({area.key})" for area in found)
        raise NotOnTheMap(
            f"Several areas are called “{name}”: {sets}. Say which set you mean, or give the key."
        )
    if not found:
        raise NotOnTheMap(f"There is no area “{name}”{where}. {there_is(name, (n for n, _ in known))}")
    return found[0]


def _nameable(areas: Iterable[Area]) -> list[tuple[Nameable, Area]]:
    return [(Nameable((area.key, area.name, area.code), area.name), area) for area in areas]
