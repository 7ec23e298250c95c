"""How long silence waits on each rung, once a deadline has passed, and when somebody is reminded before (R1.3).

What the rungs are and who stands on them is `referrals/rules/ladder.py`; here is what an administrator sets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.working_time import Calendar, Unit, WorkingDuration

USUAL_REMINDER = 75
EARLIEST_REMINDER, LATEST_REMINDER = 10, 95
"""Per cent of the time from a deadline's beginning to its end."""

LONGEST_WAIT = {Unit.WORKING_HOURS: 160, Unit.WORKING_DAYS: 20, Unit.HOURS: 672, Unit.DAYS: 28}
"""Four weeks on one rung, however they are counted: longer, and silence is not climbing but lying."""

BY_THE_CLOCK = frozenset({Unit.HOURS, Unit.DAYS})
"""What runs by day and night, whoever works."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How long each rung waits for an answer before the next, once a deadline has passed.

    `remind_after` is the share of the time, per cent, after which somebody is reminded. Raises ValueError for a wait
    without end, because the ladder would stop there; for one longer than `LONGEST_WAIT`; for a reminder too early or
    too late to be one.
    """

    desk: WorkingDuration
    lead: WorkingDuration
    coordinator: WorkingDuration
    remind_after: int = USUAL_REMINDER

    def __post_init__(self) -> None:
        """Refuse a rung from which nothing leads on, or not in time."""
        for wait in (self.desk, self.lead, self.coordinator):
            check_wait(wait)
        if not EARLIEST_REMINDER <= self.remind_after <= LATEST_REMINDER:
            raise ValueError(
                f"Remind when {EARLIEST_REMINDER} to {LATEST_REMINDER} per cent of the time have gone. "
                f"{USUAL_REMINDER} is usual."
            )

    @classmethod
    def parse(
        cls,
        *,
        wait_desk: str,
        wait_lead: str,
        wait_coordinator: str,
        remind_after: int = USUAL_REMINDER,
    ) -> Self:
        """Read short forms such as "1wd", "2wh". Raises ValueError saying what to write."""
        desk, lead, coordinator = map(WorkingDuration.parse, (wait_desk, wait_lead, wait_coordinator))
        return cls(desk, lead, coordinator, remind_after)


def check_wait(wait: WorkingDuration) -> None:
    """Raise ValueError for a wait on a rung that never ends, or not within four weeks."""
    if wait.is_none:
        raise ValueError("Every rung must lead to the next. Say how long it waits.")
    if wait.amount > LONGEST_WAIT[wait.unit]:
        raise ValueError(f"That is too long to wait for one answer: {wait}. Four weeks are the most.")


def usual_ladder(acknowledge: WorkingDuration) -> Ladder:
    """An hour on each rung for what must be acknowledged within hours, counted as those are; else a working day."""
    in_hours = acknowledge.unit in {Unit.HOURS, Unit.WORKING_HOURS}
    one = WorkingDuration(1, acknowledge.unit if in_hours else Unit.WORKING_DAYS)
    return Ladder(desk=one, lead=one, coordinator=one)


WAITS = ("wait_desk", "wait_lead", "wait_coordinator")
"""The fields in which the waits of a ladder are written, in the order in which silence climbs."""


def read_ladder(written: Mapping[str, str], *, remind_after: int, acknowledge: WorkingDuration) -> Ladder:
    """Read the waits of a clock by the names of their fields; what is left empty is the usual.

    Raises NotReady for what cannot be read, is none, or longer than four weeks.
    """
    usual = usual_ladder(acknowledge)
    if not EARLIEST_REMINDER <= remind_after <= LATEST_REMINDER:
        raise NotReady(
            f"Write a number from {EARLIEST_REMINDER} to {LATEST_REMINDER}. {USUAL_REMINDER} is usual.",
            field="remind_after",
        )
    desk, lead, coordinator = (_read_wait(written[field], field, usual.desk) for field in WAITS)
    return Ladder(desk, lead, coordinator, remind_after)


def _read_wait(words: str, field: str, usual: WorkingDuration) -> WorkingDuration:
    if not words.strip():
        return usual
    try:
        wait = WorkingDuration.parse(words[:100])
        check_wait(wait)
    except ValueError as wrong:
        raise NotReady(str(wrong), field=field) from wrong
    return wait


def reminder_at(
    ladder: Ladder, calendar: Calendar, *, start: datetime, due: datetime, lasts: WorkingDuration | None
) -> datetime:
    """When most of the time has gone: of the working time, unless hours and days count by the clock.

    `lasts` is None where a date was given instead of a length of time.
    """
    share = ladder.remind_after / 100
    start, due = start.astimezone(UTC), due.astimezone(UTC)
    if lasts is None or lasts.unit in BY_THE_CLOCK:
        at = start + (due - start) * share
    else:
        at = calendar.later(start, calendar.elapsed(start, due) * share).astimezone(UTC)
    return min(at, due).astimezone(calendar.timezone)
