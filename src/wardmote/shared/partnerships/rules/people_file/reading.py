"""Reads the lines of a file of people: which column is which, and one row after the other."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

MAX_ROWS = 20_000
"""Rows that one file may have."""

LONGEST = 254
"""Letters that one cell may have: the longest e-mail address."""

_DELIMITERS = (",", ";", "\t")


class Column(StrEnum):
    """What a column holds."""

    NAME = "name"
    EMAIL = "email"
    ROLE = "role"
    ORGANISATION = "organisation"
    PLACE = "place"


COLUMNS: Mapping[Column, Sequence[str]] = {
    Column.NAME: ("name", "full name", "person"),
    Column.EMAIL: ("email", "e-mail", "email address", "e-mail address", "work email", "mail"),
    Column.ROLE: ("role",),
    Column.ORGANISATION: ("organisation", "organization", "partner"),
    Column.PLACE: ("team or area", "team", "area", "ward", "place"),
}
"""What a heading may say for each column; the first is how we write it."""

_NEEDED = (Column.NAME, Column.EMAIL, Column.ROLE)


class UnreadablePeople(ValueError):
    """The file cannot be read. The message says what to do."""


class PersonRow(NamedTuple):
    """One row as it stands in the file.

    ``number`` is the one a spreadsheet shows; ``fault`` says why the row cannot be read.
    """

    number: int
    name: str
    email: str
    role: str
    organisation: str
    place: str
    fault: str = ""


def read_people(lines: Iterable[str]) -> Iterator[PersonRow]:
    """Read the rows, one after the other. Empty ones are passed over, columns we do not know too.

    Raises UnreadablePeople, when the first row is asked for, if the first line names too few columns; and behind
    MAX_ROWS rows.
    """
    remaining = iter(lines)
    first = next(remaining, "")
    delimiter = max(_DELIMITERS, key=first.count)
    places = _columns(next(csv.reader([first], delimiter=delimiter), []))
    reader = csv.reader(remaining, delimiter=delimiter, strict=True)
    for number, cells in enumerate(_records(reader), start=2):
        if number > MAX_ROWS + 1:
            raise UnreadablePeople(f"The file has more than {MAX_ROWS:,} rows. Split it into smaller ones.")
        if isinstance(cells, str):
            yield PersonRow(number, "", "", "", "", "", fault=cells)
        elif any(cell.strip() for cell in cells):
            yield _row(number, cells, places)


def _columns(heading: Sequence[str]) -> Mapping[Column, Sequence[int]]:
    names = [" ".join(name.replace("_", " ").split()).casefold() for name in heading]
    places = {
        column: [at for at, name in enumerate(names) if name in known] for column, known in COLUMNS.items()
    }
    missing = [column for column in _NEEDED if not places[column]]
    if missing:
        wanted = ", ".join(known[0] for known in COLUMNS.values())
        raise UnreadablePeople(
            f"The first line must name the columns: {wanted}. "
            f"We found no column “{'” or “'.join(COLUMNS[column][0] for column in missing)}”."
        )
    for column, at in places.items():
        if len(at) > 1 and column is not Column.PLACE:
            raise UnreadablePeople(f"Two columns are called “{COLUMNS[column][0]}”. Take one out.")
    return places


def _records(reader: Iterator[list[str]]) -> Iterator[list[str] | str]:
    """Each record, or a sentence about one that is broken."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield "The quotation marks in this row do not match. Check it, and the row above."


def _row(number: int, cells: Sequence[str], places: Mapping[Column, Sequence[int]]) -> PersonRow:
    width = 1 + max(at for column in places.values() for at in column)
    fault = ""
    if any("\x00" in cell for cell in cells):
        fault = "There is a hidden character in this row that we cannot keep. Type the row again."
    elif any(len(cell) > LONGEST for cell in cells[:width]):
        fault = f"One cell of this row has more than {LONGEST} letters. Shorten it."

    def cell(column: Column) -> str:
        found = (" ".join(cells[at].replace("\x00", "").split()) for at in places[column] if at < len(cells))
        return next(filter(None, found), "")[:LONGEST]

    name, email, role, organisation, place = (cell(column) for column in Column)
    return PersonRow(number, name, email, role, organisation, place, fault)
