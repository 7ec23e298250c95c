"""The life of a referral keeps its promises whatever people do (R1.3, R1.4; design 4, invariants 1 to 4)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.modules.referrals.rules import (
    BACK_WITH_SENDER,
    ENDED_STATES,
    MOVES,
    ON_A_DESK,
    OPEN_STATES,
    OUTCOMES,
    PASSED_ON,
    PAUSE_REASONS,
    RETURN_REASONS,
    WITHDRAW_REASONS,
    Conflict,
    Desk,
    Hold,
    NotReady,
    Situation,
    State,
    StepKind,
    Taken,
    WrongStep,
    apply,
    handed_on,
    moves_available,
    return_reasons_available,
    situation_of,
)

from .lives import BEGAN, Lived, brought, lives, step

K = StepKind
DAY = timedelta(days=1)


def after(*steps: Taken, protected: bool = False) -> Situation:
    return situation_of(steps, protected=protected)


def sent() -> Situation:
    return after(step(K.SENT))


def acknowledged() -> Situation:
    return after(step(K.SENT), step(K.ACKNOWLEDGED))


def going() -> Situation:
    return after(step(K.SENT), step(K.ACKNOWLEDGED), step(K.ACCEPTED))


def returned(reason: str = "cannot-reach", **brings: object) -> Situation:
    return apply(acknowledged(), step(K.RETURNED, reason=reason, words="Said.", **brings), desk=Desk.RECEIVER)


# Whatever happens


@given(lives())
def test_an_open_referral_always_lies_on_exactly_one_desk_and_no_other_does(life: list[Lived]) -> None:
    for lived in life:
        now = lived.after
        assert (now.accountable is not None) == (now.state in ON_A_DESK)
        assert (now.accountable is Desk.RECEIVER) == (now.state in OPEN_STATES)
        assert (now.accountable in {Desk.SENDER, Desk.COORDINATOR}) == (now.state in BACK_WITH_SENDER)


@given(lives())
def test_whoever_is_accountable_can_always_end_it_or_move_it(life: list[Lived]) -> None:
    ways_on = {K.ACKNOWLEDGED, K.CLOSED, K.RETURNED, K.REDIRECTED}
    for lived in life:
        if desk := lived.after.accountable:
            assert ways_on & set(moves_available(lived.after, desk))


@given(lives())
def test_the_log_alone_gives_the_same_situation(life: list[Lived]) -> None:
    start = life[0].before.protected
    before: Situation | None = None
    log: list[Taken] = []
    for lived in life:
        log.append(lived.taken)
        assert situation_of(log, before=before, protected=start) == lived.after
        if lived.after.ending == PASSED_ON:
            before, log = lived.after, []


@given(lives())
def test_only_opening_it_again_leads_out_of_an_ending(life: list[Lived]) -> None:
    for lived in life:
        if lived.before.state in ENDED_STATES:
            assert lived.taken.kind is K.REOPENED
            assert lived.before.state is State.CLOSED
            assert lived.after.reopened == lived.before.reopened + 1


@given(lives())
def test_a_step_leads_where_the_table_says(life: list[Lived]) -> None:
    elsewhere = {K.ANSWERED, K.REOPENED}
    for lived in life:
        move = MOVES[lived.taken.kind]
        assert lived.before.state in move.from_
        assert lived.desk in move.by
        if lived.taken.reason == "duplicate-of":
            assert lived.after.state is State.CLOSED
        elif lived.taken.kind not in elsewhere:
            assert lived.after.state is (move.to or lived.before.state)


@given(lives())
def test_two_not_ours_always_call_the_coordinator(life: list[Lived]) -> None:
    said = 0
    for lived in life:
        if lived.taken.kind is K.REDIRECTED and lived.desk is Desk.RECEIVER:
            said += 1
        if lived.taken.kind is K.RETURNED and lived.taken.reason == "not-ours":
            said += 1
            if said >= 2 or lived.taken.to_team is None:
                assert lived.after.accountable is Desk.COORDINATOR
        assert lived.after.not_ours == said
        if said >= 2:
            assert K.REDIRECTED not in moves_available(lived.after, Desk.RECEIVER)


@given(lives())
def test_a_hold_stands_only_over_what_has_been_acknowledged(life: list[Lived]) -> None:
    for lived in life:
        now = lived.after
        assert now.hold is Hold.NONE or now.state in {State.ACKNOWLEDGED, State.IN_PROGRESS}
        still = [stop for stop in now.stops if stop.ended is None]
        assert len(still) == (now.hold is not Hold.NONE)
        assert (now.until is not None and now.state in OPEN_STATES) <= (now.hold is Hold.PAUSED)


@given(lives())
def test_a_claim_never_outlives_the_team_that_made_it(life: list[Lived]) -> None:
    for lived in life:
        assert lived.after.claimed_by is None or lived.after.state in OPEN_STATES


@given(lives())
def test_what_disappoints_someone_has_its_reason(life: list[Lived]) -> None:
    for lived in life:
        if lived.taken.kind in {K.RETURNED, K.WITHDRAWN, K.CLOSED, K.PAUSED}:
            bare = replace(lived.taken, reason="")
            with pytest.raises(NotReady):
                apply(lived.before, bare, desk=lived.desk)


@given(lives(), st.data())
def test_a_step_that_is_not_offered_is_refused_in_a_plain_sentence(
    life: list[Lived], data: st.DataObject
) -> None:
    now = life[-1].after
    kind, desk = data.draw(st.sampled_from(list(StepKind))), data.draw(st.sampled_from(list(Desk)))
    if kind is K.RETURNED and not return_reasons_available(now):
        return
    taken = data.draw(brought(now, kind, life[-1].taken.at))
    if kind in moves_available(now, desk):
        if kind is K.CLAIMED and now.claimed_by is not None:
            with pytest.raises(Conflict):
                apply(now, taken, desk=desk)
        else:
            apply(now, taken, desk=desk)
    else:
        with pytest.raises(WrongStep) as refusal:
            apply(now, taken, desk=desk)
        assert str(refusal.value).endswith(".")
        assert "_" not in str(refusal.value)


@settings(max_examples=50)
@given(lives(longest=12), st.data())
def test_of_two_who_decide_the_same_thing_the_second_is_told(life: list[Lived], data: st.DataObject) -> None:
    once = {K.SENT, K.ACKNOWLEDGED, K.ACCEPTED, K.RETURNED, K.WITHDRAWN, K.CLOSED, K.LAPSED, K.REDIRECTED}
    for lived in life:
        if lived.taken.kind in once:
            with pytest.raises(WrongStep):
                apply(lived.after, lived.taken, desk=lived.desk)


# The straight way


def test_a_referral_is_sent_acknowledged_taken_on_and_closed() -> None:
    now = Situation()
    for kind, desk, brings, state in [
        (K.SENT, Desk.SENDER, {}, State.SENT),
        (K.CLAIMED, Desk.RECEIVER, {"by": 7}, State.SENT),
        (K.ACKNOWLEDGED, Desk.RECEIVER, {}, State.ACKNOWLEDGED),
        (K.ACCEPTED, Desk.RECEIVER, {}, State.IN_PROGRESS),
        (K.CLOSED, Desk.RECEIVER, {"reason": "resolved", "words": "Cleared."}, State.CLOSED),
    ]:
        now = apply(now, step(kind, **brings), desk=desk)
        assert now.state is state
    assert now.ending == "resolved"


def test_claiming_and_acknowledging_are_two_things() -> None:
    claimed = apply(sent(), step(K.CLAIMED, by=7), desk=Desk.RECEIVER)
    assert (claimed.state, claimed.claimed_by) == (State.SENT, 7)
    assert acknowledged().claimed_by is None


def test_the_second_to_claim_is_told_that_somebody_was_first() -> None:
    claimed = apply(sent(), step(K.CLAIMED, by=7), desk=Desk.RECEIVER)
    with pytest.raises(Conflict, match="Somebody else got there first"):
        apply(claimed, step(K.CLAIMED, by=8), desk=Desk.RECEIVER)
    with pytest.raises(Conflict, match="You have claimed this"):
        apply(claimed, step(K.CLAIMED, by=7), desk=Desk.RECEIVER)


def test_a_colleague_on_leave_blocks_nobody() -> None:
    claimed = apply(acknowledged(), step(K.CLAIMED, by=7), desk=Desk.RECEIVER)
    assert apply(claimed, step(K.ACCEPTED, by=8), desk=Desk.RECEIVER).state is State.IN_PROGRESS
    assert apply(claimed, step(K.RELEASED, by=8), desk=Desk.RECEIVER).claimed_by is None


def given_back() -> Situation:
    """The coordinator has decided that it is its sender's."""
    return apply(returned("not-ours"), step(K.GIVEN_BACK, words="Only you know."), desk=Desk.COORDINATOR)


