"""A clock can always be kept, and says by when (R1.2, R1.4)."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.working_time import LONDON, Calendar, WorkingHours
from wardmote.shared.partnerships.rules import promised, read_clocks, read_time

OFFICE = Calendar(hours=WorkingHours.parse("Mon-Fri 09:00-17:00"))
MONDAY = datetime(2026, 11, 23, 11, 58, tzinfo=LONDON)

TIMES = st.builds("{}{}".format, st.integers(1, 90), st.sampled_from(["wh", "wd", "h", "d"]))


def written(**changes: str) -> dict[str, str]:
    return {"acknowledge": "1wd", "decide": "3wd", "update_every": "5wd", "close": "20wd"} | changes


def test_what_a_clock_means_is_said_in_dates() -> None:
    dates = promised(read_clocks(written(update_every="none")), OFFICE, sent=MONDAY)
    assert f"{dates.acknowledge_by:%a %d %b %H:%M}" == "Tue 24 Nov 12:00"
    assert f"{dates.decide_by:%a %d %b %H:%M}" == "Fri 27 Nov 12:00"
    assert dates.update_by is None
    assert f"{dates.close_by:%a %d %b %H:%M}" == "Mon 21 Dec 12:00"


@given(TIMES, TIMES, st.one_of(st.just("none"), TIMES), TIMES)
def test_a_clock_that_is_taken_promises_in_an_order_that_can_be_kept(ack, decide, update, close) -> None:
    with suppress(NotReady):
        clocks = read_clocks(written(acknowledge=ack, decide=decide, update_every=update, close=close))
        monday_nine = datetime(2026, 3, 2, 9, 0, tzinfo=LONDON)
        dates = promised(clocks, OFFICE, sent=monday_nine)
        assert monday_nine < dates.acknowledge_by < dates.decide_by <= dates.close_by


@given(st.text(max_size=300))
def test_nothing_that_is_written_as_a_time_is_a_fault_of_ours(words: str) -> None:
    with suppress(NotReady):
        assert not read_time(words, field="decide").is_none


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"acknowledge": ""}, "acknowledge", "such as 2 working days"),
        ({"decide": "soon"}, "decide", "4 working hours (4wh)"),
        ({"close": "none"}, "close", "forgotten"),
        ({"acknowledge": "none"}, "acknowledge", "forgotten"),
        ({"close": "9999d"}, "close", "more than two years: 9999 days"),
        ({"decide": "40wd"}, "close", "over before it must be decided"),
    ],
)
def test_what_cannot_stand_is_said_beside_its_field(changes, field, said) -> None:
    with pytest.raises(NotReady) as refused:
        read_clocks(written(**changes))
    assert refused.value.field == field
    assert said in str(refused.value)
