"""The ground of the partnership from files: its wards, and the ways they are put together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely
from django.db import transaction
from shapely.geometry import shape

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import NotReady
from wardmote.shared.geography import actions as geography
from wardmote.shared.geography import queries as ground
from wardmote.shared.geography.actions import BadMap, NewArea
from wardmote.shared.geography.rules.area_files import AreaFile
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import DIVIDING, AreaKind, plain

from ..audit import Audited
from ..models import Partnership
from ..permissions import Permission
from .new_wards import go_on_in_new_wards

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area, AreaSet


class OnTheMap(NamedTuple):
    """How many areas a set has now, and whether anything of it was changed."""

    areas: int
    changed: bool


@transaction.atomic
def draw_wards(*, by: Actor, name: str, since: date, file: AreaFile) -> OnTheMap:
    """Make the areas of a file the wards from a day on. Doing it again changes nothing.

    Wards that hold since an earlier day end on that day, and the areas made of them, what teams
    take in them and the roles held in them go on with these. Those of the
    same or a later day are replaced, each keeping its row by its name. Where the partnership has no middle yet, it is
    theirs. Raises BadMap or NotReady.
    """
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    partnership = lock(Partnership.objects.get())
    name = _named(name)
    ended = ground.set_since(name, since)
    if ended is not None and ended.valid_until is not None and ended.kind == AreaKind.WARDS:
        return _as_it_ended(ended, _areas(file, _known(ended.key)))
    here = ground.sets_held().filter(kind=AreaKind.WARDS.value).first()
    ends = here is not None and here.valid_from < since
    if here is not None and not ends:
        _check_mends(here, name, since, file)
    key = here.key if here is not None and not ends else _free_key(name)
    areas = _areas(file, _known(key))
    if _stands(key, name, AreaKind.WARDS, since, areas):
        return OnTheMap(len(areas), changed=False)
    if here is not None and ends:
        geography.end_area_set(by=by, key=here.key, on=since)
    geography.replace_area_set(by=by, key=key, name=name, kind=AreaKind.WARDS, valid_from=since, areas=areas)
    geography.carry_over(by=by, on=since)
    go_on_in_new_wards(by=by, on=since)
    if partnership.latitude is None:
        west, south, east, north = shapely.total_bounds([shape(dict(a.boundary or {})) for a in areas])
        partnership.latitude, partnership.longitude = (south + north) / 2, (west + east) / 2
        partnership.save(update_fields=["latitude", "longitude"])
    record(Audited.WARDS_DRAWN, by=by, subject=partnership, areas=len(areas), set=key)
    return OnTheMap(len(areas), changed=True)


@transaction.atomic
def make_up_areas(
    *,
    by: Actor,
    name: str,
    kind: AreaKind,
    since: date,
    made_of: Mapping[str, Sequence[str]] | None = None,
    file: AreaFile | None = None,
) -> OnTheMap:
    """Divide the borough in one more way: areas made of wards, by names, or drawn in a file.

    A set of this name that holds already is replaced, or made of other wards from a later day on, with what was
    before kept; doing it again changes nothing. A drawn area belongs to the wards whose middle lies in it, a Place of
    Focus to the ward it lies in. Raises BadMap or NotReady.
    """
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    partnership = lock(Partnership.objects.get())
    name = _named(name)
    wards = {area.name: area for area in ground.areas_in_force(since, AreaKind.WARDS)}
    if not wards and kind in DIVIDING:
        raise NotReady(
            "No wards hold on that day. Load the wards first, or choose a later day.", field="since"
        )
    held = ground.set_since(name, since) or _held(name)
    if held is not None and held.valid_from < since:
        return _made_of_others(by, held, since, made_of, wards)
    key = held.key if held else _free_key(name)
    if file is not None:
        file = file.around() if kind == AreaKind.NEIGHBOURS else file
        areas = [_placed(area, kind, since, wards) for area in _areas(file, _known(key))]
    else:
        keys = _keys(made_of or {}, _known(key))
        areas = [
            NewArea(
                key=keys[area],
                name=area,
                inside=Position(wards[parts[0]].latitude, wards[parts[0]].longitude),
                wards=[wards[part].key for part in parts],
            )
            for area, parts in (made_of or {}).items()
        ]
    if held is not None and held.valid_until is not None:
        return _as_it_ended(held, areas)
    if _stands(key, name, kind, since, areas):
        return OnTheMap(len(areas), changed=False)
    geography.replace_area_set(by=by, key=key, name=name, kind=kind, valid_from=since, areas=areas)
    record(Audited.AREAS_MADE_UP, by=by, subject=partnership, areas=len(areas), set=key)
    return OnTheMap(len(areas), changed=True)


@transaction.atomic
def end_areas(*, by: Actor, key: str, on: date) -> None:
    """End a set of areas on a day; wards are ended by those that follow them. Raises NotReady with what to do."""
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    partnership = lock(Partnership.objects.get())
    ending = ground.sets_held().get(key=key)
    if ending.kind == AreaKind.WARDS:
        raise NotReady("Wards end on the day the next ones begin. Bring those.", field="on")
    try:
        geography.end_area_set(by=by, key=key, on=on)
    except BadMap as refused:
        raise NotReady(str(refused), field="on") from refused
    record(Audited.AREAS_ENDED, by=by, subject=partnership, set=key, on=on.isoformat())


def _check_mends(here: AreaSet, name: str, since: date, file: AreaFile) -> None:
    """Raise NotReady where wards would take the place of others from their own first day on, but are other wards."""
    if plain(here.name) == plain(name):
        return
    if here.valid_from > since:
        raise NotReady(
            f"“{here.name}” hold from {here.valid_from:%-d %B %Y}. Bring the wards of one year after the other; to let"
            " these begin earlier, give their name.",
            field="since",
        )
    known = {word for area in ground.areas_of_set(here.key) for word in (plain(area.name), area.code)}
    same = [area for area in file.areas if plain(area.name) in known or (area.code and area.code in known)]
    if len(same) * 2 <= len(file.areas):
        raise NotReady(
            f"“{here.name}” hold from that day, and most of these are other wards. To put these in their place, give"
            " their name; if they are the wards around, bring them as neighbours.",
            field="name",
        )


def _named(name: str) -> str:
    return wording.line(name, field="name", called="a name for the set", longest=200, required=True)


def _free_key(name: str) -> str:
    return wording.key_from(name, otherwise="areas", taken=ground.keys_of_sets())


def _held(name: str) -> AreaSet | None:
    """The set of this name that holds, or will."""
    others = ground.sets_held().exclude(kind=AreaKind.WARDS.value)
    return next((held for held in others if plain(held.name) == plain(name)), None)


def _made_of_others(
    by: Actor,
    held: AreaSet,
    since: date,
    made_of: Mapping[str, Sequence[str]] | None,
    wards: Mapping[str, Area],
) -> OnTheMap:
    """Put every ward of a day where a table says, from that day on. Raises NotReady where that cannot be."""
    if made_of is None:
        raise NotReady(
            f"“{held.name}” hold since {held.valid_from:%-d %B %Y}. To mend their boundaries, give that day. For new"
            " boundaries from a later day, give them a name of their own, and end these.",
            field="since",
        )
    known = _known(held.key)
    if unknown := [area for area in made_of if plain(area) not in known]:
        raise NotReady(
            f"“{held.name}” have no area called {', '.join(unknown[:5])}. To put wards into other areas from a day on,"
            " name the areas as they are; for new ones, give the set a name of its own, and end these.",
            field="since",
        )
    placed = {ward: known[plain(area)] for area, parts in made_of.items() for ward in parts}
    changed = geography.recompose_areas(
        by=by,
        key=held.key,
        on=since,
        wards={ward.key: placed.get(name, "") for name, ward in wards.items()},
    )
    return OnTheMap(len(made_of), changed=bool(changed))


def _known(key: str) -> dict[str, str]:
    """The keys of a set's areas by their plain names."""
    return {plain(area.name): area.key for area in ground.areas_of_set(key)}


