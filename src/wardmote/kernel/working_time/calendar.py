"""A team's working time: weekly hours less holidays and closures, searched fast.

A calendar keeps a table of its openings, made a few years at a time and searched by halving, so that thousands
of deadlines can be computed in one go. Keep one `Calendar` for many calls.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from .durations import Unit, WorkingDuration
from .hours import NoWorkingTime, WorkingHours

LONDON = ZoneInfo("Europe/London")

_LONGEST_CLOSURE = timedelta(days=366)
_LONGEST_REST = _LONGEST_CLOSURE + timedelta(days=14)  # with the weekends and holidays around it
_AHEAD = 2 * _LONGEST_CLOSURE
_QUARTER = 15 * 60
_FURTHEST = int(timedelta(days=366 * 100).total_seconds())


@dataclass(frozen=True, slots=True)
class _Table:
    """The openings from midnight of `first` to midnight of `last`, as seconds since 1970 UTC."""

    first: date
    last: date
    starts: list[int]
    ends: list[int]
    worked: list[int]  # seconds of work before each opening
    days: list[date]  # on which an opening starts
    day_starts: list[int]  # the first opening of each such day
    day_ends: list[int]  # the last closing of what opened on it


@dataclass(frozen=True)
class Calendar:
    """A team's working time: weekly hours, less holidays and closures (both ends count), in a time zone.

    Raises NoWorkingTime when made if there would be more than a year without work, ValueError for a closure
    that ends before it starts. An opening that runs over midnight belongs to the day it starts on: it falls
    away with that day's holiday.
    """

    hours: WorkingHours
    holidays: frozenset[date] = frozenset()
    closures: tuple[tuple[date, date], ...] = ()
    timezone: ZoneInfo = LONDON
    _tables: list[_Table] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check that work never stops for more than a year."""
        for closes, reopens in self.closures:
            if reopens < closes:
                raise ValueError(
                    f"A closure ends before it starts: {closes} to {reopens}. Swap the two dates."
                )
            if reopens - closes > _LONGEST_CLOSURE:
                raise NoWorkingTime(
                    f"Closed for more than a year, {closes} to {reopens}. End the team instead."
                )
        special = self.holidays.union(*self.closures) if self.closures else self.holidays
        if not special:
            return
        first = worked = min(special) - timedelta(days=7)
        days = (max(special) - first).days + 9
        for day in (first + timedelta(days=n) for n in range(days)):
            if self._spans(day):
                worked = day
            elif day - worked > _LONGEST_REST:
                raise NoWorkingTime(f"Nobody works for more than a year after {worked}. Take out a closure.")

    def add(self, start: datetime, duration: WorkingDuration) -> datetime:
        """The moment `duration` after `start`. Raises ValueError for no limit, or without a time zone.

        Raises NoWorkingTime, a ValueError, for more than about a century.

        Hours and days by the clock run at all times. Working hours count only working time. N working days
        end on the Nth working day after, at the same time of day, rounded up to the quarter of an hour and moved
        into that day's opening hours: 1 working day from Mon 2 Mar 11:58 is Tue 3 Mar 12:00. What starts out
        of hours starts at the next opening. All but working days are rounded up to the whole minute. A moment
        of closing counts as working time, so "by 17:00" stays on the day.
        """
        at = _seconds(start)
        match duration.unit:
            case Unit.NONE:
                raise ValueError("No limit cannot be added to a time.")
            case Unit.HOURS:
                return self._local(_up(at + duration.amount * 3600, 60))
            case Unit.DAYS:
                local = self._local(at)
                return self._local(_up(_seconds(local + timedelta(days=duration.amount)), 60))
            case Unit.WORKING_HOURS:
                return self._local(_up(self._after_work(at, duration.amount * 3600), 60))
            case Unit.WORKING_DAYS:
                return self._local(self._days_later(at, duration.amount))

    def later(self, start: datetime, worked: timedelta) -> datetime:
        """The moment by which `worked` has been worked after `start`, rounded up to the whole minute."""
        if worked < timedelta(0):
            raise ValueError("Working time to add is not less than nothing.")
        at = _seconds(start)
        seconds = -int(-worked.total_seconds() // 1)
        return self._local(_up(self._after_work(at, seconds), 60) if seconds else at)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two moments; nothing when `end` is not after `start`."""
        first, last = _seconds(start), _seconds(end)
        if last <= first:
            return timedelta(0)
        table = self._table(first, last)
        return timedelta(seconds=_worked_before(table, last) - _worked_before(table, first))

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works then. The moment of opening is open, the moment of closing is not."""
        return self.closes(at) is not None

    def closes(self, at: datetime) -> datetime | None:
        """When the opening that `at` falls into ends; None when closed.

        Work by day and night never ends: a moment more than a year away is given.
        """
        moment = _seconds(at)
        table = self._table(moment, moment)
        n = bisect_right(table.starts, moment) - 1
        return self._local(table.ends[n]) if n >= 0 and moment < table.ends[n] else None

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself when open, else the next moment of opening."""
        return self._local(self._opening(_seconds(at)))

    def is_working_day(self, day: date) -> bool:
        """Whether anybody starts work on this local date."""
        return bool(self._spans(day))

    def _spans(self, day: date) -> tuple[tuple[int, int], ...]:
        if day in self.holidays or any(closes <= day <= reopens for closes, reopens in self.closures):
            return ()
        return self.hours.week[day.weekday()]

    def _local(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC).astimezone(self.timezone)

    def _opening(self, moment: int) -> int:
        table = self._table(moment, moment)
        n = bisect_right(table.ends, moment)
        return max(moment, table.starts[n])

    def _after_work(self, moment: int, seconds: int) -> int:
        until = moment
        while True:
            table = self._table(moment, until)
            wanted = _worked_before(table, moment) + seconds
            n = bisect_left(table.worked, wanted) - 1
            due = table.starts[n] + wanted - table.worked[n]
            if due <= table.ends[n]:
                return due
            until = _further(moment, until)

    def _days_later(self, moment: int, amount: int) -> int:
        opening = self._opening(moment)
        until = opening
        while True:
            table = self._table(moment, until)
            today = bisect_right(table.day_starts, opening) - 1
            if today + amount < len(table.days):
                break
            until = _further(opening, until)
        wall = self._local(opening).replace(tzinfo=None) - datetime.combine(table.days[today], time())
        day = today + amount
        same_time = _up(self._moment(table.days[day], wall), _QUARTER)
        same_time = min(max(same_time, table.day_starts[day]), table.day_ends[day])
        return max(same_time, table.starts[bisect_left(table.ends, same_time)])

    def _table(self, first: int, last: int) -> _Table:
        """The openings from a week before `first` to two years after `last`."""
        begins = self._local(first).date() - timedelta(days=8)
        ends = self._local(last).date() + _AHEAD
        kept = self._tables[0] if self._tables else None
        if kept and kept.first <= begins and ends <= kept.last:
            return kept
        if kept:
            begins, ends = min(begins, kept.first), max(ends, kept.last)
        table = self._made(date(begins.year, 1, 1), date(ends.year + 1, 1, 1))
        self._tables[:] = [table]
        return table

    def _made(self, first: date, last: date) -> _Table:
        starts: list[int] = []
        ends: list[int] = []
        days: list[date] = []
        day_starts: list[int] = []
        day_ends: list[int] = []
        for day in (first + timedelta(days=n) for n in range((last - first).days)):
            spans = [
                (self._moment(day, timedelta(minutes=start)), self._moment(day, timedelta(minutes=end)))
                for start, end in self._spans(day)
            ]
            spans = [(opens, closes) for opens, closes in spans if opens < closes]
            if not spans:
                continue
            days.append(day)
            day_starts.append(spans[0][0])
            day_ends.append(spans[-1][1])
            for opens, closes in spans:
                if ends and opens <= ends[-1]:
                    ends[-1] = max(ends[-1], closes)
                else:
                    starts.append(opens)
                    ends.append(closes)
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        worked = list(accumulate(lengths, initial=0))[:-1]
        return _Table(first, last, starts, ends, worked, days, day_starts, day_ends)

    def _moment(self, day: date, after_midnight: timedelta) -> int:
        """A time on the wall of this zone: the first of two, and where the clocks skip it, the skip itself."""
        wall = datetime.combine(day, time()) + after_midnight
        first = _seconds(wall.replace(tzinfo=self.timezone))
        earlier = _seconds(wall.replace(tzinfo=self.timezone, fold=1))
        if earlier >= first:
            return first
        before = self._local(earlier).utcoffset()
        skip = bisect_left(range(earlier, first), True, key=lambda s: self._local(s).utcoffset() != before)
        return earlier + skip


def _further(moment: int, until: int) -> int:
    """How far to look next: twice as far each time. Raises NoWorkingTime past a century, so that no sum is endless."""
    if until - moment > _FURTHEST:
        raise NoWorkingTime(
            "That would take more than a century of this working time. Give it more, or ask less."
        )
    return until + max(until - moment, int(_AHEAD.total_seconds()))


def _worked_before(table: _Table, moment: int) -> int:
    n = bisect_right(table.starts, moment) - 1
    return 0 if n < 0 else table.worked[n] + min(moment, table.ends[n]) - table.starts[n]


def _seconds(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return -int(-at.timestamp() // 1)


def _up(seconds: int, step: int) -> int:
    return -(-seconds // step) * step
