"""The rows of a table that cannot be used, as a table to mend and bring again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from wardmote.kernel.ui.tables import safe_cell

from ..setting_up import SetUpFile
from .columns import headings, read_rows
from .outcome import Judged

WHY = "what to mend"
"""The last column. It is passed over when the table is brought again."""


def rejected_rows(kind: SetUpFile, content: bytes, judged: Judged) -> list[Sequence[str]]:
    """The cells of each row that cannot be used, and every reason why."""
    why: dict[int, list[str]] = {}
    for fault in judged.faults:
        why.setdefault(fault.row, []).append(f"{fault.column}: {fault.sentence}".removeprefix(": "))
    columns = headings(kind)
    return [
        (*(row[column] for column in columns), " ".join(why[row.number]))
        for row in read_rows(kind, content)
        if row.number in why
    ]


def rejected_csv(kind: SetUpFile, content: bytes, judged: Judged) -> str:
    """The same as the text of a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*headings(kind), WHY])
    writer.writerows([safe_cell(cell) for cell in row] for row in rejected_rows(kind, content, judged))
    return out.getvalue()
