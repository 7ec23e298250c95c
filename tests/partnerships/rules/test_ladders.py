"""How long silence waits is set by the administrator, and always ends (R1.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.working_time import Unit, WorkingDuration
from wardmote.shared.partnerships.rules import Clocks, Ladder, read_clocks
from wardmote.shared.partnerships.rules.clocks import fields_of
from wardmote.shared.partnerships.rules.ladders import LONGEST_WAIT

TIMES = {"acknowledge": "2wd", "decide": "5wd", "update_every": "none", "close": "40wd"}


def waits(ladder: Ladder) -> list[str]:
    return [ladder.desk.key, ladder.lead.key, ladder.coordinator.key]


@pytest.mark.parametrize(
    ("acknowledge", "usual"), [("2wd", "1wd"), ("10d", "1wd"), ("4wh", "1wh"), ("24h", "1h")]
)
def test_what_is_left_empty_is_the_usual_wait_of_such_a_clock(acknowledge: str, usual: str) -> None:
    ladder = read_clocks(TIMES | {"acknowledge": acknowledge}).ladder
    assert (waits(ladder), ladder.remind_after) == ([usual] * 3, 75)


def test_each_rung_waits_as_long_as_it_is_told_to() -> None:
    written = TIMES | {"wait_desk": "2 working hours", "wait_lead": "", "wait_coordinator": "3wd"}
    ladder = read_clocks(written, remind_after=50).ladder
    assert (waits(ladder), ladder.remind_after) == (["2wh", "1wd", "3wd"], 50)


@pytest.mark.parametrize(
    "words", ["none", "no limit", "0wd", "soon", "21wd", "29d", "673h", "161wh", "9999wd"]
)
@pytest.mark.parametrize("field", ["wait_desk", "wait_lead", "wait_coordinator"])
def test_a_wait_without_end_or_longer_than_four_weeks_is_refused_where_it_was_written(
    field: str, words: str
) -> None:
    with pytest.raises(NotReady) as refused:
        read_clocks(TIMES | {field: words})
    assert refused.value.field == field


@pytest.mark.parametrize("share", [-1, 0, 9, 96, 100, 2**31])
def test_a_reminder_comes_neither_at_once_nor_too_late(share: int) -> None:
    with pytest.raises(NotReady, match="from 10 to 95") as refused:
        read_clocks(TIMES, remind_after=share)
    assert refused.value.field == "remind_after"
    with pytest.raises(ValueError, match="per cent"):
        Clocks.parse(**TIMES, remind_after=share)


@given(st.lists(st.sampled_from([*LONGEST_WAIT]), min_size=3, max_size=3), st.data())
def test_what_is_stored_of_a_clock_reads_back_as_the_same_clock(
    units: list[Unit], data: st.DataObject
) -> None:
    amounts = [data.draw(st.integers(1, LONGEST_WAIT[unit])) for unit in units]
    ladder = Ladder(*map(WorkingDuration, amounts, units), remind_after=data.draw(st.integers(10, 95)))
    clocks = Clocks.parse(
        **TIMES,
        wait_desk=ladder.desk.key,
        wait_lead=ladder.lead.key,
        wait_coordinator=ladder.coordinator.key,
        remind_after=ladder.remind_after,
    )
    assert clocks.ladder == ladder
    assert Clocks.parse(**fields_of(clocks)) == clocks
