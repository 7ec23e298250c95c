"""Where on earth the numbers of a file are: the system they count in, and whether they can be meant so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError, ProjError

from ..boundaries import BadMap

WGS_84, BRITISH = "WGS 84", "British National Grid"
BRITISH_CODE = 27700
FAR = 50_000.0
"""Metres. A new set whose nearest ground lies farther than this from the wards is worth a word."""

_ISLES = (-11.0, 49.0, 2.5, 61.5)
_SEA_OFF_AFRICA = (-8.0, -8.0, 8.0, 4.0)
"""Degrees west, south, east, north, with no land in it but two small islands: where zeros and metres end up."""

_CANDIDATES = (
    (3857, "Web Mercator (EPSG:3857)"),
    (29903, "the Irish Grid (EPSG:29903)"),
    (32630, "UTM zone 30N (EPSG:32630)"),
)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What is drawn, in degrees of WGS 84; the system the numbers were in, and whether that was guessed."""

    drawn: Sequence[Any]
    grid: str
    is_guessed: bool = False


def placed(drawn: Sequence[Any], declared: str) -> Placed:
    """Turn what is drawn into degrees. Metres of the national grid are guessed where the numbers can be nothing else.

    Raises BadMap where nobody can tell what the numbers count.
    """
    bounds = _bounds(drawn)
    said = _declared(declared)
    if said is not None and not (said.is_geographic and _are_metres(bounds)):
        return Placed(drawn=_in_degrees(drawn, said), grid=_called(said))
    if _are_british(bounds):
        return Placed(drawn=_in_degrees(drawn, CRS.from_epsg(BRITISH_CODE)), grid=BRITISH, is_guessed=True)
    if _are_metres(bounds):
        raise BadMap(_unknown(bounds))
    return Placed(drawn=drawn, grid=WGS_84, is_guessed=True)


def nowhere(drawn: Sequence[Any]) -> str:
    """Say why areas in degrees cannot be meant where they lie; nothing where they can. Of all of them together."""
    bounds = _bounds(drawn)
    if bounds is None:
        return ""
    if _within(bounds, (_ISLES[1], _ISLES[0], _ISLES[3], _ISLES[2])):
        return (
            "Everything lies off the coast of Africa: latitude and longitude stand the wrong way round. Export it again"
            " with longitude first."
        )
    if _within(bounds, _SEA_OFF_AFRICA):
        return (
            "Everything falls in the sea off Africa: the numbers are in another coordinate system than the file says."
            " Export it again in WGS 84 (EPSG:4326) or on the British National Grid (EPSG:27700)."
        )
    return ""


def far_away(drawn: Sequence[Any], from_: Any) -> str:
    """Say that areas in degrees lie far from where our wards are, and how far; nothing where they do not.

    ``from_`` is our ground, or None where there is none yet: then only ground outside the British Isles is told.
    """
    bounds = _bounds(drawn)
    if bounds is None:
        return ""
    west, south, east, north = bounds
    if from_ is None or from_.is_empty:
        if _within(bounds, _ISLES):
            return ""
        return (
            f"The middle of it is at latitude {(south + north) / 2:.2f}, longitude {(west + east) / 2:.2f}: outside the"
            " British Isles. If that is not meant, the numbers stand the wrong way round or count something else."
        )
    here, there = from_.centroid, shapely.box(*bounds)
    if there.intersects(from_):
        return ""
    on_it = shapely.shortest_line(here, there).coords[-1]
    metres = Geod(ellps="WGS84").inv(here.x, here.y, *on_it)[2]
    if metres < FAR:
        return ""
    return (
        f"It lies {metres / 1_000:,.0f} km from your wards. If that is not meant, the two numbers of each point stand"
        " the wrong way round, or count something else than the file says."
    )


def _declared(declared: str) -> CRS | None:
    if not declared:
        return None
    try:
        return CRS.from_user_input(declared)
    except CRSError as error:
        raise BadMap(
            f"The file says that its numbers are in {declared[:60]}, which we do not know. Export it again in WGS 84"
            " (EPSG:4326) or on the British National Grid (EPSG:27700)."
        ) from error


def _called(system: CRS) -> str:
    if system.is_geographic and system.name in ("WGS 84", "WGS 84 (CRS84)", "ETRS89"):
        return WGS_84
    if (
        system.to_epsg() == BRITISH_CODE
        or "British National Grid" in system.name
        or "British_National" in system.name
    ):
        return BRITISH
    return str(system.name)


def _in_degrees(drawn: Sequence[Any], system: CRS) -> list[Any]:
    """What cannot be turned, because it lies where the system does not reach, is None."""
    if _called(system) == WGS_84:
        return list(drawn)
    turn = Transformer.from_crs(system, CRS.from_epsg(4326), always_xy=True)

    def degrees(points: Any) -> Any:
        return np.column_stack(turn.transform(points[:, 0], points[:, 1])).round(7)

    return [None if geometry is None else _turned(geometry, degrees, system) for geometry in drawn]


def _turned(geometry: Any, degrees: Any, system: CRS) -> Any:
    try:
        turned = shapely.transform(geometry, degrees)
    except (ProjError, shapely.errors.ShapelyError, ValueError):
        return None
    return turned if np.isfinite(shapely.get_coordinates(turned)).all() else None


def _bounds(drawn: Sequence[Any]) -> tuple[float, float, float, float] | None:
    there = [geometry for geometry in drawn if geometry is not None and not geometry.is_empty]
    if not there:
        return None
    west, south, east, north = shapely.total_bounds(there).tolist()
    return (west, south, east, north) if np.isfinite([west, south, east, north]).all() else None


def _are_metres(bounds: tuple[float, float, float, float] | None) -> bool:
    return bounds is not None and max(map(abs, bounds)) > 360


def _are_british(bounds: tuple[float, float, float, float] | None) -> bool:
    return (
        bounds is not None
        and bounds[0] > 180
        and bounds[1] > 90
        and bounds[2] < 700_000
        and bounds[3] < 1_300_000
    )


def _within(bounds: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    return box[0] <= bounds[0] and box[1] <= bounds[1] and bounds[2] <= box[2] and bounds[3] <= box[3]


def _unknown(bounds: tuple[float, float, float, float] | None) -> str:
    """Why numbers cannot be read, with the system in which they would lie in the British Isles, if we know one."""
    advice = "Export it again in WGS 84 (EPSG:4326) or on the British National Grid (EPSG:27700)."
    for code, name in _CANDIDATES:
        box = shapely.box(*bounds or (0, 0, 0, 0))
        turned = _bounds(_in_degrees([box], CRS.from_epsg(code)))
        if turned is not None and _within(turned, _ISLES):
            return f"The file does not say what its numbers count. They look like {name}. {advice}"
    return (
        "The file does not say what its numbers count: they are neither degrees nor metres of the national grid."
        f" {advice}"
    )
