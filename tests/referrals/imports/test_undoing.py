"""A whole import that nobody has acted on can be undone, and nothing else can be removed (R1.5)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from tests.factories import a_person, a_role, a_team, a_ward, an_actor, everything

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import Busy, as_actor, as_system
from wardmote.kernel.events import relay
from wardmote.modules.referrals import actions, jobs
from wardmote.modules.referrals.actions import undoing as undoings
from wardmote.modules.referrals.models import FlowCount, ImportRun, Observation, Reach
from wardmote.modules.referrals.queries import observation_for, reaching
from wardmote.modules.referrals.queries.undoing import undoing
from wardmote.modules.referrals.rules import Conflict
from wardmote.shared.partnerships.rules import RoleName

from .conftest import COMMAND_LINE, Files, elsewhere, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]


@pytest.fixture
def administrator() -> Actor:
    return an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


def _left() -> list[str]:
    with everything():
        return list(Observation.objects.order_by("their_reference").values_list("their_reference", flat=True))


def _undo(by: Actor, run: ImportRun) -> ImportRun:
    """Ask for it, then let the job do it."""
    actions.ask_to_undo(by=by, run=run)
    jobs.undo_import(run.pk)
    run.refresh_from_db()
    return run


def _first(worker: Actor) -> Observation:
    listed, _ = reaching(worker)
    return observation_for(worker, listed[-1].reference)


def test_what_an_import_brought_is_gone_from_lists_and_can_be_loaded_again(
    files: Files, administrator: Actor
) -> None:
    worker = an_actor(team=a_team())
    files.bring_in(files.csv(row(1)))
    path = files.csv(row(1), row(2), row(3, closed="2024-02-02"))
    run = _undo(administrator, files.bring_in(path))
    assert run.standing == "Undone"
    assert _left() == ["1"]
    with as_actor(worker):
        assert len(reaching(worker)[0]) == 1
    with everything():
        assert set(Reach.objects.values_list("observation__their_reference", flat=True)) == {"1"}
    again = files.bring_in(path)
    assert (again.imported, again.already_here) == (2, 1)


def test_who_asked_and_what_went_is_on_record(files: Files, administrator: Actor) -> None:
    run = _undo(administrator, files.bring_in(files.csv(row(1), row(2))))
    kept = AuditEntry.objects.filter(subject_id=str(run.pk), what__contains="und").order_by("pk")
    assert [(e.what, e.actor_id) for e in kept] == [
        ("referrals.undo_asked", administrator.id),
        ("referrals.import_undone", administrator.id),
    ]
    assert kept[1].details == {"removed": 2}


@pytest.mark.parametrize("act", ["send", "add", "end"])
def test_an_import_somebody_acted_on_stays_whole_and_says_which(
    files: Files, administrator: Actor, act: str
) -> None:
    a_ward()
    team, other = a_team(), a_team()
    worker = an_actor(team=team)
    run = files.bring_in(files.csv(row(1), row(2)), team=team.key)
    with as_actor(worker):
        observation = _first(worker)
        if act == "send":
            actions.send_referrals(
                by=worker, observation=observation, from_team=team, to_teams=[other], words="Please mend it."
            )
        elif act == "add":
            actions.add_to_observation(by=worker, observation=observation, words="It is deeper now.")
        else:
            actions.end_observation(
                by=worker, observation=observation, reason="nothing-more", words="Mended."
            )
    found = undoing(administrator, run)
    assert (found.observations, found.in_the_way) == (2, 1)
    assert found.acted_on[0].reference == observation.reference
    assert found.acted_on[0].how == {"send": "passed on", "add": "added to", "end": "ended"}[act]
    with pytest.raises(Conflict, match="one observation"):
        actions.ask_to_undo(by=administrator, run=run)
    assert _left() == ["1", "2"]


def test_acting_between_asking_and_removing_keeps_everything_and_the_run_says_why(
    files: Files, administrator: Actor
) -> None:
    worker = an_actor(team=a_team())
    run = files.bring_in(files.csv(row(1), row(2)))
    actions.ask_to_undo(by=administrator, run=run)
    with as_actor(worker):
        actions.add_to_observation(by=worker, observation=_first(worker), words="It is deeper now.")
    jobs.undo_import(run.pk)
    run.refresh_from_db()
    assert run.undone_at is None
    assert run.undo_refused == "Somebody has acted on one observation of this import. Nothing was removed."
    assert _left() == ["1", "2"]
    assert run.standing == "Finished"


def test_the_counters_of_work_that_moves_stay_as_they_were(files: Files, administrator: Actor) -> None:
    a_ward()
    team, other = a_team(), a_team()
    worker = an_actor(team=team)
    files.bring_in(files.csv(row(1)))
    with as_actor(worker):
        actions.send_referrals(
            by=worker, observation=_first(worker), from_team=team, to_teams=[other], words="Please mend it."
        )
    relay.drain()
    before = list(FlowCount.objects.order_by("pk").values())
    _undo(administrator, files.bring_in(files.csv(row(2))))
    jobs.recount_flow(0)
    assert list(FlowCount.objects.order_by("pk").values()) == before


def test_asked_for_twice_and_done_twice_it_is_undone_once(files: Files, administrator: Actor) -> None:
    run = files.bring_in(files.csv(row(1)))
    actions.ask_to_undo(by=administrator, run=run)
    actions.ask_to_undo(by=administrator, run=run)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'referrals.undo_import'")
        assert cursor.fetchone() == (1,)
    jobs.undo_import(run.pk)
    jobs.undo_import(run.pk)
    assert AuditEntry.objects.filter(what="referrals.import_undone").count() == 1


def test_while_reports_of_the_system_come_in_the_undoing_waits(files: Files, administrator: Actor) -> None:
    run = files.bring_in(files.csv(row(1)))
    actions.ask_to_undo(by=administrator, run=run)
    with elsewhere() as other:
        other.execute("select pg_advisory_lock(8, hashtext('importing Other Borough'))")
        with pytest.raises(Busy):
            undoings.undo_import(by=COMMAND_LINE, run=run)
        jobs.undo_import(run.pk)
    assert _left() == ["1"]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where scheduled_at is not null")
        assert cursor.fetchone() == (1,)


def test_what_another_table_points_to_is_not_removed_even_when_nobody_here_knows_that_table(
    files: Files, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = an_actor(team=a_team())
    run = files.bring_in(files.csv(row(1)))
    with as_actor(worker):
        actions.add_to_observation(by=worker, observation=_first(worker), words="It is deeper now.")
    monkeypatch.setattr(undoings, "touched", lambda _run: Observation.objects.none())
    undone = undoings.undo_import(by=administrator, run=run)
    assert "refers to an observation" in undone.undo_refused
    assert _left() == ["1"]


def test_only_who_may_import_may_undo(files: Files, administrator: Actor) -> None:
    run = files.bring_in(files.csv(row(1)))
    officer = an_actor(RoleName.DUTY_OFFICER, team=a_team())
    with pytest.raises(NotAllowed):
        actions.ask_to_undo(by=officer, run=run)
    with pytest.raises(NotAllowed):
        undoing(officer, run)
    actions.ask_to_undo(by=administrator, run=run)
    ImportRun.objects.update(undo_asked_by_id=officer.person_id)
    jobs.undo_import(run.pk)
    run.refresh_from_db()
    assert "may not import any more" in run.undo_refused
    assert _left() == ["1"]


def test_the_database_refuses_a_run_undone_that_nobody_asked_for(files: Files) -> None:
    run = files.bring_in(files.csv(row(1)))
    with pytest.raises(IntegrityError, match="undone_when_asked"), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(undone_at=run.finished_at)


def test_in_the_pages_what_goes_is_shown_first(client: Client, files: Files) -> None:
    person = a_person("Ada Administrator")
    a_role(person, RoleName.PARTNERSHIP_ADMINISTRATOR)
    client.force_login(person)
    run = files.bring_in(files.csv(row(1), row(2), name="holes.csv"))
    assert f'href="/imports/{run.pk}/undo"' in client.get(f"/imports/{run.pk}").content.decode()
    page = client.get(f"/imports/{run.pk}/undo").content.decode()
    assert "2 observations" in page
    assert "2 January 2024" in page
    assert _left() == ["1", "2"]
    answer = client.post(f"/imports/{run.pk}/undo", {"form_key": "one"})
    assert answer.headers["Location"] == f"/imports/{run.pk}"
    assert "Being undone" in client.get(f"/imports/{run.pk}").content.decode()
    jobs.undo_import(run.pk)
    page = client.get(f"/imports/{run.pk}").content.decode()
    assert "Everything it had brought was removed" in page
    assert "by Ada Administrator" in page
    assert f'href="/imports/{run.pk}/undo"' not in page
    assert "This import was undone" in client.get(f"/imports/{run.pk}/undo").content.decode()
    assert "Undone" in client.get("/imports").content.decode()


def test_in_the_pages_what_was_acted_on_is_named_and_nothing_can_be_pressed(
    client: Client, files: Files
) -> None:
    person = a_person()
    a_role(person, RoleName.PARTNERSHIP_ADMINISTRATOR)
    client.force_login(person)
    worker = an_actor(team=a_team())
    run = files.bring_in(files.csv(row(1), row(2)))
    with as_actor(worker):
        observation = _first(worker)
        actions.add_to_observation(by=worker, observation=observation, words="It is deeper now.")
    page = client.get(f"/imports/{run.pk}/undo").content.decode()
    assert "cannot be undone" in page
    assert observation.reference in page
    assert "Added to" in page
    assert "<form" not in page.split("<main")[1]
    assert client.post(f"/imports/{run.pk}/undo", {"form_key": "x"}).status_code == 409
    with as_system("test"):
        assert Observation.objects.count() == 2
