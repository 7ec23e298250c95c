"""Tables for a spreadsheet, and words as other programs can read them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable_in_xml(words: str) -> str:
    """Words without the characters that XML 1.0 has no way to write."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", words)


def safe_cell(text: str) -> str:
    """Text on one line that a spreadsheet never takes for a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(("=", "+", "-", "@")) else flat


def spreadsheet(
    filename: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]], *, last: str = ""
) -> HttpResponse:
    """A CSV file in UTF-8 that spreadsheets read as such. ``last`` is a closing line, such as that there is more."""
    return HttpResponse(
        f"\ufeff{table_text(headings, rows, last=last)}",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def table_text(headings: Sequence[str], rows: Iterable[Sequence[str | int]], *, last: str = "") -> str:
    """The text of a CSV file, each cell of it safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    if last:
        writer.writerow([last])
    return out.getvalue()
