"""The map of the borough, held in memory by each process and built anew when its boundaries change."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from math import cos, radians
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import shapely
from django.conf import settings
from shapely.geometry import shape

from wardmote.shared.geography.models import Area, AreaAdjustment, AreaMember, AreaSet
from wardmote.shared.geography.rules.coordinates import EARTH_RADIUS, Position
from wardmote.shared.geography.rules.words import AreaKind

Version = tuple[tuple[int, UUID, date, date | None], ...]
"""What changes whenever the map does."""


class AreaRef(NamedTuple):
    """An area by its row's id, its set's key and kind, its own key, its name and its national code, if it has one."""

    id: int
    area_set: str
    kind: str
    key: str
    name: str
    code: str = ""


@dataclass(frozen=True)
class Move:
    """Ground that goes from one area of a set to another for a time. Of it, what lies in the one that gives."""

    id: int
    gives: int
    receives: AreaRef
    block: int | None
    ground: Any
    valid_from: date
    valid_until: date | None

    def holds(self, on: date) -> bool:
        """Say whether it is so on a day."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)


@dataclass(frozen=True)
class Mapped:
    """An area as it is held: with its own boundary, if it has one, and its memberships.

    A Place of Focus holds from ``since`` until ``until``, where that is known; any other area as long as its set.
    """

    ref: AreaRef
    inside: Position
    boundary: Any
    is_schematic: bool
    members: tuple[tuple[int, date, date | None], ...]
    since: date | None = None
    until: date | None = None

    @property
    def code(self) -> str:
        """Its national code, if it has one."""
        return self.ref.code

    def holds(self, on: date) -> bool:
        """Say whether it holds on a day on which its set does."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def wards(self, on: date) -> frozenset[int]:
        """Give the ids of the wards it is made of on a day."""
        return frozenset(
            ward for ward, start, end in self.members if start <= on and (end is None or on < end)
        )


@dataclass(frozen=True)
class MappedSet:
    """An area set as it is held, with a search tree over the areas that have a boundary of their own."""

    key: str
    name: str
    kind: str
    valid_from: date
    valid_until: date | None
    areas: tuple[Mapped, ...]
    moves: tuple[Move, ...] = ()

    def holds(self, on: date) -> bool:
        """Say whether the set is in force on a day."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)

    @cached_property
    def by_key(self) -> tuple[Mapped, ...]:
        """The areas by key, so that the first wins on a shared edge. An area's number is its place here."""
        return tuple(sorted(self.areas, key=lambda area: area.ref.key))

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each area, by its row's id."""
        return {area.ref.id: number for number, area in enumerate(self.by_key)}

    @cached_property
    def tree(self) -> tuple[shapely.STRtree, Any]:
        """Finds which areas with a boundary of their own may hold a point, with the number of each of them."""
        bounded = [number for number, area in enumerate(self.by_key) if area.boundary is not None]
        boundaries = [self.by_key[number].boundary for number in bounded]
        inside = [self.by_key[number].inside[::-1] for number in bounded]
        # What is prepared is built at the first question: ask it here, before two threads do at once.
        shapely.intersects(boundaries, shapely.points(np.array(inside, dtype=float).reshape(-1, 2)))
        return shapely.STRtree(boundaries), np.array(bounded, dtype=np.int64)

    def made_of(self, on: date) -> dict[int, tuple[AreaRef, ...]]:
        """Give, for each ward's id, the areas without a boundary of their own that it is part of."""
        parts: dict[int, tuple[AreaRef, ...]] = {}
        for area in self.areas:
            if area.boundary is None and self.kind != AreaKind.FOCUS:
                for ward in area.wards(on):
                    parts[ward] = (*parts.get(ward, ()), area.ref)
        return parts

    @cached_property
    def reach(self) -> tuple[shapely.STRtree, float]:
        """Finds the nearest area, in metres near the borough, with the factor for degrees of longitude."""
        across = cos(radians(sum(a.inside.latitude for a in self.areas) / len(self.areas)))
        drawn = [a.boundary or shapely.Point(a.inside.longitude, a.inside.latitude) for a in self.areas]
        return shapely.STRtree(shapely.transform(np.array(drawn), lambda xy: flat(xy, across))), across

    def holding(self, points: Any) -> tuple[Any, Any]:
        """Give the areas whose own boundary holds the points, edges included: pairs of a point's and an area's number.

        By point, then by area. The boundaries are prepared, so that asking one of a thousand corners costs little
        more than asking a square; the tree alone would ask them unprepared.
        """
        tree, numbers = self.tree
        which_point, which_area = tree.query(points)
        holds = shapely.intersects(tree.geometries[which_area], points[which_point])
        which_point, which_area = which_point[holds], numbers[which_area[holds]]
        order = np.lexsort((which_area, which_point))
        return which_point[order], which_area[order]


def flat(degrees: Any, across: float) -> Any:
    """Turn degrees into metres on a plane that is true near the borough."""
    return np.radians(degrees) * [across * EARTH_RADIUS, EARTH_RADIUS]


