"""The demo's past is the same every time, and has something of everything (issue 2, item 2; R1.1–R1.8)."""

from collections import Counter
from datetime import datetime, timedelta
from functools import cache

import pytest

from wardmote.kernel.working_time import LONDON
from wardmote.modules.referrals.rules import (
    BACK_WITH_SENDER,
    ON_A_DESK,
    OUTCOMES,
    PASSED_ON,
    RETURN_REASONS,
    Hold,
    ObservationState,
    State,
    StepKind,
)
from wardmote.project.demo import content, ground
from wardmote.project.demo.history import History, desk_of, make

MONDAY = datetime(2026, 11, 23, 14, 30, tzinfo=LONDON)
CONTENT = content.read()
COORDINATOR = next(t.key for t in CONTENT.teams.values() if t.is_coordinator)


def made(seed: int = 2026, variants: int = 0) -> History:
    return make(CONTENT, seed=seed, now=MONDAY, holidays=frozenset(), variants=variants)


@cache
def borough() -> History:
    return made(variants=500)


def test_the_same_seed_gives_the_same_borough_and_another_another() -> None:
    assert made().digest() == made().digest()
    assert made().digest() != made(seed=2027).digest()


def test_the_same_seed_gives_the_same_ground() -> None:
    assert ground.lay_out(CONTENT, 2026).postcodes == ground.lay_out(CONTENT, 2026).postcodes
    assert ground.lay_out(CONTENT, 2026).places == ground.lay_out(CONTENT, 2026).places


def test_no_postcode_can_be_anybodys() -> None:
    assert {code[0] for code in ground.lay_out(CONTENT, 2026).postcodes} == {"V"}


def test_nothing_happens_after_now() -> None:
    for said in borough().said:
        assert said.observed_at < said.created_at <= MONDAY
    for sending in borough().sendings:
        times = [h.at for h in sending.happenings]
        assert times == sorted(times)
        assert times[-1] <= MONDAY


def test_every_state_hold_step_outcome_and_reason_occurs() -> None:
    situations = [s.situation for s in borough().sendings]
    steps = [h for s in borough().sendings for h in s.happenings]
    assert {s.state for s in situations} == set(State) - {State.DRAFT}
    assert {s.hold for s in situations} == set(Hold)
    assert {s.ending for s in situations} >= set(OUTCOMES) | {PASSED_ON}
    # Work is handed over when services are reorganised, and in the demo's two years none was. Its coordinator finds
    # a desk for everything and gives nothing back to its sender.
    rare = {StepKind.COORDINATOR_CALLED, StepKind.HANDED_OVER, StepKind.GIVEN_BACK}
    assert {h.kind for h in steps} >= set(StepKind) - rare
    assert {h.reason for h in steps if h.kind is StepKind.RETURNED} == set(RETURN_REASONS)
    assert {s.state for s in borough().said} == set(ObservationState)
    assert any(s.coordinator_called for s in situations if s.state in BACK_WITH_SENDER)
    assert any(s.reopened for s in situations)


def test_what_is_open_lies_on_one_desk_with_one_deadline_and_some_is_overdue() -> None:
    overdue = 0
    for sending in borough().sendings:
        on_a_desk = sending.situation.state in ON_A_DESK
        assert (desk_of(sending, COORDINATOR) is not None) is on_a_desk
        assert (sending.deadline is not None) is on_a_desk
        overdue += sending.deadline is not None and sending.deadline.due_at < MONDAY
    lying = sum(s.situation.state in ON_A_DESK for s in borough().sendings)
    assert 0.03 < overdue / lying < 0.4


def test_nothing_protected_is_varied_into_new_words() -> None:
    assert [s.key for s in borough().said if s.is_protected and s.origin == "variant"] == []


def test_nobody_writes_on_a_protected_matter_what_happened() -> None:
    of_journeys = {s.words for j in CONTENT.journeys for s in j.steps}
    protected = {s.key for s in borough().said if s.is_protected}
    said = {h.words for s in borough().sendings if s.said in protected for h in s.happenings}
    assert said - of_journeys <= {"Received.", "What was done is in the team's own notes."}


def test_inboxes_look_as_they_should() -> None:
    lying = Counter(team for s in borough().sendings if (team := desk_of(s, COORDINATOR)))
    for desk in CONTENT.desks.values():
        if desk.open == 0:
            assert lying[desk.team] == 0
        elif desk.team != COORDINATOR:
            assert lying[desk.team] >= desk.open * 0.8, desk.team
    assert lying[COORDINATOR] > 0


def test_two_teams_get_more_than_they_can_hold() -> None:
    four_weeks = MONDAY - timedelta(days=28)
    reached = Counter(s.receiver for s in borough().sendings if s.happenings[0].at > four_weeks)
    over = {
        key for key, team in CONTENT.teams.items() if reached[key] > team.capacity * 4 and team.capacity > 5
    }
    assert {d.team for d in CONTENT.desks.values() if d.above} <= over


@pytest.mark.parametrize("tag", ["bounced_twice", "lapsed", "reopened", "redirect", "leaver"])
def test_the_written_histories_are_told(tag: str) -> None:
    tagged = [j for j in CONTENT.journeys if tag in j.tags]
    words = {h.words for s in borough().sendings for h in s.happenings}
    assert tagged
    assert all(j.steps[0].words in words for j in tagged)
