"""How old somebody is, and which dates of birth can be (R1.2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.rules import AGE_BANDS, AgeBand, age_on, band_on, why_not_born

TODAY = date(2026, 3, 3)


@given(st.dates(min_value=date(1904, 3, 4), max_value=TODAY))
def test_everybody_alive_stands_in_just_one_band(born: date) -> None:
    assert why_not_born(born, TODAY) is None
    (band,) = [band for band in AgeBand if age_on(TODAY, born) in band.ages]
    assert band_on(TODAY, born) == band


def test_the_bands_leave_no_age_out() -> None:
    ages = [age for band in AgeBand for age in band.ages]
    assert ages == list(range(ages[-1] + 1))
    assert list(AGE_BANDS) == list(AgeBand)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 3, 3), TODAY, 18),
        (date(2008, 3, 4), TODAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (TODAY, TODAY, 0),
    ],
)
def test_a_year_is_older_on_the_birthday(born: date, day: date, age: int) -> None:
    assert age_on(day, born) == age


def test_nobody_is_born_tomorrow_or_older_than_anybody_ever_was() -> None:
    assert "still to come" in str(why_not_born(TODAY + timedelta(days=1), TODAY))
    assert "122 years ago" in str(why_not_born(date(1902, 3, 3), TODAY))
