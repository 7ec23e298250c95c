"""When a time is over, what may be told, and what a proof is made of (R10)."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.clock import LONDON
from wardmote.kernel.privacy.kinds import Period, ends_before
from wardmote.shared.retention.rules import digest_of, months_in_words, rule_in_words

DAYS = st.dates(min_value=date(2001, 1, 1), max_value=date(2090, 12, 31))


def over(began: date, months: int, on: date) -> bool:
    """Whether what began at noon of a day is over on another."""
    return datetime.combine(began, time(12), tzinfo=LONDON) < ends_before(on, months)


@pytest.mark.parametrize(
    ("began", "months", "last_kept", "over_on"),
    [
        (date(2025, 2, 28), 84, date(2032, 2, 27), date(2032, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28), date(2029, 3, 1)),
        (date(2028, 2, 29), 48, date(2032, 2, 28), date(2032, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 3, 1)),
        (date(2026, 12, 31), 2, date(2027, 2, 28), date(2027, 3, 1)),
        (date(2026, 3, 15), 0, date(2026, 3, 14), date(2026, 3, 15)),
    ],
)
def test_months_are_counted_by_the_calendar_also_over_leap_years(
    began: date, months: int, last_kept: date, over_on: date
) -> None:
    assert not over(began, months, last_kept)
    assert over(began, months, over_on)


@given(DAYS, st.integers(0, 1_200), st.integers(0, 400))
def test_a_time_never_ends_before_its_months_are_over_and_at_most_a_day_after(
    on: date, months: int, earlier: int
) -> None:
    began = (ends_before(on, months) - timedelta(days=1, hours=-12)).date()
    years, month = divmod(began.year * 12 + began.month - 1 + months, 12)
    month += 1
    clamped = date(years, month, min(began.day, monthrange(years, month)[1]))
    assert clamped <= on <= clamped + timedelta(days=31)
    assert over(began, months, on)
    assert not over(began + timedelta(days=1), months, on)
    assert over(began - timedelta(days=earlier), months, on), "what is older is over too"


@given(DAYS, st.integers(0, 1_200), st.integers(0, 400))
def test_what_is_over_on_a_day_is_over_on_every_later_one(on: date, months: int, later: int) -> None:
    assert ends_before(on, months) <= ends_before(on + timedelta(days=later), months)


def test_a_period_lies_within_its_bounds() -> None:
    with pytest.raises(ValueError, match="bounds"):
        Period(months=3, shortest=12, longest=24, why="")


def test_periods_are_said_in_words() -> None:
    assert months_in_words(84) == "7 years"
    assert months_in_words(13) == "1 year and 1 month"
    assert rule_in_words(0, "the link ended") == "at once when the link ended"


@given(st.lists(st.integers(1, 10**9), unique=True))
def test_the_digest_of_rows_does_not_depend_on_their_order(ids: list[int]) -> None:
    assert digest_of(ids) == digest_of(sorted(ids, reverse=True))
