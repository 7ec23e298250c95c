"""Every row of a file is accounted for, once, whatever happens meanwhile (R1.5; design.md, part 8)."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import a_partnership, a_role, a_team, a_ward, an_actor, everything
from tests.kernel.processes import process, wait_for

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import Busy, as_actor
from wardmote.modules.referrals import actions
from wardmote.modules.referrals.actions.imports import import_reports
from wardmote.modules.referrals.models import ImportRejection, ImportRun, Observation, Reach
from wardmote.modules.referrals.queries import imports
from wardmote.modules.referrals.queries.observations import observation_for, reaching
from wardmote.modules.referrals.rules import NotReady
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.rules import RoleName

from .conftest import COMMAND_LINE, MAPPING, Files, elsewhere, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]

THOUSANDS = 4_000


def _counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.rows_read, run.imported, run.already_here, run.rejected


def _imported() -> list[Observation]:
    with everything():
        return list(Observation.objects.order_by("their_reference"))


def test_a_row_becomes_an_observation_that_shows_at_its_own_time(files: Files) -> None:
    ward, team = a_ward(), a_team()
    run = files.bring_in(files.csv(row(1, closed="2024-02-01")), team=team.key)
    (observation,) = _imported()
    at = datetime(2024, 1, 2, 10, tzinfo=UTC)
    assert (observation.observed_at, observation.created_at, observation.sent_at) == (at, at, at)
    assert (observation.state, observation.ended_reason) == ("ended", "closed-elsewhere")
    assert observation.ended_at == datetime(2024, 2, 1, tzinfo=UTC)
    assert (observation.words, observation.place_words) == ("A hole in the road", "Sand Street")
    assert (observation.ward, observation.outside_borough, observation.channel) == (ward, False, "import")
    assert (observation.their_system, observation.their_reference) == ("Other Borough", "1")
    assert (observation.import_run, observation.recorded_for, observation.recorded_by) == (run, team, None)
    assert (observation.sensitivity, observation.seriousness, observation.readers) == (
        "open",
        2,
        [0, team.pk],
    )


def test_what_was_imported_reaches_partners_in_their_lists_and_can_be_passed_on(files: Files) -> None:
    a_ward()
    mine, theirs = a_team(), a_team()
    worker = an_actor(team=mine)
    files.bring_in(files.csv(row(1), row(2, seen="2024-01-03")))
    with as_actor(worker):
        listed, _ = reaching(worker)
        assert [observation.their_reference for observation in listed] == ["2", "1"]
        observation = observation_for(worker, listed[0].reference)
        (referral,) = actions.send_referrals(
            by=worker, observation=observation, from_team=mine, to_teams=[theirs], words="Please mend it."
        )
    assert referral.receiver_team == theirs


def test_reports_from_elsewhere_are_accepted_and_marked(files: Files) -> None:
    a_ward()
    files.bring_in(files.csv(row(1, lat="42.3", lon="-71.1"), row(2, lat="", lon="")))
    assert [(o.ward_id, o.outside_borough) for o in _imported()] == [(None, True), (None, False)]


def test_every_row_is_accounted_for_and_a_second_run_imports_nothing(files: Files) -> None:
    path = files.csv(row(1), row(2), row(1, what="Again"), row(3, what=""), "broken", row(4, seen="?"))
    first, second = files.bring_in(path), files.bring_in(path)
    assert _counts(first) == (6, 2, 1, 3)
    assert _counts(second) == (6, 0, 3, 3)
    assert [o.their_reference for o in _imported()] == ["1", "2"]
    assert first.pk != second.pk
    assert list(first.rejections.order_by("row_number").values_list("row_number", "their_reference", "reason")) == [
        (4, "3", "It has no words: what is empty."),
        (5, "", "It has 1 columns; the heading has 8."),
        (6, "4", "seen is no time in the formats of the mapping."),
    ]  # fmt: skip


def test_the_same_number_in_another_system_is_another_report(files: Files) -> None:
    path = files.csv(row(1))
    files.bring_in(path)
    assert files.bring_in(path, MAPPING.replace("Other Borough", "Third Borough")).imported == 1


def test_the_database_refuses_a_run_that_does_not_add_up(files: Files) -> None:
    run = files.bring_in(files.csv(row(1)))
    run.rows_read = 2
    with pytest.raises(IntegrityError, match="import_run_adds_up"), transaction.atomic():
        run.save()


@given(st.lists(st.integers(1, 8), max_size=25), st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_repetition_of_rows_accounts_for_all(
    files: Files, numbers: list[int], data: st.DataObject
) -> None:
    lines = [row("" if number == 8 else number) for number in numbers]
    system = f"System {datetime.now(UTC).timestamp()}"
    mapping = MAPPING.replace("Other Borough", system)
    first = files.bring_in(files.csv(*lines), mapping)
    distinct = set(numbers) - {8}
    assert first.imported == len(distinct)
    assert first.rejected == numbers.count(8)
    assert first.rows_read == len(numbers) == first.imported + first.already_here + first.rejected
    again = files.bring_in(files.csv(*data.draw(st.permutations(lines))), mapping)
    assert (again.imported, again.rejected, again.rows_read) == (0, first.rejected, len(numbers))
    with everything():
        assert Observation.objects.filter(their_system=system).count() == len(distinct)
        assert Reach.objects.filter(observation__their_system=system).count() == len(distinct)


def test_without_a_team_the_coordinator_answers_for_them(files: Files) -> None:
    a_partnership()
    files.bring_in(files.csv(row(1, kind="Private")))
    (observation,) = _imported()
    assert observation.recorded_for is not None
    assert observation.recorded_for.is_coordinator
    assert (observation.sensitivity, observation.readers) == ("partners", [observation.recorded_for_id])


def test_a_report_that_nobody_could_read_is_rejected(files: Files) -> None:
    run = files.bring_in(files.csv(row(1, kind="Private"), row(2, kind="Child")))
    assert run.rejected == 2
    assert _imported() == []
    team = a_team()
    run = files.bring_in(files.csv(row(2, kind="Child")), team=team.key)
    assert [r.reason for r in run.rejections.all()] == [
        "It is protected, and the team has no safeguarding lead to read it. Name another with --team."
    ]


def test_a_protected_report_is_read_by_the_teams_safeguarding_leads_alone(files: Files) -> None:
    team = a_team()
    lead, worker = an_actor(RoleName.SAFEGUARDING_LEAD, team=team), an_actor(team=team)
    files.bring_in(files.csv(row(1, kind="Child")), team=team.key)
    (observation,) = _imported()
    assert observation.readers == [-team.pk]
    for actor, seen in ((lead, 1), (worker, 0)):
        with as_actor(actor):
            assert Observation.objects.count() == Reach.objects.count() == seen


def test_the_mapping_may_narrow_who_reads_but_never_widen(files: Files) -> None:
    team = a_team()
    a_role(Person.objects.get(pk=an_actor(team=team).person_id), RoleName.SAFEGUARDING_LEAD, team=team)
    narrow = MAPPING + "sensitivity: partners\n"
    files.bring_in(files.csv(row(1), row(2, kind="Child")), narrow, team.key)
    assert [observation.sensitivity for observation in _imported()] == ["partners", "protected"]


def test_an_unknown_or_ended_team_is_told_before_anything_is_read(files: Files) -> None:
    team = a_team()
    with pytest.raises(NotReady, match=f"There is no team “{team.key}x”. Did you mean “{team.key}”"):
        files.bring_in(files.csv(row(1)), team=team.key + "x")
    team.ended_on = datetime(2020, 1, 1, tzinfo=UTC).date()
    team.save()
    with pytest.raises(NotReady, match="There is no team"):
        files.bring_in(files.csv(row(1)), MAPPING + f"team: {team.key}\n")
    assert not ImportRun.objects.exists()


def test_only_the_administrator_and_the_command_line_import(files: Files) -> None:
    path, to = files.csv(row(1)), files.destination()
    for actor in (NOBODY, an_actor(team=a_team()), an_actor(RoleName.ANALYST)):
        with pytest.raises(NotAllowed):
            import_reports(by=actor, path=path, to=to)
        with pytest.raises(NotAllowed):
            imports.preview(actor, path, to)
        for ask in (imports.import_runs, lambda who: imports.import_run(who, 1)):
            with pytest.raises(NotAllowed):
                ask(actor)
    assert not ImportRun.objects.exists()
    administrator = an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    assert import_reports(by=administrator, path=path, to=to).imported == 1


def test_the_audit_trail_has_one_entry_a_batch_and_no_words(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wardmote.modules.referrals.actions.imports.BATCH", 2)
    run = files.bring_in(files.csv(*(row(n) for n in range(5))))
    entries = AuditEntry.objects.filter(subject_id=str(run.pk), subject_type="referrals.importrun").order_by(
        "pk"
    )
    assert [entry.what for entry in entries] == [
        "referrals.import_begun", *["referrals.imported"] * 3, "referrals.import_ended"
    ]  # fmt: skip
    assert "hole" not in str([entry.details for entry in entries])


def test_a_preview_tells_what_the_import_then_does_and_writes_nothing(files: Files) -> None:
    files.bring_in(files.csv(row(1)))
    path = files.csv(row(1), row(2), row(2), row(3, kind="Private"), "broken", name="more.csv")
    shown = imports.preview(COMMAND_LINE, path, files.destination())
    assert (shown.rows, dict(shown.by_category), shown.already_here) == (5, {"pothole": 1}, 2)
    assert [outcome.number for outcome, _ in shown.first] == [2]
    assert [outcome.number for outcome in shown.rejected] == [4, 5]
    assert (ImportRun.objects.count(), len(_imported())) == (1, 1)
    run = files.bring_in(path)
    assert _counts(run) == (5, 1, 2, 2)
    assert [r.reason for r in run.rejections.order_by("row_number")] == [o.reason for o in shown.rejected]


def test_a_file_that_breaks_off_keeps_what_came_before_and_says_so(files: Files) -> None:
    packed = gzip.compress(files.csv(*(row(n) for n in range(3000))).read_bytes())
    run = files.bring_in(files.file(packed[: len(packed) // 2], "torn.csv.gz"))
    assert "breaks off before its end" in run.ended_early
    assert 0 < run.imported == run.rows_read < 3000
    assert run.finished_at is not None
    whole = files.bring_in(files.file(packed, "torn.csv.gz"))
    assert (whole.imported, whole.already_here) == (3000 - run.imported, run.imported)


def test_a_failing_batch_leaves_nothing_of_itself(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.modules.referrals.actions.imports.BATCH", 2)
    path, heard = files.csv(*(row(n) for n in range(6))), []

    def stumble(rows: int, done: int, size: int) -> None:
        heard.append((rows, done <= size))
        if rows == 4:
            monkeypatch.setattr("wardmote.modules.referrals.actions.imports.publish", None)

    with pytest.raises(TypeError):
        import_reports(by=COMMAND_LINE, path=path, to=files.destination(), tell=stumble)
    monkeypatch.undo()
    assert heard == [(0, True), (2, True), (4, True)]
    run = ImportRun.objects.get()
    assert _counts(run) == (4, 4, 0, 0)
    assert len(_imported()) == 4
    assert _counts(files.bring_in(path)) == (6, 6, 0, 0)
    assert ImportRun.objects.count() == 1


def test_while_one_import_of_a_system_runs_a_second_is_refused(files: Files) -> None:
    path = files.csv(row(1))
    with elsewhere() as other:
        other.execute("select pg_advisory_lock(8, hashtext('importing Other Borough'))")
        with pytest.raises(Busy):
            files.bring_in(path)
    assert not ImportRun.objects.exists()
    assert files.bring_in(path).imported == 1


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_in_the_middle_goes_on_after_the_last_batch_it_kept(files: Files) -> None:
    path = files.csv(*(row(n) for n in range(THOUSANDS)))
    files.mapping()
    code = (
        "from pathlib import Path; import time;"
        "from wardmote.kernel.actor import system;"
        "from wardmote.modules.referrals.actions import imports as bringing;"
        "from wardmote.modules.referrals.queries import imports;"
        "by = system('command line'); bringing.BATCH = 500;"
        f"to = imports.destination(by, imports.mapping_in(by, Path({str(files.folder)!r}) / 'mapping.yaml'), None);"
        f"bringing.import_reports(by=by, path=Path({str(path)!r}), to=to, tell=lambda *_: time.sleep(0.2))"
    )
    with process(code) as running:
        wait_for(lambda: ImportRun.objects.filter(rows_read__gte=1000).exists(), 60)
        running.kill()
        running.wait()
    run = ImportRun.objects.get()
    assert run.finished_at is None
    assert 1000 <= run.rows_read < THOUSANDS
    assert run.rows_read == run.imported == len(_imported())
    finished = files.bring_in(path)
    assert finished.pk == run.pk
    assert _counts(finished) == (THOUSANDS, THOUSANDS, 0, 0)
    assert finished.finished_at is not None
    with everything():
        assert Observation.objects.count() == Reach.objects.count() == THOUSANDS
    assert _counts(files.bring_in(path)) == (THOUSANDS, 0, THOUSANDS, 0)


def test_an_administrator_reads_the_runs_newest_first_and_each_with_its_rejected_rows(files: Files) -> None:
    administrator = an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    first = files.bring_in(files.csv(*("broken" for _ in range(60))))
    second = files.bring_in(files.csv(row(1), name="second.csv"))
    ImportRun.objects.filter(pk=first.pk).update(started_at=second.started_at - timedelta(hours=1))
    assert [run.pk for run in imports.import_runs(administrator).rows] == [second.pk, first.pk]
    page = imports.rejections(administrator, imports.import_run(administrator, first.pk))
    assert [rejection.row_number for rejection in page.rows] == list(range(1, 51))
    rest = imports.rejections(administrator, first, after=page.next)
    assert [rejection.row_number for rejection in rest.rows] == list(range(51, 61))
    assert len(list(imports.all_rejections(administrator, first))) == ImportRejection.objects.count() == 60
