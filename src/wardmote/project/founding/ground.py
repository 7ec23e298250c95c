"""The ground of a set-up in the order of its years: wards, the sets made of them, and what became of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from shapely.geometry import mapping, shape
from shapely.ops import unary_union

from wardmote.kernel.actor import Actor
from wardmote.shared.geography import actions as map_actions
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.actions import Finding, Ground
from wardmote.shared.geography.queries import NotOnTheMap
from wardmote.shared.geography.rules.area_files import read_memberships
from wardmote.shared.geography.rules.focus import FindingKind
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.actions import OnTheMap

from .folder import Adjustment, Areas, Asked, Change, Fault, Faulty, FocusPlace, Folder, Found, Wards
from .running import Part, counted

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area


def parts_of_the_ground(folder: Folder, *, by: Actor) -> list[Part]:
    """Give the parts of the ground by their days, so that areas go on with the wards that follow."""
    plan = folder.plan
    ward_files = tuple(wards.file for wards in plan.wards)
    dated: list[tuple[date, int, Part]] = []

    def add(since: date, rank: int, name: str, use: Callable[[], str], *needs: str) -> None:
        dated.append((since, rank, Part(file=name, use=use, needs=needs)))

    for wards in plan.wards:
        add(wards.since, 0, wards.file, partial(_use_wards, by, folder, wards))
    for areas in plan.areas:
        before = tuple(w.file for w in plan.wards if w.since <= areas.since)
        add(areas.since, 1, areas.file, partial(_use_areas, by, folder, areas), *before)
        for change in areas.changes:
            add(change.since, 2, change.file, partial(_use_change, by, folder, areas, change), areas.file)
    by_day = [part for _, _, part in sorted(dated, key=lambda one: one[:2])]
    for areas in plan.areas:
        if areas.adjustments:
            name = f"adjustments-of-{areas.file}"
            use = partial(_use_adjustments, by, folder, areas)
            by_day.append(Part(file=name, use=use, needs=(areas.file, *ward_files)))
    for areas in plan.areas:
        if areas.places:
            name = f"places-in-{areas.file}"
            needs = tuple(other.file for other in plan.areas)
            by_day.append(Part(file=name, use=partial(_use_places, by, areas), needs=(*needs, *ward_files)))
    return by_day


def _use_wards(by: Actor, folder: Folder, wards: Wards) -> str:
    file = geography.read_boundaries(folder.content(wards.file), column=wards.names_in)
    if file.wrong:
        raise Faulty(*(Fault(file=wards.file, sentence=f"{area.name}: {area.wrong}") for area in file.wrong))
    return _drawn(actions.draw_wards(by=by, name=wards.name, since=wards.since, file=file), "ward")


def _use_areas(by: Actor, folder: Folder, areas: Areas) -> str:
    if areas.file.endswith(".csv"):
        made = actions.make_up_areas(
            by=by,
            name=areas.name,
            kind=areas.kind,
            since=areas.since,
            made_of=_table(folder, areas.file, areas.since),
        )
    else:
        file = geography.read_boundaries(folder.content(areas.file), column=areas.names_in)
        made = actions.make_up_areas(by=by, name=areas.name, kind=areas.kind, since=areas.since, file=file)
    said = _drawn(made, "area")
    held = geography.set_since(areas.name, areas.since)
    if areas.until and held and held.valid_until is None:
        actions.end_areas(by=by, key=held.key, on=areas.until)
    return f"{areas.name}: {said}" if said else ""


def _use_change(by: Actor, folder: Folder, areas: Areas, change: Change) -> str:
    key = _key(areas)
    known = {area.name: area.key for area in geography.areas_of_set(key)}
    wards = {ward.name: ward.key for ward in geography.areas_in_force(change.since, AreaKind.WARDS)}
    table = _table(folder, change.file, change.since)
    if unknown := [area for area in table if area not in known]:
        raise Faulty(Fault(file=change.file, sentence=f"“{areas.name}” have no area {', '.join(unknown)}."))
    placed = {wards[ward]: known[area] for area, parts in table.items() for ward in parts}
    changed = map_actions.recompose_areas(by=by, key=key, on=change.since, wards=placed)
    return f"{counted(changed, 'ward')} changed" if changed else ""


def _use_adjustments(by: Actor, folder: Folder, areas: Areas) -> str:
    before = geography.count_adjustments()
    for wanted in areas.adjustments:
        made = map_actions.adjust_areas(
            by=by,
            gives=_area(wanted.gives, areas),
            receives=_area(wanted.receives, areas),
            ground=_ground(folder, wanted),
            on=wanted.since,
            reason=wanted.reason,
        )
        if wanted.until and made.valid_until != wanted.until:
            map_actions.end_adjustment(by=by, adjustment=made, on=wanted.until)
    new = geography.count_adjustments() - before
    return f"{areas.name}: {counted(new, 'adjustment')} made" if new else ""


def _use_places(by: Actor, areas: Areas) -> str:
    before = geography.map_version()
    for place in areas.places:
        focus = map_actions.set_place_of_focus(
            by=by,
            area=_area(place.name, areas),
            inside=_named(place.inside, place.since),
            since=place.since,
            review_on=place.review_on,
            findings=_findings(place),
        )
        if place.until and focus.valid_until is None:
            map_actions.end_place_of_focus(by=by, focus=focus, on=place.until, why=place.why_ended)
    changed = geography.map_version() != before
    return f"{areas.name}: {counted(len(areas.places), 'place')} of focus set" if changed else ""


def _findings(place: FocusPlace) -> list[Finding]:
    def finding(kind: FindingKind, found: Found) -> Finding:
        asked = found if isinstance(found, Asked) else None
        return Finding(
            kind=kind,
            on=found.day,
            words=found.words,
            link=found.link,
            asked=asked.asked if asked else "",
            answered=asked.answered if asked else None,
        )

    return [
        *(finding(FindingKind.EVIDENCE, found) for found in place.evidence),
        *(finding(FindingKind.CONSULTATION, found) for found in place.consultation),
    ]


def _ground(folder: Folder, wanted: Adjustment) -> Ground:
    if wanted.code:
        block = geography.small_area_coded(wanted.code)
        if block is None:
            raise Faulty(
                Fault(
                    file=wanted.name, sentence=f"No small area has the code {wanted.code}. Load them first."
                )
            )
        return Ground(wanted.name, block)
    read = geography.read_boundaries(folder.content(wanted.file)) if wanted.file else None
    if read is None or not read.is_usable:
        raise Faulty(
            Fault(file=wanted.file or wanted.name, sentence="Say which ground: a “code:” or a “file:”.")
        )
    piece = unary_union([shape(dict(area.boundary or {})) for area in read.areas])
    return Ground(wanted.name, piece=mapping(piece))


def _key(areas: Areas) -> str:
    held = geography.set_since(areas.name, areas.since)
    if held is None:
        raise Faulty(Fault(file=areas.file, sentence=f"“{areas.name}” are not on the map."))
    return held.key


def _area(name: str, areas: Areas) -> Area:
    try:
        return geography.area_named(name, geography.set_since(areas.name, areas.since))
    except NotOnTheMap as error:
        raise Faulty(Fault(file=areas.file, sentence=str(error))) from error


def _named(name: str, on: date) -> Area:
    try:
        return geography.area_named(name, on=on)
    except NotOnTheMap as error:
        raise Faulty(Fault(file=name, sentence=str(error))) from error


def _table(folder: Folder, name: str, since: date) -> dict[str, list[str]]:
    wards = {ward.name: ward.code for ward in geography.areas_in_force(since, AreaKind.WARDS)}
    table = read_memberships(folder.content(name), wards=wards)
    if table.faults:
        raise Faulty(*(Fault(file=name, row=fault.row, sentence=fault.sentence) for fault in table.faults))
    return {area: list(parts) for area, parts in table.areas.items()}


def _drawn(on_the_map: OnTheMap, what: str) -> str:
    return counted(on_the_map.areas, what) if on_the_map.changed else ""
