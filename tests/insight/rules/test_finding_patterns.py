"""Patterns across agencies, without a database (R1.7): what is found, what is not, how often chance is mistaken."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import comb, exp, factorial, inf
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.modules.insight.rules.patterns import (
    Declared,
    Found,
    Looked,
    PatternKind,
    Somebody,
    find,
    in_squares,
)
from wardmote.modules.insight.rules.patterns.chances import (
    SIZES,
    Usual,
    binomial_tail,
    corrected,
    poisson_tail,
    usual_of,
)
from wardmote.modules.insight.rules.patterns.ground import gi_star, scan
from wardmote.modules.insight.rules.patterns.places import is_named_institution
from wardmote.modules.referrals.rules.met import Met

UNTIL = date(2026, 3, 1)


def met(
    number: int, days_ago: float, *, place: str = "", category: str = "noise", agency: int = 1, **more: object
) -> Met:
    at = datetime(2026, 2, 28, 20, 0, tzinfo=UTC) - timedelta(days=days_ago)
    given: dict[str, object] = {
        "number": number,
        "at": at,
        "category": category,
        "sensitivity": "partners",
        "organisation": agency,
        "team": agency,
        "teams": (agency,),
        "ward": 1,
        "latitude": None,
        "longitude": None,
        "place": place,
    }
    return Met(**{**given, **more})  # type: ignore[arg-type]  # a test names its changes


def looked(
    matters: list[Met], *, people: list[Somebody] | None = None, declared: list[Declared] | None = None
) -> Looked:
    return Looked(
        met=matters,
        people=people or [],
        pieces=in_squares(matters),
        declared=declared or [],
        areas={},
        until=UNTIL,
    )


def kinds(found: list[Found]) -> set[PatternKind]:
    return {one.kind for one in found}


def a_quiet_town(homes: int = 200) -> list[Met]:
    return [met(5_000 + n, 1 + n % 40, place=f"{n} Quiet Street") for n in range(1, homes + 1)]


# Tails, against sums by hand


def test_the_tails_are_the_sums_that_they_stand_for() -> None:
    assert poisson_tail(3, 2.0) == pytest.approx(1 - sum(exp(-2) * 2**k / factorial(k) for k in range(3)))
    assert binomial_tail(7, 10, 0.3) == pytest.approx(
        sum(comb(10, k) * 0.3**k * 0.7 ** (10 - k) for k in range(7, 11))
    )
    assert poisson_tail(200, 3.0) == pytest.approx(0, abs=1e-200)
    assert poisson_tail(0, 3.0) == binomial_tail(0, 5, 0.1) == 1


@given(st.integers(1, 40), st.floats(0.05, 30), st.sampled_from(SIZES))
@settings(max_examples=25)
def test_more_is_never_likelier_than_less(n: int, mean: float, size: float) -> None:
    usual = Usual(mean, size)
    assert 0 <= usual.tail(n + 1) <= usual.tail(n) <= 1
    assert poisson_tail(n + 1, mean) <= poisson_tail(n, mean) + 1e-15
    assert binomial_tail(n + 1, 50, 0.2) <= binomial_tail(n, 50, 0.2) + 1e-15


def test_what_is_usual_is_fitted_to_what_it_was_drawn_from() -> None:
    chance = np.random.default_rng(1)
    drawn = chance.poisson(1.5, 4_000)
    usual = usual_of({int(k): int((drawn == k).sum()) for k in set(drawn.tolist()) if k})
    assert usual.size in (20.0, inf)
    assert usual.mean == pytest.approx(1.5, abs=0.1)


def test_many_tests_are_paid_for_as_benjamini_and_hochberg_say() -> None:
    assert corrected([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.0533333, 0.0533333, 0.5])
    assert corrected([0.001], of=100) == pytest.approx([0.1])


# Ground, against sums by hand


def test_gi_star_is_what_its_definition_gives() -> None:
    """A row of five, each the neighbour of the next: by hand from the star form of Ord and Getis 1995."""
    neighbours = np.array([[abs(i - j) <= 1 for j in range(5)] for i in range(5)], dtype=float)
    values = np.array([[0.0, 0.0, 1.0, 4.0, 5.0]])
    mean, spread = 2.0, (42 / 5 - 4) ** 0.5
    by_hand = [
        (values[0] @ row - mean * row.sum()) / (spread * ((5 * row.sum() - row.sum() ** 2) / 4) ** 0.5)
        for row in neighbours
    ]
    assert gi_star(values, neighbours)[0] == pytest.approx(by_hand)
    assert gi_star(values, neighbours)[0].argmax() == 4
    assert (gi_star(np.ones((1, 5)), neighbours) == 0).all()


def test_a_planted_cluster_is_found_where_and_when_it_was_planted() -> None:
    chance = np.random.default_rng(3)
    where, when = chance.integers(0, 30, 300), chance.integers(0, 12, 300)
    where, when = np.append(where, [7] * 12), np.append(when, [11] * 12)
    around = np.array([[n, (n + 1) % 30, (n - 1) % 30] for n in range(30)])
    first, *_ = scan(where, when, around, steps=12, longest=4, latest=True, drawings=99)
    assert 7 in first.ground
    assert (first.first_step, first.last_step) == (11, 11)
    assert first.chance < 0.001


def test_the_scan_takes_chance_for_a_cluster_no_oftener_than_it_says() -> None:
    around = np.array([[n, (n + 1) % 20, (n - 1) % 20] for n in range(20)])
    alarms = 0
    for seed in range(60):
        chance = np.random.default_rng(seed)
        where, when = chance.integers(0, 20, 120), chance.integers(0, 12, 120)
        found = scan(where, when, around, steps=12, longest=3, latest=True, drawings=39)
        alarms += any(one.chance <= 0.05 for one in found)
    assert alarms <= 8  # at most 3 are to be expected; more than 8 has a chance of 1 in 500


# Doors


def test_a_door_called_to_again_and_again_is_found_and_its_neighbours_are_not() -> None:
    calls = [met(1_000 + n, n * 1.8, place="40 Hames Road", agency=2) for n in range(23)]
    found, _ = find(looked([*a_quiet_town(), *calls]))
    (one,) = [each for each in found if each.kind is PatternKind.REPEATS]
    assert one.count == 23
    assert one.chance is not None
    assert one.chance < 1e-6
    assert set(one.evidence) == {each.number for each in calls}


@pytest.mark.parametrize("days", [6, 9, 14, 23])
def test_more_calls_are_never_less_of_a_pattern(days: int) -> None:
    def chance(n: int) -> float:
        calls = [met(1_000 + k, k * 1.5, place="40 Hames Road") for k in range(n)]
        found, _ = find(looked([*a_quiet_town(), *calls]))
        return next((f.corrected or 0 for f in found if f.kind is PatternKind.REPEATS), 1.0)

    assert chance(days + 1) <= chance(days)


def test_many_reports_on_one_day_are_one_visit() -> None:
    round_ = [met(1_000 + n, 3, place="88 Tacoma Street") for n in range(20)]
    found, _ = find(looked([*a_quiet_town(), *round_]))
    assert PatternKind.REPEATS not in kinds(found)


def test_places_that_differ_by_chance_alone_raise_no_more_alarms_than_is_said() -> None:
    alarms = 0
    for seed in range(60):
        chance = np.random.default_rng(seed)
        times = chance.negative_binomial(0.6, 0.35, 250)
        matters = [
            met(k * 1_000 + n, chance.uniform(0, 42), place=f"{k} Chance Street")
            for k, many in enumerate(times.tolist(), start=1)
            for n in range(many)
        ]
        found, _ = find(looked(matters))
        alarms += PatternKind.REPEATS in kinds(found)
    assert alarms <= 8


def test_two_agencies_at_one_door_are_told_however_the_address_is_written() -> None:
    one = met(1, 3, place="Flat 2, 14 St. Anne's Rd", agency=1)
    two = met(2, 9, place="14 st annes road, flat 2", agency=2)
    found, _ = find(looked([one, two, *a_quiet_town()]))
    (pattern,) = [each for each in found if each.kind is PatternKind.ADDRESS]
    assert pattern.agencies == 2
    assert pattern.teams == (1, 2)


def test_what_is_open_needs_three_agencies_and_a_street_is_no_door() -> None:
    bins = [met(n, n, place="14 Test Row", agency=n, sensitivity="open") for n in (1, 2)]
    street = [met(10 + n, n, place="Test Row", agency=n, latitude=52.5, longitude=-1.9) for n in (1, 2, 3)]
    found, _ = find(looked([*bins, *street, *a_quiet_town()]))
    assert not kinds(found) & {PatternKind.ADDRESS, PatternKind.HOUSEHOLD}
    found, _ = find(looked([*bins, met(3, 5, place="14 Test Row", agency=3, sensitivity="open")]))
    assert PatternKind.ADDRESS in kinds(found)


def test_one_person_at_several_addresses_and_two_people_at_one_are_told_apart() -> None:
    matters = [met(1, 3, place="1 Old Street"), met(2, 9, place="9 New Street", agency=2)]
    people = [Somebody(person=5, number=n, address="") for n in (1, 2)]
    found, _ = find(looked(matters, people=people))
    assert kinds(found) == {PatternKind.PERSON}
    home = [met(1, 3), met(2, 9, agency=2)]
    people = [Somebody(person=n, number=n, address="3 Home Street") for n in (1, 2)]
    found, _ = find(looked(home, people=people))
    assert kinds(found) == {PatternKind.HOUSEHOLD}


# What is passed over


def test_a_point_that_stands_for_not_knowing_is_no_alarm() -> None:
    """City Hall Plaza in Boston's file: thousands of matters from everywhere on one point."""
    at = {"latitude": 42.3594, "longitude": -71.0587, "ward": None}
    lost = [met(n, n % 42, place=f"{n} Anywhere Street" if n % 2 else "", **at) for n in range(1, 400)]
    found, passed = find(looked([*a_quiet_town(), *lost]))
    assert list(passed.points.values()) == [399]
    assert not kinds(found) & {PatternKind.REPEATS, PatternKind.CLUSTER, PatternKind.HOT_SPOT}


