"""Lists of postcodes, as they are published: which column holds what.

Read are Ordnance Survey's Code-Point Open (eastings and northings, with or without a heading row) and lists
with latitude and longitude, such as the National Statistics Postcode Lookup.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from .coordinates import NoSuchPosition, Position, from_eastings_northings, position
from .postcodes import NotAPostcode, normalise_postcode

_HEADINGS = {
    "postcode": ("postcode", "pcds", "pcd", "pcd7", "pcd8"),
    "eastings": ("eastings", "easting", "oseast1m", "east1m"),
    "northings": ("northings", "northing", "osnrth1m", "north1m"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lng", "lon"),
}
_CODE_POINT = {"postcode": 0, "eastings": 2, "northings": 3}
"""Code-Point Open's own files have no heading row."""


class UnknownColumns(ValueError):
    """The file is no list of postcodes that can be read. The message says what is missing."""


class Row(NamedTuple):
    """One line of the file: a postcode and its position, or the reason why not."""

    line: int
    postcode: str
    position: Position | None
    reason: str


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
        return cells[columns[what]] if columns[what] < len(cells) else ""

    try:
        postcode = normalise_postcode(cell("postcode"))
    except NotAPostcode:
        return Row(line, cell("postcode")[:20], None, "This is not a full postcode.")
    try:
        if "latitude" in columns and "longitude" in columns:
            return Row(line, postcode, position(float(cell("latitude")), float(cell("longitude"))), "")
        eastings, northings = float(cell("eastings")), float(cell("northings"))
        if not (eastings or northings):
            return Row(line, postcode, None, "The list gives no position for it.")
        return Row(line, postcode, from_eastings_northings(eastings, northings), "")
    except NoSuchPosition as error:
        return Row(line, postcode, None, str(error))
    except ValueError:
        return Row(line, postcode, None, "Its position is not a pair of numbers.")
