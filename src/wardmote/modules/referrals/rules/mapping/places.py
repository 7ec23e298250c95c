"""Coordinates as other systems write them, to degrees in WGS 84."""

import re
from functools import cache
from math import isfinite

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

WGS84 = "EPSG:4326"


class NoSuchSystem(ValueError):
    """No coordinate system has this number."""


@cache
def is_grid(system: str) -> bool:
    """Whether positions in the system are metres on a grid, not degrees. Raises NoSuchSystem."""
    if not re.fullmatch(r"EPSG:\d{4,6}", system):
        raise NoSuchSystem(system)
    try:
        found = CRS.from_user_input(system)
    except CRSError as error:
        raise NoSuchSystem(system) from error
    if not (found.is_geographic or found.is_projected):
        raise NoSuchSystem(system)
    return not found.is_geographic


@cache
def _to_degrees(system: str) -> Transformer:
    return Transformer.from_crs(system, WGS84, always_xy=True)


def degrees(system: str, first: float, second: float) -> tuple[float, float] | None:
    """Latitude and longitude of a position, or None when it is nowhere.

    ``first`` and ``second`` are latitude and longitude or, on a grid, easting and northing.
    """
    if system == WGS84:
        latitude, longitude = first, second
    else:
        across, up = (first, second) if is_grid(system) else (second, first)
        longitude, latitude = _to_degrees(system).transform(across, up)
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return float(latitude), float(longitude)