def test_a_hospital_raises_no_alarm_and_a_house_on_hospital_street_does() -> None:
    def calls(place: str, **more: object) -> set[PatternKind]:
        made = [
            met(1_000 + n, n * 1.8, place=place, agency=n % 3, latitude=52.5, longitude=-1.9, **more)
            for n in range(23)
        ]
        return kinds(find(looked([*a_quiet_town(), *made]))[0])

    assert not calls("Manor Hospital, Accident and Emergency")
    assert PatternKind.REPEATS in calls("12 Hospital Street")
    assert is_named_institution("Test Row Primary School")
    assert not is_named_institution("12 School Lane")
    assert not is_named_institution("School Lane")


def test_a_place_where_everybodys_matters_meet_is_found_without_its_name() -> None:
    mixed = [met(1_000 + n, n % 42, place="1 Plain Plaza", category=f"kind-{n % 9}") for n in range(60)]
    found, passed = find(looked([*a_quiet_town(), *mixed]))
    assert len(passed.places) == 1
    assert PatternKind.REPEATS not in kinds(found)


def test_what_a_partnership_declares_is_passed_over() -> None:
    calls = [met(1_000 + n, n * 1.8, place="The Hub", latitude=52.5, longitude=-1.9) for n in range(23)]
    town = a_quiet_town()
    assert PatternKind.REPEATS in kinds(find(looked([*town, *calls]))[0])
    by_point = Declared(is_default=False, latitude=52.5001, longitude=-1.9, metres=50, words="")
    by_words = Declared(is_default=False, latitude=None, longitude=None, metres=0, words="the hub")
    for declared in (by_point, by_words):
        assert PatternKind.REPEATS not in kinds(find(looked([*town, *calls], declared=[declared]))[0])


