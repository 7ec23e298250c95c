"""What becomes of the rows of a file, before anything is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256


class Does(StrEnum):
    """What a row that can be used will do."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that would say something else: its column, what it says now, and what it would say."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a row will do: to which row of the register (`id`, none for a new one), and with which `values`.

    `values` has every field of a new row, and of one that changes only those that do; `changes` says the same in the
    words of the table. `called` names the row in words.
    """

    row: int
    does: Does
    called: str
    id: int | None = None
    key: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    changes: Sequence[Change] = ()


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a row cannot be used and what to do about it; `column` is empty where the whole row is meant.

    `called` names the row as it names itself, `said` is what stands in the cell.
    """

    row: int
    column: str
    sentence: str
    called: str = ""
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a whole file would do. A row stands in `verdicts` or, with each of its faults, in `faults`."""

    verdicts: Sequence[Verdict] = ()
    faults: Sequence[Fault] = ()

    def of(self, does: Does) -> list[Verdict]:
        """The rows that will do this, in the order of the file."""
        return [verdict for verdict in self.verdicts if verdict.does is does]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each kind: add, change, same, and faulty."""
        counts = {does.value: len(self.of(does)) for does in Does}
        return counts | {"faulty": len({fault.row for fault in self.faults})}

    @property
    def would_change(self) -> int:
        """How many rows would change the register."""
        return self.counts["add"] + self.counts["change"]

    @cached_property
    def fingerprint(self) -> str:
        """A short text that is another one as soon as the file would do anything else."""
        said = [
            (v.row, v.does.value, v.id, v.key, sorted((name, str(value)) for name, value in v.values.items()))
            for v in self.verdicts
        ]
        return sha256(repr(said).encode()).hexdigest()[:24]
