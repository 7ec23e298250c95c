"""The same incident told to several agencies counts once, and no incident ever counts twice (R2.7)."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.modules.reviews.rules import Limits, NotCounted, Report, Said, count, last_day_of

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
ON = date(2026, 3, 20)


def report(
    number: int,
    at: datetime = NOON,
    agency: str = "police",
    *,
    reported_on: date | None = None,
    latitude: float = 52.58,
    is_hate: bool = False,
) -> Report:
    return Report(
        number=number,
        happened_at=at,
        agency=agency,
        reported_on=reported_on or at.date(),
        latitude=latitude,
        longitude=-1.98,
        is_hate=is_hate,
    )


def test_a_period_ends_the_day_before_the_same_number_or_with_its_month() -> None:
    assert last_day_of(date(2026, 3, 5), 1) == date(2026, 4, 4)
    assert last_day_of(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert last_day_of(date(2026, 1, 29), 1) == date(2026, 2, 28)
    assert last_day_of(date(2028, 1, 29), 1) == date(2028, 2, 28)
    assert last_day_of(date(2025, 9, 5), 6) == date(2026, 3, 4)
    assert last_day_of(date(9999, 12, 31), 24) == date.max


def test_one_incident_told_to_three_agencies_counts_once_and_says_why() -> None:
    told = [report(n, NOON + timedelta(hours=n), agency) for n, agency in enumerate(("a", "b", "c"))]
    counted = count(told, Limits(), ON)
    assert counted.number == 1
    assert [str(why) for why in counted.incidents[0].why] == ["same_day", "same_place", "other_agency"]


def test_two_things_told_to_one_agency_in_one_day_are_two_also_when_another_lies_between() -> None:
    told = [report(1), report(2, NOON + timedelta(hours=3), "council"), report(3, NOON + timedelta(hours=5))]
    assert count(told, Limits(), ON).number == 2


def test_what_is_told_of_another_street_is_another_incident() -> None:
    assert count([report(1), report(2, agency="b", latitude=52.6)], Limits(), ON).number == 2


def test_a_report_counts_to_the_last_day_and_no_longer() -> None:
    late = report(1, NOON, reported_on=date(2026, 4, 2))
    later = report(2, NOON + timedelta(days=3), reported_on=date(2026, 4, 6))
    counted = count([late, later], Limits(), date(2026, 5, 1))
    assert (counted.number, counted.not_counted) == (1, {2: NotCounted.REPORTED_LATE})
    assert count([late], Limits(), date(2026, 10, 1)).number == 1
    assert count([late], Limits(), date(2026, 10, 2)).not_counted == {1: NotCounted.TOO_LONG_AGO}


def test_it_is_near_one_before_and_met_at_the_number_and_hate_may_have_its_own() -> None:
    days = [report(n, NOON - timedelta(days=n)) for n in range(3)]
    assert [count(days[:n], Limits(), ON).is_near for n in range(4)] == [False, False, True, False]
    assert count(days, Limits(), ON).is_met
    assert count(days[:2], Limits(), ON).counts_until == date(2026, 9, 1)
    hated = [report(9, is_hate=True)]
    assert count(hated, Limits(hate_reports=1), ON).is_met
    assert not count(hated, Limits(), ON).is_met


def test_what_a_person_said_goes_before_the_rule() -> None:
    same = [report(1), report(2, agency="b")]
    assert count(same, Limits(), ON, Said(two=frozenset({(1, 2)}))).number == 2
    far = [report(1), report(2, NOON - timedelta(days=5))]
    assert count(far, Limits(), ON, Said(one=frozenset({(1, 2)}))).number == 1
    assert count(far, Limits(), ON, Said(left_out=frozenset({1}))).number == 1


HAPPENINGS = st.lists(
    st.tuples(
        st.integers(0, 80),
        st.lists(
            st.tuples(st.sampled_from("abcd"), st.integers(-90, 90)),
            min_size=1,
            max_size=4,
            unique_by=lambda t: t[0],
        ),
    ),
    max_size=6,
    unique_by=lambda happening: happening[0],
)


@settings(max_examples=60)
@given(happenings=HAPPENINGS, shuffle=st.randoms(use_true_random=False))
def test_an_incident_never_counts_twice_and_order_is_nothing(
    happenings: list[tuple[int, list[tuple[str, int]]]], shuffle: Random
) -> None:
    """What happened on a day at noon, told to any agencies with times a little off, counts once."""
    told, number = [], 0
    for day, tellings in happenings:
        for agency, minutes in tellings:
            number += 1
            told.append(report(number, NOON - timedelta(days=day, minutes=minutes), agency))
    counted = count(told, Limits(), ON)
    assert counted.number == len(happenings)
    assert sorted(one.number for each in counted.incidents for one in each.reports) == list(
        range(1, number + 1)
    )
    shuffle.shuffle(told)
    assert count(told, Limits(), ON) == counted


REPORTS = st.builds(
    report,
    st.integers(1, 40),
    st.integers(0, 400).map(lambda hours: NOON - timedelta(hours=hours)),
    st.sampled_from("abc"),
)


@settings(max_examples=60)
@given(
    st.lists(REPORTS, max_size=10, unique_by=lambda one: one.number),
    st.sets(st.tuples(st.integers(1, 20), st.integers(21, 40)), max_size=3),
)
def test_every_report_is_in_one_incident_whatever_people_said(
    told: list[Report], pairs: set[tuple[int, int]]
) -> None:
    counted = count(told, Limits(), ON, Said(one=frozenset(pairs)))
    numbers = [one.number for each in counted.incidents for one in each.reports]
    assert sorted(numbers) == sorted(one.number for one in told)
    where = {one.number: place for place, each in enumerate(counted.incidents) for one in each.reports}
    assert all(where[a] == where[b] for a, b in pairs if a in where and b in where)
    assert counted.number <= len(told)