@pytest.mark.parametrize(
    ("situation", "desk", "offered"),
    [
        (Situation(), Desk.SENDER, {K.SENT}),
        (sent(), Desk.SENDER, {K.WITHDRAWN}),
        (sent(), Desk.RECEIVER, {K.CLAIMED, K.ACKNOWLEDGED, K.RETURNED, K.REDIRECTED}),
        (
            acknowledged(),
            Desk.RECEIVER,
            {K.CLAIMED, K.ACCEPTED, K.ASKED, K.NOTED, K.PAUSED, K.RETURNED, K.REDIRECTED, K.CLOSED},
        ),
        (returned(), Desk.RECEIVER, set()),
        (returned(), Desk.SENDER, {K.ANSWERED, K.REDIRECTED, K.COORDINATOR_CALLED, K.WITHDRAWN, K.CLOSED}),
        (
            returned("not-ours", to_team=3),
            Desk.SENDER,
            {K.REDIRECTED, K.COORDINATOR_CALLED, K.WITHDRAWN, K.CLOSED},
        ),
        (returned("not-ours"), Desk.SENDER, {K.WITHDRAWN}),
        (returned("not-ours"), Desk.COORDINATOR, {K.REDIRECTED, K.GIVEN_BACK, K.CLOSED}),
        (given_back(), Desk.SENDER, {K.REDIRECTED, K.WITHDRAWN, K.CLOSED}),
        (
            apply(given_back(), step(K.COORDINATOR_CALLED, by=None), desk=Desk.SYSTEM),
            Desk.COORDINATOR,
            {K.REDIRECTED, K.CLOSED},
        ),
    ],
)
def test_each_side_is_offered_what_it_can_do(
    situation: Situation, desk: Desk, offered: set[StepKind]
) -> None:
    assert set(moves_available(situation, desk)) == offered


