"""Working time adds up, keeps to opening hours and survives the change of the clocks (R1.3, design 4: duty clocks)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.working_time import (
    LONDON,
    Calendar,
    NoWorkingTime,
    Unit,
    WorkingDuration,
    WorkingHours,
)

OFFICE = "Mon-Fri 09:00-17:00"
IN_THE_DOUBLED_HOUR = "Sun 00:30-01:30"
SAID = [
    "By rota, two weekends a month",
    "Day and night",
    "Every day 05:00-13:00",
    "Every day 08:00-23:00",
    "Fri-Sat 22:00-02:00",
    "Mon, Wed, Fri 09:00-12:00 and 13:00-17:00; Sat 10:00-14:00",
    "Mon-Fri 08:00-18:00",
    "Mon-Fri 09:00-17:00",
    "Sat 10:00-14:00",
    IN_THE_DOUBLED_HOUR,
    "School days 08:00-16:00",
    "Sun-Tue 20:00-24:00",
    "Tue-Sat 16:00-21:00",
    "University term, Mon-Fri 09:00-17:00",
    "Volunteers, by telephone",
]
HOLIDAYS = frozenset(
    date(year, month, day)
    for year in range(2024, 2030)
    for month, day in [(1, 1), (5, 4), (8, 31), (12, 25), (12, 26), (12, 28)]
)
CALENDARS = [
    Calendar(WorkingHours.parse(words), holidays, closures)
    for words in SAID
    for holidays in (frozenset[date](), HOLIDAYS)
    for closures in ((), ((date(2026, 7, 20), date(2026, 8, 31)), (date(2026, 3, 28), date(2026, 3, 28))))
]


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc,arg-type]  # as many parts as a test gives


def calendar(words: str = OFFICE, **kept: object) -> Calendar:
    return Calendar(WorkingHours.parse(words), **kept)  # type: ignore[arg-type]  # a test names its changes


def lasts(words: str) -> WorkingDuration:
    return WorkingDuration.parse(words)


# The weekends on which the clocks change are drawn as often as all the rest.
CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
moments = st.one_of(
    st.integers(0, 3 * 365 * 24 * 60).map(lambda m: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=m)),
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes),
        st.sampled_from(CHANGES),
        st.integers(-4 * 24 * 60, 4 * 24 * 60),
    ),
)
calendars = st.sampled_from(CALENDARS)
working = st.one_of(
    st.integers(1, 300).map(lambda n: WorkingDuration(n, Unit.WORKING_HOURS)),
    st.integers(1, 60).map(lambda n: WorkingDuration(n, Unit.WORKING_DAYS)),
)
durations = st.one_of(
    working,
    st.integers(1, 1000).map(lambda n: WorkingDuration(n, Unit.HOURS)),
    st.integers(1, 100).map(lambda n: WorkingDuration(n, Unit.DAYS)),
)


def minutes_worked(of: Calendar, start: datetime, end: datetime) -> int:
    """The slow truth: look at every minute by its local weekday and time."""
    count, at = 0, start.astimezone(UTC)
    while at < end:
        local = at.astimezone(LONDON)
        minute = local.hour * 60 + local.minute
        for back in (0, 1):
            day = local.date() - timedelta(days=back)
            if day in of.holidays or any(a <= day <= b for a, b in of.closures):
                continue
            spans = of.hours.week[day.weekday()]
            if any(opens <= minute + back * 1440 < closes for opens, closes in spans):
                count += 1
                break
        at += timedelta(minutes=1)
    return count


def test_the_example_of_the_design_holds() -> None:
    assert calendar().add(london(2026, 3, 2, 11, 58), lasts("1wd")) == london(2026, 3, 3, 12, 0)


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ((2026, 3, 6, 16, 0), "2wh", (2026, 3, 9, 10, 0)),  # over a weekend
        ((2026, 3, 6, 15, 0), "2wh", (2026, 3, 6, 17, 0)),  # the moment of closing is on the day
        ((2026, 3, 7, 12, 0), "1wh", (2026, 3, 9, 10, 0)),  # begun out of hours
        ((2026, 3, 7, 12, 0), "1wd", (2026, 3, 10, 9, 0)),
        ((2026, 3, 2, 16, 58), "1wd", (2026, 3, 3, 17, 0)),
        ((2026, 12, 23, 12, 0), "2wd", (2026, 12, 29, 12, 0)),  # Christmas
        ((2026, 3, 28, 12, 0), "24h", (2026, 3, 29, 13, 0)),  # the short night
        ((2026, 10, 24, 12, 0), "24h", (2026, 10, 25, 11, 0)),  # the long night
        ((2026, 3, 28, 12, 0), "2d", (2026, 3, 30, 12, 0)),  # days keep the time of day
        ((2026, 3, 27, 16, 0), "2wh", (2026, 3, 30, 10, 0)),
    ],
)
def test_time_is_added_as_people_count_it(
    start: tuple[int, ...], duration: str, due: tuple[int, ...]
) -> None:
    holidays = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
    assert calendar(holidays=holidays).add(london(*start), lasts(duration)) == london(*due)


def test_ten_working_hours_run_on_the_next_day_where_they_stopped() -> None:
    repairs = calendar("Every day 08:30-18:30")
    assert repairs.add(london(2026, 11, 9, 12, 36), lasts("10wh")) == london(2026, 11, 10, 12, 36)


def test_the_night_on_which_the_clocks_go_forward_has_an_hour_less_work() -> None:
    night = calendar("Sat 22:00-06:00")
    assert night.elapsed(london(2026, 3, 28, 12), london(2026, 3, 29, 12)) == timedelta(hours=7)
    assert night.elapsed(london(2026, 10, 24, 12), london(2026, 10, 25, 12)) == timedelta(hours=9)
    assert night.elapsed(london(2026, 5, 2, 12), london(2026, 5, 3, 12)) == timedelta(hours=8)


def test_hours_that_end_in_the_skipped_or_doubled_hour_end_once() -> None:
    early = calendar(IN_THE_DOUBLED_HOUR)
    assert early.elapsed(london(2026, 3, 29), london(2026, 3, 30)) == timedelta(minutes=30)
    assert early.elapsed(london(2026, 10, 25), london(2026, 10, 26)) == timedelta(minutes=60)


def test_a_time_that_the_clocks_skip_falls_due_at_the_skip() -> None:
    always = calendar("Day and night")
    assert always.add(london(2026, 3, 28, 1, 30), lasts("1wd")) == london(2026, 3, 29, 2, 0)
    assert always.add(london(2026, 3, 28, 2, 15), lasts("1wd")) == london(2026, 3, 29, 2, 15)


def test_a_working_day_ends_at_the_latest_when_that_day_does() -> None:
    half = calendar("Mon-Fri 09:00-17:00; Sat 10:00-14:00")
    assert half.add(london(2026, 3, 6, 16, 0), lasts("1wd")) == london(2026, 3, 7, 14, 0)
    assert half.add(london(2026, 3, 6, 9, 0), lasts("1wd")) == london(2026, 3, 7, 10, 0)
    assert half.add(london(2026, 3, 6, 16, 0), lasts("2wd")) == london(2026, 3, 9, 16, 0)
    night = calendar("Fri-Sat 22:00-02:00")
    assert night.add(london(2026, 3, 7, 1, 0), lasts("1wd")) == london(2026, 3, 8, 1, 0)


def test_a_working_day_is_one_on_which_work_starts() -> None:
    night = calendar("Fri 22:00-02:00", holidays=frozenset({date(2026, 3, 13)}))
    days = [date(2026, 3, day) for day in range(2, 16)]
    assert [day for day in days if night.is_working_day(day)] == [date(2026, 3, 6)]


def test_a_shift_over_midnight_falls_away_with_the_holiday_on_which_it_starts() -> None:
    night = calendar("Every day 22:00-02:00", holidays=frozenset({date(2026, 12, 25)}))
    assert night.is_open(london(2026, 12, 25, 1))
    assert not night.is_open(london(2026, 12, 25, 23))
    assert not night.is_open(london(2026, 12, 26, 1))
    assert night.is_open(london(2026, 12, 26, 23))


def test_a_team_is_open_from_the_moment_of_opening_until_the_moment_of_closing() -> None:
    office = calendar()
    assert office.is_open(london(2026, 3, 2, 9))
    assert not office.is_open(london(2026, 3, 2, 17))
    assert office.closes(london(2026, 3, 2, 9)) == london(2026, 3, 2, 17)
    assert office.closes(london(2026, 3, 2, 17)) is None
    assert office.next_opening(london(2026, 3, 6, 17)) == london(2026, 3, 9, 9)
    assert office.next_opening(london(2026, 3, 6, 11)) == london(2026, 3, 6, 11)


@settings(max_examples=40)
@given(
    st.sampled_from([c for c in CALENDARS if c.hours.words != IN_THE_DOUBLED_HOUR]),
    moments,
    st.integers(0, 5 * 24 * 60),
)
def test_measured_time_is_what_counting_every_minute_gives(
    of: Calendar, start: datetime, minutes: int
) -> None:
    end = start + timedelta(minutes=minutes)
    assert of.elapsed(start, end) == timedelta(minutes=minutes_worked(of, start, end))


@given(calendars, moments, st.integers(1, 400))
def test_measuring_undoes_adding(of: Calendar, start: datetime, hours: int) -> None:
    due = of.add(start, WorkingDuration(hours, Unit.WORKING_HOURS))
    assert of.elapsed(start, due) == timedelta(hours=hours)
    assert of.later(start, of.elapsed(start, due)) == due


@given(calendars, moments, st.integers(1, 200), st.integers(1, 200))
def test_working_hours_add_up(of: Calendar, start: datetime, first: int, second: int) -> None:
    halfway = of.add(start, WorkingDuration(first, Unit.WORKING_HOURS))
    assert of.add(halfway, WorkingDuration(second, Unit.WORKING_HOURS)) == of.add(
        start, WorkingDuration(first + second, Unit.WORKING_HOURS)
    )


@given(calendars, moments, moments, moments)
def test_measured_parts_sum_to_the_whole(of: Calendar, one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted([one, two, three])
    assert of.elapsed(first, second) + of.elapsed(second, third) == of.elapsed(first, third)
    assert of.elapsed(third, first) == timedelta(0)


@given(calendars, moments, working)
def test_what_is_due_in_working_time_is_due_while_somebody_works(
    of: Calendar, start: datetime, duration: WorkingDuration
) -> None:
    due = of.add(start, duration)
    assert of.is_open(due) or of.is_open(due - timedelta(seconds=1))


@given(calendars, moments, durations)
def test_what_is_due_comes_after_its_start_on_a_whole_minute(
    of: Calendar, start: datetime, duration: WorkingDuration
) -> None:
    due = of.add(start, duration)
    assert due > start
    assert due.second == due.microsecond == 0
    assert due.tzinfo is LONDON


@given(calendars, moments, moments, durations)
def test_who_starts_later_is_not_due_earlier(
    of: Calendar, one: datetime, other: datetime, duration: WorkingDuration
) -> None:
    earlier, later = sorted([one, other])
    assert of.add(earlier, duration).timestamp() <= of.add(later, duration).timestamp()


@given(calendars, moments, st.sampled_from([u for u in Unit if u is not Unit.NONE]), st.integers(1, 50))
def test_more_time_is_never_due_earlier(of: Calendar, start: datetime, unit: Unit, amount: int) -> None:
    less, more = WorkingDuration(amount, unit), WorkingDuration(amount + 1, unit)
    assert of.add(start, less).timestamp() < of.add(start, more).timestamp()


@given(calendars, moments)
def test_the_next_opening_is_open_and_nothing_is_worked_before_it(of: Calendar, at: datetime) -> None:
    opening = of.next_opening(at)
    assert opening >= at
    assert of.is_open(opening)
    assert of.elapsed(at, opening) == timedelta(0)


@given(st.sampled_from(SAID), moments, moments, working)
def test_the_order_of_questions_changes_no_answer(
    words: str, one: datetime, other: datetime, duration: WorkingDuration
) -> None:
    fresh, used = calendar(words), calendar(words)
    used.add(other, duration)
    assert used.add(one, duration) == fresh.add(one, duration)


@pytest.mark.parametrize("words", SAID)
def test_every_way_in_which_partners_say_their_hours_is_understood(words: str) -> None:
    hours = WorkingHours.parse(words)
    assert hours.words == words
    for spans in hours.week:
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_hours_are_read_day_by_day() -> None:
    hours = WorkingHours.parse("Mon, Wed 09:00-12:00 and 13:00-17:00; Sat 22:00-02:00")
    assert hours.week == (
        ((540, 720), (780, 1020)), (), ((540, 720), (780, 1020)), (), (), ((1320, 1560),), (),
    )  # fmt: skip


def test_words_without_times_stand_for_the_usual_week_and_say_so() -> None:
    assumed = WorkingHours.parse("Volunteers, by telephone")
    assert assumed.week == WorkingHours.parse(OFFICE).week
    assert not assumed.stated
    assert WorkingHours.parse(OFFICE).stated


@pytest.mark.parametrize(
    "words",
    [
        "", "Mon-Fri", "9-5", "Mon-Fri 9-5", "Mon-Fri 09:00", "Foo 09:00-10:00", "Mon 25:00-26:00",
        "Mon 09:00-12:00 and 11:00-13:00", "Mon-Wed-Fri 09:00-10:00", "Volunteers 9 to 5", "Mon 09:00-12:00;",
        "Monkeys\x00 09:00-10:00", "周一 09:00-17:00",
    ],
)  # fmt: skip
def test_hours_that_cannot_be_read_are_refused_with_what_to_write(words: str) -> None:
    with pytest.raises(ValueError, match="Write days and times such as"):
        WorkingHours.parse(words)


@given(st.text(max_size=60))
def test_any_words_are_either_hours_or_a_plain_refusal(words: str) -> None:
    try:
        hours = WorkingHours.parse(words)
    except ValueError as refusal:
        said = str(refusal)
    else:
        said = "Write days and times" if any(hours.week) else "nothing"
    assert "Write days and times" in said


@given(durations)
def test_a_duration_is_read_back_as_it_is_written(duration: WorkingDuration) -> None:
    assert WorkingDuration.parse(duration.key) == duration
    assert WorkingDuration.parse(str(duration).upper()) == duration


def test_durations_are_said_in_plain_words() -> None:
    said = [str(lasts(words)) for words in ("1wd", "2wd", "4wh", "1wh", "24h", "30d", "none")]
    assert said == [
        "1 working day", "2 working days", "4 working hours", "1 working hour", "24 hours", "30 days", "no limit",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["", "2", "wd", "0wd", "-1h", "2 weeks", "99999d", "1.5h", "٣wd"])
def test_a_duration_that_cannot_be_read_is_refused_with_what_to_write(words: str) -> None:
    with pytest.raises(ValueError, match="Write it like 4 working hours"):
        WorkingDuration.parse(words)


def test_no_limit_and_moments_without_a_zone_cannot_be_added() -> None:
    with pytest.raises(ValueError, match="No limit"):
        calendar().add(london(2026, 3, 2, 9), lasts("none"))
    with pytest.raises(ValueError, match="time zone"):
        calendar().add(datetime(2026, 3, 2, 9), lasts("1h"))  # noqa: DTZ001 (that is what is refused)


def test_a_calendar_without_working_time_is_refused_when_made() -> None:
    with pytest.raises(NoWorkingTime, match="no working time"):
        WorkingHours(((),) * 7)
    with pytest.raises(NoWorkingTime, match="more than a year"):
        calendar(closures=((date(2026, 1, 1), date(2027, 6, 1)),))
    with pytest.raises(NoWorkingTime, match="more than a year"):
        calendar(
            closures=((date(2026, 1, 1), date(2026, 9, 1)), (date(2026, 9, 2), date(2027, 6, 1))),
        )
    saturdays = frozenset(date(2026, 1, 3) + timedelta(weeks=n) for n in range(60))
    with pytest.raises(NoWorkingTime, match="more than a year"):
        calendar("Sat 10:00-14:00", holidays=saturdays)
    with pytest.raises(ValueError, match="before it starts"):
        calendar(closures=((date(2026, 2, 1), date(2026, 1, 1)),))


@given(moments, st.integers(2, 366), working)
def test_a_long_closure_only_puts_the_deadline_off(
    start: datetime, days: int, duration: WorkingDuration
) -> None:
    first = start.date()
    closed = calendar(closures=((first, first + timedelta(days=days - 1)),))
    due = closed.add(start, duration)
    assert due >= london(first.year, first.month, first.day) + timedelta(days=days)


@pytest.mark.parametrize("words", ["Sat 20:00-20:01", "Mon-Fri 09:00-09:05", "Sun 10:00-10:59"])
def test_hours_of_less_than_one_a_week_are_refused_with_words(words: str) -> None:
    with pytest.raises(NoWorkingTime, match="less than an hour a week"):
        WorkingHours.parse(words)


def test_the_longest_clock_in_the_shortest_hours_has_an_end_and_no_sum_is_endless() -> None:
    shortest = Calendar(hours=WorkingHours.parse("Sat 20:00-21:00"))
    start = datetime(2026, 3, 2, 12, tzinfo=LONDON)
    assert shortest.add(start, WorkingDuration.parse("4000wh")).year == 2102
    for endless in ("9999wh", "9999wd"):
        with pytest.raises(NoWorkingTime, match="more than a century"):
            shortest.add(start, WorkingDuration.parse(endless))
