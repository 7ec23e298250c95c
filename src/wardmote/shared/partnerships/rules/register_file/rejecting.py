"""The rows of a table that cannot be used, as a table to mend and bring again."""

from __future__ import annotations

from collections.abc import Sequence

from ..setting_up import SetUpFile
from .columns import headings, read_rows
from .outcome import Judged

_WHY = "what to mend"


def rejected_headings(kind: SetUpFile) -> list[str]:
    """The columns of the table, and behind them why. That one is passed over when the table is brought again."""
    return [*headings(kind), _WHY]


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
