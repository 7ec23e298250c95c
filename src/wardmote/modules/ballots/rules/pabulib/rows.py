"""The rows of a pabulib file with the lines they stand on, and the cells in them.

The format: https://pabulib.org/format. Three tables one below the other, each with a title line, a line of
column names, and rows whose values are parted by ";" and quoted as in CSV; UTF-8.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO

from .faults import Fault, UnreadableBallots

LONGEST_LINE = 1_000_000
LONGEST_CELL = 100_000
SECTIONS = ("META", "PROJECTS", "VOTES")
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,9})?([eE][+]?\d{1,2})?")
_LARGEST = Decimal(10) ** 15
_MARKS = "\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks without a shape that spreadsheets put around names that are read from right to left."""
_BLANK = " \t\r\n\u00a0" + _MARKS


def tidy(cell: str) -> str:
    """A cell without the blanks and direction marks around it; letters made of parts are joined."""
    cell = cell.strip(_BLANK)
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell)


def listed(cell: str) -> list[str]:
    """The values of a cell that are parted by commas."""
    return [value for value in map(tidy, cell.split(",")) if value]


def number(cell: str) -> Decimal | None:
    """A number with a point for its decimals, or None if it is none or beyond a thousand million million."""
    if not _NUMBER.fullmatch(cell):
        return None
    value = Decimal(cell)
    return value if abs(value) <= _LARGEST else None


def lines(stream: IO[bytes]) -> Iterator[str]:
    """The lines as text. Raises UnreadableBallots with the line where the file is no UTF-8 text."""
    number = 0
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline=None)
    while line := text.readline(LONGEST_LINE):
        number += 1
        if not line.isascii():
            _require_text(line, number)
        if "\0" in line:
            raise UnreadableBallots(
                [Fault(number, "there is a null character. The file is damaged, or no text.")]
            )
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise UnreadableBallots([Fault(number, "the line is longer than a million characters.")])
        yield line


def _require_text(line: str, number: int) -> None:
    try:
        line.encode()
    except UnicodeEncodeError:
        looks_wide = number == 1 and line.startswith(("\udcff\udcfe", "\udcfe\udcff"))
        saved = "It was saved as UTF-16." if looks_wide else "It was saved in another encoding."
        raise UnreadableBallots(
            [Fault(number, f"this is not UTF-8 text. {saved} Save it as UTF-8.")]
        ) from None


def rows(stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it ends."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines(stream), delimiter=";", strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableBallots([Fault(reader.line_num, _told(str(error)))]) from error
        if row and not (len(row) == 1 and not row[0].strip(_BLANK)):
            yield reader.line_num, row


def _told(error: str) -> str:
    if "field larger" in error:
        return "a value is too long. Is a quotation mark opened somewhere above and never closed?"
    if "expected after" in error:
        return 'a quotation mark stands within a quoted value. Write it twice ("") or take it away.'
    return "the file ends within a quoted value. A quotation mark is opened and never closed."


def title(row: Sequence[str]) -> str:
    """The name of the section that a row opens, or nothing."""
    if len(row) > 1 and any(cell.strip(_BLANK) for cell in row[1:]):
        return ""
    name = tidy(row[0]).upper()
    return name if name in SECTIONS else ""