def test_a_wrong_step_says_what_it_is_and_what_can_be_done() -> None:
    with pytest.raises(WrongStep) as refusal:
        apply(sent(), step(K.ACCEPTED), desk=Desk.RECEIVER)
    assert str(refusal.value) == (
        "It is sent and not yet acknowledged. What you can do now: Claim, Acknowledge, Send it back, "
        "Pass it to another team."
    )
    with pytest.raises(WrongStep, match="There is nothing for you to do now"):
        apply(returned(), step(K.ACCEPTED), desk=Desk.RECEIVER)


# Sending back


@pytest.mark.parametrize("reason", sorted(RETURN_REASONS))
def test_a_return_brings_what_its_reason_asks_for(reason: str) -> None:
    with pytest.raises(NotReady) as missing:
        apply(acknowledged(), step(K.RETURNED, reason=reason), desk=Desk.RECEIVER)
    assert missing.value.field in RETURN_REASONS[reason].must_give


def test_a_first_not_ours_that_names_a_team_goes_back_to_the_sender() -> None:
    assert returned("not-ours", to_team=3).accountable is Desk.SENDER
    assert returned("not-ours").accountable is Desk.COORDINATOR


def test_not_ours_is_counted_over_all_teams_it_has_been_with() -> None:
    first = returned("not-ours", to_team=3)
    onward = handed_on(apply(first, step(K.REDIRECTED, to_team=3), desk=Desk.SENDER))
    second = situation_of(
        [step(K.SENT), step(K.RETURNED, reason="not-ours", words="Nor ours.", to_team=4)],
        before=apply(first, step(K.REDIRECTED, to_team=3), desk=Desk.SENDER),
    )
    assert onward.not_ours == 1
    assert second.accountable is Desk.COORDINATOR
    settled = handed_on(apply(second, step(K.REDIRECTED, to_team=5), desk=Desk.COORDINATOR))
    assert apply(settled, step(K.SENT), desk=Desk.COORDINATOR).accountable is Desk.RECEIVER


def test_a_duplicate_leaves_nobody_anything_to_do_but_may_be_opened_again() -> None:
    joined = returned("duplicate-of")
    assert (joined.state, joined.ending) == (State.CLOSED, "duplicate-of")
    again = apply(joined, step(K.REOPENED, words="It is another lamp."), desk=Desk.SENDER)
    assert (again.state, again.reopened) == (State.ACKNOWLEDGED, 1)
    assert "duplicate-of" not in {reason.key for reason in return_reasons_available(again)}


def test_a_protected_case_is_never_answered_with_no_room_or_a_duplicate() -> None:
    protected = after(step(K.SENT), step(K.ACKNOWLEDGED), protected=True)
    offered = {reason.key for reason in return_reasons_available(protected)}
    assert offered == {"not-ours", "needs-information", "below-threshold", "cannot-reach"}
    for reason in ("no-capacity", "duplicate-of"):
        with pytest.raises(NotReady, match="no answer to a protected case"):
            apply(
                protected,
                step(K.RETURNED, reason=reason, words="No.", until=BEGAN + DAY),
                desk=Desk.RECEIVER,
            )


def test_a_second_look_goes_to_the_same_team_which_cannot_say_the_same_again() -> None:
    again = apply(returned("below-threshold"), step(K.ANSWERED, words="It grew."), desk=Desk.SENDER)
    assert again.state is State.ACKNOWLEDGED
    with pytest.raises(WrongStep, match="has said “Below our threshold” before"):
        apply(again, step(K.RETURNED, reason="below-threshold", words="Still."), desk=Desk.RECEIVER)


