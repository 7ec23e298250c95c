"""What the values of a column look like: times and how they are written, numbers, places, postcodes, words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from zoneinfo import ZoneInfo

from .model import TimeFormat, Times, folded
from .times import NoTime, read_time

_DAYS = {
    "%d/%m/%Y": "day/month/year",
    "%m/%d/%Y": "month/day/year",
    "%Y/%m/%d": "year/month/day",
    "%d-%m-%Y": "day-month-year",
    "%m-%d-%Y": "month-day-year",
    "%d.%m.%Y": "day.month.year",
    "%d/%m/%y": "day/month/year in two digits",
    "%m/%d/%y": "month/day/year in two digits",
    "%d %b %Y": "day, short month, year",
    "%d-%b-%Y": "day-short month-year",
    "%d-%b-%y": "day-short month-year in two digits",
    "%d %B %Y": "day, month, year",
    "%B %d, %Y": "month day, year",
}
_CLOCKS = {
    "": "",
    " %H:%M": " hour:minute",
    " %H:%M:%S": " hour:minute:second",
    " %I:%M %p": " hour:minute am or pm",
    " %I:%M:%S %p": " hour:minute:second am or pm",
}
TIME_FORMATS = {
    TimeFormat.ISO.value: "year-month-day, as in 2026-04-16 or 2026-04-16 21:02",
    **{day + clock: words + more for day, words in _DAYS.items() for clock, more in _CLOCKS.items()},
    TimeFormat.EPOCH_SECONDS.value: "seconds since 1970",
    TimeFormat.EPOCH_MILLISECONDS.value: "thousandths of a second since 1970",
}
"""Every way to write a time that is recognised, the likelier first, with its words."""

_FIRST_YEAR, _FIRST_COUNTED, _LAST_YEAR = 1900, 1995, 2100
_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,20})?")
_ENDED = frozenset({
    "closed", "done", "fixed", "resolved", "completed", "complete", "finished", "ended", "archived", "cancelled",
    "canceled", "duplicate", "no further action",
})  # fmt: skip
_STATES = _ENDED | {
    "open", "new", "opened", "reopened", "active", "pending", "acknowledged", "investigating", "referred", "assigned",
    "logged", "received", "in progress", "on hold", "action scheduled",
}  # fmt: skip
_LEVELS = frozenset({
    "low", "medium", "high", "urgent", "critical", "normal", "minor", "major", "severe", "emergency", "1", "2", "3",
    "4", "5",
})  # fmt: skip


def time_formats(values: Sequence[str]) -> list[str]:
    """The ways to write a time that read the most of the values, the likelier first; none when most are no times.

    A few that no way reads, such as "n/a", do not hide how the others are written: their rows are told apart later.
    """
    read = {written: sum(_reads(value, written) for value in values) for written in TIME_FORMATS}
    most = max(read.values())
    return [written for written, count in read.items() if count == most and 2 * count > len(values)]


def _reads(value: str, written: str) -> bool:
    if written.startswith("epoch") and not _NUMBER.fullmatch(value):
        return False
    if any(mark in written and mark not in value for mark in "/.:"):
        return False  # seen at a glance, which spares most of the trying
    if written == TimeFormat.ISO and not re.match(r"\d{4}-\d\d", value):
        return False  # eight digits may be a time, but are more often a number
    try:
        at = read_time(value, Times(zone=ZoneInfo("UTC"), formats=(written,)))
    except NoTime:
        return False
    # A number is a time only when it is a likely one: many reports are numbered with as many digits.
    return (_FIRST_COUNTED if written.startswith("epoch") else _FIRST_YEAR) <= at.year <= _LAST_YEAR


def read_back(value: str, written: str, zone: ZoneInfo) -> str:
    """A time as it is understood, in words: "3 April 2011, 10:22". Empty when it cannot be read."""
    try:
        at = read_time(value, Times(zone=zone, formats=(written,))).astimezone(zone)
    except NoTime:
        return ""
    day = f"{at.day} {at:%B %Y}"
    return f"{day}, {at:%H:%M}" if (at.hour, at.minute) != (0, 0) else day


def telling(values: Sequence[str], formats: Sequence[str], *, most: int = 3) -> list[str]:
    """Some values by which a person can tell the formats apart: first those that they read differently."""
    utc = ZoneInfo("UTC")

    def alike(value: str) -> bool:
        return len({read_back(value, written, utc) for written in formats}) == 1

    return sorted(dict.fromkeys(values), key=alike)[:most]


def has_ended(value: str) -> bool:
    """Whether a status says by its words that the matter has ended."""
    return folded(value) in _ENDED


@dataclass(frozen=True, kw_only=True)
class Looks:
    """What share, from 0 to 1, of a column's values looks like what. Of the values that are not empty."""

    filled: float
    different: float
    times: float
    latitudes: float
    longitudes: float
    eastings: float
    northings: float
    states: float
    levels: float
    counts: float
    numbers: float
    letters: float
    """How long a value is, on average."""
    kinds: int
    """How many different values there are."""


def looks_of(values: Sequence[str]) -> Looks:
    """What the values of a column look like."""
    filled = [value.strip() for value in values if value.strip()]
    kinds = {folded(value) for value in filled}
    numbers = [_number(value) for value in filled]

    def share(holds: list[bool]) -> float:
        return sum(holds) / len(filled) if filled else 0.0

    def between(low: float, high: float) -> float:
        return share([number is not None and low <= number <= high for number in numbers])

    fractions = share(["." in value for value in filled])
    return Looks(
        filled=len(filled) / len(values) if values else 0.0,
        different=len(kinds) / len(filled) if filled else 0.0,
        times=_share_of_times(filled),
        latitudes=between(-90, 90) * fractions,
        longitudes=between(-180, 180) * fractions,
        eastings=between(1_000, 700_000),
        northings=between(1_000, 1_300_000),
        states=share([folded(value) in _STATES for value in filled]),
        levels=share([folded(value) in _LEVELS for value in filled]),
        counts=share(
            [value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= 10_000 for value in filled]
        ),
        numbers=share([number is not None for number in numbers]),
        letters=sum(map(len, filled)) / len(filled) if filled else 0.0,
        kinds=len(kinds),
    )


def _share_of_times(values: Sequence[str]) -> float:
    if not values:
        return 0.0
    some = values[:12]
    if not any(len(value) <= 40 and any(letter.isdigit() for letter in value) for value in some):
        return 0.0
    return max(sum(_reads(value, written) for value in some) for written in TIME_FORMATS) / len(some)


def _number(value: str) -> float | None:
    number = float(value) if _NUMBER.fullmatch(value) else None
    return number if number is not None and isfinite(number) else None
