"""Dates, times and lengths as British people write them. Pure: the moment of reading is a parameter.

Staff read the 24-hour clock in few words ("Tue 10 Nov 10:42"), the public the 12-hour clock in whole words
("Thursday 12 November, 6:30pm"). Both say "today" and "tomorrow", name the weekday within a fortnight and
the year only when it is another one. Every moment is shown in London time.
"""

from datetime import date, datetime, timedelta

from wardmote.kernel.clock import LONDON

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = 3
_FORTNIGHT = 14


def desk_time(at: datetime, *, now: datetime) -> str:
    """Say a moment for staff: "10:42 today", "Tue 10 Nov 10:42", "3 Mar 2025 10:42"."""
    local, today = _london(at), _london(now).date()
    near = _near(local.date(), today)
    return f"{clock_24(at)} {near}" if near else f"{desk_day(local.date(), today=today)} {clock_24(at)}"


def public_time(at: datetime, *, now: datetime) -> str:
    """Say a moment for the public: "5pm today", "Thursday 12 November, 6:30pm"."""
    local, today = _london(at), _london(now).date()
    near = _near(local.date(), today)
    return f"{clock_12(at)} {near}" if near else f"{public_day(local.date(), today=today)}, {clock_12(at)}"


def desk_day(day: date, *, today: date) -> str:
    """Say a day for staff: "today", "Tue 10 Nov", "3 Mar 2025"."""
    return _near(day, today) or _day(day, today, length=_SHORT)


def public_day(day: date, *, today: date) -> str:
    """Say a day for the public: "today", "Thursday 12 November", "3 March 2025"."""
    return _near(day, today) or _day(day, today, length=None)


def whole_day(at: datetime) -> str:
    """Say the day of a moment to somebody who may read it on another day: "Tuesday 3 March"."""
    day = _london(at).date()
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def clock_24(at: datetime) -> str:
    """Say the time of day in London by the 24-hour clock: "09:05"."""
    return f"{_london(at):%H:%M}"


def clock_12(at: datetime) -> str:
    """Say the time of day in London by the 12-hour clock: "6:30pm", "5pm", "midday", "midnight"."""
    local = _london(at)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def how_long(length: timedelta) -> str:
    """Say a length of time: "18 min", "5 h 18 min", "1 day 3 h", "12 days". Rounded down, never "0".

    Raises:
        ValueError: the length is negative; say "overdue by" with the positive length.
    """
    if length < timedelta():
        raise ValueError("A length of time cannot be negative")
    minutes = length // timedelta(minutes=1)
    if minutes == 0:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days >= 3:
        return f"{days} days"
    if days:
        return _both(f"{days} day{'s' if days > 1 else ''}", f"{hours} h" if hours else "")
    return _both(f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")


def _london(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be said in words")
    return at.astimezone(LONDON)


def _near(day: date, today: date) -> str:
    return {0: "today", 1: "tomorrow"}.get((day - today).days, "")


def _day(day: date, today: date, *, length: int | None) -> str:
    weekday = f"{_WEEKDAYS[day.weekday()][:length]} " if abs((day - today).days) <= _FORTNIGHT else ""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{weekday}{day.day} {_MONTHS[day.month - 1][:length]}{year}"


def _both(first: str, second: str) -> str:
    return " ".join(part for part in (first, second) if part)
