"""Which areas hold many points: worked out in arrays, with the trees that each process holds in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import shapely

from wardmote.kernel import clock
from wardmote.shared.geography.rules.coordinates import NoSuchPosition
from wardmote.shared.geography.rules.directions import direction
from wardmote.shared.geography.rules.words import AreaKind

from .held import AreaRef, Borough, Mapped, MappedSet, borough_now, flat

NONE = -1
"""The number of no area."""

SNAPS_WITHIN = 1.0
"""Metres. Finer than this no boundary is surveyed."""


class Outside(NamedTuple):
    """How far a point lies from the borough: from which ward, in metres, and in which direction from it."""

    ward: AreaRef
    metres: float
    direction: str


@dataclass(frozen=True)
class Layer:
    """An area set, and which of its areas hold the points: pairs of a point's and an area's number.

    The pairs go by point, then by the area's key. Of a point on an edge only the first area by key holds it; several
    hold a point only where they may lie on each other: Places of Focus, and areas that share a ward.
    """

    area_set: MappedSet
    points: Any
    areas: Any
    size: int
    """How many points were asked about."""

    @cached_property
    def first(self) -> Any:
        """The number of the first area that holds each point, or NONE: an array as long as the points."""
        found = np.full(self.size, NONE, dtype=np.int64)
        found[self.points[::-1]] = self.areas[::-1]
        return found

    @property
    def is_held(self) -> Any:
        """Whether any area holds each point."""
        return self.first != NONE

    @property
    def held_by_several(self) -> Any:
        """The numbers of the points that several areas hold."""
        return np.unique(self.points[1:][self.points[1:] == self.points[:-1]])

    @cached_property
    def found(self) -> dict[int, tuple[AreaRef, ...]]:
        """The areas that hold each point, by the point's number."""
        refs = [area.ref for area in self.area_set.by_key]
        by_point: dict[int, tuple[AreaRef, ...]] = {}
        for point, area in zip(self.points.tolist(), self.areas.tolist(), strict=True):
            by_point[point] = (*by_point[point], refs[area]) if point in by_point else (refs[area],)
        return by_point


@dataclass(frozen=True)
class Placed:
    """Where many points lie on a day: a layer for each area set, wards first."""

    spots: Any
    """Latitude and longitude of each."""
    wards: Layer | None
    layers: tuple[Layer, ...]

    @cached_property
    def outside(self) -> dict[int, Outside]:
        """Of each point outside every ward, by its number: how far it is, and where. Nothing without wards."""
        if self.wards is None:
            return {}
        numbers = np.flatnonzero(self.wards.first == NONE)
        measured = _nearest(self.wards.area_set, self.spots[numbers])
        return dict(zip(numbers.tolist(), measured, strict=True))


def today() -> date:
    """Give the day it is in London."""
    return clock.now().astimezone(clock.LONDON).date()


def place_many(
    spots: Any, on: date | None = None, area_set: str = "", *, borough: Borough | None = None
) -> Placed:
    """Say which areas hold points on a day (today when none is given), whose latitude and longitude are rows here.

    Of every set in force, or only of the one with a key, in force or not; by the map of now, or by one that the
    caller keeps. Raises NoSuchPosition when any point is not on the globe.
    """
    spots = np.asarray(spots, dtype=float).reshape(-1, 2)
    if not (np.isfinite(spots).all() and (np.abs(spots) <= [90, 180]).all()):
        raise NoSuchPosition(
            "Latitude goes from -90 to 90 and longitude from -180 to 180. Check the two numbers."
        )
    on = on or today()
    borough = borough or borough_now()
    points = shapely.points(spots[:, ::-1])
    own = borough.wards(on)
    wards = _own(own, points, on) if own else None
    sets = borough.in_force(on) if not area_set else [s for s in borough.sets if s.key == area_set]
    layers = tuple(
        wards if wards and s is own else _adjusted(_layer(s, points, wards, on), points, on) for s in sets
    )
    return Placed(spots, wards, layers)


