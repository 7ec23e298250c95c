"""Whether areas fit together as a jigsaw does: where two lie on each other, and where ground is left between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from ..coordinates import to_metres

SLIVER = 0.005
"""Ground smaller than this part of the smaller area is no fault worth a word: two edges were drawn a little apart."""

_FINEST = 2e-5
"""Detail of an edge that is smaller than this is left out of the comparison. Degrees: about two metres."""


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


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How areas fit: pairs that share ground, holes between them, and those that touch none of the largest piece."""

    overlaps: Sequence[Overlap] = ()
    unclaimed: Sequence[Unclaimed] = ()
    apart: Sequence[str] = ()


def fit(drawn: Mapping[str, Any]) -> Fit:
    """Say how areas fit together, the worst first. Edges are compared to about two metres, shared ones as one."""
    if not drawn:
        return Fit()
    coarse = dict(zip(drawn, shapely.coverage_simplify(list(drawn.values()), _FINEST), strict=True))
    whole = shapely.union_all(list(coarse.values()))
    largest = max(shapely.get_parts(whole), key=lambda part: part.area)
    return Fit(
        overlaps=_overlaps(coarse),
        unclaimed=_unclaimed(coarse, whole),
        apart=[name for name, geometry in coarse.items() if not geometry.intersects(largest)],
    )


def _overlaps(drawn: Mapping[str, Any]) -> list[Overlap]:
    names, geometries = list(drawn), list(drawn.values())
    found = []
    pairs = shapely.STRtree(geometries).query(geometries, predicate="intersects").tolist()
    for one, other in zip(*pairs, strict=True):
        if one < other:
            here, there = geometries[one], geometries[other]
            part = here.intersection(there).area / min(here.area, there.area)
            if part > SLIVER:
                found.append(Overlap(one=names[one], other=names[other], percent=round(part * 100, 1)))
    return sorted(found, key=lambda overlap: -overlap.percent)


def _unclaimed(drawn: Mapping[str, Any], whole: Any) -> list[Unclaimed]:
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    least = SLIVER * min(geometry.area for geometry in drawn.values())
    return [
        Unclaimed(
            between=tuple(name for name, geometry in drawn.items() if geometry.intersects(hole)),
            square_km=round(square_km(hole), 2),
        )
        for hole in sorted(holes, key=lambda hole: -hole.area)
        if hole.area > least
    ]


def inside_of(geometry: Any) -> Sequence[float]:
    """Give longitude and latitude of a point within, short where a short one will do."""
    point = geometry.representative_point()
    short = shapely.Point(round(point.x, 6), round(point.y, 6))
    at = short if geometry.intersects(short) else point
    return at.x, at.y


def square_km(geometry: Any) -> float:
    """Measure ground given in degrees: square kilometres on the British National Grid."""
    return float(shapely.area(shapely.transform(geometry, to_metres))) / 1e6
