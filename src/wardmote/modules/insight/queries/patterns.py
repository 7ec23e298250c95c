"""What patterns are found in: one circle's matters, and the ground under them. Only the platform looks like this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.rules.met import Met
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import Division
from wardmote.shared.geography.rules.addresses import uprn_in
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships import queries as partnerships

from ..models import Pattern
from ..permissions import Permission
from ..rules import Kind, Topic
from ..rules.patterns import (
    HISTORY,
    MET_OVER,
    Circle,
    Declared,
    Found,
    Looked,
    PatternKind,
    Pieces,
    Somebody,
    in_squares,
)
from ..rules.patterns.saying import Told
from .held import figures_at, indicators

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area

_BEFORE = 2 * HISTORY
"""So much is read before the first day that is looked at: what is compared with."""


def looked_at(
    actor: Actor,
    circle: Circle,
    *,
    since: date | None = None,
    until: date | None = None,
    declared: Sequence[Declared] = (),
    area: Area | None = None,
) -> Looked:
    """Everything one circle's patterns are found in. Raises NotAllowed.

    It ends with the newest matter that this circle may know of, so that what was imported from years ago is looked at
    as of its own time. With an ``area``, what rises is looked for there alone.
    """
    access.require(actor, Permission.FIND_PATTERNS)
    protected = circle is Circle.PROTECTED
    newest = referrals.newest_met(actor, protected=protected)
    ends = min(until or today() + timedelta(days=1), (newest or today()) + timedelta(days=1))
    met = referrals.met_between(
        actor, since=(since or ends - MET_OVER) - _BEFORE, until=ends, protected=protected
    )
    begins = since or ends - MET_OVER
    people = referrals.people_met(
        actor, [one.number for one in met if one.at.date() >= begins], protected=protected
    )
    return Looked(
        met=met,
        people=[Somebody(person=one.person, number=one.number, address=one.address) for one in people],
        pieces=_pieces(met),
        declared=declared,
        areas={area.name: wards_of(area)} if area else _areas(),
        is_of_one_area=area is not None,
        until=ends,
        since=since,
        uprns=geography.keys_of_uprns({number for one in met if (number := uprn_in(one.place))}),
    )


@dataclass(frozen=True)
class Names:
    """What keys and numbers are called."""

    categories: Mapping[str, str]
    wards: Mapping[int, str]


def names_of(found: Iterable[Found | Pattern]) -> Names:
    """The names of what patterns are about. Two queries."""
    wards = {ward for one in found for ward in one.wards}
    return Names(
        categories=partnerships.category_names(),
        wards={area.pk: area.name for area in geography.areas_numbered(sorted(wards))},
    )


def told_of(found: Found | Pattern, names: Names, *, place: str = "") -> Told:
    """A pattern ready for words, nothing withheld. ``place`` is where it is of a door."""
    areal = found.kind in (PatternKind.CLUSTER, PatternKind.HOT_SPOT)
    near = ", ".join(found.facts.get("places", ())) if areal else ""
    return Told(
        kind=PatternKind(found.kind),
        count=found.count,
        agencies=found.agencies,
        since=found.since,
        until=found.until,
        facts=found.facts,
        chance=found.chance,
        corrected=found.corrected,
        metres=found.metres,
        what=" and ".join(names.categories.get(key, key) for key in found.categories[:2]),
        where=place or (f"near {near}" if near else ""),
        wards=[names.wards[ward] for ward in found.wards if ward in names.wards],
    )


def wards_of(area: Area) -> frozenset[int]:
    """The wards that an area is made of today, with those before them that have its ground; a ward is itself."""
    return frozenset(span.ward for span in geography.reads_under_today(area.pk)) or frozenset({area.pk})


def _areas() -> Mapping[str, frozenset[int]]:
    """The areas by which a partnership works, with their wards; else its wards."""
    tree = geography.area_tree()
    by_kind: dict[str, Division] = {}
    for division in tree:
        by_kind[division.kind] = division
    chosen = next(
        (by_kind[k] for k in (AreaKind.LOCALITIES, AreaKind.AREAS, AreaKind.WARDS) if k in by_kind), None
    )
    if chosen is None:
        return {}
    now_in = geography.wards_today()
    older: dict[int, set[int]] = {}
    for before, after in now_in.items():
        older.setdefault(after, set()).add(before)
    return {
        branch.area.name: frozenset(
            ward
            for at in ({one.id for one in branch.wards} or {branch.area.id})
            for ward in {at, *older.get(at, ())}
        )
        for branch in chosen.areas
    }


def _pieces(met: Sequence[Met]) -> Pieces:
    """Small areas where they are held and nearly everything lies in them; else squares."""
    held = [division for division in geography.area_tree(kinds=(AreaKind.SMALL_AREAS,)) if division.areas]
    with_point = [one for one in met if one.latitude is not None]
    if not held or not with_point:
        return in_squares(met)
    division = held[-1]
    shapes = geography.shapes(division.key)
    number = {shape.area.key: at for at, shape in enumerate(shapes)}
    layer = geography.place_many(
        np.array([(one.latitude, one.longitude) for one in with_point]), area_set=division.key
    ).layers[0]
    by_key = layer.area_set.by_key
    of = {
        one.number: number[by_key[at].ref.key]
        for one, at in zip(with_point, layer.first.tolist(), strict=True)
        if at != geography.NONE and by_key[at].ref.key in number
    }
    if len(of) < 0.9 * len(with_point):
        return in_squares(met)
    living = _residents(division.key)
    residents = np.array([living.get(shape.area.code or shape.area.key, 0.0) for shape in shapes])
    return Pieces(
        names=[shape.area.name for shape in shapes],
        middles=np.array([tuple(shape.inside) for shape in shapes], dtype=float),
        of=of,
        residents=residents if (residents > 0).all() else None,
    )


def _residents(code_set: str) -> Mapping[str, float]:
    """How many people live in each small area, by the newest count of all residents."""
    counts = [
        one.key for one in indicators(topic=Topic.POPULATION) if one.kind is Kind.COUNT and not one.breakdown
    ]
    for key in counts:
        found = {
            each.code: float(each.value)
            for each in figures_at([key], code_set=code_set)
            if each.value is not None
        }
        if found:
            return found
    return {}
