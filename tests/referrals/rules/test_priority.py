"""Priority is seriousness × people affected, of 25, and shows its working (design 2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.rules import BANDS, SERIOUSNESS, SERIOUSNESS_WORDS, Priority, band_of

fives = st.integers(1, 5)


@pytest.mark.parametrize(
    ("people", "band"),
    [(1, 1), (4, 1), (5, 2), (20, 2), (21, 3), (100, 3), (101, 4), (1000, 4), (1001, 5), (285_000, 5)],
)
def test_people_fall_into_the_five_bands_of_the_design(people: int, band: int) -> None:
    assert band_of(people) == band


@pytest.mark.parametrize("people", [0, -1])
def test_nobody_affected_is_refused(people: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        band_of(people)


@given(st.integers(1, 10**7), st.integers(1, 10**7), fives)
def test_more_people_never_weigh_less(one: int, other: int, seriousness: int) -> None:
    fewer, more = sorted([one, other])
    assert Priority.of(seriousness, band_of(fewer)) <= Priority.of(seriousness, band_of(more))


@given(fives, fives, fives)
def test_more_serious_never_weighs_less(one: int, other: int, band: int) -> None:
    assert Priority.of(min(one, other), band).score <= Priority.of(max(one, other), band).score


def test_the_working_reads_as_the_design_says() -> None:
    assert Priority.of(3, 1).working() == "harmful (3) × one home (1)"
    assert Priority.of(4, 4).working() == "dangerous (4) × several streets (4)"
    assert str(Priority.of(3, 1)) == "3 of 25"


@given(fives, fives)
def test_the_score_is_the_product_of_the_two_numbers_in_its_working(seriousness: int, band: int) -> None:
    priority = Priority.of(seriousness, band)
    assert priority.score == seriousness * band
    assert f"({seriousness}) × " in priority.working()
    assert priority.working().endswith(f"({band})")


@pytest.mark.parametrize(("seriousness", "band"), [(0, 1), (6, 1), (1, 0), (1, 6)])
def test_numbers_outside_one_to_five_are_refused(seriousness: int, band: int) -> None:
    with pytest.raises(ValueError, match="from 1"):
        Priority.of(seriousness, band)


def test_every_number_has_its_words() -> None:
    assert set(SERIOUSNESS) == set(SERIOUSNESS_WORDS) == set(BANDS) == set(range(1, 6))
    assert all(SERIOUSNESS_WORDS[n].lower().startswith(SERIOUSNESS[n]) for n in SERIOUSNESS)
