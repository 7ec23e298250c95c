"""What a clock promises at one moment, said with its reasons (R1.4).

The dates are those of `promised`; a referral that is answered as late as it may be comes to the same ones. Here they
only get words: "Acknowledge by Mon 30 Nov 10:30: 2 working hours from Fri 27 Nov 16:30, when it is sent. Nobody works
on Sat 28 Nov and Sun 29 Nov."
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from wardmote.kernel.working_time import Calendar, Unit, WorkingDuration

from .clocks import Clocks, promised
from .ladders import BY_THE_CLOCK, reminder_at

_NAMED = 4
"""More free days than these are counted, not named."""

_FRIDAY = 4
_LATE_IN_THE_DAY = time(16, 30)
_A_YEAR = timedelta(days=366)


class Due(StrEnum):
    """What a clock asks for, in the order in which it comes due."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    UPDATE = "update"
    CLOSE = "close"


_DUE = {
    Due.ACKNOWLEDGE: "Acknowledge",
    Due.DECIDE: "Decide",
    Due.UPDATE: "Tell the sender how it goes",
    Due.CLOSE: "Close it",
}
_SENT, _ACKNOWLEDGED, _TAKEN_ON = (
    "when it is sent",
    "if it is acknowledged that late",
    "if it is taken on that late",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One thing a clock promises: what, by when (None for nothing at all), and the sum in sentences."""

    due: Due
    sent: datetime
    by: datetime | None
    because: str

    @property
    def words(self) -> str:
        """What is to be done: "Acknowledge"."""
        return _DUE[self.due]

    @property
    def moment(self) -> str:
        """By when, for staff: "Mon 30 Nov 10:30". Nothing where nothing is promised."""
        return _moment(self.by, self.sent) if self.by else ""


def promises(clocks: Clocks, calendar: Calendar, *, sent: datetime) -> tuple[Promise, ...]:
    """Say by when each thing happens, and why then, for a team with this calendar that takes all its time."""
    sent = sent.astimezone(calendar.timezone)
    dates = promised(clocks, calendar, sent=sent)
    sums = [
        (Due.ACKNOWLEDGE, clocks.acknowledge, sent, dates.acknowledge_by, _SENT),
        (Due.DECIDE, clocks.decide, dates.acknowledge_by, dates.decide_by, _ACKNOWLEDGED),
        (Due.UPDATE, clocks.update_every, dates.decide_by, dates.update_by, _TAKEN_ON),
        (Due.CLOSE, clocks.close, sent, dates.close_by, _SENT),
    ]
    made = []
    for due, lasts, start, by, since in sums:
        because = _NO_NEWS
        if by:
            because = _because(calendar, lasts, start, by, f"from {_moment(start, sent)}, {since}")
            because += _CLOSED_BEFORE * (by > dates.close_by)
        made.append(Promise(due=due, sent=sent, by=by, because=because))
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """One thing that silence sets off: what, when, and the sum in sentences."""

    words: str
    sent: datetime
    at: datetime
    because: str

    @property
    def moment(self) -> str:
        """When, for staff: "Mon 30 Nov 10:30"."""
        return _moment(self.at, self.sent)


def silence(clocks: Clocks, calendar: Calendar, *, sent: datetime) -> tuple[Silent, ...]:
    """Say what comes when, and why then, if nobody ever acknowledges what is sent to a team with this calendar.

    As a referral climbs where somebody stands on every rung; where nobody does, the next comes in its place.
    """
    sent = sent.astimezone(calendar.timezone)
    due, ladder = calendar.add(sent, clocks.acknowledge), clocks.ladder
    reminded = reminder_at(ladder, calendar, start=sent, due=due, lasts=clocks.acknowledge)
    rungs = [
        ("A reminder", reminded, f"{ladder.remind_after} per cent of the time to acknowledge have gone."),
        ("Its time is over", due, f"Nobody has said within {clocks.acknowledge} that they have it."),
    ]
    at = due
    for words, wait in zip(_GOES_UP, (ladder.desk, ladder.lead, ladder.coordinator), strict=True):
        begins, at = at, calendar.add(at, wait)
        since = f"from {_moment(begins, sent)}, if nobody answers"
        rungs.append((words, at, _because(calendar, wait, begins, at, since)))
    return tuple(Silent(words=words, sent=sent, at=at, because=because) for words, at, because in rungs)


_GOES_UP = (
    "It goes up to the team’s lead",
    "It goes up to the coordinator",
    "It lapses, and is its sender’s again",
)


def telling_moments(now: datetime, calendar: Calendar) -> list[datetime]:
    """Two moments that tell most about a clock: the next Friday late in the day, and late before a bank holiday.

    The second is left out where no bank holiday of the next year falls on a working day.
    """
    today = now.astimezone(calendar.timezone).date()
    friday = today + timedelta(days=(_FRIDAY - today.weekday()) % 7 or 7)
    coming = sorted(
        day
        for day in calendar.holidays
        if today < day <= today + _A_YEAR and calendar.hours.week[day.weekday()]
    )
    days = [friday]
    if coming:
        before = coming[0] - timedelta(days=1)
        while not calendar.is_working_day(before):
            before -= timedelta(days=1)
        days.append(before)
    return [datetime.combine(day, _LATE_IN_THE_DAY, tzinfo=calendar.timezone) for day in dict.fromkeys(days)]


_NO_NEWS = "Nothing is promised between the decision and the end."
_CLOSED_BEFORE = " It must be closed before that."


def _because(calendar: Calendar, lasts: WorkingDuration, start: datetime, by: datetime, since: str) -> str:
    sentences = [f"{lasts} {since}."]
    if lasts.unit in BY_THE_CLOCK:
        return f"{sentences[0]} Counted by the clock: nights, weekends and bank holidays too."
    begins = calendar.next_opening(start)
    if begins != start:
        sentences.append(f"Nobody works then, so the time begins {_moment(begins, start)}.")
    elif lasts.unit is Unit.WORKING_DAYS and start.minute % 15:
        sentences.append("Rounded up to the quarter of an hour.")
    if free := list(_free(calendar, begins.date(), by.date())):
        sentences.append(f"Nobody works on {_listed(free)}.")
    return " ".join(sentences)


def _free(calendar: Calendar, first: date, last: date) -> Iterator[str]:
    """The days between on which nobody works, in words and in order; many free days of the week are only counted."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    off = [day for day in days if not calendar.is_working_day(day)]
    week = [day for day in off if not calendar.hours.week[day.weekday()]]
    others = [day for day in off if calendar.hours.week[day.weekday()]]
    named = [(day, f"{_day(day)} (bank holiday)") for day in others if day in calendar.holidays]
    named += _spans([day for day in others if day not in calendar.holidays])
    if len(week) > _NAMED:
        yield f"its {len(week)} weekly days off"
    else:
        named += [(day, _day(day)) for day in week]
    yield from (words for _, words in sorted(named))


def _spans(closed: Sequence[date]) -> Iterator[tuple[date, str]]:
    """Closed days in order, those in a row as "Mon 3 Aug to Fri 7 Aug (closed)", each with its first day."""
    rows: list[list[date]] = []
    for day in closed:
        if rows and day - rows[-1][-1] == timedelta(days=1):
            rows[-1].append(day)
        else:
            rows.append([day])
    for row in rows:
        to = f" to {_day(row[-1])}" * (len(row) > 1)
        yield row[0], f"{_day(row[0])}{to} (closed)"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _moment(at: datetime, beside: datetime) -> str:
    year = "" if at.year == beside.year else f" {at.year}"
    return f"{at:%a} {at.day} {at:%b}{year} {at:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
