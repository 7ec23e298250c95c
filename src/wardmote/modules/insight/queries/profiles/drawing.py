"""One boundary that somebody brings or draws to see what is known of it. It is not kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.rules.boundaries import BadMap
from wardmote.shared.geography.rules.corners import outline_of

from .shown import Profiles
from .working import profile_of_ground

UNNAMED = "This boundary"


def profile_of_boundary(content: bytes, name: str = "", keys: Iterable[str] = ()) -> Profiles:
    """What is known of the one area in a file of boundaries, or in a GeoJSON geometry without a name.

    Raises BadMap with what to do: where the file cannot be read, holds several areas, or none of our ground.
    """
    file = geography.read_boundaries(_named(content))
    if len(file.areas) != 1:
        raise BadMap(f"This holds {len(file.areas):,} areas. Bring one at a time.")
    (area,) = file.areas
    if area.wrong:
        raise BadMap(area.wrong)
    called = " ".join(name.split())[:200] or area.name
    known = profile_of_ground(called, file.ground_of(area), keys)
    if known is None:
        raise BadMap("This boundary meets none of the wards on the map. Is it of another place?")
    return known


def profile_of_outline(words: str, name: str = "", keys: Iterable[str] = ()) -> Profiles:
    """What is known within an outline: its corners, one on each line, or GeoJSON. Raises BadMap as above."""
    if words.lstrip().startswith("{"):
        return profile_of_boundary(words.encode(), name, keys)
    return profile_of_boundary(json.dumps(outline_of(words)).encode(), name, keys)


def _named(content: bytes) -> bytes:
    """GeoJSON with something for a name, where it has no columns; every other file as it is."""
    try:
        drawn: Any = json.loads(content)
        kind = drawn.get("type") if isinstance(drawn, dict) else ""
        if kind in ("Polygon", "MultiPolygon"):
            drawn = {"type": "Feature", "properties": {}, "geometry": drawn}
        features = [drawn] if drawn.get("type") == "Feature" else drawn["features"]
        if kind == "Topology" or any(feature.get("properties") for feature in features):
            return content
        named = [{**feature, "properties": {"name": UNNAMED}} for feature in features]
        grid = {"crs": drawn["crs"]} if "crs" in drawn else {}
        return json.dumps({"type": "FeatureCollection", **grid, "features": named}).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return content
