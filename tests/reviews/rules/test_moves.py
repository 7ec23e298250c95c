"""A review is always owed something until it ends, whoever asked is told before it closes, and nothing skips a step."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from wardmote.kernel.working_time import Calendar, WorkingHours
from wardmote.modules.reviews.rules import (
    ENDED,
    MOVES,
    OPEN,
    Done,
    Move,
    Owed,
    State,
    Times,
    WrongMove,
    after,
    moves_from,
    next_due,
    promises,
    stands,
    why_not_close,
    year_of,
    year_written,
)

CALENDAR = Calendar(hours=WorkingHours.parse("Mon-Fri 09:00-17:00"))
TUESDAY = datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_every_state_but_the_first_is_reached_and_every_open_one_leads_on() -> None:
    assert {law.to for law in MOVES.values()} - {None} == set(State)
    assert all(any(MOVES[move].to for move in moves_from(state)) for state in OPEN)


def test_a_review_begins_with_being_asked_for() -> None:
    with pytest.raises(WrongMove):
        after(None, Move.ACKNOWLEDGE)
    with pytest.raises(WrongMove):
        stands([Move.ASK, Move.FIND_MET])


def test_what_is_owed_is_due_in_the_desks_working_time() -> None:
    made = promises([Done(move=Move.ASK, at=TUESDAY)], Times(), CALENDAR)
    assert [(one.owed, one.due_at.date().isoformat()) for one in made] == [
        (Owed.ACKNOWLEDGEMENT, "2026-03-06"),
        (Owed.DECISION, "2026-03-17"),
    ]


@pytest.mark.parametrize(
    ("written", "begins"),
    [
        ("2025-26", 2025),
        ("2025/26", 2025),
        ("2025–2026", 2025),
        ("1999-00", 1999),
        ("2025", None),
        ("2025-27", None),
        ("x", None),
    ],
)
def test_a_year_is_read_however_it_is_written(written: str, begins: int | None) -> None:
    year = year_written(written)
    assert (year and year.begins_in) == begins


def test_a_year_begins_on_the_first_of_april() -> None:
    assert year_of(date(2026, 3, 31)).name == "2025-26"
    assert year_of(date(2026, 4, 1)).name == "2026-27"


class Life(RuleBasedStateMachine):
    """Any moves that are allowed, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.done = [Done(move=Move.ASK, at=TUESDAY)]

    @property
    def moves(self) -> list[Move]:
        return [step.move for step in self.done]

    @property
    def state(self) -> State:
        return stands(self.moves)

    @precondition(lambda self: moves_from(self.state))
    @rule(data=st.data(), hours=st.integers(1, 200))
    def moves_on(self, data: st.DataObject, hours: int) -> None:
        move = data.draw(st.sampled_from(moves_from(self.state)))
        if move is Move.CLOSE and why_not_close(self.moves):
            return
        self.done.append(Done(move=move, at=self.done[-1].at + timedelta(hours=hours)))

    @rule(move=st.sampled_from(Move))
    def nothing_else_is_possible(self, move: Move) -> None:
        if move not in moves_from(self.state):
            with pytest.raises(WrongMove):
                after(self.state, move)

    @invariant()
    def what_is_open_before_they_were_told_is_owed_something(self) -> None:
        made = promises(self.done, Times(), CALENDAR)
        if self.state in ENDED:
            assert next_due(made) is None
        elif self.state not in (State.TOLD, State.NOT_MET):
            assert next_due(made) is not None, self.moves

    @invariant()
    def nobody_is_left_untold(self) -> None:
        if Move.CLOSE in self.moves:
            before = self.moves[: self.moves.index(Move.CLOSE)]
            assert Move.TELL_DECISION in before or Move.TELL_OUTCOME in before

    @invariant()
    def no_panel_without_a_threshold_that_is_met(self) -> None:
        if Move.HOLD_PANEL in self.moves:
            before = self.moves[: self.moves.index(Move.HOLD_PANEL)]
            assert Move.FIND_MET in before or Move.UPHOLD in before


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=15, stateful_step_count=14)
