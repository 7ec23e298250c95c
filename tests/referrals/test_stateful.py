"""Random histories of several people keep every invariant of design.md, part 4 (R1.1, R1.3, R1.4, R1.8, R2.2).

To try more of them: `pytest tests/referrals/test_stateful.py -s --hypothesis-seed=7` (or any other number).
"""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import ProgrammingError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests import factories as make
from tests.referrals.histories import Cast, Histories
from tests.referrals.long_histories import LongHistories

from wardmote.modules.referrals import actions
from wardmote.modules.referrals.handlers import moving
from wardmote.modules.referrals.jobs import climbing
from wardmote.modules.referrals.models import Observation, Reach, Referral
from wardmote.modules.referrals.rules import PAUSE_REASONS, DeadlineKind, Desk, StepKind, ladder
from wardmote.modules.referrals.rules.history import after
from wardmote.modules.referrals.rules.observations import observation_readers
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships.models import Team

pytestmark = pytest.mark.django_db

HISTORIES = 12
STEPS = 25


def live(machine: type[Histories], histories: int, *, derandomize: bool = True) -> None:
    """Live so many histories. A failing one is told as it was found: making it shorter would take minutes."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS,
            phases=[Phase.generate],
            derandomize=derandomize,
            report_multiple_bugs=False,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def machine(tmp_path, settings) -> type[Histories]:
    settings.WARDMOTE_DATA = tmp_path
    return type("Histories", (Histories,), {"cast": Cast(), "tried": Counter()})


def test_whatever_people_do_or_fail_to_do_every_invariant_holds(machine: type[Histories], request) -> None:
    machine = type("LongHistories", (LongHistories,), {"cast": machine.cast, "tried": machine.tried})
    live(machine, HISTORIES, derandomize=request.config.getoption("--hypothesis-seed") is None)
    tried = machine.tried
    summed = f"{tried.pop('histories')} histories, {tried.pop('steps')} steps, {tried.pop('acts')} acts"
    sys.stdout.write(f"\n{summed}: {dict(sorted(tried.items()))}\n")
    request.node.user_properties.append(("tried", summed))
    assert sum(n for act, n in tried.items() if act.endswith(" done")) > 8 * HISTORIES
    assert tried["rungs"] > HISTORIES
    assert sum(n for act, n in tried.items() if act.endswith(" refused")) > 3 * HISTORIES


def in_actions(name: str) -> Any:
    return import_module(f"wardmote.modules.referrals.actions.{name}")


class Told:
    """A history that is told instead of drawn: the same acts, and the same checks after each of them."""

    def __init__(self, history: Histories) -> None:
        self.history = history
        self.people = {actor.name.split()[0]: actor for actor in history.cast.people.values()}

    def sent(self, who: str, kind: int, to: Team) -> Referral:
        """Somebody records a matter of the cast's kinds and passes it on."""
        h, by = self.history, self.people[who]
        team = h.cast.own_teams(by)[0]
        details = make.details(
            h.cast.kinds[kind],
            observed_at=h.at - timedelta(minutes=5),
            people=(actions.Concerned(name="Arthur Invented"),) if kind else (),
        )
        draft = h.act("keep_draft", by, lambda: actions.keep_draft(by=by, team=team, details=details))
        h.act("record", by, lambda: actions.record_observation(by=by, draft=draft))
        given = actions.GroundGiven(
            override=actions.OverrideGiven(kind="safeguarding", reason="It cannot wait.")
        )
        h.act(
            "send",
            by,
            lambda: actions.send_referrals(
                by=by,
                observation=Observation(pk=draft.pk),
                from_team=team,
                to_teams=[to],
                words="Please.",
                ground=given if kind else None,
            ),
        )
        return h.rows.referrals[max(h.rows.referrals)]

    def takes(self, who: str, kind: StepKind, referral: Referral, **given: Any) -> None:
        """Somebody tries a step on a referral as it is now."""
        h, referral = self.history, self.history.rows.referrals[referral.pk]
        nothing = {"reason": "", "until": None, "team": None, "version": referral.version}
        h.take(kind, self.people[who], referral, words="Knocked twice.", **nothing | given)


def an_ordinary_life(history: Histories) -> None:
    """One matter that goes on and comes back, one that nobody else may know of, and who tries what they may not."""
    told, cast = Told(history), history.cast
    first = told.sent("Wanda", 1, cast.cleansing)
    told.takes("Alma", StepKind.ACKNOWLEDGED, first)
    told.takes("Otto", StepKind.ACCEPTED, first)
    told.takes("Otto", StepKind.ACKNOWLEDGED, first)
    told.takes("Otto", StepKind.REDIRECTED, first, team=cast.police)
    onward = history.rows.referrals[max(history.rows.referrals)]
    told.takes("Petra", StepKind.ACKNOWLEDGED, onward)
    told.takes("Petra", StepKind.RETURNED, onward, reason="cannot-reach")
    told.takes("Wanda", StepKind.CLOSED, onward, reason="could-not")
    told.sent("Hal", 2, cast.police)
    protected = told.sent("Alma", 2, cast.cleansing)
    told.takes("Lena", StepKind.ACKNOWLEDGED, protected)
    told.takes("Lena", StepKind.RETURNED, protected, reason="needs-information")
    told.takes("Lena", StepKind.CLOSED, protected, reason="resolved")


