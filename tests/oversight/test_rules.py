"""When looks are out of the ordinary, and when a busy day is none (R1.8)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.working_time import Calendar, WorkingHours
from wardmote.modules.oversight.rules import (
    KIND_IN_WORDS,
    MANY_OPENED,
    MOVES,
    FindingState,
    Kind,
    Usual,
    WrongMove,
    evidence,
    is_again,
    is_many,
    is_out_of_hours,
    is_own,
    is_same_surname,
    is_worked,
    may_be_innocent,
    moved,
    usual_of,
)
from wardmote.modules.referrals.rules import Ground

a_few = settings(max_examples=40)
COUNTS = st.lists(st.integers(0, 300), max_size=60)
NAMES = st.lists(st.text("abczéñüşبحд", min_size=1, max_size=8), min_size=2, max_size=4)


@a_few
@given(COUNTS)
def test_what_is_usual_is_reached_or_not_passed_on_nine_days_of_ten(counts: list[int]) -> None:
    usual = usual_of(counts)
    assert (usual is None) == (len(counts) < 10)
    if usual is not None:
        assert usual in counts
        assert sum(count <= usual for count in counts) >= 0.9 * len(counts)


@a_few
@given(COUNTS, COUNTS, st.integers(0, 1_000))
def test_a_busy_day_like_those_before_is_never_many(own: list[int], role: list[int], count: int) -> None:
    usual = Usual(own=usual_of(own), role=usual_of(role))
    found = is_many(count, usual, least=MANY_OPENED)
    assert not (found and count < MANY_OPENED)
    for known in (usual.own, usual.role):
        assert not (found and known is not None and count <= 2 * known)
    assert is_many(count + 1, usual, least=MANY_OPENED) >= found, "more is never more ordinary"


def test_a_duty_officers_monday_is_none_and_a_day_of_browsing_is() -> None:
    weeks = usual_of([45, 12, 14, 11, 13] * 8)
    assert not is_many(88, Usual(own=weeks, role=30), least=MANY_OPENED)
    assert is_many(212, Usual(own=weeks, role=60), least=MANY_OPENED)
    assert not is_many(212, Usual(own=weeks, role=110), least=MANY_OPENED), (
        "others with the role open as many"
    )
    assert not is_many(99, Usual(), least=MANY_OPENED)
    assert is_many(100, Usual(), least=MANY_OPENED)


def test_an_hour_early_or_late_is_work_and_the_night_is_not() -> None:
    week = [Calendar(hours=WorkingHours.parse("Mon-Fri 09:00-17:00"))]
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    worked = {
        hour: is_worked(monday + timedelta(hours=hour), week) for hour in (3, 7.9, 8, 12, 17.9, 18.1, 36 + 84)
    }
    assert [hour for hour, yes in worked.items() if yes] == [8, 12, 17.9]
    assert is_worked(monday, [Calendar(hours=WorkingHours.parse("Day and night"))])
    assert is_worked(monday, [])


@a_few
@given(st.integers(0, 50), st.integers(0, 60), st.data())
def test_who_often_looks_out_of_hours_works_like_that(opened: int, days: int, data: st.DataObject) -> None:
    outside = data.draw(st.integers(0, days))
    found = is_out_of_hours(opened, days=days, days_outside=outside)
    assert found == (opened >= 3 and not (days >= 10 and outside * 10 > days))


@pytest.mark.parametrize("ground", list(Ground))
def test_whoever_has_a_record_as_their_work_may_open_it_every_day(ground: Ground) -> None:
    theirs = {
        Ground.CLAIMED, Ground.ON_OUR_DESK, Ground.COORDINATOR, Ground.RECORDED, Ground.SENT,
        Ground.OUR_TEAM_SENT, Ground.OUR_TEAM_RECORDED,
    }  # fmt: skip
    assert is_again(5, did_something=False, ground=ground) == (ground not in theirs)
    assert not is_again(4, did_something=False, ground=ground)
    assert not is_again(20, did_something=True, ground=ground)


@a_few
@given(NAMES, st.randoms())
def test_a_name_is_ones_own_in_any_order_and_case(words: list[str], chance) -> None:
    other = words[:]
    chance.shuffle(other)
    assert is_own(name=" ".join(words), email="", phone="", of_name=", ".join(other).upper(), of_contact="")


@pytest.mark.parametrize(
    ("name", "contact", "own"),
    [
        ("Zoe Fernandez", "", True),
        ("Zoe", "", False),
        ("Zoe Fernando", "", False),
        ("", "call 07700 900123 after five", True),
        ("", "+44 7700 900123", True),
        ("", "07700 900124", False),
        ("", "zoe@people.example", True),
        ("", "not.zoe@people.example", False),
    ],
)
def test_a_record_is_ones_own_by_name_telephone_or_address(name: str, contact: str, own: bool) -> None:
    assert own == is_own(
        name="Zoë Fernández",
        email="Zoe@people.example",
        phone="07700 900 123",
        of_name=name,
        of_contact=contact,
    )


def test_a_surname_is_the_last_word_of_two() -> None:
    assert is_same_surname("Zoë Fernández", "Ana FERNANDEZ")
    assert not is_same_surname("Zoë Fernández", "Fernández")
    assert not is_same_surname("Zoë Fernández", "Ana Fernández Ruiz")


def test_a_finding_is_looked_into_then_explained_or_taken_further_and_then_it_rests() -> None:
    assert moved(FindingState.NEW, "looked_into").needs_words is False
    assert moved(FindingState.LOOKED_INTO, "taken_further").needs_words
    assert moved(FindingState.TAKEN_FURTHER, "explained").needs_words
    for state, to in (("new", "new"), ("explained", "looked_into"), ("looked_into", "new"), ("new", "gone")):
        with pytest.raises(WrongMove):
            moved(FindingState(state), to)
    assert set(MOVES) == set(FindingState)


def test_every_kind_is_said_in_sentences_with_what_it_may_be_besides() -> None:
    facts = {"days": 6, "days_outside": 1, "measure": "opened", "count": 212, "own": 31, "role": None}
    for kind in Kind:
        assert KIND_IN_WORDS[kind]
        assert may_be_innocent(kind).endswith(".")
        assert all(said.endswith(".") for said in evidence(kind, facts))
    many = " ".join(evidence(Kind.MANY, facts))
    assert "opened 212 records" in many
    assert "31 at the most" in many
    assert "You are not told which" in " ".join(evidence(Kind.OWN, {"sensitivity": "protected"}))
