"""What may never be loosened, what a team may promise for itself, and how fast the urgent is (R1.2, R1.4)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.working_time import LONDON, Calendar, Unit, WorkingDuration, WorkingHours
from wardmote.shared.partnerships.rules import (
    Basis,
    Clocks,
    KindOfMatter,
    Sensitivity,
    Standard,
    TooSlow,
    check_kind,
    is_no_slower,
    sent_with,
)

WEEK = Calendar(hours=WorkingHours.parse("Mon-Fri 09:00-17:00"))
MONDAY = datetime(2026, 3, 2, tzinfo=LONDON)
LENGTHS = st.one_of(
    st.builds(
        WorkingDuration, st.integers(1, 60), st.sampled_from([unit for unit in Unit if unit is not Unit.NONE])
    ),
    st.just(WorkingDuration(0, Unit.NONE)),
)
CHILD = Clocks.parse(acknowledge="1wd", decide="1wd", update_every="5wd", close="45wd")
TODAY = Clocks.parse(acknowledge="1wh", decide="4wh", update_every="1wd", close="45wd")
LATER = Clocks.parse(acknowledge="2wd", decide="1wd", update_every="5wd", close="45wd")
SOON = Clocks.parse(acknowledge="2wh", decide="4wh", update_every="1wd", close="9wd")
SLOW = Clocks.parse(acknowledge="1wd", decide="3wd", update_every="5wd", close="45wd")


def a_kind(**changes: object) -> KindOfMatter:
    child = {
        "called": "Child",
        "sensitivity": Sensitivity.PROTECTED,
        "clocks": CHILD,
        "basis": Basis.GUIDANCE,
    }
    return KindOfMatter(**{**child, **changes})  # type: ignore[arg-type]  # a test names its changes


@given(one=LENGTHS, than=LENGTHS, hour=st.integers(0, 167))
@settings(max_examples=150)
def test_what_is_no_slower_is_over_no_later_whenever_it_begins(
    one: WorkingDuration, than: WorkingDuration, hour: int
) -> None:
    if not is_no_slower(one, than) or than.is_none:
        return
    begins = MONDAY + timedelta(hours=hour)
    # Eight working hours end in the evening, and the working day that they are ends next morning: the same for whoever
    # works then.
    ends = WEEK.next_opening(WEEK.add(begins, one))
    assert ends <= WEEK.next_opening(WEEK.add(begins, than))


@given(one=LENGTHS, than=LENGTHS, third=LENGTHS)
def test_no_slower_is_an_order(one: WorkingDuration, than: WorkingDuration, third: WorkingDuration) -> None:
    assert is_no_slower(one, one)
    if is_no_slower(one, than) and is_no_slower(than, third):
        assert is_no_slower(one, third)


@pytest.mark.parametrize(
    ("changes", "field", "time"),
    [
        ({"clocks": LATER}, "clock", "acknowledge"),
        ({"clocks": SLOW, "before": CHILD}, "clock", "decide"),
        (
            {
                "clocks": Clocks.parse(
                    acknowledge="1wd", decide="1wd", update_every="5wd", close="45wd", wait_lead="5wd"
                ),
                "before": CHILD,
            },
            "clock",
            "wait_lead",
        ),
        ({"urgent": CHILD}, "urgent_clock", "acknowledge"),
        ({"clocks": TODAY, "urgent": SOON}, "urgent_clock", "acknowledge"),
        ({"own": [("Night desk", SLOW)]}, "own_clock", "decide"),
        ({"sensitivity": Sensitivity.OPEN, "own": [("Night desk", SLOW)]}, "own_clock", "decide"),
    ],
)  # fmt: skip
def test_a_clock_that_lets_something_wait_too_long_is_refused_with_its_time(changes, field, time) -> None:
    with pytest.raises(TooSlow) as refused:
        check_kind(a_kind(**changes))
    assert (refused.value.field, refused.value.time) == (field, time)
    assert "Child" in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"clocks": TODAY, "before": CHILD},
        {"urgent": TODAY, "own": [("Night desk", TODAY)]},
        {"sensitivity": Sensitivity.OPEN, "clocks": SLOW, "before": None},
        {"sensitivity": Sensitivity.OPEN, "basis": Basis.PRACTICE, "own": [("Night desk", SLOW)]},
        {"clocks": SLOW, "basis": Basis.PRACTICE},
    ],
)
def test_what_is_quick_enough_is_let_through(changes) -> None:
    check_kind(a_kind(**changes))


def test_whoever_sends_something_urgent_gets_the_quicker_of_two_promises() -> None:
    assert sent_with(ordinary=CHILD, urgent=None, own=None) is Standard.CATEGORY
    assert sent_with(ordinary=CHILD, urgent=None, own=SLOW) is Standard.TEAM
    assert sent_with(ordinary=CHILD, urgent=TODAY, own=None) is Standard.URGENT
    assert sent_with(ordinary=CHILD, urgent=TODAY, own=SLOW) is Standard.URGENT
    assert sent_with(ordinary=CHILD, urgent=TODAY, own=TODAY) is Standard.TEAM
