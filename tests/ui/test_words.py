"""Dates, times and lengths are said as British people write them (R1.10, design: the deadline clock)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.clock import LONDON
from wardmote.kernel.ui import words

NOW = datetime(2026, 11, 10, 10, 42, tzinfo=LONDON)
moments = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("at", "desk", "public"),
    [
        (datetime(2026, 11, 10, 16, 0, tzinfo=LONDON), "16:00 today", "4pm today"),
        (datetime(2026, 11, 11, 9, 5, tzinfo=LONDON), "09:05 tomorrow", "9:05am tomorrow"),
        (datetime(2026, 11, 12, 18, 30, tzinfo=LONDON), "Thu 12 Nov 18:30", "Thursday 12 November, 6:30pm"),
        (datetime(2026, 11, 9, 11, 58, tzinfo=LONDON), "Mon 9 Nov 11:58", "Monday 9 November, 11:58am"),
        (datetime(2026, 10, 6, 12, 0, tzinfo=LONDON), "6 Oct 12:00", "6 October, midday"),
        (datetime(2025, 3, 3, 0, 0, tzinfo=LONDON), "3 Mar 2025 00:00", "3 March 2025, midnight"),
        (datetime(2026, 11, 24, 12, 30, tzinfo=LONDON), "Tue 24 Nov 12:30", "Tuesday 24 November, 12:30pm"),
        (datetime(2026, 11, 25, 0, 30, tzinfo=LONDON), "25 Nov 00:30", "25 November, 12:30am"),
    ],
)
def test_a_moment_reads_as_the_design_writes_it(at: datetime, desk: str, public: str) -> None:
    assert words.desk_time(at, now=NOW) == desk
    assert words.public_time(at, now=NOW) == public


def test_summer_time_is_london_time() -> None:
    assert words.desk_time(datetime(2026, 7, 1, 9, 0, tzinfo=UTC), now=NOW) == "1 Jul 10:00"


def test_late_in_a_summer_evening_it_is_already_tomorrow_in_london() -> None:
    now = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert words.desk_time(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), now=now) == "00:30 tomorrow"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        words.desk_time(datetime(2026, 7, 1, 9, 0), now=NOW)  # noqa: DTZ001 (that is what is refused)


@given(at=moments, now=moments)
def test_today_and_tomorrow_are_said_exactly_when_they_are(at: datetime, now: datetime) -> None:
    days = (at.astimezone(LONDON).date() - now.astimezone(LONDON).date()).days
    for said in (words.desk_time(at, now=now), words.public_time(at, now=now)):
        assert said.endswith(" today") == (days == 0)
        assert said.endswith(" tomorrow") == (days == 1)


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), ahead=st.integers(-40, 40))
def test_the_weekday_is_named_within_a_fortnight_and_is_the_right_one(day: date, ahead: int) -> None:
    said = words.public_day(day, today=day - timedelta(days=ahead))
    if ahead in (0, 1):
        assert said in ("today", "tomorrow")
    else:
        assert (f"{day:%A}" in said) == (abs(ahead) <= 14)
        assert str(day.day) in said.split()


@given(at=moments)
def test_the_time_by_either_clock_is_the_same_time(at: datetime) -> None:
    said = words.clock_12(at).replace("midday", "12pm").replace("midnight", "12am")
    form = "%I:%M%p" if ":" in said else "%I%p"
    assert datetime.strptime(said, form).strftime("%H:%M") == words.clock_24(at)  # noqa: DTZ007 (only the time of day is read)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=18), "18 min"),
        (timedelta(hours=5, minutes=18), "5 h 18 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=1, hours=3, minutes=59), "1 day 3 h"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=12, hours=23), "12 days"),
    ],
)
def test_a_length_of_time_is_short_and_never_nothing(length: timedelta, said: str) -> None:
    assert words.how_long(length) == said


@given(st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_length_never_says_a_nought(length: timedelta) -> None:
    assert "0" not in words.how_long(length).split()


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        words.how_long(timedelta(seconds=-1))