def _keys(names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """A key for each name: the one it has, or a free one made from it."""
    keys = {name: known[plain(name)] for name in names if plain(name) in known}
    taken = set(known.values())
    for name in names:
        if name not in keys:
            keys[name] = wording.key_from(name, otherwise="area", taken=taken)
            taken.add(keys[name])
    return keys


def _areas(file: AreaFile, known: Mapping[str, str]) -> list[NewArea]:
    if not file.is_usable:
        raise BadMap(
            " ".join(f"{area.name}: {area.wrong}" for area in file.wrong[:1]) or "It holds no areas."
        )
    keys = _keys([area.name for area in file.areas], known)
    return [
        NewArea(
            key=keys[area.name], name=area.name, inside=area.inside, code=area.code, boundary=area.boundary
        )
        for area in file.areas
        if area.inside is not None
    ]


def _placed(area: NewArea, kind: AreaKind, since: date, wards: Mapping[str, Area]) -> NewArea:
    """The area with the wards it is made of: those whose middle it holds, or the one that holds its own."""
    if kind not in DIVIDING:
        return area
    if kind == AreaKind.FOCUS:
        ward = ground.locate(*area.inside, on=since).ward
        return replace(area, wards=[ward.key] if ward else [])
    ground_of_it = shape(dict(area.boundary or {}))
    within = [w for w in wards.values() if ground_of_it.intersects(shapely.Point(w.longitude, w.latitude))]
    return replace(area, wards=[ward.key for ward in within])


def _as_it_ended(ended: AreaSet, areas: Sequence[NewArea]) -> OnTheMap:
    """Leave a set that has ended as it is. Raises NotReady where it is to be another."""
    if _stands(ended.key, ended.name, AreaKind(ended.kind), ended.valid_from, areas):
        return OnTheMap(len(areas), changed=False)
    raise NotReady(
        f"“{ended.name}” ended on {ended.valid_until:%-d %B %Y}. What happened in them stays as it was.",
        field="since",
    )


def _stands(key: str, name: str, kind: AreaKind, since: date, areas: Sequence[NewArea]) -> bool:
    """Whether the set is just so already, or was so on its first day and is made of others since."""
    held = ground.set_held(key)
    if held is None or (held.name, held.kind, held.valid_from) != (name, kind, since):
        return False
    now = {
        area.key: _facts(
            area.name,
            area.code,
            area.boundary,
            [m.ward.key for m in area.members.all() if m.valid_from == held.valid_from],
        )
        for area in ground.areas_of_set(key)
    }
    return now == {area.key: _facts(area.name, area.code, area.boundary, area.wards) for area in areas}


def _facts(name: str, code: str, boundary: Mapping[str, Any] | None, wards: Iterable[str]) -> object:
    return name, code, json.dumps(boundary, sort_keys=True), sorted(wards)
