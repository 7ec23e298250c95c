"""From rows to what the look draws: every state has its clock, its thread and its verb (R1.3, R1.4)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.ui.parts import ClockState, EntryKind, KnotState
from wardmote.modules.referrals.models import Observation, Referral, Step
from wardmote.modules.referrals.rules import (
    ENDED_STATES,
    ON_A_DESK,
    OUTCOMES,
    PAUSE_REASONS,
    RETURN_REASONS,
    WITHDRAW_REASONS,
    DeadlineKind,
    Hold,
    State,
    StepKind,
)
from wardmote.modules.referrals.web import shown
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.models import Organisation, Team

NOW = datetime(2026, 11, 10, 10, 42, tzinfo=UTC)

_FROM, _TO = datetime(2024, 1, 1), datetime(2028, 1, 1)  # noqa: DTZ001 (Hypothesis adds the zone)
moments = st.datetimes(min_value=_FROM, max_value=_TO, timezones=st.just(UTC))


def a_row(**changes: object) -> Referral:
    given: dict[str, object] = {
        "reference": "R-7K3MZ-9QXTW",
        "state": State.SENT,
        "hold": Hold.NONE,
        "sensitivity": "open",
        "sent_at": NOW - timedelta(hours=3),
        "next_deadline_at": NOW + timedelta(hours=5, minutes=18),
        "deadline_began_at": NOW - timedelta(hours=3),
        "next_deadline_kind": DeadlineKind.ACKNOWLEDGE,
    }
    return Referral(**{**given, **changes})


def a_step(kind: StepKind, **changes: object) -> Step:
    person = Person(name="Tomasz Wilk", pk=1)
    given: dict[str, object] = {"kind": kind, "at": NOW, "by_person": person, "position": 1}
    return Step(**{**given, **changes})


@given(due=moments, began=st.none() | moments, now=moments, kind=st.sampled_from(DeadlineKind))
def test_every_deadline_at_every_moment_has_a_face_and_words(
    due: datetime, began: datetime | None, now: datetime, kind: DeadlineKind
) -> None:
    row = a_row(next_deadline_at=due, deadline_began_at=began, next_deadline_kind=kind)
    view = shown.deadline_view(row, now=now)
    assert view is not None
    assert (view.state is ClockState.OVERDUE) == (due < now)
    assert view.how_long
    assert "{" not in view.what_by_when
    assert "None" not in view.what_by_when
    if kind in {DeadlineKind.ANSWER, DeadlineKind.RESUME} and due >= now:
        assert view.state is ClockState.PAUSED


@pytest.mark.parametrize(
    ("due", "began", "face", "how_long"),
    [
        (timedelta(hours=5, minutes=18), timedelta(hours=-3), ClockState.GOOD, "5 h 18 min left"),
        (timedelta(minutes=18), timedelta(hours=-8), ClockState.SOON, "18 min left"),
        (timedelta(hours=20), timedelta(hours=-80), ClockState.SOON, "20 h left"),
        (timedelta(hours=-2, minutes=-10), timedelta(hours=-8), ClockState.OVERDUE, "Overdue by 2 h 10 min"),
    ],
)
def test_the_clock_says_how_long(due: timedelta, began: timedelta, face: ClockState, how_long: str) -> None:
    view = shown.deadline_view(a_row(next_deadline_at=NOW + due, deadline_began_at=NOW + began), now=NOW)
    assert view is not None
    assert (view.state, view.how_long) == (face, how_long)


def test_nothing_is_due_once_it_has_ended() -> None:
    row = a_row(state=State.CLOSED, next_deadline_at=None, next_deadline_kind="")
    assert shown.deadline_view(row, now=NOW) is None


@given(
    state=st.sampled_from(sorted(set(State) - {State.DRAFT})),
    kind=st.sampled_from(DeadlineKind),
    claimed=st.booleans(),
    protected=st.booleans(),
    outcome=st.sampled_from([*OUTCOMES, *WITHDRAW_REASONS, "passed-on", "duplicate-of"]),
)
def test_every_row_has_a_thread_words_and_where_it_waits_a_verb(
    state: State, kind: DeadlineKind, claimed: bool, protected: bool, outcome: str
) -> None:
    row = a_row(
        state=state,
        next_deadline_kind=kind,
        claimed_by_id=1 if claimed else None,
        sensitivity="protected" if protected else "open",
        outcome=outcome if state in ENDED_STATES else "",
        acknowledged_at=NOW,
    )
    knots = shown.knots(row, NOW, now=NOW)
    assert [knot.name for knot in knots] == ["Said", "Passed on", "Done", "Answered"][: 3 if protected else 4]
    states = [knot.state for knot in knots]
    assert states == sorted(states, key=[KnotState.DONE, KnotState.NOW, KnotState.TO_COME].index)
    assert states.count(KnotState.NOW) <= 1
    assert shown.state_words(row)
    assert shown.plain_state(row)
    if state in ON_A_DESK:
        verb = shown.next_verb(row)
        assert verb.words
        assert bool(verb.kind) != bool(verb.section)


@pytest.mark.parametrize("protected", [True, False])
def test_a_protected_referral_is_called_by_its_number(protected: bool) -> None:
    row = a_row(sensitivity="protected" if protected else "open")
    observation = Observation(words="Man sleeping in the bin store. Frost tonight.")
    wanted = "Protected R-7K3MZ-9QXTW" if protected else "Man sleeping in the bin store"
    assert shown.title_of(row, observation) == wanted
    assert shown.title_of(a_row(), None) == "R-7K3MZ-9QXTW"


@pytest.mark.parametrize("kind", list(StepKind))
def test_every_kind_of_step_is_told_with_who_and_when(kind: StepKind) -> None:
    team = Team(name="Warm Homes", organisation=Organisation(name="Larkfield"))
    for reason in ["", *OUTCOMES, *RETURN_REASONS, *PAUSE_REASONS, *WITHDRAW_REASONS, "of an older version"]:
        step = a_step(kind, reason=reason, to_team=team, until=NOW + timedelta(days=3), words="In our words.")
        (entry,) = shown.timeline([step], now=NOW)
        assert entry.at == NOW
        assert entry.words == "In our words."
        assert entry.what[0].isupper()
        assert "None" not in f"{entry.what} {entry.rest} {entry.note}"


def test_what_the_system_does_is_told_quietly_and_what_went_wrong_is_seen() -> None:
    reminded = a_step(StepKind.REMINDED, by_person=None)
    returned = a_step(StepKind.RETURNED, reason="not-ours")
    kinds = [entry.kind for entry in shown.timeline([reminded, returned], now=NOW)]
    assert kinds == [EntryKind.SYSTEM, EntryKind.WENT_WRONG]


def test_only_a_step_that_keeps_a_promise_is_called_late() -> None:
    late = shown.timeline(
        [a_step(StepKind.ACKNOWLEDGED, late=True), a_step(StepKind.CLAIMED, late=True)], now=NOW
    )
    assert [entry.note for entry in late] == ["Later than promised.", ""]
