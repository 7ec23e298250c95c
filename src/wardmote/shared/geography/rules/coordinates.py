"""Positions on the ground, and the ways in which people write them.

British grid coordinates are those of EPSG:27700. Without Ordnance Survey's correction grid the conversion
is right to about three metres, which is enough to find a ward.
"""

import re
from functools import cache
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any, NamedTuple

import numpy as np
from pyproj import Transformer

EARTH_RADIUS = 6_371_008.8
"""Metres; the mean radius."""

_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_NUMBER = r"[-+−]?\d{1,3}(?:\.\d{1,15})?"
_DECIMAL = re.compile(
    rf"(?P<first>{_NUMBER})\s*°?\s*(?P<ns>[NS])?(?:\s*[,;/]\s*|\s+)(?P<second>{_NUMBER})\s*°?\s*(?P<ew>[EW])?"
)
_SEXAGESIMAL = re.compile(
    r"""(\d{1,2})\s*°\s*(\d{1,2})\s*['′’]\s*(?:(\d{1,2}(?:\.\d{1,9})?)\s*(?:"|″|”|'')\s*)?([NS])[\s,;]*"""
    r"""(\d{1,3})\s*°\s*(\d{1,2})\s*['′’]\s*(?:(\d{1,2}(?:\.\d{1,9})?)\s*(?:"|″|”|'')\s*)?([EW])"""
)
_GRID_REFERENCE = re.compile(r"([A-HJ-Z]{2})\s*(?:(\d{2,10})|(\d{1,5})[\s,]+(\d{1,5}))")
_EASTINGS_NORTHINGS = re.compile(
    r"E?\s*(\d{5,6}(?:\.\d{1,3})?)\s*(?:[,;/]\s*|\s+)N?\s*(\d{5,7}(?:\.\d{1,3})?)"
)


class Position(NamedTuple):
    """A place on the ground: degrees in WGS 84."""

    latitude: float
    longitude: float


class NoSuchPosition(ValueError):
    """The numbers are no place that can be found. The message says what to do."""


def position(latitude: float, longitude: float) -> Position:
    """Check and give a position. Raises NoSuchPosition for anything that is not on the globe."""
    if not (isfinite(latitude) and isfinite(longitude)):
        raise NoSuchPosition("A position needs two numbers: latitude and longitude.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NoSuchPosition(
            "Latitude goes from -90 to 90 and longitude from -180 to 180. Check the two numbers."
        )
    return Position(float(latitude), float(longitude))


@cache
def _between_grid_and_globe() -> Transformer:
    return Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


def to_degrees(metres: Any) -> Any:
    """Turn pairs of metres on the British national grid into longitude and latitude, to the centimetre. An array."""
    return np.column_stack(_between_grid_and_globe().transform(metres[:, 0], metres[:, 1])).round(7)


def to_metres(degrees: Any) -> Any:
    """Turn pairs of longitude and latitude into metres on the British national grid. An array."""
    return np.column_stack(
        _between_grid_and_globe().transform(degrees[:, 0], degrees[:, 1], direction="INVERSE")
    )


def on_the_grid(eastings: float, northings: float) -> bool:
    """Say whether these are metres on the British national grid."""
    return 0 <= eastings < 700_000 and 0 <= northings < 1_300_000


def from_eastings_northings(eastings: float, northings: float) -> Position:
    """Turn metres on the British national grid into a position. Raises NoSuchPosition off the grid."""
    if not on_the_grid(eastings, northings):
        raise NoSuchPosition("Eastings go from 0 to 700,000 and northings from 0 to 1,300,000 metres.")
    longitude, latitude = _between_grid_and_globe().transform(eastings, northings)
    return position(latitude, longitude)


def from_grid_reference(letters: str, eastings: str, northings: str) -> Position:
    """Give the middle of the square that a grid reference such as SP 013 986 names.

    Raises NoSuchPosition when the letters name no square of the grid.
    """
    first, second = (_LETTERS.index(letter) for letter in letters)
    column = (first - 2) % 5 * 5 + second % 5
    row = 19 - first // 5 * 5 - second // 5
    if not (0 <= column < 7 and 0 <= row < 13):
        raise NoSuchPosition(f"The national grid has no square {letters}. Check the two letters.")
    size = 10 ** (5 - len(eastings))
    return from_eastings_northings(
        column * 100_000 + (int(eastings) + 0.5) * size, row * 100_000 + (int(northings) + 0.5) * size
    )


def read_coordinates(words: str) -> Position | None:
    """Read a position from what somebody typed, or give None when it is not written as one.

    Understood: degrees ("52.58, -1.98", "52.58 N 1.98 W", 52°34'48"N 1°58'48"W), grid references
    ("SP 013 986") and eastings with northings ("401356 298698"). Latitude and longitude the wrong way
    round are put right when only that way they are in Britain. Raises NoSuchPosition for numbers that
    are written as a position and are none.
    """
    written = words.strip().upper()
    if match := _SEXAGESIMAL.fullmatch(written):
        return _from_sexagesimal(match)
    if match := _GRID_REFERENCE.fullmatch(written):
        return _from_matched_reference(match)
    if match := _DECIMAL.fullmatch(written):
        return _from_decimal(match)
    if match := _EASTINGS_NORTHINGS.fullmatch(written):
        return from_eastings_northings(float(match[1]), float(match[2]))
    return None


def _from_sexagesimal(match: re.Match[str]) -> Position:
    def degrees(whole: str, minutes: str, seconds: str | None) -> float:
        if int(minutes) >= 60 or float(seconds or 0) >= 60:
            raise NoSuchPosition("Minutes and seconds go up to 59. Check the numbers.")
        return int(whole) + int(minutes) / 60 + float(seconds or 0) / 3600

    latitude = degrees(match[1], match[2], match[3]) * (-1 if match[4] == "S" else 1)
    longitude = degrees(match[5], match[6], match[7]) * (-1 if match[8] == "W" else 1)
    return position(latitude, longitude)


def _from_matched_reference(match: re.Match[str]) -> Position | None:
    letters, together, eastings, northings = match.groups()
    if together:
        half = len(together) // 2
        eastings, northings = together[:half], together[half:]
    if len(eastings) != len(northings):
        return None
    return from_grid_reference(letters, eastings, northings)


def _from_decimal(match: re.Match[str]) -> Position | None:
    first, second = (float(match[part].replace("−", "-")) for part in ("first", "second"))
    if "." not in match[0] and not match["ns"]:
        return None  # "14 52" is a house and a flat sooner than a spot at sea
    if match["ns"] == "S":
        first = -first
    if match["ew"] == "W":
        second = -second
    swapped = not match["ns"] and not in_britain(first, second) and in_britain(second, first)
    return position(second, first) if swapped else position(first, second)


def in_britain(latitude: float, longitude: float) -> bool:
    """Say whether degrees lie in Britain or the seas around it."""
    return 49 <= latitude <= 61 and -9 <= longitude <= 2


def metres_between(one: Position, other: Position) -> float:
    """Measure the way over the ground, in metres, as the crow flies."""
    north = radians(other.latitude - one.latitude)
    east = radians(other.longitude - one.longitude)
    chord = (
        sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, chord)))
