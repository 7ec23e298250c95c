"""An outline as somebody draws it: its corners, one on each line."""

from typing import Any

from .boundaries import BadMap
from .coordinates import NoSuchPosition, Position, read_coordinates

FEWEST, MOST = 3, 2_000


def outline_of(words: str) -> dict[str, Any]:
    """Give the GeoJSON polygon between corners, each on a line of its own, the last joined to the first.

    A corner is written in any way that a position can be: degrees, a grid reference, eastings and northings. Raises
    BadMap with the line that is no corner, or when they are too few or too many.
    """
    corners: list[Position] = []
    for number, line in enumerate(words.splitlines(), start=1):
        if not line.strip():
            continue
        if len(corners) == MOST:
            raise BadMap(f"These are more than {MOST:,} corners. Bring such an outline as a file.")
        corners.append(_corner(line[:100], number))
    if len(set(corners)) < FEWEST:
        raise BadMap("An outline needs three corners or more, each on a line of its own.")
    ring = [[corner.longitude, corner.latitude] for corner in (*corners, corners[0])]
    return {"type": "Polygon", "coordinates": [ring]}


def _corner(line: str, number: int) -> Position:
    try:
        found = read_coordinates(line)
    except NoSuchPosition as error:
        raise BadMap(f"Line {number}: {error}") from error
    if found is None:
        raise BadMap(
            f"Line {number} is not a corner. Write a grid reference, or latitude and longitude, such as 52.58510,"
            " -1.98230."
        )
    return found
