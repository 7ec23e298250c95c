"""Lists of postcodes, as they are published: which column holds what.

Read are Ordnance Survey's Code-Point Open (eastings and northings, with or without a heading row), the National
Statistics Postcode Lookup and the ONS Postcode Directory, and other lists with a position for each postcode.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from .coordinates import NoSuchPosition, Position, from_eastings_northings, position
from .postcodes import NotAPostcode, normalise_postcode

_HEADINGS = {
    "postcode": ("postcode", "pcds", "pcd", "pcd7", "pcd8", "pc"),
    "eastings": ("eastings", "easting", "oseast1m", "east1m", "ea"),
    "northings": ("northings", "northing", "osnrth1m", "north1m", "no"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lng", "lon"),
    "district": ("laua", "oslaua", "admin_district_code", "dc"),
    "ended": ("doterm",),
    "quality": ("osgrdind", "gridind"),
}
_DATED_DISTRICT = re.compile(r"lad\d\dcd")
"""As newer lists of the ONS name the district: by the year of its boundaries."""

_NO_GRID_REFERENCE = "9"
"""What the ONS writes of the quality of a position that there is none of."""

_CODE_POINT = {"postcode": 0, "eastings": 2, "northings": 3, "district": 8}
"""Code-Point Open's own files have no heading row."""


class UnknownColumns(ValueError):
    """The file is no list of postcodes that can be read. The message says what is missing."""


class Row(NamedTuple):
    """One line of the file: a postcode and its position, or the reason why not.

    ``district`` is the national code of the borough it lies in; None where the list tells none of any.
    """

    line: int
    postcode: str
    position: Position | None
    reason: str
    district: str | None = None
    ended_on: date | None = None

    @property
    def said(self) -> str:
        """Give what the line says, to find it again."""
        return self.postcode


def read_postcodes(lines: Iterable[str]) -> Iterator[Row]:
    """Read a list line by line. Raises UnknownColumns when the first line tells no columns."""
    rows = _cells(lines)
    first = [cell.strip().lstrip("\ufeff") for cell in next(rows, [])]
    columns = _columns(first)
    rest: Iterable[list[str]] = rows
    if columns is None:
        columns, rest = _CODE_POINT, chain([first], rows)
    for number, cells in enumerate(rest, start=1 if columns is _CODE_POINT else 2):
        if any(cell.strip() for cell in cells):
            yield _row(number, cells, columns)


def _cells(lines: Iterable[str]) -> Iterator[list[str]]:
    try:
        yield from csv.reader(line.replace("\0", "") for line in lines)
    except csv.Error as error:
        raise UnknownColumns("This file is not CSV: it has no columns that can be read.") from error


def _columns(headings: Sequence[str]) -> dict[str, int] | None:
    """Say which column holds what; None for Code-Point Open without headings."""
    if len(headings) > 3 and _is_postcode(headings[0]):
        return None
    named = [heading.casefold() for heading in headings]
    found = {
        what: named.index(name)
        for what, names in _HEADINGS.items()
        for name in reversed(names)
        if name in named
    }
    if dated := next((at for at, name in enumerate(named) if _DATED_DISTRICT.fullmatch(name)), None):
        found.setdefault("district", dated)
    if "postcode" not in found:
        raise UnknownColumns("There is no column called postcode. Give the file a heading row that has one.")
    if not ({"latitude", "longitude"} <= found.keys() or {"eastings", "northings"} <= found.keys()):
        raise UnknownColumns(
            "There are no columns for where each postcode is. Name them latitude and longitude, or eastings"
            " and northings."
        )
    return found


def _is_postcode(words: str) -> bool:
    try:
        normalise_postcode(words)
    except NotAPostcode:
        return False
    return True


def _row(line: int, cells: Sequence[str], columns: dict[str, int]) -> Row:
    def cell(what: str) -> str:
        return cells[columns[what]].strip() if what in columns and columns[what] < len(cells) else ""

    try:
        postcode = normalise_postcode(cell("postcode"))
    except NotAPostcode:
        return Row(line, cell("postcode")[:20], None, "This is not a full postcode.")
    try:
        at = _position(cell("latitude"), cell("longitude"), cell("eastings"), cell("northings"))
    except NoSuchPosition as error:
        return Row(line, postcode, None, str(error))
    except ValueError:
        return Row(line, postcode, None, "Its position is not a pair of numbers.")
    if at is None or cell("quality") == _NO_GRID_REFERENCE:
        return Row(line, postcode, None, "The list gives no position for it.")
    district = cell("district")[:9].upper() if "district" in columns else None
    return Row(line, postcode, at, "", district, _month(cell("ended")))


def _position(latitude: str, longitude: str, eastings: str, northings: str) -> Position | None:
    """Read degrees, or else metres; None for what lists write where they know none: 99.999999, or 0, 0."""
    if latitude or longitude:
        north, east = float(latitude), float(longitude)
        return None if north > 99 or (north, east) == (0, 0) else position(north, east)
    metres = float(eastings), float(northings)
    return from_eastings_northings(*metres) if any(metres) else None


def _month(words: str) -> date | None:
    """Read the month in which a postcode was ended: 200903."""
    try:
        return date(int(words[:4]), int(words[4:6]), 1) if len(words) == 6 else None
    except ValueError:
        return None
