"""By when a request must be answered.

UK GDPR articles 12(3) and 12A (put in by the Data (Use and Access) Act 2025, section 76): within one month of the day
on which the request came or, if later, on which the person proved who they are; two months more where requests are
complex or many, if the person is told why within the first month. While they are asked what they mean, the time stands
still. What a month is follows the Information Commissioner's guidance on the right of access: the corresponding date of
the next month, or its last day where it has none; on a weekend or bank holiday, the next working day.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 1
MONTHS_EXTENDED = 3
"""The first month and two further months."""


@dataclass(frozen=True, kw_only=True)
class Paused:
    """They were asked what they mean on one day, and said it on another; without one, they have not said it."""

    asked_on: date
    heard_on: date | None


def month_later(day: date, months: int = 1) -> date:
    """The corresponding date some months later: the last day of that month where it has no such date."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def begins_on(*, received_on: date, identity_asked_on: date | None, identity_on: date | None) -> date | None:
    """When time begins: the day it came or, where proof was asked for, of the proof; None until that comes."""
    if identity_on is not None:
        return max(received_on, identity_on) if identity_asked_on is not None else received_on
    return None if identity_asked_on is not None else received_on


def due_on(
    begins: date,
    *,
    extended: bool = False,
    pauses: Iterable[Paused] = (),
    today: date,
    holidays: Collection[date] = (),
) -> date:
    """The last day for the answer. While a pause lasts it moves on with each day."""
    still = sum(
        max(0, ((pause.heard_on or today) - max(pause.asked_on, begins)).days) for pause in _apart(pauses)
    )
    day = month_later(begins, MONTHS_EXTENDED if extended else MONTHS) + timedelta(days=still)
    while day.weekday() >= 5 or day in holidays:
        day += timedelta(days=1)
    return day


def _apart(pauses: Iterable[Paused]) -> Iterable[Paused]:
    """The same days of standing still, each counted once however the pauses overlap."""
    last: date | None = None
    for pause in sorted(pauses, key=lambda one: (one.asked_on, one.heard_on or date.max)):
        begins = pause.asked_on if last is None else max(pause.asked_on, last)
        if pause.heard_on is None:
            yield Paused(asked_on=begins, heard_on=None)
            return
        if pause.heard_on > begins:
            yield Paused(asked_on=begins, heard_on=pause.heard_on)
        last = max(last or pause.heard_on, pause.heard_on)


def in_words(begins: date | None, due: date | None, *, received_on: date, extended: bool, still: bool) -> str:
    """How the day came about, for the page."""
    if begins is None or due is None:
        return "Time has not begun: it begins on the day they prove who they are."
    months = "Three months" if extended else "One month"
    since = "the day it came" if begins == received_on else "the day they proved who they are"
    paused = " Time stands still until they say what they mean." if still else ""
    return f"{months} from {begins:%-d %B %Y}, {since}; the next working day where that is none.{paused}"
