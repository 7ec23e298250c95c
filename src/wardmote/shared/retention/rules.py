"""Decisions about keeping and shedding, without a database or a clock."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

WAIT = timedelta(days=7)
"""Between approving and shedding: time for the other data protection officers to look, to hold, to stop it."""

STALE = timedelta(days=2)
"""A count that is older was not made last night: something is wrong with the nightly jobs."""


class HoldOn(StrEnum):
    """What a legal hold lies on."""

    RECORD = "record"
    PERSON = "person"
    TEAM = "team"
    CATEGORY = "category"
    COLLEAGUE = "colleague"


HELD_IN_WORDS: Mapping[HoldOn, str] = {
    HoldOn.RECORD: "One record",
    HoldOn.PERSON: "Everything about a person",
    HoldOn.TEAM: "Everything a team had part in",
    HoldOn.CATEGORY: "Everything of a category",
    HoldOn.COLLEAGUE: "Everything a colleague had part in",
}


class RunState(StrEnum):
    """Where a run stands. One that was approved is carried out from its day on, until it is done or stopped."""

    APPROVED = "approved"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is due of one part of a kind on a day. Of what is secret `due`, `held` and `oldest` are always None.

    Anybody may ask for any day, so any number, however blurred, would tell on which day something became due.
    """

    kind: str
    part: str
    name: str
    part_name: str
    rule: str
    then: str
    months: int
    due: int | None
    held: int | None
    oldest: date | None
    is_secret: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is due of it, as far as may be told."""
        return not self.due and not self.held and not self.is_secret

    def kept(self) -> dict[str, Any]:
        """What of it is written down, as JSON."""
        return {**asdict(self), "oldest": self.oldest and self.oldest.isoformat()}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Line:
        """The line that was written down so."""
        return cls(**{**kept, "oldest": kept["oldest"] and date.fromisoformat(kept["oldest"])})


def months_in_words(months: int) -> str:
    """Say a period: "7 years", "18 months", "2 years and 3 months"; "at once" for none."""
    years, rest = divmod(months, 12)
    parts = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((years, "year"), (rest, "month")) if n]
    return " and ".join(parts) or "at once"


def rule_in_words(months: int, begins: str) -> str:
    """Say from when the time runs, and how long it is."""
    return f"{months_in_words(months)} after {begins}" if months else f"at once when {begins}"


def digest_of(ids: Iterable[int]) -> str:
    """SHA-256 of the numbers of rows, in rising order, each on a line: whoever has the numbers can check it."""
    return sha256("".join(f"{number}\n" for number in sorted(ids)).encode()).hexdigest()


def digest_of_all(digests: Sequence[str]) -> str:
    """SHA-256 of the digests of batches, in their order, each on a line."""
    return sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


def sealed(content: Mapping[str, Any]) -> str:
    """SHA-256 of what a certificate says, written in one way: sorted keys, no spaces."""
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(written.encode()).hexdigest()