@dataclass(frozen=True)
class Borough:
    """Every area set, as of one version of the map."""

    version: Version
    sets: tuple[MappedSet, ...]
    by_id: dict[int, Mapped]
    moves: dict[int, tuple[Move, ...]] = field(default_factory=dict)
    """By the id of the area that gives, and of the one that receives."""
    unions: dict[frozenset[int], Any] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """A short text that is another one for every version."""
        return sha256(repr(self.version).encode()).hexdigest()[:16]

    def named(self, key: str) -> MappedSet | None:
        """Give the set with this key, in force or not."""
        return next((s for s in self.sets if s.key == key), None)

    def in_force(self, on: date) -> list[MappedSet]:
        """Give the sets of a day, wards first."""
        return sorted(
            (s for s in self.sets if s.holds(on)),
            key=lambda s: (s.kind != AreaKind.WARDS, s.valid_from, s.key),
        )

    def wards(self, on: date) -> MappedSet | None:
        """Give the wards of a day. The database sees to it that there is one such set at most."""
        return next((s for s in self.in_force(on) if s.kind == AreaKind.WARDS and s.areas), None)

    def geometry(self, area: Mapped, on: date) -> Any:
        """Give an area's ground on a day: its own, adjusted by what goes to and comes from neighbours."""
        ground = self.own_ground(area, on)
        moves = [move for move in self.moves.get(area.ref.id, ()) if move.holds(on)]
        if ground is None or not moves:
            return ground
        given = [move.ground for move in moves if move.gives == area.ref.id]
        received = [self.ground_moved(move, on) for move in moves if move.gives != area.ref.id]
        return _surface(shapely.union_all([shapely.difference(ground, shapely.union_all(given)), *received]))

    def ground_moved(self, move: Move, on: date) -> Any:
        """Give what an adjustment moves on a day: its ground within the area that gives. It may be empty."""
        own = self.own_ground(self.by_id[move.gives], on)
        if own is None:
            return shapely.Polygon()
        earlier = [
            m.ground
            for m in self.moves[move.gives]
            if m.gives == move.gives and m.id < move.id and m.holds(on)
        ]
        goes = shapely.intersection(move.ground, own)
        return _surface(shapely.difference(goes, shapely.union_all(earlier)) if earlier else goes)

    def own_ground(self, area: Mapped, on: date) -> Any:
        """Give an area's own boundary, or the union of its wards, or None. A Place of Focus has no union."""
        if area.boundary is not None:
            return area.boundary
        wards = area.wards(on)
        parts = [self.by_id[ward].boundary for ward in sorted(wards)]
        if area.ref.kind == AreaKind.FOCUS or not parts or any(part is None for part in parts):
            return None
        if wards not in self.unions:
            self.unions[wards] = shapely.union_all(parts)
        return self.unions[wards]


def _surface(geometry: Any) -> Any:
    """Leave out the points and lines that two edges may have left."""
    return shapely.multipolygons([p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"])


_building = Lock()
_held: tuple[float, Borough] | None = None


def look_again() -> None:
    """Compare the map with the database at the next use, however lately that was done."""
    global _held
    _held = None


def borough_now() -> Borough:
    """Give the map, compared with the database at most once in WARDMOTE_MAP_RECHECK seconds."""
    global _held
    held = _held
    if held and monotonic() - held[0] < settings.WARDMOTE_MAP_RECHECK:
        return held[1]
    with _building:
        version = tuple(
            AreaSet.objects.order_by("pk").values_list("pk", "revision", "valid_from", "valid_until")
        )
        borough = held[1] if held and held[1].version == version else _load(version)
        _held = (monotonic(), borough)
    return borough


def borough_lately() -> Borough:
    """Give the map as it was within the last second: for one more question of a page that has asked already."""
    held = _held
    return held[1] if held and monotonic() - held[0] < 1 else borough_now()


def _load(version: Version) -> Borough:
    members: dict[int, list[tuple[int, date, date | None]]] = {}
    for row in AreaMember.objects.all():
        members.setdefault(row.area_id, []).append((row.ward_id, row.valid_from, row.valid_until))
    by_set: dict[int, list[Mapped]] = {}
    for area in Area.objects.select_related("area_set", "focus").order_by("name", "pk"):
        life = getattr(area, "focus", None)
        ref = AreaRef(area.pk, area.area_set.key, area.area_set.kind, area.key, area.name, area.code)
        boundary = shape(area.boundary) if area.boundary else None
        shapely.prepare(boundary)
        by_set.setdefault(area.area_set_id, []).append(
            Mapped(
                ref,
                Position(area.latitude, area.longitude),
                boundary,
                area.is_schematic,
                tuple(members.get(area.pk, ())),
                life.valid_from if life else None,
                life.valid_until if life else None,
            )
        )
    by_id = {area.ref.id: area for areas in by_set.values() for area in areas}
    moves: dict[int, tuple[Move, ...]] = {}
    moves_of: dict[int, tuple[Move, ...]] = {}
    for adjustment in AreaAdjustment.objects.order_by("pk"):
        move = _move(adjustment, by_id)
        moves_of[adjustment.area_set_id] = (*moves_of.get(adjustment.area_set_id, ()), move)
        for side in (adjustment.gives_id, adjustment.receives_id):
            moves[side] = (*moves.get(side, ()), move)
    sets = tuple(
        MappedSet(
            s.key,
            s.name,
            s.kind,
            s.valid_from,
            s.valid_until,
            tuple(by_set.get(s.pk, ())),
            moves_of.get(s.pk, ()),
        )
        for s in AreaSet.objects.all()
    )
    return Borough(version, sets, by_id, moves)


def _move(row: AreaAdjustment, by_id: dict[int, Mapped]) -> Move:
    ground = shape(row.piece) if row.piece else by_id[row.block_id].boundary if row.block_id else None
    ground = shapely.Polygon() if ground is None else ground
    shapely.prepare(ground)
    return Move(
        row.pk,
        row.gives_id,
        by_id[row.receives_id].ref,
        row.block_id,
        ground,
        row.valid_from,
        row.valid_until,
    )
