"""Need beside work (R3.5): what share of a borough's people, work and resources each of its areas has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

MUCH = 5
"""Percentage points between the share of people or work and that of a resource from which on it is said. Ours."""


class Measure(StrEnum):
    """What is set side by side."""

    RESIDENTS = "residents"
    DEPRIVATION = "deprivation"
    OPEN = "open"
    RECORDED = "recorded"
    HOURS = "hours"
    MONEY = "money"


SHARED: Mapping[Measure, str] = {
    Measure.RESIDENTS: "of the people",
    Measure.OPEN: "of the open referrals",
    Measure.RECORDED: "of what was recorded in a year",
    Measure.HOURS: "of the staff hours",
    Measure.MONEY: "of the money",
}
"""What has a share of the borough, in the order of a sentence. Deprivation is a score: it has none."""


class ResourceKind(StrEnum):
    """What is put into an area."""

    MONEY = "money"
    HOURS = "hours"


RESOURCE_IN_WORDS: Mapping[ResourceKind, str] = {
    ResourceKind.MONEY: "Money, in pounds a year",
    ResourceKind.HOURS: "Staff hours a year",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One measure of one area: its value, and its percentage of all areas together, None where not known."""

    value: Fraction | None = None
    share: int | None = None


def entries(values: Sequence[Fraction | None], *, has_shares: bool = True) -> Sequence[Entry]:
    """Give each its percentage of them all together, to the nearest whole.

    Where one is not known, none has a share: it would be of too little.
    """
    known = [value for value in values if value is not None]
    whole = sum(known, Fraction(0))
    if not has_shares or len(known) < len(values) or whole <= 0:
        return [Entry(value=value) for value in values]
    return [Entry(value=value, share=percent(value, whole)) for value in known]


def percent(part: Fraction, whole: Fraction) -> int:
    """How many of a hundred, to the nearest whole, halves up."""
    return int((200 * part + whole) // (2 * whole))


def sentence(name: str, shares: Mapping[Measure, int | None]) -> str:
    """Say the shares of an area: "Area 3 has 20% of the people, 31% of the open referrals and 18% of the money."."""
    parts = [
        f"{share}% {words}" for measure, words in SHARED.items() if (share := shares.get(measure)) is not None
    ]
    if not parts:
        return f"Of {name} no share can be given yet."
    *first, last = parts
    return f"{name} has {', '.join(first)} and {last}." if first else f"{name} has {last}."


def apart(shares: Mapping[Measure, int | None]) -> int | None:
    """How many points the share of resources lies above (or, negative, below) that of need; None where not known.

    Need is the open referrals, or else the people; a resource staff hours, or else money.
    """
    need = _first(shares, (Measure.OPEN, Measure.RECORDED, Measure.RESIDENTS))
    given = _first(shares, (Measure.HOURS, Measure.MONEY))
    return None if need is None or given is None else given - need


def _first(shares: Mapping[Measure, int | None], measures: Iterable[Measure]) -> int | None:
    return next((share for measure in measures if (share := shares.get(measure)) is not None), None)


def year_in_words(year: int) -> str:
    """Say a financial year, April to March, by the year in which it begins: "2010/11"."""
    return f"{year}/{(year + 1) % 100:02}"


def year_written(words: str) -> int | None:
    """Read a financial year: "2010/11", "2010-11", "2010/2011" or "2010". None for what is none."""
    first, _, second = words.strip().replace("–", "-").replace("/", "-").partition("-")
    if not (first.isascii() and first.isdigit() and len(first) == 4 and 1900 <= int(first) <= 2200):
        return None
    year = int(first)
    return year if second.strip() in ("", f"{(year + 1) % 100:02}", str(year + 1)) else None


def amount_written(words: str) -> Fraction | None:
    """Read an amount: "£50,000", "37.5", "1 200". None for what is none, is nought, or is beyond a billion."""
    plain = words.strip().removeprefix("£").replace(",", "").replace(" ", "").replace("\u00a0", "")
    whole, dot, pence = plain.partition(".")
    if not (plain.isascii() and whole.isdigit() and len(whole) <= 10):
        return None
    if dot and not (pence.isdigit() and len(pence) <= 2):
        return None
    amount = Fraction(plain)
    return amount if 0 < amount <= 10**9 else None
