"""Quarters of the calendar, of which counts are published when they are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS = 3
A_YEAR = 4


def quarter_of(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def quarter_after(first: date) -> date:
    """The first day of the quarter behind one that begins on this day."""
    return date(first.year + (first.month == 10), (first.month + MONTHS - 1) % 12 + 1, 1)


def quarters_over(since: date, on: date) -> Sequence[date]:
    """The first days of all quarters that begin with the one of `since` and are over on a day, in order."""
    quarter, found = quarter_of(since), []
    while (following := quarter_after(quarter)) <= on:
        found.append(quarter)
        quarter = following
    return found
