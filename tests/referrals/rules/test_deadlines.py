"""The one next deadline comes from the log alone and shows its sum (R1.3; design 4: duty clocks)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.working_time import LONDON, Calendar, WorkingHours
from wardmote.modules.referrals.rules import (
    ON_A_DESK,
    Clocks,
    Deadline,
    DeadlineKind,
    Desk,
    Hold,
    Situation,
    State,
    StepKind,
    Taken,
    apply,
    next_deadline,
    situation_of,
)

from .lives import Lived, lives, step

K = StepKind
OFFICE = Calendar(WorkingHours.parse("Mon-Fri 08:00-18:00"))
REPAIRS = Calendar(WorkingHours.parse("Every day 08:30-18:30"))
SATURDAYS = Calendar(WorkingHours.parse("Sat 10:00-14:00"), frozenset({date(2026, 12, 26)}))
ALWAYS = Calendar(WorkingHours.parse("Day and night"))


def clocks(acknowledge: str, decide: str, update_every: str, close: str) -> Clocks:
    return Clocks.parse(acknowledge=acknowledge, decide=decide, update_every=update_every, close=close)


GENERAL = clocks("2wd", "5wd", "20wd", "40wd")
URGENT = clocks("2wh", "10wh", "1wd", "10wd")
CHILD = clocks("1wd", "1wd", "5wd", "45wd")
SIGNPOST = clocks("1h", "1h", "none", "28d")
MANY = [GENERAL, URGENT, CHILD, SIGNPOST]


def march(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LONDON)


def deadline(
    *log: Taken, of: Clocks = GENERAL, calendar: Calendar = OFFICE, before: Situation | None = None
) -> Deadline:
    due = next_deadline(situation_of(log, before=before), of, calendar)
    assert due is not None
    return due


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


def test_the_example_of_the_design_is_explained_word_for_word() -> None:
    due = deadline(step(K.SENT, march(2, 11, 58)), of=CHILD)
    assert (due.kind, due.due_at) == (DeadlineKind.ACKNOWLEDGE, march(3, 12))
    assert due.explain().startswith(
        "Due Tue 3 Mar 12:00: 1 working day from Mon 2 Mar 11:58, when it was sent."
    )


def test_the_repairs_desk_of_the_drawings_decides_by_the_same_minute() -> None:
    log = [step(K.SENT, november(9, 11, 58))]
    assert deadline(*log, of=URGENT, calendar=REPAIRS).due_at == november(9, 13, 58)
    log += [step(K.ACKNOWLEDGED, november(9, 12, 36))]
    log += [step(K.ASKED, november(9, 15, 5)), step(K.ANSWERED, november(9, 15, 20))]
    due = deadline(*log, of=URGENT, calendar=REPAIRS)
    assert (due.kind, due.due_at) == (DeadlineKind.DECIDE, november(10, 12, 36))
    assert due.stood_still == timedelta(0)


def test_each_state_has_its_own_clock() -> None:
    sent, had = step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(3, 10))
    taken_on = step(K.ACCEPTED, march(4, 11))
    assert deadline(sent).due_at == march(4, 9)
    assert deadline(sent, had).due_at == march(10, 10)
    assert deadline(sent, had, taken_on).kind is DeadlineKind.UPDATE
    assert next_deadline(Situation(), GENERAL, OFFICE) is None


def test_news_to_the_sender_starts_the_time_to_the_next_and_closing_comes_in_the_end() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9)), step(K.ACCEPTED, march(2, 9))]
    street = clocks("1wd", "2wd", "5wd", "10wd")
    assert deadline(*log, of=street).due_at == march(9, 9)
    log.append(step(K.NOTED, march(5, 9)))
    assert deadline(*log, of=street).due_at == march(12, 9)
    log.append(step(K.NOTED, march(12, 9)))
    last = deadline(*log, of=street)
    assert (last.kind, last.due_at) == (DeadlineKind.CLOSE, march(16, 9))


def test_without_updates_only_closing_is_due() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9)), step(K.ACCEPTED, march(2, 9))]
    due = deadline(*log, of=SIGNPOST)
    assert (due.kind, due.due_at) == (DeadlineKind.CLOSE, datetime(2026, 3, 30, 9, tzinfo=LONDON))


def test_paused_time_does_not_count_and_is_said() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9))]
    log.append(step(K.PAUSED, march(3, 9), until=march(20, 9)))
    waiting = deadline(*log)
    assert (waiting.kind, waiting.due_at) == (DeadlineKind.RESUME, march(20, 9))
    log.append(step(K.RESUMED, march(4, 12)))
    due = deadline(*log)
    assert due.due_at == march(10, 12)  # Mon 9 Mar 09:00, and 13 working hours
    assert due.stood_still == timedelta(hours=13)
    assert "The clock stood still for 13 h of that time." in due.explain()


def test_a_pause_forgotten_costs_no_more_time_than_it_was_given() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9))]
    log += [step(K.PAUSED, march(3, 9), until=march(4, 9)), step(K.RESUMED, march(25, 9))]
    assert deadline(*log).stood_still == timedelta(hours=10)


def test_pauses_before_the_clock_started_do_not_stop_it() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9))]
    log += [step(K.PAUSED, march(2, 10), until=march(3, 9)), step(K.RESUMED, march(3, 9))]
    log += [step(K.ACCEPTED, march(3, 9))]
    assert deadline(*log, of=clocks("1wd", "5wd", "2wd", "40wd")).due_at == march(5, 9)


def test_a_question_stops_a_slow_clock_for_four_working_days_at_most() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9)), step(K.ASKED, march(3, 9))]
    waiting = deadline(*log)
    assert (waiting.kind, waiting.due_at) == (DeadlineKind.ANSWER, march(9, 9))
    assert deadline(*log, step(K.ANSWERED, march(4, 9))).due_at == march(10, 9)
    assert deadline(*log, step(K.ANSWERED, march(20, 9))).due_at == march(13, 9)


@pytest.mark.parametrize("of", [URGENT, CHILD, SIGNPOST])
def test_a_question_never_stops_a_clock_of_hours_or_one_working_day(of: Clocks) -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9))]
    before = deadline(*log, of=of)
    assert deadline(*log, step(K.ASKED, march(2, 9, 30)), of=of).due_at == before.due_at
    assert not of.wait_for_answers


def test_a_child_is_acknowledged_and_decided_within_one_working_day() -> None:
    sent, had = step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9, 30))
    assert deadline(sent, of=CHILD).due_at == march(3, 9)
    assert deadline(sent, had, of=CHILD).due_at <= march(3, 9, 30)


def passed_on(*log: Taken, desk: Desk, at: datetime) -> Situation:
    return apply(situation_of(log), step(K.REDIRECTED, at, to_team=3), desk=desk)


def test_a_redirect_before_anyone_acknowledged_does_not_start_the_clock_again() -> None:
    sent = step(K.SENT, march(2, 9))
    before = passed_on(sent, desk=Desk.RECEIVER, at=march(3, 16))
    due = deadline(step(K.SENT, march(3, 16)), before=before)
    assert due.due_at == deadline(sent).due_at
    assert "when it was first sent" in due.explain()


def test_a_redirect_after_that_leaves_the_promised_decision_standing() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 10))]
    promised = deadline(*log).due_at
    before = passed_on(*log, desk=Desk.RECEIVER, at=march(6, 16))
    onward = [step(K.SENT, march(6, 16))]
    due = deadline(*onward, before=before)
    assert (due.kind, due.due_at) == (DeadlineKind.ACKNOWLEDGE, promised)
    assert "No later than the decision promised before it was passed on." in due.explain()
    onward.append(step(K.ACKNOWLEDGED, march(9, 9)))
    assert deadline(*onward, before=before).due_at == promised


def test_sent_on_after_it_lapsed_the_next_team_has_its_own_time_but_the_end_stands() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.LAPSED, march(9, 9))]
    assert deadline(*log).kind is DeadlineKind.SEND_ON
    before = passed_on(*log, desk=Desk.SENDER, at=march(10, 9))
    onward = [step(K.SENT, march(10, 9))]
    assert deadline(*onward, before=before).due_at == march(12, 9)
    onward += [step(K.ACKNOWLEDGED, march(10, 10)), step(K.ACCEPTED, march(10, 10))]
    due = deadline(*onward, of=clocks("2wd", "5wd", "none", "10wd"), before=before)
    assert (due.kind, due.due_at) == (DeadlineKind.CLOSE, march(16, 9))


def test_what_came_back_is_sent_on_in_two_working_days_and_settled_in_one() -> None:
    back = [step(K.SENT, march(2, 9)), step(K.RETURNED, march(2, 12), reason="not-ours", to_team=3)]
    assert deadline(*back).due_at == march(4, 12)
    called = [step(K.SENT, march(2, 9)), step(K.RETURNED, march(2, 12), reason="not-ours")]
    due = deadline(*called)
    assert (due.kind, due.due_at) == (DeadlineKind.SETTLE, march(3, 12))


def test_opened_again_its_clocks_start_again() -> None:
    log = [step(K.SENT, march(2, 9)), step(K.ACKNOWLEDGED, march(2, 9)), step(K.ACCEPTED, march(2, 9))]
    log += [step(K.CLOSED, march(5, 9), reason="resolved"), step(K.REOPENED, march(23, 9))]
    due = deadline(*log, of=clocks("1wd", "2wd", "none", "5wd"))
    assert due.due_at == datetime(2026, 3, 30, 9, tzinfo=LONDON)
    assert "when it was opened again" in due.explain()


@pytest.mark.parametrize("missing", ["acknowledge", "decide", "close"])
def test_clocks_that_would_let_a_referral_be_forgotten_are_refused(missing: str) -> None:
    given_ = {"acknowledge": "1wd", "decide": "2wd", "update_every": "none", "close": "5wd"}
    with pytest.raises(ValueError, match="Only updates may be none"):
        Clocks.parse(**(given_ | {missing: "none"}))


def test_hours_make_a_matter_urgent() -> None:
    assert [of.is_urgent for of in MANY] == [False, True, False, True]


calendars = st.sampled_from([OFFICE, REPAIRS, SATURDAYS, ALWAYS])


@given(lives(), st.sampled_from(MANY), calendars)
def test_exactly_what_lies_on_a_desk_has_a_deadline_that_explains_itself(
    life: list[Lived], of: Clocks, calendar: Calendar
) -> None:
    for lived in life:
        due = next_deadline(lived.after, of, calendar)
        assert (due is not None) == (lived.after.state in ON_A_DESK)
        if due:
            local = due.due_at.astimezone(LONDON)
            assert due.explain().startswith(f"Due {local:%a} {local.day} {local:%b %H:%M}: ")
            assert due.explain().endswith(".")
            assert due.promised or due.due_at.timestamp() >= due.started_at.timestamp()


@given(lives(), st.sampled_from(MANY), calendars)
def test_every_deadline_comes_in_bounded_time(life: list[Lived], of: Clocks, calendar: Calendar) -> None:
    for lived in life:
        if due := next_deadline(lived.after, of, calendar):
            assert due.due_at - lived.taken.at < timedelta(days=400 + 20 * len(life))


@given(lives(), st.sampled_from(MANY), calendars)
def test_claims_reminders_and_notes_to_self_move_no_deadline(
    life: list[Lived], of: Clocks, calendar: Calendar
) -> None:
    still = {K.CLAIMED, K.RELEASED, K.REMINDED, K.ESCALATED}
    for lived in life:
        if lived.taken.kind in still:
            assert next_deadline(lived.before, of, calendar) == next_deadline(lived.after, of, calendar)


@given(lives(), st.sampled_from(MANY), calendars, calendars)
def test_handing_work_over_never_puts_a_deadline_off_nor_loses_it(
    life: list[Lived], of: Clocks, ours: Calendar, theirs: Calendar
) -> None:
    for lived in life:
        stood = next_deadline(lived.after, of, ours)
        if stood is None:
            continue
        handed = step(K.HANDED_OVER, lived.taken.at, reason="receiver", to_team=3, until=stood.due_at)
        situation = apply(lived.after, handed, desk=Desk.SYSTEM)
        due = next_deadline(situation, of, theirs)
        assert due is not None
        assert due.due_at <= stood.due_at
        assert due.handed_over == ("before the team's work was handed over" in due.explain())
        assert situation.claimed_by is None


@settings(max_examples=60)
@given(lives(longest=12), st.sampled_from(MANY), calendars, st.integers(1, 72))
def test_a_longer_pause_never_brings_a_deadline_forward(
    life: list[Lived], of: Clocks, calendar: Calendar, hours: int
) -> None:
    for lived in life:
        if lived.after.hold is Hold.PAUSED:
            at = lived.taken.at
            sooner = apply(lived.after, step(K.RESUMED, at), desk=Desk.RECEIVER)
            later = apply(lived.after, step(K.RESUMED, at + timedelta(hours=hours)), desk=Desk.RECEIVER)
            first, second = next_deadline(sooner, of, calendar), next_deadline(later, of, calendar)
            assert first is not None
            assert second is not None
            assert first.due_at.timestamp() <= second.due_at.timestamp()


def undecided(situation: Situation) -> Situation:
    """As it stood when the team had still to acknowledge or decide: that promise is carried on."""
    if situation.acknowledged_at is None:
        return situation
    promised = None if situation.state is State.IN_PROGRESS else situation.promised
    return replace(situation, state=State.ACKNOWLEDGED, promised=promised)


@given(lives(), st.sampled_from(MANY), calendars)
def test_passing_it_on_never_puts_off_what_was_promised(
    life: list[Lived], of: Clocks, calendar: Calendar
) -> None:
    for lived in life:
        if (
            lived.taken.kind is K.REDIRECTED
            and lived.desk is Desk.RECEIVER
            and lived.before.hold is Hold.NONE
        ):
            onward = situation_of([step(K.SENT, lived.taken.at)], before=lived.after)
            promised = next_deadline(undecided(lived.before), of, calendar)
            due = next_deadline(onward, of, calendar)
            assert promised is not None
            assert due is not None
            assert due.due_at.timestamp() <= promised.due_at.timestamp()
