"""What is done to a record when its person is right: told by the module that keeps it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from wardmote.kernel.actor import Actor
from wardmote.kernel.privacy.kinds import Holds


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What would go from a record, in words with numbers; or why nothing may, with the ground of the law if it is one.

    `whole` says that nothing that was said would be left in it.
    """

    reference: str
    refused: str = ""
    ground: str = ""
    goes: Sequence[tuple[str, int]] = ()
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What went: how many rows of which tables; how many people were told; whether nothing that was said is left."""

    rows: Mapping[str, int]
    told: int
    whole: bool


@dataclass(frozen=True, kw_only=True)
class Records:
    """How a module's records follow a person's rights.

    `about` names the record of a key as looks do ("observation:12"), with the keys of who reads it. `correct` adds a
    correction and has everybody told who was told before; gives back how many were.

    What is known of the person themselves goes with every erasure; `erasable` names, as "table:field" and in words,
    what goes only if somebody has marked it, since it may tell of others. `weigh` says what would go of a key, with
    what was marked (codes as in a copy), for the organisation that was asked; as the system. `erase` does it. `is_kept`
    says whether what is under a legal hold keeps the record of a key; as the system too.
    """

    about: Callable[[str], tuple[str, Sequence[int]]]
    correct: Callable[[Actor, str, str], int]
    erasable: Mapping[str, str]
    weigh: Callable[[str, Collection[str], int], Weighed]
    erase: Callable[[Actor, str, Collection[str], int], Erased]
    is_kept: Callable[[Holds, str], bool]


_records: dict[str, Records] = {}


def records_are_kept_by(kind: str, records: Records) -> None:
    """Register how records of a kind follow. Two modules cannot claim one kind: raises ValueError."""
    if _records.setdefault(kind, records) is not records:
        raise ValueError(f"Two modules keep {kind}")


def records_of(kind: str) -> Records | None:
    """How records of a kind follow; None for a kind whose records cannot be corrected or marked."""
    return _records.get(kind)
