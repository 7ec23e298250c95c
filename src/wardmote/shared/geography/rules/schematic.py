"""A sketch of a borough's wards, for when nobody has brought the true boundaries.

Each ward gets the ground nearest to its own point, as in a Voronoi diagram, with a weight that moves its
edges until its size is as near its true size as its own point allows (a power diagram: F. Aurenhammer,
"Power diagrams: properties, algorithms and applications", 1987).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import LineString, Point, Polygon, mapping

from .coordinates import Position

GRID = 1e-6
"""Degrees; about a tenth of a metre. Corners stand on this grid, so that neighbours share them exactly."""

METRES_PER_DEGREE = 111_195.0
ROUNDS = 80
PULL = 0.4
"""How much of a ward's missing ground is given to it in one round. More overshoots."""

KEEP = 0.75
"""How far an edge may move from the middle towards a ward's point, so that the point stays well inside."""

Spot = tuple[float, float]


def schematic_boundaries(
    points: Mapping[str, Position], outline: Sequence[Position], sizes: Mapping[str, float]
) -> dict[str, dict[str, Any]]:
    """Divide an outline among points. Gives a GeoJSON Polygon or MultiPolygon for each key.

    The parts fill the outline without gap or overlap, and each holds its own point. ``sizes`` are in any
    unit: only their proportions count. The same input gives the same result. Raises ValueError when the
    outline is no area, when two points are the same, when a point lies outside, or a size is missing.
    """
    across = cos(radians(sum(p.latitude for p in outline) / max(len(outline), 1)))
    border = Polygon([_metres(p, across) for p in outline]) if len(outline) > 3 else Polygon()
    if border.is_empty or not border.is_valid:
        raise ValueError("The outline must go round the borough once, without crossing itself.")
    keys = sorted(points)
    sites = [_metres(points[key], across) for key in keys]
    _check(keys, sites, border, sizes)
    parts = _cells(sites, _weights(sites, border, [sizes[key] for key in keys]), border)
    return dict(zip(keys, _stitch(parts, sites, border, across), strict=True))


def _metres(at: Position, across: float) -> Spot:
    return at.longitude * across * METRES_PER_DEGREE, at.latitude * METRES_PER_DEGREE


def _check(keys: Sequence[str], sites: Sequence[Spot], border: Polygon, sizes: Mapping[str, float]) -> None:
    if not keys:
        raise ValueError("There must be at least one point.")
    if len(set(sites)) < len(sites):
        raise ValueError("Two points are the same. Each ward needs its own.")
    for key, site in zip(keys, sites, strict=True):
        if not border.contains(Point(site)):
            raise ValueError(f"The point of {key} lies outside the outline.")
        if not sizes.get(key, 0) > 0:
            raise ValueError(f"The size of {key} is missing.")


def _weights(sites: Sequence[Spot], border: Polygon, sizes: Sequence[float]) -> list[float]:
    """Find the weights that bring each cell near its share of the border's area."""
    wanted = [border.area * size / sum(sizes) for size in sizes]
    apart = {
        (i, j): (sites[i][0] - sites[j][0]) ** 2 + (sites[i][1] - sites[j][1]) ** 2
        for i, j in permutations(range(len(sites)), 2)
    }
    weights = [0.0] * len(sites)
    for _ in range(ROUNDS):
        areas = [cell.area for cell in _cells(sites, weights, border)]
        weights = [w + PULL * (want - has) for w, want, has in zip(weights, wanted, areas, strict=True)]
        for _ in sites:
            for (i, j), square in apart.items():
                weights[i] = min(weights[i], weights[j] + KEEP * square)
    return weights


def _cells(sites: Sequence[Spot], weights: Sequence[float], border: Polygon) -> list[Any]:
    """Give each site the part of the border that is nearest to it, less its weight."""
    west, south, east, north = border.bounds
    room = [(west - 1, south - 1), (east + 1, south - 1), (east + 1, north + 1), (west - 1, north + 1)]
    cells = []
    for i, (x, y) in enumerate(sites):
        corners = room
        for j, (other_x, other_y) in enumerate(sites):
            if i != j:
                a, b = 2 * (other_x - x), 2 * (other_y - y)
                limit = other_x**2 + other_y**2 - x**2 - y**2 + weights[i] - weights[j]
                corners = _cut(corners, a, b, limit)
        cells.append(Polygon(corners).intersection(border))
    return cells


def _cut(corners: Sequence[Spot], a: float, b: float, limit: float) -> list[Spot]:
    """Keep what lies on the side of ``a x + b y <= limit`` of a convex polygon."""
    kept: list[Spot] = []
    for (x, y), (next_x, next_y) in pairwise([*corners, corners[0]]):
        here, there = a * x + b * y - limit, a * next_x + b * next_y - limit
        if here <= 0:
            kept.append((x, y))
        if here * there < 0:
            part = here / (here - there)
            kept.append((x + part * (next_x - x), y + part * (next_y - y)))
    return kept


def _stitch(
    parts: Sequence[Any], sites: Sequence[Spot], border: Polygon, across: float
) -> list[dict[str, Any]]:
    """Turn the cells into degrees on a common grid of corners, and give each stray scrap to a neighbour."""

    def degrees(xy: Any) -> Any:
        return xy / [across * METRES_PER_DEGREE, METRES_PER_DEGREE]

    cells = [shapely.transform(part, degrees) for part in parts]
    lines = [LineString(ring.coords) for cell in cells for piece in _polygons(cell) for ring in _rings(piece)]
    lines.append(LineString(shapely.transform(border, degrees).exterior.coords))
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=GRID)]))
    seeds = [shapely.transform(Point(site), degrees) for site in sites]
    owned: list[list[Any]] = [[face for face in faces if face.contains(seed)] for seed in seeds]
    for scrap in [face for face in faces if not any(face.contains(seed) for seed in seeds)]:
        shared = [scrap.intersection(pieces[0].exterior).length for pieces in owned]
        owned[max(range(len(owned)), key=lambda i: shared[i])].append(scrap)
    return [_geojson(shapely.union_all(pieces, grid_size=GRID)) for pieces in owned]


def _polygons(area: Any) -> list[Polygon]:
    return [part for part in shapely.get_parts(area) if isinstance(part, Polygon)]


def _rings(polygon: Polygon) -> list[Any]:
    return [polygon.exterior, *polygon.interiors]


def _geojson(area: Any) -> dict[str, Any]:
    def rounded(nested: Any) -> Any:
        return round(nested, 6) if isinstance(nested, float) else [rounded(each) for each in nested]

    drawn = mapping(shapely.normalize(area))
    return {"type": drawn["type"], "coordinates": rounded(drawn["coordinates"])}
