"""What is done to a record when its person is right: told by the module that keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wardmote.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Records:
    """How a module's records follow a person's rights.

    `about` names the record of a key as looks do ("observation:12"), with the keys of who reads it. `correct` adds a
    correction and has everybody told who was told before; gives back how many were.
    """

    about: Callable[[str], tuple[str, Sequence[int]]]
    correct: Callable[[Actor, str, str], int]


_records: dict[str, Records] = {}


def records_are_kept_by(kind: str, records: Records) -> None:
    """Register how records of a kind follow. Two modules cannot claim one kind: raises ValueError."""
    if _records.setdefault(kind, records) is not records:
        raise ValueError(f"Two modules keep {kind}")


def records_of(kind: str) -> Records | None:
    """How records of a kind follow; None for a kind whose records cannot be corrected or marked."""
    return _records.get(kind)
