"""Boundaries from GeoJSON, in degrees (WGS 84) or in metres of the British National Grid."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from ..boundaries import BadMap, check_boundary
from ..coordinates import Position, to_degrees
from ..words import plain
from .fitting import Fit, fit, inside_of

MOST_AREAS = 500
LONGEST_NAME, LONGEST_CODE = 200, 20

_NAMES = (
    re.compile(r"(WD|LAD|PAR)\d\dNMW?$"),
    re.compile(r"(ward_?|area_?)?name$"),
    re.compile(r"ward|area|title"),
)
_CODES = (re.compile(r"(WD|LAD|PAR)\d\dCD$"), re.compile(r"((ward|gss|ons)_?)?code$"))
_UNREADABLE = (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


class Grid(StrEnum):
    """What the numbers of a file count."""

    WGS_84 = "WGS 84"
    BRITISH = "British National Grid"


_DECLARED = {
    "CRS84": Grid.WGS_84,
    "4326": Grid.WGS_84,
    "4258": Grid.WGS_84,  # ETRS89: less than a metre beside it
    "27700": Grid.BRITISH,
}


@dataclass(frozen=True, kw_only=True)
class FoundArea:
    """An area in a file. ``wrong`` says why it cannot be used, if it cannot; then nothing else of it can be told."""

    name: str
    code: str = ""
    inside: Position | None = None
    boundary: Mapping[str, Any] | None = None
    wrong: str = ""


@dataclass(frozen=True, kw_only=True)
class AreaFile:
    """What a file of boundaries holds, in degrees. ``column`` is where the names come from, of those in ``columns``.

    ``is_guessed`` says that the file does not declare its grid. Areas that do not fit together, as ``fit`` tells,
    can be used all the same.
    """

    areas: Sequence[FoundArea]
    column: str
    columns: Sequence[str]
    grid: Grid = Grid.WGS_84
    is_guessed: bool = False
    fit: Fit = Fit()  # noqa: RUF009 (it cannot be changed)

    @property
    def wrong(self) -> Sequence[FoundArea]:
        """The areas that cannot be used."""
        return [area for area in self.areas if area.wrong]

    @property
    def is_usable(self) -> bool:
        """Every area can be used."""
        return bool(self.areas) and not self.wrong


def read_boundaries(content: bytes, *, column: str = "") -> AreaFile:
    """Read a GeoJSON file of areas, their names from one column or from the one that looks like it.

    What is wrong with single areas is told of each. Raises BadMap when the file is none that can be read.
    """
    read, features = _read(content)
    found = [_properties(feature) for feature in features]
    columns = list(dict.fromkeys(name for properties in found for name in properties))
    if not columns:
        raise BadMap("The areas in this file have no names. Export it again with its columns.")
    named = column if column in columns else _likely(_NAMES, columns, found) or columns[0]
    coded = _likely(_CODES, columns, found)
    declared = _declared(read)
    drawn = [_geometry(feature) for feature in features]
    grid = declared or _guessed(drawn)
    if grid is Grid.BRITISH:
        drawn = [_in_degrees(geometry) for geometry in drawn]
    areas = _told_twice(
        [
            _area(number, geometry, properties.get(named, ""), properties.get(coded, ""))
            for number, (geometry, properties) in enumerate(zip(drawn, found, strict=True), start=1)
        ]
    )
    good = {area.name: geometry for area, geometry in zip(areas, drawn, strict=True) if not area.wrong}
    return AreaFile(
        areas=areas,
        column=named,
        columns=columns,
        grid=grid,
        is_guessed=declared is None and grid is not Grid.WGS_84,
        fit=fit(good),
    )


def _read(content: bytes) -> tuple[Mapping[str, Any], list[Any]]:
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadMap("This file is not GeoJSON. Export the areas again as GeoJSON.") from error
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features:
        raise BadMap(
            "This file holds no areas. It must be a GeoJSON FeatureCollection with one feature for each."
        )
    if len(features) > MOST_AREAS:
        raise BadMap(f"This file holds {len(features):,} areas; {MOST_AREAS} fit. Is it the right one?")
    return read, features


def _declared(read: Mapping[str, Any]) -> Grid | None:
    """The grid a file says its numbers are on, nothing if it does not say. Raises BadMap for one we do not know."""
    crs = read.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name:
        return None
    known = _DECLARED.get(re.split(r"[:/]", name)[-1].upper())
    if known is None:
        raise BadMap(
            f"The file says that its numbers are in {name[:60]}. Export it again in WGS 84 (EPSG:4326) or on the"
            " British National Grid (EPSG:27700)."
        )
    return known


def _guessed(drawn: Sequence[Any]) -> Grid:
    """Metres of the British National Grid where the numbers can be nothing else."""
    bounds = [geometry.bounds for geometry in drawn if geometry is not None and not geometry.is_empty]
    if bounds and all(
        180 < west <= east < 700_000 and 90 < south <= north < 1_300_000
        for west, south, east, north in bounds
    ):
        return Grid.BRITISH
    return Grid.WGS_84


def _properties(feature: Any) -> dict[str, str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return {}
    return {
        str(name).replace("\x00", "")[:100]: " ".join(str(value).replace("\x00", "").split())
        for name, value in properties.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }


def _likely(
    patterns: Sequence[re.Pattern[str]], columns: Sequence[str], found: Sequence[Mapping[str, str]]
) -> str:
    """The first column that looks like what is sought and tells the areas apart; nothing if none does."""
    for pattern in patterns:
        for column in columns:
            values = [properties.get(column, "") for properties in found]
            if re.fullmatch(pattern.pattern, column, re.IGNORECASE) and len(set(values)) == len(values):
                return column
    return ""


def _geometry(feature: Any) -> Any:
    """The geometry of a feature as it is drawn; None where there is none that can be read."""
    boundary = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(boundary, dict):
        return None
    try:
        return shapely.force_2d(
            shape({"type": boundary.get("type"), "coordinates": boundary.get("coordinates")})
        )
    except _UNREADABLE:
        return None


def _in_degrees(geometry: Any) -> Any:
    """The geometry in degrees; None where its metres lie off the earth."""
    try:
        return None if geometry is None else shapely.transform(geometry, to_degrees)
    except _UNREADABLE:
        return None


def _area(number: int, geometry: Any, name: str, code: str) -> FoundArea:
    called = name[:60] or f"Area {number}"
    if wrong := _wrong(geometry, name):
        return FoundArea(name=called, wrong=wrong)
    try:
        boundary = mapping(geometry)
        longitude, latitude = inside_of(geometry)
        inside = Position(latitude, longitude)
        check_boundary(called, boundary, inside)
    except BadMap as refused:
        return FoundArea(name=called, wrong=str(refused))
    except _UNREADABLE:
        return FoundArea(name=called, wrong="Its boundary cannot be read. Export it again as GeoJSON.")
    if _is_turned(geometry):
        return FoundArea(
            name=called, wrong="Its latitude and longitude stand the wrong way round. Export it again."
        )
    return FoundArea(name=name, code=code[:LONGEST_CODE], inside=inside, boundary=boundary)


def _wrong(geometry: Any, name: str) -> str:
    if not plain(name):
        return "It has no name. Give it one, or choose the column that holds the names."
    if len(name) > LONGEST_NAME:
        return f"Its name is longer than {LONGEST_NAME} letters."
    if geometry is None:
        return "It has no boundary that can be read. Export it again with its geometry."
    return ""


def _is_turned(geometry: Any) -> bool:
    """Whether this lies off the coast of Africa, and in Britain once its numbers are exchanged."""
    west, south, east, north = geometry.bounds
    return bool(49 <= west <= east <= 61 and -9 <= south <= north <= 2)


def _told_twice(areas: Sequence[FoundArea]) -> list[FoundArea]:
    seen: set[str] = set()
    told = []
    for area in areas:
        if plain(area.name) in seen and not area.wrong:
            told.append(FoundArea(name=area.name, wrong="Two areas have this name. Each needs its own."))
        else:
            told.append(area)
        seen.add(plain(area.name))
    return told