# Ground and kinds


def test_a_week_of_one_kind_in_one_street_is_found_among_a_year() -> None:
    chance = Random(5)
    matters = [
        met(
            n,
            chance.uniform(0, 84),
            latitude=52.5 + chance.uniform(0, 0.05),
            longitude=-1.9 + chance.uniform(0, 0.08),
            place="",
            category=("fly-tip", "noise")[n % 2],
        )
        for n in range(400)
    ]
    planted = [
        met(
            1_000 + n,
            chance.uniform(0, 6),
            latitude=52.525 + chance.uniform(0, 0.001),
            longitude=-1.86 + chance.uniform(0, 0.001),
            category="fly-tip",
        )
        for n in range(12)
    ]
    found, _ = find(looked([*matters, *planted]))
    (one,) = [each for each in found if each.kind is PatternKind.CLUSTER]
    assert one.categories == ("fly-tip",)
    assert {each.number for each in planted} <= set(one.evidence)
    assert one.latitude == pytest.approx(52.525, abs=0.006)


def test_a_kind_that_rises_is_found_and_one_that_rises_with_everything_is_not() -> None:
    steady = [met(n, n * 0.9, category="noise") for n in range(125)]
    more = [met(500 + n, n * 1.2, category="scam") for n in range(20)]
    before = [met(600 + n, 30 + n * 12, category="scam") for n in range(6)]
    found, _ = find(looked([*steady, *more, *before]))
    (one,) = [each for each in found if each.kind is PatternKind.RISING]
    assert one.categories == ("scam",)
    doubled = [met(n, 28 * (n % 3) / 3, category=f"kind-{n % 4}") for n in range(200)] + [
        met(900 + n, 29 + n % 80, category=f"kind-{n % 4}") for n in range(200)
    ]
    assert PatternKind.RISING not in kinds(find(looked(doubled))[0])


def test_what_is_found_does_not_hang_on_the_order_in_which_it_came() -> None:
    calls = [met(1_000 + n, n * 1.8, place="40 Hames Road", agency=n % 2 + 1) for n in range(23)]
    matters = [*a_quiet_town(), *calls]
    shuffled = sorted(matters, key=lambda one: one.number % 7)
    assert find(looked(matters))[0] == find(looked(shuffled))[0]