def a_life_in_silence(history: LongHistories) -> None:
    """The machine's time is set back, somebody leaves, something is paused, and then nobody does anything."""
    told, cast = Told(history), history.cast
    history.bounds.begin_again(history.rows, history.at)
    history.ends_in_silence = True
    first = told.sent("Wanda", 0, cast.cleansing)
    told.takes("Otto", StepKind.ACKNOWLEDGED, first)
    history.the_clock_is_moved(minutes=-60)
    told.takes("Otto", StepKind.ACCEPTED, first)
    otto = Person.objects.get(pk=told.people["Otto"].person_id)
    history.of_staff(
        "leave", cast.administrator, lambda: register.let_leave(by=cast.administrator, person=otto)
    )
    history.news_is_handed_over()
    second = told.sent("Wanda", 0, cast.police)
    told.takes("Petra", StepKind.ACKNOWLEDGED, second)
    until = history.at + timedelta(days=5)
    told.takes("Petra", StepKind.PAUSED, second, reason=sorted(PAUSE_REASONS)[0], until=until)
    history.fall_silent(minutes=60 * 24 * 30, in_time=True)


FAULTS = {
    "the rules are not asked": lambda patch: patch.setattr(
        in_actions("steps"), "apply", lambda before, taken, desk: after(before, taken)
    ),
    "reach is forgotten": lambda patch: patch.setattr(Reach.objects, "bulk_create", lambda rows, **_: rows),
    "who joins the case may not read what went before": lambda patch: patch.setattr(
        in_actions("sending"), "let_teams_read", lambda **_: None
    ),
    "what is returned stays where it was": lambda patch: patch.setattr(
        in_actions("steps"),
        "_acting_team",
        lambda referral, desk: {None: None, Desk.SENDER: referral.receiver_team_id}.get(
            desk, referral.receiver_team_id
        ),
    ),
    "protected is read by whole teams": lambda patch: patch.setattr(
        in_actions("observations"),
        "observation_readers",
        lambda _level, **who: observation_readers("partners", **who),
    ),
    "nobody asks whether the actor may": lambda patch: patch.setattr(
        in_actions("answering").access, "require", lambda *_: None
    ),
    "protected goes back to where nobody may read it": lambda patch: patch.setattr(
        in_actions("steps"), "_check_readable", lambda *_: None
    ),
    "an observation does not end with its last referral": lambda patch: patch.setattr(
        in_actions("answering"), "end_observation_if_settled", lambda _: None
    ),
}
FAULTS_OVER_TIME = {
    "a rung is left out": lambda patch: patch.setattr(climbing, "climb_ladder", lambda **_: None),
    "a pause never ends": lambda patch: patch.setattr(
        ladder, "_rungs", lambda kind, reach: [] if kind is DeadlineKind.RESUME else RUNGS(kind, reach)
    ),
    "who leaves keeps what they had claimed": lambda patch: patch.setattr(
        moving, "release_for_leaver", lambda **_: None
    ),
    "a clock that is set back makes a story run backwards": lambda patch: patch.setattr(
        in_actions("steps"), "max", lambda first, *_: first, raising=False
    ),
}
RUNGS = ladder._rungs
STORIES = {
    fault: (machine, story)
    for faults, machine, story in (
        (FAULTS, Histories, an_ordinary_life),
        (FAULTS_OVER_TIME, LongHistories, a_life_in_silence),
    )
    for fault in faults
}


def tell(machine: type[Histories], story: Callable[[Any], None]) -> None:
    """Tell one history from its beginning to its end."""
    history = machine()
    try:
        story(history)
    finally:
        history.teardown()


@pytest.mark.parametrize(
    ("kind", "story"), [(Histories, an_ordinary_life), (LongHistories, a_life_in_silence)]
)
def test_what_is_told_holds_every_invariant_without_a_fault(
    machine: type[Histories], kind: Any, story: Any
) -> None:
    tell(type(kind.__name__, (kind,), {"cast": machine.cast, "tried": machine.tried}), story)


@pytest.mark.parametrize("fault", STORIES)
def test_a_planted_fault_is_found(machine: type[Histories], fault: str, monkeypatch) -> None:
    """Each at the act that it is about, so that it costs one history and not a search."""
    kind, story = STORIES[fault]
    {**FAULTS, **FAULTS_OVER_TIME}[fault](monkeypatch)
    # The second lock refuses with ProgrammingError, and a row that needs a person with ValueError.
    with pytest.raises((AssertionError, ProgrammingError, ValueError)):
        tell(type(kind.__name__, (kind,), {"cast": machine.cast, "tried": machine.tried}), story)
