"""Periods as publishers write them: years, financial years, months, spans of years, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple


class Period(NamedTuple):
    """A period as its source writes it, from its first day to the first day after."""

    label: str
    start: date
    until: date


class Writing(StrEnum):
    """Ways to write a period."""

    YEAR = "year"
    FINANCIAL_YEAR = "financial-year"
    YEARS = "years"
    MONTH = "month"
    DAY = "day"


class NoPeriod(ValueError):
    """The text is no period in the way it should be written."""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EARLIEST, _LATEST = 1801, 2200
_YEAR = re.compile(r"(?:mid[- ]|fy\s*)?(\d{4})")
_TWO_YEARS = re.compile(r"(\d{4})\s*(?:/|-|–|to)\s*(\d{4}|\d{2})", re.IGNORECASE)
_MONTH_WORD = re.compile(r"([a-z]{3})[a-z]*[\s\-’']*(\d{4}|\d{2})", re.IGNORECASE)
_MONTH_ISO = re.compile(r"(\d{4})-(\d{2})(?:-01)?")
_DAY_WORDS = re.compile(r"(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{4})", re.IGNORECASE)
_DAY_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_period(text: str, written: Writing) -> Period:
    """The period that a text tells of. A year of two digits is of this century. Raises NoPeriod."""
    label = " ".join(text.split())[:60]
    try:
        start, until = _READERS[written](label)
    except (ValueError, OverflowError) as error:
        raise NoPeriod(f"“{label}” is no {_SAID[written]}.") from error
    return Period(label, start, until)


def guess_period(text: str) -> Period:
    """The period of a text in whichever way: “2007”, “2008/09”, “2003-2007”, “Jul 09”. Raises NoPeriod."""
    for written in (Writing.YEAR, Writing.FINANCIAL_YEAR, Writing.YEARS, Writing.MONTH, Writing.DAY):
        try:
            return read_period(text, written)
        except NoPeriod:
            continue
    raise NoPeriod(f"“{text[:60]}” is no period we know. Write label, from and until.")


def _whole(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return found


def _full(year: str, beside: int = 2000) -> int:
    number = int(year) if len(year) == 4 else beside // 100 * 100 + int(year)
    if not _EARLIEST <= number <= _LATEST:
        raise ValueError(year)
    return number


def _year(text: str) -> tuple[date, date]:
    year = _full(_whole(_YEAR, text)[1])
    return date(year, 1, 1), date(year + 1, 1, 1)


def _two(text: str) -> tuple[int, int]:
    found = _whole(_TWO_YEARS, text)
    first = _full(found[1])
    second = _full(found[2], first)
    if second < first and len(found[2]) == 2:
        second += 100
    return first, second


def _financial(text: str) -> tuple[date, date]:
    first, second = _two(text)
    if second != first + 1:
        raise ValueError(text)
    return date(first, 4, 1), date(second, 4, 1)


def _years(text: str) -> tuple[date, date]:
    first, last = _two(text)
    if last <= first:
        raise ValueError(text)
    return date(first, 1, 1), date(last + 1, 1, 1)


def _month(text: str) -> tuple[date, date]:
    if found := _MONTH_ISO.fullmatch(text):
        year, month = _full(found[1]), int(found[2])
    else:
        found = _whole(_MONTH_WORD, text)
        year, month = _full(found[2]), _MONTHS.index(found[1].lower()) + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following


def _day(text: str) -> tuple[date, date]:
    if found := _DAY_WORDS.fullmatch(text):
        day = date(_full(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    elif found := _DAY_SLASHES.fullmatch(text):
        day = date(_full(found[3]), int(found[2]), int(found[1]))
    else:
        day = date.fromisoformat(text)
    return day, day + timedelta(days=1)


_READERS: Mapping[Writing, Callable[[str], tuple[date, date]]] = {
    Writing.YEAR: _year,
    Writing.FINANCIAL_YEAR: _financial,
    Writing.YEARS: _years,
    Writing.MONTH: _month,
    Writing.DAY: _day,
}
_SAID: Mapping[Writing, str] = {
    Writing.YEAR: "year such as 2007",
    Writing.FINANCIAL_YEAR: "financial year such as 2008/09",
    Writing.YEARS: "span of years such as 2003-2007",
    Writing.MONTH: "month such as Jul 09",
    Writing.DAY: "day such as 2021-03-21",
}
