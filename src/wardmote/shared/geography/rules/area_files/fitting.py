"""Whether areas fit together as a jigsaw does: where two lie on each other, and where ground is left between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import shapely

SLIVER = 0.005
"""Ground smaller than this part of the smaller area is no fault worth a word: two edges were drawn a little apart."""

_KM_A_DEGREE = 111.195


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Two areas that share ground: how much, in percent of the smaller one."""

    one: str
    other: str
    percent: float


@dataclass(frozen=True, kw_only=True)
class Unclaimed:
    """Ground that no area holds although areas lie all round it: between which, and how many square kilometres."""

    between: tuple[str, ...]
    square_km: float


def overlaps(drawn: Mapping[str, Any]) -> list[Overlap]:
    """Give the pairs that share ground, the worst first."""
    names, geometries = list(drawn), list(drawn.values())
    if not geometries:
        return []
    found = []
    pairs = shapely.STRtree(geometries).query(geometries, predicate="intersects").tolist()
    for one, other in zip(*pairs, strict=True):
        if one < other:
            here, there = geometries[one], geometries[other]
            part = here.intersection(there).area / min(here.area, there.area)
            if part > SLIVER:
                found.append(Overlap(one=names[one], other=names[other], percent=round(part * 100, 1)))
    return sorted(found, key=lambda overlap: -overlap.percent)


def unclaimed(drawn: Mapping[str, Any]) -> list[Unclaimed]:
    """Give the holes that areas leave between them, the largest first."""
    if not drawn:
        return []
    whole = shapely.union_all(list(drawn.values()))
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    least = SLIVER * min(geometry.area for geometry in drawn.values())
    return [
        Unclaimed(
            between=tuple(name for name, geometry in drawn.items() if geometry.intersects(hole)),
            square_km=round(_square_km(hole), 2),
        )
        for hole in sorted(holes, key=lambda hole: -hole.area)
        if hole.area > least
    ]


def apart(drawn: Mapping[str, Any]) -> list[str]:
    """Name the areas that touch none of those that hang together as the largest piece."""
    if not drawn:
        return []
    whole = shapely.union_all(list(drawn.values()))
    largest = max(shapely.get_parts(whole), key=lambda part: part.area)
    return [name for name, geometry in drawn.items() if not geometry.intersects(largest)]


def inside_of(geometry: Any) -> Sequence[float]:
    """Give longitude and latitude of a point within, short where a short one will do."""
    point = geometry.representative_point()
    short = shapely.Point(round(point.x, 6), round(point.y, 6))
    at = short if geometry.intersects(short) else point
    return at.x, at.y


def _square_km(geometry: Any) -> float:
    across = cos(radians(geometry.centroid.y))
    return float(geometry.area * across * _KM_A_DEGREE**2)
