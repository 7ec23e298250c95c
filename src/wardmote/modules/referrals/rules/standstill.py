"""When work stands still so long that somebody must look, though no single clock says so (R1.3).

Public names: `PAUSED_LONG`, `SILENT_AFTER`, `UNANSWERED`, `paused_before`, `silent_since`.
"""

from datetime import date, datetime, time, timedelta

from wardmote.kernel.working_time import Calendar, Unit, WorkingDuration

from .states import Hold, Situation, State

PAUSED_LONG = timedelta(days=28)
"""A pause as long as this is a month in which nothing is done; and so are several that come to it together."""

SILENT_AFTER = WorkingDuration(3, Unit.WORKING_DAYS)
"""By then the usual ladder has been at the desk and at its lead."""

UNANSWERED = frozenset({State.SENT, State.LAPSED})
"""Nobody has acknowledged it, or it went back because nobody did what was due."""


def paused_before(situation: Situation) -> timedelta:
    """How long it was paused before, all pauses together: without the one that is running.

    Whoever pauses again and again, each time for less than four weeks, lets it lie as long as with one long pause.
    """
    over = [stop for stop in situation.stops if stop.hold is Hold.PAUSED and stop.ended is not None]
    return sum((max(stop.ended - stop.began, timedelta()) for stop in over if stop.ended), timedelta())


def silent_since(
    oldest: datetime, answered_on: date | None, calendar: Calendar, now: datetime
) -> datetime | None:
    """Since when a team has been silent while something waited for it; None for one that is not, or not yet.

    ``oldest`` is when the oldest that waits reached it, ``answered_on`` the last day on which it answered anything: the
    silence begins with the later of the two, and counts in the team's own working time.
    """
    since = oldest
    if answered_on is not None:
        since = max(
            since, datetime.combine(answered_on + timedelta(days=1), time.min, tzinfo=calendar.timezone)
        )
    return since if calendar.add(since, SILENT_AFTER) <= now else None
