"""What a clock means is said with its reasons before anything is sent with it (R1.4)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.working_time import LONDON, Calendar, WorkingHours
from wardmote.shared.partnerships.rules import Clocks, Due, promises, telling_moments

OFFICE = WorkingHours.parse("Mon-Fri 09:00-17:00")
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})


def said(
    sent: datetime, *, due: Due = Due.ACKNOWLEDGE, calendar: Calendar | None = None, **times: str
) -> str:
    clocks = Clocks.parse(
        **({"acknowledge": "2wh", "decide": "1wd", "update_every": "none", "close": "20wd"} | times)
    )
    found = promises(clocks, calendar or Calendar(hours=OFFICE, holidays=CHRISTMAS), sent=sent)
    promise = next(promise for promise in found if promise.due is due)
    return f"{promise.words} by {promise.moment}: {promise.because}" if promise.moment else promise.because


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc,arg-type]  # as many parts as a test gives


FRIDAY = at(2026, 11, 27, 16, 30)


def test_over_a_weekend() -> None:
    assert said(FRIDAY) == (
        "Acknowledge by Mon 30 Nov 10:30: 2 working hours from Fri 27 Nov 16:30, when it is sent. "
        "Nobody works on Sat 28 Nov and Sun 29 Nov."
    )


def test_over_a_year_end_with_bank_holidays_and_a_closure() -> None:
    shut = Calendar(hours=OFFICE, holidays=CHRISTMAS, closures=((date(2026, 12, 29), date(2026, 12, 31)),))
    assert said(at(2026, 12, 24, 16, 30), acknowledge="1wd", calendar=shut) == (
        "Acknowledge by Mon 4 Jan 2027 16:30: 1 working day from Thu 24 Dec 16:30, when it is sent. "
        "Nobody works on Fri 25 Dec (bank holiday), Sat 26 Dec, Sun 27 Dec, Mon 28 Dec (bank holiday), "
        "Tue 29 Dec to Thu 31 Dec (closed), Fri 1 Jan (bank holiday), Sat 2 Jan and Sun 3 Jan."
    )


def test_out_of_hours_and_by_the_clock() -> None:
    assert "Nobody works then, so the time begins Mon 30 Nov 09:00." in said(at(2026, 11, 28, 12))
    by_the_clock = said(at(2026, 11, 28, 12), acknowledge="24h")
    assert by_the_clock.startswith("Acknowledge by Sun 29 Nov 12:00: 24 hours from Sat 28 Nov 12:00")
    assert by_the_clock.endswith("nights, weekends and bank holidays too.")


def test_each_step_says_where_it_is_counted_from() -> None:
    assert "from Mon 30 Nov 10:30, if it is acknowledged that late" in said(FRIDAY, due=Due.DECIDE)
    assert said(FRIDAY, due=Due.UPDATE) == "Nothing is promised between the decision and the end."
    late = said(FRIDAY, due=Due.UPDATE, update_every="30wd")
    assert "if it is taken on that late" in late
    assert late.endswith("It must be closed before that.")
    assert "its 10 weekly days off" in said(FRIDAY, due=Due.CLOSE)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2026, 11, 25, 10), ["Fri 27 Nov", "Thu 24 Dec"]),
        (at(2026, 11, 27, 10), ["Fri 4 Dec", "Thu 24 Dec"]),
        (at(2027, 3, 1, 10), ["Fri 5 Mar"]),
    ],
)
def test_the_moments_shown_are_those_that_tell_most(now: datetime, expected: list[str]) -> None:
    moments = telling_moments(now, Calendar(hours=OFFICE, holidays=CHRISTMAS))
    assert [f"{moment:%a} {moment.day} {moment:%b}" for moment in moments] == expected
    assert {f"{moment:%H:%M}" for moment in moments} == {"16:30"}


TIMES = st.builds("{}{}".format, st.integers(1, 60), st.sampled_from(["wh", "wd", "h", "d"]))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(LONDON)),  # noqa: DTZ001 (Hypothesis adds the zone)
    TIMES,
    st.sampled_from(["Mon-Fri 09:00-17:00", "Day and night", "Fri-Sat 22:00-02:00", "Sun 10:00-12:00"]),
    st.sets(st.dates(date(2026, 1, 1), date(2027, 6, 1)), max_size=6),
)
def test_every_free_day_named_is_one_and_no_sum_fails(sent, lasts, hours, holidays) -> None:
    calendar = Calendar(hours=WorkingHours.parse(hours), holidays=frozenset(holidays))
    for promise in promises(
        Clocks.parse(acknowledge=lasts, decide=lasts, update_every=lasts, close=lasts), calendar, sent=sent
    ):
        assert promise.by is not None
        assert promise.by >= sent
        for day in holidays:
            named = f"{day:%a} {day.day} {day:%b} (bank holiday)" in promise.because
            assert not named or not calendar.is_working_day(day)


def test_the_two_moments_hold_for_a_team_that_never_rests() -> None:
    always = Calendar(hours=WorkingHours.parse("Day and night"), holidays=CHRISTMAS)
    assert telling_moments(at(2026, 12, 1), always)[1] - at(2026, 12, 24) == timedelta(hours=16, minutes=30)
