"""Lists of addresses: OS Open UPRN, and CSV with UPRN or address, and where each is."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .addresses import LONGEST, address_key, uprn_in
from .coordinates import NoSuchPosition, Position, from_eastings_northings, position
from .list_files import UnreadableFile
from .names import folded
from .point_files import delimiter_of
from .postcodes import postcode_in

_HEADINGS: Mapping[str, Sequence[str]] = {
    "uprn": ("uprn", "unique property reference number"),
    "address": ("address", "full address", "single line address", "site address", "address string"),
    "line 1": ("address line 1", "address 1", "line 1", "street address"),
    "line 2": ("address line 2", "address 2", "line 2"),
    "line 3": ("address line 3", "address 3", "line 3"),
    "town": ("town", "post town", "city"),
    "postcode": ("postcode", "post code", "pcds", "postcode locator"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lng", "lon"),
    "easting": ("easting", "eastings", "x coordinate", "x"),
    "northing": ("northing", "northings", "y coordinate", "y"),
}
_WORDS = ("address", "line 1", "line 2", "line 3", "town")


class AddressRow(NamedTuple):
    """One line of the list: which address, its key, and where it is if it says; or the reason why it is of no use."""

    line: int
    uprn: int | None
    words: str
    house: str
    postcode: str
    position: Position | None
    reason: str = ""

    @property
    def said(self) -> str:
        """Give what the line says, to find it again."""
        return self.words or (f"UPRN {self.uprn}" if self.uprn else "")


def read_addresses(lines: Iterator[str]) -> Iterator[AddressRow]:
    """Read a list line by line. Raises UnreadableFile when the first line names neither UPRN nor address."""
    first = next(lines, "").removeprefix("\ufeff")
    headings = next(_cells([first], delimiter_of(first)), [])
    named = [folded(heading) for heading in headings]
    at: dict[str, int] = {}
    for what, names in _HEADINGS.items():
        place = next((named.index(folded(name)) for name in names if folded(name) in named), None)
        if place is not None:
            at[what] = place
    if not at.keys() & {"uprn", "address", "line 1"}:
        raise UnreadableFile("No column is called UPRN or address. Give the file a heading row that has one.")
    for line, cells in enumerate(_cells(lines, delimiter_of(first)), start=2):
        if any(cell.strip() for cell in cells):
            yield _row(line, {what: cells[i].strip() for what, i in at.items() if i < len(cells)})


def _cells(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableFile(
            "This is not CSV that can be read: a cell is too long. Look for a quotation mark that never closes."
        ) from error


def _row(line: int, cells: Mapping[str, str]) -> AddressRow:
    words = ", ".join(" ".join(cells[what].split()) for what in _WORDS if cells.get(what))
    postcode = postcode_in(cells.get("postcode", "")) or postcode_in(words) or ""
    if words and postcode and postcode_in(words) is None:
        words = f"{words}, {postcode}"
    uprn = uprn_in(cells.get("uprn", ""))
    key = address_key(words, postcode) if words else None
    row = AddressRow(line, uprn, words[:LONGEST], key.house if key else "", postcode, None)
    if cells.get("uprn") and uprn is None:
        return row._replace(reason="Its UPRN is not a number of up to twelve digits.")
    if uprn is None and key is None:
        return row._replace(reason="It has no UPRN, and names no house on a street.")
    try:
        return row._replace(position=_position(cells))
    except NoSuchPosition as error:
        return row._replace(reason=str(error))
    except ValueError:
        return row._replace(reason="Its position is not a pair of numbers.")


def _position(cells: Mapping[str, str]) -> Position | None:
    degrees, metres = (
        (cells.get(one, ""), cells.get(other, ""))
        for one, other in (("latitude", "longitude"), ("easting", "northing"))
    )
    if all(degrees):
        return position(float(degrees[0]), float(degrees[1]))
    if all(metres):
        return from_eastings_northings(float(metres[0]), float(metres[1]))
    return None
