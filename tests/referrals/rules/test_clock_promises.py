"""What the administrator is shown of a clock is what a referral sent with it really gets (R1.4)."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.working_time import LONDON, Calendar, WorkingHours
from wardmote.modules.referrals.rules import (
    DeadlineKind,
    Desk,
    Reach,
    Rung,
    StepKind,
    Taken,
    apply,
    next_deadline,
    next_rung,
    situation_of,
)
from wardmote.shared.partnerships.rules import Clocks, Due, promises, silence

WAITS = st.builds("{}{}".format, st.integers(1, 20), st.sampled_from(["wh", "wd", "h", "d"]))
TIMES = st.builds("{}{}".format, st.integers(1, 40), st.sampled_from(["wh", "wd", "h", "d"]))
CALENDARS = st.builds(
    lambda hours, holidays, shut: Calendar(
        hours=WorkingHours.parse(hours), holidays=frozenset(holidays), closures=((shut, shut),)
    ),
    st.sampled_from(["Mon-Fri 09:00-17:00", "Mon-Fri 08:00-12:00; Sat 10:00-14:00", "Day and night"]),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@settings(max_examples=40)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(LONDON)),  # noqa: DTZ001 (Hypothesis adds the zone)
    CALENDARS,
    TIMES,
    TIMES,
    st.one_of(st.just("none"), TIMES),
    TIMES,
)
def test_a_referral_answered_as_late_as_it_may_be_is_due_when_the_clock_said(
    sent, calendar, acknowledge, decide, update, close
) -> None:
    clocks = Clocks.parse(acknowledge=acknowledge, decide=decide, update_every=update, close=close)
    told = {promise.due: promise.by for promise in promises(clocks, calendar, sent=sent)}
    log = [Taken(kind=StepKind.SENT, at=sent)]

    first = next_deadline(situation_of(log), clocks, calendar)
    assert (first.kind, first.due_at) == (DeadlineKind.ACKNOWLEDGE, told[Due.ACKNOWLEDGE])

    log.append(Taken(kind=StepKind.ACKNOWLEDGED, at=first.due_at, by=1))
    second = next_deadline(situation_of(log), clocks, calendar)
    assert (second.kind, second.due_at) == (DeadlineKind.DECIDE, told[Due.DECIDE])

    log.append(Taken(kind=StepKind.ACCEPTED, at=second.due_at, by=1))
    third = next_deadline(situation_of(log), clocks, calendar)
    ends = [moment for moment in (told[Due.UPDATE], told[Due.CLOSE]) if moment is not None]
    assert third.due_at == min(ends)


@settings(max_examples=40)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(LONDON)),  # noqa: DTZ001 (Hypothesis adds the zone)
    CALENDARS,
    TIMES,
    st.tuples(WAITS, WAITS, WAITS),
    st.integers(10, 95),
)
def test_a_referral_that_nobody_acknowledges_climbs_when_the_clock_said(
    sent, calendar, acknowledge, waits, remind_after
) -> None:
    clocks = Clocks.parse(
        acknowledge=acknowledge, decide="1wd", update_every="none", close="90wd",
        wait_desk=waits[0], wait_lead=waits[1], wait_coordinator=waits[2], remind_after=remind_after,
    )  # fmt: skip
    told = [rung.at for rung in silence(clocks, calendar, sent=sent)]
    situation, climbed = situation_of([Taken(kind=StepKind.SENT, at=sent)]), []
    everybody = Reach(lead=True, coordinator=True, sender=True)
    while situation.is_open:
        deadline = next_deadline(situation, clocks, calendar)
        climb = next_rung(situation, deadline, clocks.ladder, calendar, everybody)
        climbed.append((climb.rung, climb.at))
        until = None if climb.rung is Rung.LAPSE else deadline.started_at
        step = Taken(kind=climb.step, at=climb.at, reason=climb.reason, until=until)
        situation = apply(situation, step, desk=Desk.SYSTEM)
    assert [at for _, at in climbed] == told
    assert [rung for rung, _ in climbed] == [
        Rung.REMINDER, Rung.DESK, Rung.LEAD, Rung.COORDINATOR, Rung.LAPSE
    ]  # fmt: skip
