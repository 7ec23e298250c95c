"""Random histories of several people keep every invariant of design.md, part 4 (R1.1, R1.3, R1.4, R1.8, R2.2).

To try more of them: `pytest tests/referrals/test_stateful.py -s --hypothesis-seed=7` (or any other number).
"""

import sys
from collections import Counter
from importlib import import_module
from typing import Any

import pytest
from django.db import ProgrammingError
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from tests.referrals.histories import Cast, Histories
from tests.referrals.long_histories import LongHistories

from wardmote.modules.referrals.models import Reach
from wardmote.modules.referrals.rules import Desk
from wardmote.modules.referrals.rules.history import after
from wardmote.modules.referrals.rules.observations import observation_readers

pytestmark = pytest.mark.django_db

HISTORIES = 16
PATIENCE = 15  # a fault is looked for so many times as long; it ends as soon as it is found
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


class MeddlingHistories(Histories):
    """Histories in which people try more often what they may not."""

    @precondition(lambda self: bool(self.rows.referrals))
    @rule(data=st.data())
    def try_more(self, data: st.DataObject) -> None:
        self.try_anything(data=data)

    @precondition(lambda self: bool(self.rows.referrals))
    @rule(data=st.data())
    def try_still_more(self, data: st.DataObject) -> None:
        self.try_anything(data=data)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(machine: type[Histories], fault: str, monkeypatch) -> None:
    machine = type("MeddlingHistories", (MeddlingHistories,), {"cast": machine.cast, "tried": machine.tried})
    FAULTS[fault](monkeypatch)
    # The second lock refuses with ProgrammingError, and a row that needs a person with ValueError.
    with pytest.raises((AssertionError, ProgrammingError, ValueError)) as found:
        live(machine, PATIENCE * HISTORIES)
    sys.stdout.write(
        f"\n{fault}: {str(found.value).splitlines()[0]} ({machine.tried['histories']} histories)\n"
    )
