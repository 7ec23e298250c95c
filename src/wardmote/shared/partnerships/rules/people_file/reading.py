"""Reads a file of people: which column is which, and one row after the other."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from wardmote.kernel.table_files import TableRow, UnreadableTable, read_table

MAX_BYTES = 5_000_000
"""The largest file of people that is taken: 20,000 rows with room to spare."""

LONGEST = 254
"""Letters that one cell may have: the longest e-mail address."""


class Column(StrEnum):
    """What a column holds."""

    NAME = "name"
    EMAIL = "email"
    ROLE = "role"
    ORGANISATION = "organisation"
    TEAM = "team"
    AREA = "area"


COLUMNS: Mapping[str, Sequence[str]] = {
    Column.NAME: ("name", "full name", "person"),
    Column.EMAIL: ("email", "e-mail", "email address", "e-mail address", "work email", "mail"),
    Column.ROLE: ("role",),
    Column.ORGANISATION: ("organisation", "organization", "partner"),
    Column.TEAM: ("team or area", "team", "place"),
    Column.AREA: ("ward", "area", "area or ward"),
}
"""What a heading may say for each column; the first is how we write it."""

HEADINGS = tuple(known[0] for column, known in COLUMNS.items() if column is not Column.AREA)
"""The columns as we write them: a team and an area never stand in one row."""

MENDING = (*HEADINGS, "what to mend", "row")
"""The columns of a table of rows to mend. Brought again as it is, its last two are passed over."""

_NEEDED = (Column.NAME, Column.EMAIL, Column.ROLE)


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

    def to_mend(self, why: str) -> tuple[str | int, ...]:
        """The row as it stands in a table of rows to mend, under the headings of MENDING."""
        return self.name, self.email, self.role, self.organisation, self.place, why, self.number


def read_people(content: bytes) -> list[PersonRow]:
    """Read the rows of a file. Empty ones are passed over; columns we do not know are not kept.

    Raises UnreadableTable when it is no table, names too few columns, or has too many rows.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableTable(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB. Take out columns that are not needed, or split it."
        )
    rows = [_row(row) for row in read_table(content, columns=COLUMNS, needed=_NEEDED)]
    if not rows:
        raise UnreadableTable(
            "The file names its columns and nobody below them. Write one row for each person."
        )
    return rows


def _row(row: TableRow) -> PersonRow:
    cells = [row[column] for column in Column]
    fault = row.fault
    if not fault and any(len(cell) > LONGEST for cell in cells):
        fault = f"One cell of this row has more than {LONGEST} letters. Shorten it."
    name, email, role, organisation, team, area = (cell[:LONGEST] for cell in cells)
    return PersonRow(row.number, name, email, role, organisation, team or area, fault)
