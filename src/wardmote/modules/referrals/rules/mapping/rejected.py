"""Rejected rows as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable

from wardmote.kernel.ui.tables import safe_cell


def rejected_csv(rejections: Iterable[tuple[int, str, str]]) -> str:
    """Rows of number, their reference and reason as CSV. What a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["row", "their_reference", "reason"])
    writer.writerows(
        [number, safe_cell(reference), safe_cell(reason)] for number, reference, reason in rejections
    )
    return out.getvalue()
