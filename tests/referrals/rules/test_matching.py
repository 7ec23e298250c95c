"""Two records that may be one person's, or of one household, are told with reasons; others are left in peace (R1.2)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.rules.matching import (
    Alike,
    KnownOf,
    MatchReason,
    compare,
    trace_of,
    traces_to_seek,
)
from wardmote.shared.partnerships.rules import PERSON_ITEMS, SharedItem

DAY = date(2026, 3, 3)
PERSON, HOUSEHOLD = Alike.PERSON, Alike.HOUSEHOLD


def of(name: str = "", born: str = "", address: str = "", contact: str = "", age: str = "") -> KnownOf:
    return KnownOf(
        recorded_on=DAY, name=name, date_of_birth=born, address=address, contact=contact, age_band=age
    )


HOME = "14 Retort Street"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param(of("Jean Tolladay"), of("Jean Tolladay"), PERSON, id="the same name and nothing else"),
        pytest.param(of("TOLLADAY, Jean"), of("Mrs Jean Tolladay"), PERSON, id="name order and title"),
        pytest.param(of("Jean Toladay", "1980-05-31"), of("Jean Tolladay", "1980-05-31"), PERSON, id="a slip"),
        pytest.param(of("J Tolladay", address=HOME), of("Jean Tolladay", address=HOME), PERSON, id="an initial"),
        pytest.param(of("Jean Tolladay", "1980-03-05"), of("Jean Tolladay", "1980-05-03"), PERSON, id="swapped"),
        pytest.param(of("Ольга Петрова"), of("Olga Petrova"), PERSON, id="another script"),
        pytest.param(of("Mohammed Aziz"), of("Muhammad Aziz", contact="07700 900601"), None, id="name alike"),
        pytest.param(
            of("Mohammed Aziz", age="25-34"), of("Muhammad Aziz", age="25-34"), PERSON, id="and the age"
        ),
        pytest.param(of("Ada Maiden", "1980-05-31"), of("Ada Married", "1980-05-31"), PERSON, id="married"),
        pytest.param(of(contact="+44 7700 900601"), of(contact="07700900601"), PERSON, id="one telephone"),
        pytest.param(of(contact="Ada@People.example"), of(contact="ada@people.example"), PERSON, id="one mailbox"),
        pytest.param(of("Mr Crake", address=HOME), of("Alan Crake", address=HOME), PERSON, id="surname at home"),
        pytest.param(of("Mr Crake"), of("Alan Crake"), None, id="a surname alone"),
        pytest.param(of("Ella Tuin", "2016-02-01", HOME), of("Emma Tuin", "2016-02-01", HOME), HOUSEHOLD, id="twins"),
        pytest.param(
            of("Hassan Tuin", "2016-02-01", HOME), of("Hussain Tuin", "2016-02-01", HOME), HOUSEHOLD, id="more twins"
        ),
        pytest.param(
            of("Alan Crake", "1950-01-09", HOME), of("Alan Crake", "1981-07-23", HOME), HOUSEHOLD, id="father and son"
        ),
        pytest.param(
            of("Alan Crake", address=HOME, age="65-74"), of("Alan Crake", address=HOME, age="25-34"), HOUSEHOLD,
            id="father and son by their age",
        ),
        pytest.param(of("Alan Crake", "1950-01-09"), of("Alan Crake", "1981-07-23"), None, id="namesakes"),
        pytest.param(of("Alan Crake", "1950-01-09"), of("Alan Crake", "1960-01-09"), PERSON, id="one wrong figure"),
        pytest.param(of("Alan Crake", "1950-01-09"), of("Alan Crake", age="5-10"), None, id="a date and a child"),
        pytest.param(
            of(address="14 Retort St., Walsall"), of(address="no. 14 Retort Street WS2 8AB"), HOUSEHOLD, id="one home"
        ),
        pytest.param(
            of(address="14 Retort Street WS2 8AB"), of(address="14 Retort Street WV1 1AA"), None, id="another town"
        ),
        pytest.param(of(address="Flat 1, 14 Retort Street"), of(address=HOME), None, id="another flat"),
        pytest.param(of(address="Marl Court"), of(address="Marl Court"), None, id="no number"),
        pytest.param(of("A boy of ten"), of("A boy of ten"), None, id="no name at all"),
        pytest.param(of("Mr and Mrs Lightbown"), of("Mr and Mrs Lightbown"), None, id="two of them"),
        pytest.param(of(), of(), None, id="nothing known"),
    ],
)  # fmt: skip
def test_two_records_are_told_apart_as_a_careful_reader_would(one, other, alike) -> None:
    found, mirrored = compare(one, other), compare(other, one)
    assert found == mirrored
    assert (found.alike if found else None) == alike


def test_the_reasons_are_what_agrees_and_nothing_more() -> None:
    found = compare(
        of("Jean Tolladay", "1980-05-31", HOME, "01632 960999"), of("Jean Tolladay", "1980-05-31", HOME)
    )
    assert found is not None
    assert found.reasons == (MatchReason.SAME_NAME, MatchReason.BORN_SAME_DAY, MatchReason.SAME_ADDRESS)


ANY = st.builds(
    of,
    name=st.text(max_size=30)
    | st.sampled_from(["Ada Crake", "J Crake", "محمد علي", "王小明", "O’Neil-Śmith"]),
    born=st.dates(min_value=date(1904, 1, 1), max_value=DAY).map(date.isoformat) | st.just(""),
    address=st.text(max_size=30) | st.sampled_from([HOME, "Flat 2, 9 Row"]),
    contact=st.text(max_size=30) | st.just("07700 900601"),
    age=st.sampled_from(["", "0-4", "25-34", "85+"]),
)


@given(ANY, ANY)
def test_whatever_was_written_is_compared_either_way_round_with_the_same_outcome(one, other) -> None:
    assert compare(one, other) == compare(other, one)


@given(ANY)
def test_nobody_is_apart_from_themselves_and_they_leave_the_traces_that_are_sought(one) -> None:
    same = compare(one, one)
    for item in PERSON_ITEMS:
        value = getattr(one, item, "")
        if trace := trace_of(item, value):
            assert trace in traces_to_seek(item, value)
            assert same is not None


@pytest.mark.parametrize(
    ("item", "one", "other"),
    [
        (SharedItem.NAME, "Mrs Jean Tolladay", "TOLLADAY, Jean"),
        (SharedItem.NAME, "Ольга Петрова", "Olga Petrova"),
        (SharedItem.NAME, "Mohammed Aziz", "Muhammad Aziz"),
        (SharedItem.ADDRESS, "14 Retort St., Walsall", "no. 14 Retort Street WS2 8AB"),
        (SharedItem.CONTACT, "+44 (0)7700 900601", "Ring 07700900601 after six"),
    ],
)
def test_ways_to_write_one_thing_leave_one_trace(item, one, other) -> None:
    assert trace_of(item, one) == trace_of(item, other) != ""


def test_a_date_is_sought_with_day_and_month_changed_round_too() -> None:
    sought = traces_to_seek(SharedItem.BIRTH_DATE, "1980-03-05")
    assert trace_of(SharedItem.BIRTH_DATE, "1980-05-03") in sought
    assert len(traces_to_seek(SharedItem.BIRTH_DATE, "1980-03-31")) == 1
