"""Rejected rows as a table for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from wardmote.kernel.ui.tables import safe_cell

from .model import Row

ADDED = ("row in the first file", "why it was rejected")
_NUMBER = re.compile(r"[-+]?[\d.,]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rejected_csv(rejections: Iterable[tuple[int, str, str]]) -> str:
    """Rows of number, their reference and reason as CSV. What a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["row", "their_reference", "reason"])
    writer.writerows(
        [number, safe_cell(reference), safe_cell(reason)] for number, reference, reason in rejections
    )
    return out.getvalue()


def correctable_csv(columns: Sequence[str], rows: Iterable[tuple[Row, int, str]]) -> str:
    """Rejected rows with the columns they have, then number and reason: to be corrected and loaded again.

    Numbers and line ends stay as they are, for the same mapping must read them. Any other cell that a spreadsheet
    would run as a formula is quoted, and unquoted again when the table comes back.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    kept = [column for column in columns if column not in ADDED]
    writer.writerow([*map(_cell, kept), *ADDED])
    writer.writerows(
        [*(_cell(row.get(column, "")) for column in kept), number, safe_cell(reason)]
        for row, number, reason in rows
    )
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def is_correctable(heading: Sequence[str]) -> bool:
    """Whether a table with these columns is one of rejected rows that has come back."""
    return set(ADDED) <= set(heading)


def as_it_was(cell: str) -> str:
    """What stood in a cell before it was quoted for a spreadsheet."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
