"""The geometry of the map's SVG. Everything is an attribute: the page's policy forbids styles in the markup."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import cos, radians
from typing import Any, NamedTuple

import shapely

from ..queries import AreaRef, Shape, area_tree, map_version, shapes
from ..rules.coordinates import Position
from ..rules.shading import Cluster, clusters, words_on_lines
from ..rules.words import AreaKind

WIDTH = 386.0
MARGIN = 6.0
ROUNDING = 5.0
"""How far a sketch's corners are rounded, so that it does not pass for a survey."""

FINEST = 0.4
"""Detail of true boundaries that is smaller than this is left out. All in units of the drawing."""

LETTER = 5.8
LETTERS_ON_A_LINE = 14
CLUSTER_CELL = 28.0


class Line(NamedTuple):
    """One line of a label."""

    words: str
    y: str


class Drawn(NamedTuple):
    """One area: its path, its wards' outlines, where its label stands, and its name's lines if they fit."""

    area: AreaRef
    path: str
    wards: tuple[str, ...]
    x: str
    lines: tuple[Line, ...]
    below: str


class Drawing(NamedTuple):
    """A whole map."""

    height: str
    areas: tuple[Drawn, ...]
    is_schematic: bool
    west: float
    north: float
    across: float
    scale: float

    def spot(self, at: Position) -> tuple[float, float]:
        """Say where on the drawing a position stands."""
        x = (at.longitude - self.west) * self.across * self.scale + MARGIN
        return x, (self.north - at.latitude) * self.scale + MARGIN

    def holds(self, at: Position) -> bool:
        """Say whether a position stands on the drawing."""
        x, y = self.spot(at)
        return 0 <= x <= WIDTH and 0 <= y <= float(self.height)

    def clusters(self, points: Iterable[Position]) -> list[Cluster]:
        """Gather points that would stand on each other."""
        return clusters((self.spot(at) for at in points if self.holds(at)), CLUSTER_CELL)


def drawing_of(set_key: str, on: date) -> Drawing | None:
    """Draw an area set as it was on a day; None when there is nothing to draw."""
    return _drawn(map_version(), set_key, on)


@lru_cache(maxsize=32)
def _drawn(version: str, set_key: str, on: date) -> Drawing | None:
    made_of = {branch.area: branch.wards for d in area_tree(on) for branch in d.areas}
    return draw(shapes(set_key, on), _wards(set_key, on), made_of)


def draw(
    found: Sequence[Shape], wards: Mapping[AreaRef, Shape], made_of: Mapping[AreaRef, Sequence[AreaRef]]
) -> Drawing | None:
    """Draw shapes, with the outlines of the wards that each is made of; None when there is nothing to draw."""
    if not found:
        return None
    west, south, east, north = shapely.total_bounds([each.geometry for each in found])
    across = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * across)
    blank = Drawing("", (), any(s.is_schematic for s in found), west, north, across, scale)

    def flat(degrees: Any) -> Any:
        return (degrees - [west, north]) * [across * scale, -scale] + MARGIN

    geometries = [shapely.transform(each.geometry, flat) for each in found]
    if blank.is_schematic:
        geometries = [_rounded(geometry) for geometry in geometries]
    else:
        geometries = list(shapely.coverage_simplify(geometries, FINEST))
    outlines = {ward: shapely.transform(ward_shape.geometry, flat) for ward, ward_shape in wards.items()}
    return blank._replace(
        height=f"{(north - south) * scale + 2 * MARGIN:.0f}",
        areas=tuple(
            _area(
                shape.area,
                geometry,
                [outlines[ward] for ward in made_of.get(shape.area, ()) if ward in outlines],
            )
            for shape, geometry in zip(found, geometries, strict=True)
        ),
    )


def _wards(set_key: str, on: date) -> dict[AreaRef, Shape]:
    """Give the wards that a set of other areas is made of, with their shapes."""
    return {
        shape.area: shape
        for division in area_tree(on)
        if division.kind == AreaKind.WARDS and division.key != set_key
        for shape in shapes(division.key, on)
    }


def _rounded(geometry: Any) -> Any:
    smooth = geometry.buffer(-ROUNDING, quad_segs=3).buffer(ROUNDING, quad_segs=3)
    return geometry if smooth.is_empty else smooth


def _area(area: AreaRef, geometry: Any, wards: Sequence[Any]) -> Drawn:
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    room = shapely.maximum_inscribed_circle(largest, tolerance=1)
    (x, y), radius = shapely.get_coordinates(room)[0], room.length
    lines = words_on_lines(area.name, LETTERS_ON_A_LINE)
    if max(map(len, lines)) * LETTER > radius * 2.15 or len(lines) * 14 > radius * 2:
        lines = []
    top = y - 14 * (len(lines) - 1) / 2
    return Drawn(
        area,
        _path(geometry),
        tuple(_points(ring) for ward in wards for ring in _rings(ward)),
        f"{x:.0f}",
        tuple(Line(words, f"{top + 14 * n:.0f}") for n, words in enumerate(lines)),
        f"{top + 14 * len(lines) + 2:.0f}",
    )


def _rings(geometry: Any) -> list[Any]:
    return [ring for part in shapely.get_parts(geometry) for ring in (part.exterior, *part.interiors)]


def _points(ring: Any) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in ring.coords)


def _path(geometry: Any) -> str:
    return "".join(f"M{_points(ring)}Z" for ring in _rings(geometry))
