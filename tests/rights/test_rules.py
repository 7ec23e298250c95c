"""By when a request is answered, how it lives, and what is blacked out (R1.8; UK GDPR articles 12 and 12A)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.privacy.own_copy import Handling
from wardmote.shared.rights.rules import (
    ENDS,
    KINDS,
    REFUSALS,
    Ask,
    Choice,
    Move,
    Paused,
    State,
    begins_on,
    black_out,
    due_on,
    letters,
    month_later,
    moves_from,
    refusals_for,
    suggested,
)

FEW = settings(max_examples=60)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # 3 October is a Saturday
        (date(2026, 1, 30), date(2026, 3, 2)),  # February has no 30th; its last day is a Saturday
        (date(2026, 3, 31), date(2026, 4, 30)),
        (
            date(2026, 11, 25),
            date(2026, 12, 28),
        ),  # Christmas Day, and Boxing Day on a Saturday, before a holiday
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_a_month_ends_on_the_corresponding_day_the_last_or_the_next_working_day(
    received: date, due: date
) -> None:
    holidays = {date(2026, 12, 25)} if due.month == 12 else set()
    assert due_on(received, today=received, holidays=holidays) == due


@FEW
@given(DAYS, st.booleans(), st.sets(DAYS, max_size=3))
def test_an_answer_is_due_on_a_working_day_at_least_a_month_on_and_not_much_more(
    received: date, extended: bool, holidays: set[date]
) -> None:
    due = due_on(received, extended=extended, today=received, holidays=holidays)
    assert due.weekday() < 5
    assert due not in holidays
    earliest = month_later(received, 3 if extended else 1)
    assert earliest <= due <= earliest + timedelta(days=8)


@FEW
@given(DAYS, st.integers(0, 40), st.integers(0, 60), st.integers(0, 30))
def test_a_pause_moves_the_day_on_by_as_many_days_and_never_back(
    received: date, after: int, long: int, later: int
) -> None:
    asked = received + timedelta(days=after)
    pause = Paused(asked_on=asked, heard_on=asked + timedelta(days=long))
    twice = [pause, Paused(asked_on=asked, heard_on=asked + timedelta(days=long))]
    today = asked + timedelta(days=long + later)
    without, paused = due_on(received, today=today), due_on(received, pauses=[pause], today=today)
    assert without <= paused <= without + timedelta(days=long + 2)
    assert due_on(received, pauses=twice, today=today) == paused  # one day is never counted twice
    still = Paused(asked_on=asked, heard_on=None)
    assert due_on(received, pauses=[still], today=today) >= paused


def test_time_begins_when_they_prove_who_they_are_if_they_were_asked_to() -> None:
    came, proved = date(2026, 3, 2), date(2026, 3, 20)
    assert begins_on(received_on=came, identity_asked_on=came, identity_on=None) is None
    assert begins_on(received_on=came, identity_asked_on=came, identity_on=proved) == proved
    assert begins_on(received_on=came, identity_asked_on=None, identity_on=came) == came


def test_what_has_ended_moves_no_more_and_nothing_is_answered_while_we_wait() -> None:
    for state in State:
        assert bool(moves_from(state)) is (state not in ENDS)
    assert Move.ANSWER not in moves_from(State.WAITING)
    assert Move.REFUSE in moves_from(State.WAITING)  # who never proves who they are


def test_every_request_can_be_refused_only_on_grounds_of_its_own_and_each_has_words_and_a_law() -> None:
    for ask in Ask:
        for code, _ in refusals_for(ask):
            letter = letters.refused(ask=ask, reference="Q-1", grounds=[code])
            assert REFUSALS[code].law in letter
            assert "Information Commissioner" in letter
    assert not {"held", "public-task"} & {str(code) for code, _ in refusals_for(Ask.COPY)}
    assert set(KINDS) == set(Ask)


@FEW
@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=8), max_size=4))
def test_what_is_blacked_out_is_gone_however_it_is_written(words: str, hide: list[str]) -> None:
    said = black_out(words, hide)
    for phrase in hide:
        bare = " ".join(phrase.split())
        if bare and "█" not in bare and len(bare) > 1:
            assert bare not in said
    if not any(one.strip() for one in hide):
        assert said == words


def test_names_are_blacked_out_in_any_case_and_over_a_line() -> None:
    assert "Bo" not in black_out("BO  Neighbour and bo\nneighbour", ["Bo Neighbour"])
    assert black_out("Nadia said so to Nadia Khan.", ["Nadia", "Nadia Khan"]).count("█████") == 2


def test_words_are_read_before_they_are_given_and_others_stay_out() -> None:
    assert suggested(Handling.READ) is None
    for handling in (Handling.OTHERS, Handling.TELLS):
        usual = suggested(handling)
        assert usual is not None
        assert usual[0] is Choice.WITHHOLD
