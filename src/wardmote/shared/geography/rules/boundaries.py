"""Whether a boundary that somebody brings can be used."""

from collections.abc import Mapping
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import Point, shape

from .coordinates import Position


class BadMap(ValueError):
    """Areas, places or boundaries cannot be used as they are. The message says which, and what to do."""


def check_boundary(name: str, boundary: Mapping[str, Any], inside: Position) -> None:
    """Raise BadMap unless this is a GeoJSON area in degrees, without crossings, that holds the point."""
    if boundary.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadMap(f"The boundary of {name} must be a GeoJSON Polygon or MultiPolygon.")
    try:
        area = shape(dict(boundary))
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError) as error:
        raise BadMap(f"The boundary of {name} cannot be read. Export it again as GeoJSON.") from error
    if area.is_empty or not area.is_valid:
        raise BadMap(
            f"The boundary of {name} is empty or crosses itself. Mend it in the program it came from."
        )
    if not shapely.box(-180, -90, 180, 90).covers(area):
        raise BadMap(f"The boundary of {name} is not in degrees. Export it again in WGS 84.")
    if not area.intersects(Point(inside.longitude, inside.latitude)):
        raise BadMap(f"The point of {name} lies outside its boundary. Check latitude and longitude.")
