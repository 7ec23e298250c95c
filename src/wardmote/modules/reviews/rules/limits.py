"""The borough's own thresholds, and on which days a report counts.

The Anti-social Behaviour, Crime and Policing Act 2014, section 104, makes the bodies of an area review a case when
somebody asks and at least three qualifying complaints were made, or as many as their own published procedure says.
A complaint qualifies when it is made within one month beginning with the day of the behaviour, and the review is
asked for within six months beginning with the day of the complaint (subsection 11). The explanatory notes to the Act
say that a number above three was not meant; `MOST_REPORTS` holds to that.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MOST_REPORTS = 3
MOST_MONTHS = 24


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What must be reported, and when, for a review to be owed.

    ``hate_reports`` is how many incidents of hate are enough by themselves; None where they count like all others.
    """

    reports: int = 3
    within_months: int = 6
    reported_within_months: int = 1
    hate_reports: int | None = None


def last_day_of(beginning_with: date, months: int) -> date:
    """The last day of a period of so many months that begins with a day.

    It ends on the day before the one with the same number ("5 March" to "4 April"); where the last month has no such
    day, on that month's last day. The latest day there is, for a period that ends beyond it.
    """
    year, month = divmod(beginning_with.year * 12 + beginning_with.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    longest = monthrange(year, month + 1)[1]
    if beginning_with.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, beginning_with.day) - timedelta(days=1)
