"""Reads a sheet as it stands: every row of cells as text, from CSV, or from a workbook of Excel or LibreOffice.

Nothing is said here of where the table in it begins or what its columns are called: whoever reads published
statistics finds titles above, notes below and cells that are merged.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from .table_files import LONGEST, SAYS_DELIMITER, WORKBOOKS, UnreadableTable, decoded

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 400_000
MOST_COLUMNS = 2_000
MOST_CELLS = 12_000_000
ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1", "utf-16")

_GZIP = b"\x1f\x8b"
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Rows of cells. ``rows[0]`` is the row that a spreadsheet calls 1. Rows need not be equally long."""

    rows: Sequence[Sequence[str]]
    name: str = ""
    others: Sequence[str] = ()
    """Further sheets of the same workbook, which were not read."""


def read_sheet(
    content: bytes, *, sheet: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> Sheet:
    """Read a sheet from a file's content, also compressed with gzip.

    Without ``sheet`` the first sheet of a workbook that holds anything; without ``encoding`` and ``delimiter`` they
    are found. A merged cell stands in each of the cells that it covers. Raises UnreadableTable with what to do.
    """
    content = _unpacked(content)
    if not content.strip():
        raise UnreadableTable("The file is empty.")
    if content.startswith(WORKBOOKS):
        return _workbook(content, sheet)
    text = _text(content, encoding)
    if "\x00" in text:
        raise UnreadableTable("There are hidden characters in this file. Save the sheet as “CSV UTF-8”.")
    told = SAYS_DELIMITER.match(text)
    if told:
        text = "\n" + text[told.end() :]
    parts = delimiter or (told["delimiter"] if told else _delimiter(text))
    return Sheet(rows=_bounded(_records(text, parts)))


def _unpacked(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise _too_large()
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            content = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableTable("This file is damaged: it cannot be unpacked. Fetch it again.") from error
    if len(content) > MOST_BYTES:
        raise _too_large()
    return content


def _too_large() -> UnreadableTable:
    return UnreadableTable(
        f"The file is larger than {MOST_BYTES // 1_048_576} MB. Keep only the rows of your area, or split it."
    )


def _text(content: bytes, encoding: str | None) -> str:
    if encoding is None:
        return decoded(content, most=MOST_BYTES)
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableTable(
            f"The file is not written in {encoding}. Leave “encoding” out: it is found by itself."
        ) from error


def _delimiter(text: str) -> str:
    """The one by which most lines of the beginning come apart alike; titles above the table do not."""
    lines = [line for line in text[: 100 * LONGEST].splitlines()[:200] if line.strip()]

    def alike(mark: str) -> int:
        counts = [count for line in lines if (count := line.count(mark))]
        return sum(counts) if counts else 0

    return max(_DELIMITERS, key=alike)


def _records(text: str, delimiter: str) -> Iterable[Sequence[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            yield [_cell(cell) for cell in record]
    except csv.Error as error:
        raise UnreadableTable(
            f"The quotation marks do not match near line {reader.line_num}. Mend them and choose the file again."
        ) from error


def _bounded(records: Iterable[Sequence[str]]) -> Sequence[Sequence[str]]:
    rows: list[Sequence[str]] = []
    cells = 0
    for record in records:
        cells += len(record)
        if len(rows) >= MOST_ROWS or cells > MOST_CELLS or len(record) > MOST_COLUMNS:
            raise UnreadableTable(
                f"The table has more than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns. Split it into smaller ones."
            )
        rows.append(record)
    return rows


def _workbook(content: bytes, wanted: str | None) -> Sheet:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(book.sheet_names)
        if wanted is not None and wanted not in names:
            raise UnreadableTable(
                f"There is no sheet “{wanted}”. There is: {', '.join(f'“{name}”' for name in names)}."
            )
        for name in [wanted] if wanted is not None else names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * max(sheet.total_width, 1) > MOST_CELLS:
                raise UnreadableTable(
                    "This sheet is too large. Keep only the rows of your area, or split it."
                )
            rows = [[_written(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            _spread(rows, sheet.merged_cell_ranges or ())
            if any(any(row) for row in rows):
                return Sheet(rows=_bounded(rows), name=name, others=[n for n in names if n != name])
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, UnreadableTable):
            raise
        raise UnreadableTable(
            "This workbook cannot be read. Open it, save it anew as .xlsx or as “CSV UTF-8”, and choose that file."
        ) from error
    raise UnreadableTable("There is nothing in this workbook.")


def _spread(rows: list[list[str]], merged: Iterable[Any]) -> None:
    """Put what a merged cell says into each cell that it covers, so that nothing below or beside it is nameless."""
    for (top, left), (bottom, right) in merged:
        said = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        if not said or (bottom - top + 1) * (right - left + 1) > MOST_COLUMNS:
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [said] * len(row[left : right + 1])


def _written(cell: Any) -> str:
    """A cell of a workbook as text: whole numbers without a point, dates as ISO writes them."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ")
        )
    if isinstance(cell, date):
        return cell.isoformat()
    return _cell(str(cell))


def _cell(text: str) -> str:
    return " ".join(text[: 2 * LONGEST].split())[:LONGEST]
