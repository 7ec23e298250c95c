"""Reads a table that somebody made in a spreadsheet and saved as CSV: by the names of its columns, row by row."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
LONGEST = 5_000
"""Characters that one cell may have."""

_DELIMITERS = (",", ";", "\t")
SAYS_DELIMITER = re.compile(r"\s*\"?sep=(?P<delimiter>[,;\t])\"?\r?\n", re.IGNORECASE)
"""A first line by which Excel is told what parts the columns."""
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a file of Excel or LibreOffice begins, new and old."""


class UnreadableTable(ValueError):
    """The file is no table that can be read, or misses a column. The message says what to do."""


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """A row of a table that cannot be used: the number that a spreadsheet shows, and what to do about it."""

    row: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row: the number that a spreadsheet shows, its cells by column, and why it cannot be read, if it cannot."""

    number: int
    cells: Mapping[str, str]
    fault: str = ""

    def __getitem__(self, column: str) -> str:
        """Give a cell as one line without the space round it; nothing where the table has no such column."""
        return self.cells.get(column, "")


def read_table(
    content: bytes, *, columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> list[TableRow]:
    """Read the rows that are not empty. Columns nobody asked for are passed over.

    ``columns`` gives, for each column wanted, the headings it may have; the first is how we write it. Capitals,
    spaces and punctuation of a heading do not matter. Commas, semicolons and tabs are understood, in UTF-8, in
    UTF-16 with its mark, and in the Windows-1252 of older spreadsheets. Raises UnreadableTable.
    """
    text = decoded(content)
    told = SAYS_DELIMITER.match(text)
    if told:
        text = "\n" + text[told.end() :]
    delimiter = told["delimiter"] if told else delimiter_of(text)
    records = enumerate(
        _records(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)), start=1
    )
    filled = ((number, cells) for number, cells in records if any(cell.strip() for cell in cells))
    _, heading = next(filled, (1, []))
    at = _places([] if isinstance(heading, str) else heading, columns, needed)
    rows: list[TableRow] = []
    for number, cells in filled:
        if len(rows) >= MAX_ROWS:
            raise UnreadableTable(f"The file has more than {MAX_ROWS:,} rows. Split it into smaller ones.")
        rows.append(
            TableRow(number=number, cells={}, fault=cells)
            if isinstance(cells, str)
            else _row(number, cells, at)
        )
    return rows


def decoded(content: bytes, *, most: int = MAX_BYTES) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252. Raises UnreadableTable."""
    if len(content) > most:
        raise UnreadableTable(f"The file is larger than {most // 1_048_576} MB. Split it into smaller ones.")
    if content.startswith(WORKBOOKS):
        raise UnreadableTable(
            "This is a spreadsheet’s own file. Save the sheet as “CSV UTF-8” and choose that file."
        )
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable("This file is not text. Save the sheet as “CSV UTF-8” and choose that file.")


def _encodings(content: bytes) -> Sequence[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    start = content[:200]
    if start.count(0) * 3 > len(start):  # every other byte is nought, and no mark stands in front
        return ["utf-16-be" if start[:1] == b"\x00" else "utf-16-le"]
    return ["utf-8-sig", "cp1252"]


def delimiter_of(text: str) -> str:
    """What parts the columns: what the first line has most of."""
    heading = next(iter(text[: 10 * LONGEST].lstrip("\r\n").splitlines()), "")
    return max(_DELIMITERS, key=heading.count)


def _folded(heading: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in heading.casefold()).split())


def _places(
    heading: Sequence[str], columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> Mapping[str, int]:
    names = [_folded(name) for name in heading]
    at: dict[str, int] = {}
    for column, known in columns.items():
        found = [place for place, name in enumerate(names) if name in map(_folded, known)]
        if len(found) > 1:
            both = " and ".join(f"“{' '.join(heading[place].split())[:100]}”" for place in found)
            raise UnreadableTable(f"The columns {both} both say “{known[0]}”. Take one out.")
        if found:
            at[column] = found[0]
    if missing := [columns[column][0] for column in needed if column not in at]:
        wanted = ", ".join(known[0] for known in columns.values())
        raise UnreadableTable(
            f"The first row must name the columns: {wanted}. We found no column “{'” and no “'.join(missing)}”."
        )
    return at


def _records(reader: "Reader") -> Iterator[list[str] | str]:
    """Each record, or a sentence about one that is broken.

    Raises UnreadableTable where a quotation mark opens and never closes: nobody can tell which rows it swallows.
    """
    for number in count(1):
        began = reader.line_num
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if reader.line_num > began + 1 or "end of data" in str(error):
                raise UnreadableTable(
                    f"A quotation mark opens in row {number} and never closes, so we cannot tell where that row ends."
                    " Mend it and choose the file again."
                ) from error
            yield "The quotation marks in this row do not match. Check it, and the row above."


def _row(number: int, cells: Sequence[str], at: Mapping[str, int]) -> TableRow:
    fault = ""
    if any("\x00" in cell for cell in cells):
        fault = "There is a hidden character in this row that we cannot keep. Type the row again."
    elif any(len(cell) > LONGEST for cell in cells):
        fault = f"One cell of this row has more than {LONGEST:,} characters. Shorten it."
    kept = {column: _cell(cells[place]) if place < len(cells) else "" for column, place in at.items()}
    return TableRow(number=number, cells=kept, fault=fault)


def _cell(written: str) -> str:
    """The cell on one line, without the apostrophe that our own tables put before what looks like a formula."""
    words = " ".join(written[: 2 * LONGEST].replace("\x00", "").split())[:LONGEST]
    return words[1:] if words.startswith(("'=", "'+", "'-", "'@")) else words
