"""Boundaries whose edge crosses itself, made into areas, and how much that changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from .fitting import square_km

_AREAS = {"Polygon", "MultiPolygon"}


@dataclass(frozen=True, kw_only=True)
class Mended:
    """An area as it can be used. ``said`` is what was mended, and by how much; empty where nothing had to be."""

    geometry: Any
    said: str = ""


def mended(geometry: Any) -> Mended | None:
    """Give a Polygon or MultiPolygon made of what is drawn, or None where no ground can be made of it."""
    if geometry.geom_type not in _AREAS and geometry.geom_type != "GeometryCollection":
        return None
    if geometry.geom_type in _AREAS and geometry.is_valid:
        return None if geometry.is_empty else Mended(geometry=geometry)
    whole = _ground(shapely.make_valid(geometry, method="structure", keep_collapsed=False))
    crossed = _ground(shapely.make_valid(geometry))
    found = max(
        (each for each in (whole, crossed) if each is not None), key=lambda each: each.area, default=None
    )
    if found is None or found.area == 0:
        return None
    return Mended(geometry=found, said=_said(geometry, found))


def _ground(geometry: Any) -> Any:
    """The parts that are areas, as one; None where there are none."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in _AREAS]
    merged = shapely.union_all(parts) if parts else None
    return merged if merged is not None and not merged.is_empty and merged.geom_type in _AREAS else None


def _said(drawn: Any, found: Any) -> str:
    pieces = len(shapely.get_parts(found))
    why = shapely.is_valid_reason(drawn)
    at = why.partition("[")[2].partition("]")[0].split()
    where = f" near {float(at[1]):.5f}, {float(at[0]):.5f}" if len(at) >= 2 else ""
    before, after = square_km(drawn), square_km(found)
    apart = f" in {pieces} pieces" if pieces > 1 else ""
    changed = (
        "its ground is the same to the last hectare"
        if abs(before - after) < 0.01
        else f"{before:.2f} square kilometres as drawn, {after:.2f} as mended"
    )
    return f"Its edge crossed or touched itself{where}. Mended{apart}: {changed}."