def test_waiting_for_room_pauses_it_until_the_date_given() -> None:
    full = returned("no-capacity", until=BEGAN + 5 * DAY)
    waiting = apply(full, step(K.ANSWERED, words="We wait.", at=BEGAN + DAY), desk=Desk.SENDER)
    assert (waiting.hold, waiting.until) == (Hold.PAUSED, BEGAN + 5 * DAY)
    late = apply(full, step(K.ANSWERED, words="Now?", at=BEGAN + 6 * DAY), desk=Desk.SENDER)
    assert late.hold is Hold.NONE


# Waiting


def test_a_team_asks_twice_and_then_decides_on_what_there_is() -> None:
    now = acknowledged()
    for _ in range(2):
        now = apply(now, step(K.ASKED, words="Which days?"), desk=Desk.RECEIVER)
        assert now.accountable is Desk.RECEIVER
        now = apply(now, step(K.ANSWERED, words="Mondays."), desk=Desk.SENDER)
    with pytest.raises(WrongStep, match="asked twice"):
        apply(now, step(K.ASKED, words="Which?"), desk=Desk.RECEIVER)


def test_nothing_asked_is_nothing_to_answer() -> None:
    with pytest.raises(WrongStep, match="Nothing has been asked"):
        apply(acknowledged(), step(K.ANSWERED, words="Yes."), desk=Desk.SENDER)


@pytest.mark.parametrize("reason", sorted(PAUSE_REASONS))
def test_a_pause_is_no_longer_than_its_reason_allows(reason: str) -> None:
    longest = PAUSE_REASONS[reason].longest
    paused = apply(going(), step(K.PAUSED, reason=reason, until=BEGAN + longest), desk=Desk.RECEIVER)
    assert paused.hold is Hold.PAUSED
    for until in (None, BEGAN, BEGAN - DAY, BEGAN + longest + timedelta(minutes=1)):
        with pytest.raises(NotReady) as refusal:
            apply(going(), step(K.PAUSED, reason=reason, until=until), desk=Desk.RECEIVER)
        assert refusal.value.field == "until"


# Ending


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_an_outcome_needs_a_sentence_unless_it_says_all(outcome: str) -> None:
    silent = step(K.CLOSED, reason=outcome, words="  ")
    if OUTCOMES[outcome].needs_words:
        with pytest.raises(NotReady) as missing:
            apply(going(), silent, desk=Desk.RECEIVER)
        assert missing.value.field == "words"
    else:
        assert apply(going(), silent, desk=Desk.RECEIVER).ending == outcome


@pytest.mark.parametrize("reason", ["fixed", "", "passed-on", "duplicate-of", "resolved\x00"])
def test_an_outcome_outside_the_list_is_refused(reason: str) -> None:
    with pytest.raises(NotReady, match="Choose how it ended"):
        apply(going(), step(K.CLOSED, reason=reason, words="Done."), desk=Desk.RECEIVER)


@pytest.mark.parametrize("reason", sorted(WITHDRAW_REASONS))
def test_what_the_sender_took_back_stays_taken_back(reason: str) -> None:
    gone = apply(sent(), step(K.WITHDRAWN, reason=reason), desk=Desk.SENDER)
    assert gone.state is State.WITHDRAWN
    assert not any(moves_available(gone, desk) for desk in Desk)


def test_what_was_passed_on_is_carried_on_and_never_opened_again() -> None:
    passed = apply(going(), step(K.REDIRECTED, to_team=3), desk=Desk.RECEIVER)
    assert (passed.state, passed.ending) == (State.CLOSED, PASSED_ON)
    with pytest.raises(WrongStep, match="Open the referral that carries it on"):
        apply(passed, step(K.REOPENED, words="Again."), desk=Desk.SENDER)
    with pytest.raises(WrongStep, match="Only what was passed on"):
        handed_on(going())


@pytest.mark.parametrize("state", [State.RETURNED, State.LAPSED])
def test_the_sender_may_send_on_or_close_what_came_back(state: State) -> None:
    back = returned() if state is State.RETURNED else after(step(K.SENT), step(K.LAPSED))
    assert back.state is state
    closed = apply(back, step(K.CLOSED, reason="could-not", words="They moved."), desk=Desk.SENDER)
    assert closed.state is State.CLOSED
    again = apply(closed, step(K.REOPENED, words="They came back."), desk=Desk.SENDER)
    assert (again.state, again.accountable) == (state, Desk.SENDER)


def test_every_kind_of_step_is_in_the_table_and_leads_somewhere() -> None:
    assert set(MOVES) == set(StepKind)
    assert all(move.from_ and move.by for move in MOVES.values())
    assert all(move.verb or move.by == {Desk.SYSTEM} for move in MOVES.values())
