"""Silence climbs: reminder, desk, team lead, coordinator, and back to the sender, each in its time (R1.3)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.working_time import Calendar, Unit, WorkingDuration
from wardmote.modules.referrals.rules import (
    BACK_WITH_SENDER,
    OPEN_STATES,
    Climb,
    Clocks,
    Desk,
    Ladder,
    Reach,
    Rung,
    Situation,
    State,
    StepKind,
    Taken,
    apply,
    highest_rung,
    latest_end,
    next_deadline,
    next_rung,
    rungs_to_come,
    situation_of,
)

from .lives import Lived, lives, step
from .test_deadlines import ALWAYS, GENERAL, MANY, OFFICE, REPAIRS, SATURDAYS, URGENT, march

EVERYBODY = Reach(lead=True, coordinator=True, sender=True)
NOBODY = Reach(lead=False, coordinator=False, sender=False, administrators=False)
K = StepKind
reaches = st.builds(
    Reach, lead=st.booleans(), coordinator=st.booleans(), sender=st.booleans(), administrators=st.booleans()
)
calendars = st.sampled_from([OFFICE, REPAIRS, SATURDAYS, ALWAYS])


def coming(
    situation: Situation, of: Clocks = GENERAL, calendar: Calendar = OFFICE, reach: Reach = EVERYBODY
) -> Climb | None:
    return next_rung(situation, next_deadline(situation, of, calendar), of.ladder, calendar, reach)


def rung(climb: Climb, at: datetime | None = None) -> Taken:
    """The step that the scheduler makes of a climb."""
    told = climb.step in {K.REMINDED, K.ESCALATED}
    began = climb.deadline.started_at if told else None
    return Taken(kind=climb.step, at=at or climb.at, reason=climb.reason, until=began)


def silence(
    situation: Situation, of: Clocks = GENERAL, calendar: Calendar = OFFICE, reach: Reach = EVERYBODY
) -> tuple[list[tuple[Rung, datetime]], Situation]:
    """What nobody doing anything comes to, each rung at its time; to the last."""
    climbed: list[tuple[Rung, datetime]] = []
    while climb := coming(situation, of, calendar, reach):
        assert len(climbed) < 20, "it climbs for ever"
        # A deadline may have been cut so short that it has passed already.
        at = (
            max(climb.at, *(earlier for _, earlier in climbed[-1:]), key=datetime.timestamp)
            if climbed
            else climb.at
        )
        climbed.append((climb.rung, at))
        situation = apply(situation, rung(climb, at=at), desk=Desk.SYSTEM)
    return climbed, situation


def told(situation: Situation, of: Clocks = GENERAL, reach: Reach = EVERYBODY) -> list[str]:
    return [f"{rung} {at:%a %d %H:%M}" for rung, at in silence(situation, of, OFFICE, reach)[0]]


SENT = situation_of([step(K.SENT, march(2, 11, 58))])


def test_silence_climbs_to_the_sender_and_on_to_the_coordinator_and_the_administrators() -> None:
    assert told(SENT) == [
        "reminder Tue 03 17:00",
        "desk Wed 04 12:00",
        "lead Thu 05 12:00",
        "coordinator Fri 06 12:00",
        "lapse Mon 09 12:00",
        # Back with its sender, who has two working days to send it on or close it.
        "reminder Tue 10 17:00",
        "desk Wed 11 12:00",
        "lead Thu 12 12:00",
        "call Fri 13 12:00",
        # The coordinator settles it in one.
        "reminder Mon 16 09:30",
        "desk Mon 16 12:00",
        "lead Tue 17 12:00",
        "administrators Wed 18 12:00",
    ]


def test_what_is_urgent_climbs_in_working_hours() -> None:
    assert told(SENT, URGENT)[:5] == [
        "reminder Mon 02 13:28",
        "desk Mon 02 13:58",
        "lead Mon 02 14:58",
        "coordinator Mon 02 15:58",
        "lapse Mon 02 16:58",
    ]


def test_a_rung_with_nobody_on_it_falls_to_the_next() -> None:
    no_lead = replace(EVERYBODY, lead=False)
    assert told(SENT, reach=no_lead)[1:4] == [
        "desk Wed 04 12:00",
        "coordinator Thu 05 12:00",
        "lapse Fri 06 12:00",
    ]


def test_what_the_senders_desk_cannot_hold_lapses_to_the_coordinator() -> None:
    climbed, situation = silence(SENT, reach=replace(EVERYBODY, sender=False))
    assert Rung.CALL not in dict(climbed)
    assert (situation.state, situation.accountable) == (State.LAPSED, Desk.COORDINATOR)


def test_where_nobody_can_hold_it_it_stays_and_the_administrators_hear() -> None:
    climbed, situation = silence(SENT, reach=replace(NOBODY, administrators=True))
    assert [rung for rung, _ in climbed] == [Rung.REMINDER, Rung.DESK, Rung.ADMINISTRATORS]
    assert situation.accountable is Desk.RECEIVER


def test_a_pause_and_a_question_end_by_themselves() -> None:
    acknowledged = [step(K.SENT, march(2, 12)), step(K.ACKNOWLEDGED, march(2, 12))]
    paused = [*acknowledged, step(K.PAUSED, march(2, 12), reason="waiting-information", until=march(6, 12))]
    assert told(situation_of(paused))[:2] == ["reminder Thu 05 12:00", "resume Fri 06 12:00"]
    asked = [*acknowledged, step(K.ASKED, march(2, 12), words="Which floor?")]
    assert told(situation_of(asked))[:2] == ["reminder Thu 05 12:00", "resume Fri 06 12:00"]


def test_each_rung_waits_from_when_the_one_before_was_taken() -> None:
    """After three days in which nothing ran, nobody is passed over: the lead still has a working day."""
    situation = SENT
    for at in (march(9, 9), march(9, 9), march(10, 12)):
        climb = coming(situation)
        assert climb is not None
        situation = apply(situation, rung(climb, at=max(at, climb.at)), desk=Desk.SYSTEM)
    assert highest_rung(situation, next_deadline(situation, GENERAL, OFFICE)) is Rung.LEAD
    climb = coming(situation)
    assert climb is not None
    assert (climb.rung, climb.at) == (Rung.COORDINATOR, march(11, 12))


def test_a_word_that_moves_nothing_does_not_start_the_ladder_again() -> None:
    situation = situation_of([step(K.SENT, march(2, 12)), step(K.ACKNOWLEDGED, march(2, 12))])
    for _ in range(3):
        climb = coming(situation)
        assert climb is not None
        situation = apply(situation, rung(climb), desk=Desk.SYSTEM)
    noted = apply(situation, step(K.NOTED, march(11, 9), words="Soon."), desk=Desk.RECEIVER)
    climb = coming(noted)
    assert climb is not None
    assert climb.rung is Rung.COORDINATOR


def test_an_answer_brings_a_ladder_of_its_own() -> None:
    situation = SENT
    for _ in range(3):
        climb = coming(situation)
        assert climb is not None
        situation = apply(situation, rung(climb), desk=Desk.SYSTEM)
    late = apply(situation, step(K.ACKNOWLEDGED, march(6, 9)), desk=Desk.RECEIVER)
    climb = coming(late)
    assert climb is not None
    assert (climb.rung, climb.deadline.kind) == (Rung.REMINDER, "decide")


def test_a_machine_whose_clock_is_set_back_neither_skips_nor_repeats_a_rung() -> None:
    """Rungs are told apart by the deadline they name, not by comparing times of the log."""
    log = [
        step(K.SENT, march(2, 9)),
        step(K.ACKNOWLEDGED, march(2, 9)),
        step(K.ACCEPTED, march(2, 9)),
        step(K.REMINDED, march(24, 9), reason="update.reminder", until=march(2, 9)),
        step(K.NOTED, march(20, 9), words="The clock of this machine has been set back by four days."),
    ]
    climb = coming(situation_of(log))
    assert climb is not None
    assert (climb.rung, climb.deadline.kind) == (Rung.REMINDER, "update")


def test_a_ladder_without_end_is_refused() -> None:
    one, never = WorkingDuration(1, Unit.WORKING_DAYS), WorkingDuration(0, Unit.NONE)
    with pytest.raises(ValueError, match="Every rung must lead to the next"):
        Ladder(desk=one, lead=never, coordinator=one)


@settings(max_examples=50)
@given(lives(), st.sampled_from(MANY), calendars, reaches)
def test_from_wherever_people_leave_it_silence_ends_in_a_few_rungs(
    life: list[Lived], of: Clocks, calendar: Calendar, reach: Reach
) -> None:
    """Back with the sender, or the coordinator; or nobody can hold it and it stays (invariant 2)."""
    situation = life[-1].after
    _, ended = silence(situation, of, calendar, reach)
    if situation.state in OPEN_STATES:
        can_move = reach.sender or reach.coordinator
        assert (ended.state in BACK_WITH_SENDER) == can_move
    assert ended.is_open == (situation.is_open and not (reach.sender or reach.coordinator))


@settings(max_examples=50)
@given(lives(), st.sampled_from(MANY), calendars, reaches, st.lists(reaches, min_size=13))
def test_no_rung_of_a_deadline_is_taken_twice_whoever_comes_and_goes_meanwhile(
    life: list[Lived], of: Clocks, calendar: Calendar, reach: Reach, later: list[Reach]
) -> None:
    situation, seen = life[-1].after, set()
    for meanwhile in [reach, *later]:
        climb = coming(situation, of, calendar, meanwhile)
        if climb is None:
            continue
        name = climb.rung, climb.deadline.kind, climb.deadline.started_at
        assert name not in seen
        seen.add(name)
        situation = apply(situation, rung(climb), desk=Desk.SYSTEM)


@settings(max_examples=50)
@given(lives(), st.sampled_from(MANY), calendars)
def test_a_reminder_comes_before_what_it_reminds_of(
    life: list[Lived], of: Clocks, calendar: Calendar
) -> None:
    for lived in life:
        climb = coming(lived.after, of, calendar)
        if climb and climb.rung is Rung.REMINDER:
            assert climb.at.timestamp() <= climb.deadline.due_at.timestamp()


@settings(max_examples=50)
@given(lives(), st.sampled_from(MANY), calendars, st.integers(0, 40))
def test_how_long_silence_lasts_is_bounded_by_the_clocks_and_the_ladder(
    life: list[Lived], of: Clocks, calendar: Calendar, days: int
) -> None:
    """From the deadline at most three waits, each counted from when the scheduler came by, however late it is."""
    situation = life[-1].after
    if situation.state not in OPEN_STATES or situation.hold != "none":
        return
    ladder, first = of.ladder, next_deadline(situation, of, calendar)
    assert first is not None
    delay, bound = timedelta(days=days), first.due_at
    while situation.is_open:
        climb = coming(situation, of, calendar)
        assert climb is not None
        at = climb.at + delay
        situation = apply(situation, rung(climb, at=at), desk=Desk.SYSTEM)
        if climb.rung is not Rung.REMINDER:
            bound = (
                max(bound, climb.at) if climb.rung is Rung.DESK else calendar.add(bound + delay, ladder.desk)
            )
            assert climb.at.timestamp() <= bound.timestamp()


@settings(max_examples=80)
@given(
    lives(),
    st.sampled_from(MANY),
    calendars,
    st.lists(reaches.filter(lambda reach: reach.sender or reach.coordinator), min_size=6),
    st.integers(0, 20),
    st.integers(0, 5),
)
def test_the_latest_end_is_never_passed_whoever_comes_and_goes_while_somebody_can_hold_it(
    life: list[Lived], of: Clocks, calendar: Calendar, meanwhile: list[Reach], begins: int, days: int
) -> None:
    """Also with a scheduler that stands still for some days: every rung that came meanwhile is taken when it runs.

    The bound promises that it moves, or that the administrators hear because nobody can hold it. Once they have, the
    promise is kept: nobody can say how long a desk stays without anybody who may hold it. So that whatever comes later
    is still asked about, a new bound begins there, of one wait, and that is never passed either.
    """
    situation, now = life[-1].after, life[-1].taken.at
    stops = now + timedelta(days=begins, hours=1)
    runs = stops + timedelta(days=days)
    deadline = next_deadline(situation, of, calendar)
    bound = latest_end(situation, deadline, of.ladder, calendar, now=now, stood_still=[(stops, runs)])
    if deadline is None:
        assert bound is None
        return
    assert bound is not None
    for reach in meanwhile:
        climb = coming(situation, of, calendar, reach)
        if climb is None or climb.deadline != deadline:
            break
        now = max(climb.at, now, key=datetime.timestamp)
        now = runs if stops.timestamp() <= now.timestamp() < runs.timestamp() else now
        assert now.timestamp() <= bound.timestamp()
        situation = apply(situation, rung(climb, at=now), desk=Desk.SYSTEM)
        if climb.rung is Rung.ADMINISTRATORS:
            again = latest_end(situation, deadline, of.ladder, calendar, now=now, stood_still=[(stops, runs)])
            assert again is not None
            bound = again


def test_the_latest_end_is_when_the_whole_ladder_has_been_climbed() -> None:
    deadline = next_deadline(SENT, GENERAL, OFFICE)
    bound = latest_end(SENT, deadline, GENERAL.ladder, OFFICE, now=march(2, 11, 58))
    assert f"{bound:%a %d %H:%M}" == "Mon 09 12:00"


@settings(max_examples=80)
@given(lives(), st.sampled_from(MANY), calendars, reaches)
def test_what_is_said_to_come_is_what_silence_then_sets_off(
    life: list[Lived], of: Clocks, calendar: Calendar, reach: Reach
) -> None:
    """The list on the page of a referral, and the rungs that the scheduler takes, each in its time."""
    situation = life[-1].after
    deadline = next_deadline(situation, of, calendar)
    told = rungs_to_come(situation, deadline, of.ladder, calendar, reach)
    for expected in told:
        climb = coming(situation, of, calendar, reach)
        assert climb == expected
        situation = apply(situation, rung(climb), desk=Desk.SYSTEM)
    after = coming(situation, of, calendar, reach)
    assert after is None or after.deadline != deadline
    assert [climb.at.timestamp() for climb in told] == sorted(climb.at.timestamp() for climb in told)
