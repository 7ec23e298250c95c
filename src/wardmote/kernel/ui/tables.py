"""Tables for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def safe_cell(text: str) -> str:
    """Text on one line that a spreadsheet never takes for a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(("=", "+", "-", "@")) else flat


def spreadsheet(
    filename: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]], *, last: str = ""
) -> HttpResponse:
    """A CSV file in UTF-8 that spreadsheets read as such. ``last`` is a closing line, such as that there is more."""
    response = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
    writer = csv.writer(response)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    if last:
        writer.writerow([last])
    return response
