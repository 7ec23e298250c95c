"""Lengths of time as response standards say them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Unit(StrEnum):
    """What a duration is counted in."""

    WORKING_HOURS = "wh"
    WORKING_DAYS = "wd"
    HOURS = "h"
    DAYS = "d"
    NONE = "none"


_UNIT_WORDS = {
    Unit.WORKING_HOURS: "working hour",
    Unit.WORKING_DAYS: "working day",
    Unit.HOURS: "hour",
    Unit.DAYS: "day",
}
_UNITS = {words: unit for unit, words in _UNIT_WORDS.items()}


@dataclass(frozen=True, slots=True)
class WorkingDuration:
    """A length of time as a response standard says it: 2 working days, 4 working hours, 30 days, none."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse lengths that say nothing: zero or less, or an amount of none."""
        if (self.unit is Unit.NONE) != (self.amount == 0) or self.amount < 0:
            raise ValueError("A length of time is a whole number above 0, or none.")

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read "4wh", "2wd", "24h", "30d" or "none". Raises ValueError saying what to write instead."""
        text = " ".join(words.lower().split())
        if text in {Unit.NONE, "no limit"}:
            return cls(0, Unit.NONE)
        found = re.fullmatch(
            r"([1-9][0-9]{0,3}) ?(?:(wh|wd|h|d)|(working hour|working day|hour|day)s?)", text
        )
        if not found:
            raise ValueError(
                f'"{words}" is not a length of time. Write it like 4 working hours (4wh), 2 working days (2wd), '
                "24 hours (24h), 30 days (30d), or none."
            )
        return cls(int(found[1]), Unit(found[2]) if found[2] else _UNITS[found[3]])

    @property
    def is_none(self) -> bool:
        """Whether there is no limit at all."""
        return self.unit is Unit.NONE

    @property
    def key(self) -> str:
        """The short form, as `parse` reads it."""
        return "none" if self.is_none else f"{self.amount}{self.unit}"

    def __str__(self) -> str:
        """Plain words: "2 working days", "no limit"."""
        if self.is_none:
            return "no limit"
        return f"{self.amount} {_UNIT_WORDS[self.unit]}{'' if self.amount == 1 else 's'}"