def _own(area_set: MappedSet, points: Any, on: date) -> Layer:
    """Find points by the areas' own boundaries alone."""
    which_point, which_area = area_set.holding(points)
    if area_set.kind == AreaKind.FOCUS:
        lasts = np.array([area.holds(on) for area in area_set.by_key], dtype=bool)[which_area]
        which_point, which_area = which_point[lasts], which_area[lasts]
    else:
        which_point, at = np.unique(which_point, return_index=True)
        which_area = which_area[at]
    if area_set.kind == AreaKind.WARDS:
        which_point, which_area = _snapped(area_set, points, which_point, which_area)
    return Layer(area_set, which_point, which_area, len(points))


def _snapped(area_set: MappedSet, points: Any, which_point: Any, which_area: Any) -> tuple[Any, Any]:
    """Give points that lie in no ward, but within a metre of one, to the nearest: degrees are rounded on edges."""
    open_points = np.setdiff1d(np.arange(len(points)), which_point, assume_unique=True)
    if not len(open_points):
        return which_point, which_area
    tree, across = area_set.reach
    near = shapely.points(flat(shapely.get_coordinates(points[open_points]), across))
    at, found = tree.query_nearest(near, max_distance=SNAPS_WITHIN)
    numbers = np.array([area_set.numbers[area_set.areas[n].ref.id] for n in found.tolist()], dtype=np.int64)
    order = np.lexsort((numbers, at))
    at, first = np.unique(at[order], return_index=True)
    which_point = np.concatenate([which_point, open_points[at]])
    which_area = np.concatenate([which_area, numbers[order][first]])
    order = np.argsort(which_point, kind="stable")
    return which_point[order], which_area[order]


def _layer(area_set: MappedSet, points: Any, wards: Layer | None, on: date) -> Layer:
    """Find points by the areas' own boundaries, and where there are none by the wards that the areas are made of."""
    own = _own(area_set, points, on)
    made_of = area_set.made_of(on)
    if wards is None or not made_of:
        return own
    starts, members = _by_ward(wards.area_set.by_key, made_of, area_set.numbers)
    open_points = np.flatnonzero((own.first == NONE) & (wards.first != NONE))
    ward = wards.first[open_points]
    how_many = starts[ward + 1] - starts[ward]
    nth = np.arange(how_many.sum()) - np.repeat(np.cumsum(how_many) - how_many, how_many)
    which_point = np.concatenate([own.points, np.repeat(open_points, how_many)])
    which_area = np.concatenate([own.areas, members[np.repeat(starts[ward], how_many) + nth]])
    order = np.lexsort((which_area, which_point))
    return Layer(area_set, which_point[order], which_area[order], len(points))


def _adjusted(layer: Layer, points: Any, on: date) -> Layer:
    """Let the points on ground that one area gives to another lie in the one that receives it: the first move wins."""
    numbers, areas = layer.area_set.numbers, layer.areas.copy()
    moved = np.zeros(len(areas), dtype=bool)
    for move in layer.area_set.moves:
        if move.holds(on):
            given = np.flatnonzero((layer.areas == numbers[move.gives]) & ~moved)
            given = given[shapely.intersects(move.ground, points[layer.points[given]])]
            areas[given] = numbers[move.receives.id]
            moved[given] = True
    return replace(layer, areas=areas) if moved.any() else layer


def _by_ward(
    wards: Sequence[Mapped], made_of: dict[int, tuple[AreaRef, ...]], numbers: dict[int, int]
) -> tuple[Any, Any]:
    """Give, one after the other, the numbers of the areas made of each ward, and where those of a ward begin."""
    of_each = [[numbers[area.id] for area in made_of.get(ward.ref.id, ())] for ward in wards]
    starts = np.cumsum([0, *(len(areas) for areas in of_each)])
    return starts, np.array([number for areas in of_each for number in areas], dtype=np.int64)


def _nearest(wards: MappedSet, spots: Any) -> list[Outside]:
    tree, across = wards.reach
    points = shapely.points(flat(spots[:, ::-1], across))
    found, metres = tree.query_nearest(points, return_distance=True, all_matches=False)
    ways = shapely.shortest_line(tree.geometries[found[1]], points)
    steps = shapely.get_coordinates(ways).reshape(-1, 2, 2)
    towards = direction(steps[:, 1] - steps[:, 0])
    return [
        Outside(wards.areas[area].ref, far, way)
        for area, far, way in zip(found[1].tolist(), metres.tolist(), towards, strict=True)
    ]
