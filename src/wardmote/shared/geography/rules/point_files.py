"""Tables of things that stand somewhere: which column says where, and what each row says. One row at a time."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from .list_files import UnreadableFile, decoded
from .names import folded

DELIMITERS = (",", ";", "\t", "|")
_SAYS_DELIMITER = re.compile(r"\s*\"?sep=(?P<delimiter>[,;\t|])\"?\s*", re.IGNORECASE)


class Way(StrEnum):
    """The ways in which a row may say where it is, the surest first."""

    DEGREES = "degrees"
    METRES = "metres"
    GRID_REFERENCE = "grid reference"
    UPRN = "uprn"
    POSTCODE = "postcode"
    WORDS = "words"


_HEADINGS: Mapping[Way, Sequence[Sequence[str]]] = {
    Way.DEGREES: (("latitude", "lat", "lat_wgs84", "ycoord_degrees"), ("longitude", "long", "lng", "lon")),
    Way.METRES: (
        ("easting", "eastings", "east", "oseast1m", "east1m", "x_coordinate", "geo_x", "x", "xcoord"),
        ("northing", "northings", "north", "osnrth1m", "north1m", "y_coordinate", "geo_y", "y", "ycoord"),
    ),
    Way.GRID_REFERENCE: (
        ("grid reference", "gridreference", "grid ref", "national grid reference", "os grid reference", "ngr", "osgr"),
    ),
    Way.UPRN: (("uprn", "unique property reference number"),),
    Way.POSTCODE: (("postcode", "post code", "pcds", "pcd", "pcd7", "pcd8", "postal code"),),
    Way.WORDS: (
        ("address", "full address", "site address", "single line address", "location", "place", "where", "point",
         "position", "coordinates", "address1", "address line 1", "street address", "street"),
    ),
}  # fmt: skip
"""For each way the columns it needs, each by the headings it may have."""


class PointColumns(NamedTuple):
    """Which ways a table has of saying where, and in which columns."""

    ways: Mapping[Way, tuple[int, ...]]

    def said(self, cells: Sequence[str], way: Way) -> tuple[str, ...] | None:
        """Give what a row says in one way; None where it says nothing."""
        said = tuple(cells[at].strip() if at < len(cells) else "" for at in self.ways[way])
        return said if any(said) else None


def point_columns(headings: Sequence[str]) -> PointColumns:
    """Find the columns that say where. Raises UnreadableFile when there is none, with what there may be."""
    by_name: dict[str, int] = {}
    for at, heading in enumerate(headings):
        by_name.setdefault(folded(heading), at)
    ways: dict[Way, tuple[int, ...]] = {}
    for way, columns in _HEADINGS.items():
        found = [next((by_name[folded(n)] for n in names if folded(n) in by_name), None) for names in columns]
        if all(at is not None for at in found):
            ways[way] = tuple(at for at in found if at is not None)
    if not ways:
        raise UnreadableFile(
            "No column says where. The first row must name the columns, one of them: latitude and longitude, easting"
            " and northing, grid reference, UPRN, postcode, or address."
        )
    return PointColumns(ways)


def delimiter_of(heading: str) -> str:
    """Say what parts the columns of a table, by its first line."""
    return max(DELIMITERS, key=heading.count)


class Table(NamedTuple):
    """A table as it is read: its headings, what parts its columns, and its rows, still to come."""

    headings: list[str]
    delimiter: str
    has_mark: bool
    rows: Iterator[list[str]]


def read_rows(lines: Iterable[bytes]) -> Table:
    """Begin to read a CSV file, given as lines. Raises UnreadableFile when it is empty or no CSV; so may its rows."""
    text = decoded(lines)
    first = next(text, "")
    has_mark = first.startswith("\ufeff")
    first = first.removeprefix("\ufeff")
    told = _SAYS_DELIMITER.fullmatch(first)
    delimiter = told["delimiter"] if told else delimiter_of(first)
    rows = _rows(_chained("" if told else first, text), delimiter)
    headings = next(rows, [])
    if not headings:
        raise UnreadableFile("The file is empty.")
    return Table(headings, delimiter, has_mark, rows)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        raise UnreadableFile(
            "This is not CSV that can be read: a cell is too long. Look for a quotation mark that never closes."
        ) from error


def degrees(said: Sequence[str]) -> tuple[float, float]:
    """Read a pair of numbers. Raises ValueError in words when they are none."""
    try:
        first, second = (float(word.replace("−", "-")) for word in said)
    except ValueError as error:
        raise ValueError("Where it is should be a pair of numbers, and is not.") from error
    return first, second
