"""Areas made of what a file of boundaries holds: their names and codes, their ground, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from ..boundaries import BadMap, check_boundary
from ..coordinates import Position
from ..words import AreaKind, plain
from .columns import BOROUGHS, NAMES, code_column, column_of, kind_of
from .fitting import Fit, fit, inside_of
from .mending import mended
from .raw import RawFile
from .whereabouts import WGS_84, nowhere, placed

MOST_AREAS = 2_500
MOST_POINTS = 1_500_000
"""Corners of all areas together. Beyond it the map would be slow on every page, for detail that nobody sees."""

LONGEST_NAME, LONGEST_CODE = 200, 20


@dataclass(frozen=True, kw_only=True)
class FoundArea:
    """An area in a file. ``wrong`` says why it cannot be used, if it cannot; then nothing else of it can be told.

    ``mended`` says what was mended of its boundary, ``borough`` which borough the file says it is in.
    """

    name: str
    code: str = ""
    inside: Position | None = None
    boundary: Mapping[str, Any] | None = None
    wrong: str = ""
    mended: str = ""
    borough: str = ""


@dataclass(frozen=True, kw_only=True)
class AreaFile:
    """What a file of boundaries holds, in degrees. ``column`` is where the names come from, of those in ``columns``.

    ``grid`` is the system its numbers were in; ``is_guessed`` that this is more than the file says. ``kind`` is what
    its codes name, where they are national ones. Areas that do not fit together, as ``fit`` tells, can be used all
    the same.
    """

    areas: Sequence[FoundArea]
    column: str
    columns: Sequence[str]
    codes: str = ""
    grid: str = WGS_84
    is_guessed: bool = False
    fit: Fit = Fit()  # noqa: RUF009 (it cannot be changed)
    kind: AreaKind | None = None
    format: str = "GeoJSON"
    layer: str = ""
    layers: Sequence[str] = ()
    is_recoded: bool = False

    @property
    def wrong(self) -> Sequence[FoundArea]:
        """The areas that cannot be used."""
        return [area for area in self.areas if area.wrong]

    @property
    def is_usable(self) -> bool:
        """Every area can be used."""
        return bool(self.areas) and not self.wrong

    @property
    def boroughs(self) -> Sequence[str]:
        """The boroughs whose areas these are, as far as the file says, in its order."""
        return list(dict.fromkeys(area.borough for area in self.areas if area.borough))

    def around(self) -> AreaFile:
        """Give the file with every area called by its borough as well, for those who look at them from outside."""
        return replace(
            self,
            areas=[
                replace(area, name=f"{area.name} ({area.borough})")
                if area.borough and not area.name.endswith(f"({area.borough})")
                else area
                for area in self.areas
            ],
        )

    def ground_of(self, area: FoundArea) -> Any:
        """Give the ground of one of its areas as geometry in degrees, or None."""
        return None if area.boundary is None else shape(dict(area.boundary))


def areas_of(raw: RawFile, *, column: str = "", codes: str = "") -> AreaFile:
    """Make areas of what a file holds, their names and codes from the columns named or from those that look like it.

    What is wrong with single areas is told of each. Raises BadMap when nothing can be made of the file as a whole.
    """
    rows, columns = _bounded(raw), _columns(raw)
    for named in (column, codes):
        if named and named not in columns:
            raise BadMap(f"The file has no column “{named[:60]}”. It has: {', '.join(columns[:30])}.")
    named = column or column_of(NAMES, columns, rows) or columns[0]
    coded = codes or code_column(columns, rows)
    in_borough = next((c for c in columns if BOROUGHS.fullmatch(c) and c != named), "")
    found = placed([_geometry(drawn) for drawn in raw.geometries], raw.crs)
    if lost := nowhere(found.drawn):
        raise BadMap(lost)
    areas = [
        replace(_area(number, geometry, _cell(row, named), _cell(row, coded)), borough=_cell(row, in_borough))
        for number, (geometry, row) in enumerate(zip(found.drawn, rows, strict=True), start=1)
    ]
    areas = _told_twice(_told_apart(areas))
    return AreaFile(
        areas=areas,
        column=named,
        columns=columns,
        codes=coded,
        grid=found.grid,
        is_guessed=found.is_guessed and found.grid != WGS_84,
        fit=fit(
            {area.name: shape(dict(area.boundary)) for area in areas if area.boundary and not area.wrong}
        ),
        kind=kind_of((area.code for area in areas), [coded, named]),
        format=raw.format,
        layer=raw.layer,
        layers=raw.layers,
        is_recoded=raw.is_recoded,
    )


def _bounded(raw: RawFile) -> Sequence[Mapping[str, str]]:
    if not raw.rows:
        raise BadMap("This file holds no areas. It must hold one polygon for each.")
    if len(raw.rows) > MOST_AREAS:
        raise BadMap(
            f"This file holds more than {MOST_AREAS:,} areas, which is all that fit. Is it the right one? Cut it to"
            " your own places, and those around."
        )
    return raw.rows


def _columns(raw: RawFile) -> list[str]:
    columns = [column for column in raw.columns if any(_cell(row, column) for row in raw.rows)]
    if not columns:
        raise BadMap("The areas in this file have no names. Export it again with its columns.")
    return columns


def _cell(row: Mapping[str, str], column: str) -> str:
    return " ".join(row.get(column, "").replace("\x00", "").split())


def _geometry(drawn: bytes | None) -> Any:
    """What is drawn; None where there is nothing that can be read."""
    if drawn is None:
        return None
    try:
        return shapely.force_2d(shapely.from_wkb(drawn))
    except (ShapelyError, ValueError):
        return None


def _area(number: int, geometry: Any, name: str, code: str) -> FoundArea:
    called = name[:60] or f"Area {number}"
    if wrong := _wrong(geometry, name, code):
        return FoundArea(name=called, wrong=wrong)
    made = mended(geometry)
    if made is None:
        return FoundArea(name=called, wrong=f"It has no ground: what is drawn is a {_drawn_as(geometry)}.")
    try:
        boundary = mapping(made.geometry)
        longitude, latitude = inside_of(made.geometry)
        inside = Position(latitude, longitude)
        check_boundary(called, boundary, inside)
    except BadMap as refused:
        return FoundArea(name=called, wrong=str(refused))
    return FoundArea(name=name, code=code, inside=inside, boundary=boundary, mended=made.said)


def _drawn_as(geometry: Any) -> str:
    kind = geometry.geom_type
    return {"Polygon": "line that encloses nothing", "MultiPolygon": "line that encloses nothing"}.get(
        kind, "point" if "Point" in kind else "line"
    )


def _wrong(geometry: Any, name: str, code: str) -> str:
    if not plain(name):
        return "It has no name. Give it one, or choose the column that holds the names."
    if len(name) > LONGEST_NAME:
        return f"Its name is longer than {LONGEST_NAME} letters."
    if len(code) > LONGEST_CODE:
        return f"Its code is longer than {LONGEST_CODE} letters. Choose the column that holds the codes."
    if geometry is None or geometry.is_empty:
        return "It has no boundary that can be read. Export it again with its geometry."
    return ""


def _told_apart(areas: Sequence[FoundArea]) -> list[FoundArea]:
    """Areas of several boroughs that share a name are called by their borough as well."""
    often = Counter(plain(area.name) for area in areas)
    return [
        replace(area, name=f"{area.name} ({area.borough})")
        if often[plain(area.name)] > 1 and area.borough and area.code and not area.wrong
        else area
        for area in areas
    ]


def _told_twice(areas: Sequence[FoundArea]) -> list[FoundArea]:
    names: set[str] = set()
    codes: dict[str, str] = {}
    told = []
    for area in areas:
        if not area.wrong and plain(area.name) in names:
            area = replace(area, boundary=None, wrong="Two areas have this name. Each needs its own.")
        elif not area.wrong and area.code in codes:
            twice = f"It has the code {area.code}, and so has {codes[area.code]}. Each needs its own."
            area = replace(area, boundary=None, wrong=twice)
        names.add(plain(area.name))
        if area.code:
            codes.setdefault(area.code, area.name)
        told.append(area)
    return told
