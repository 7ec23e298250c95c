"""`wardmote import reports`: every ending is a table or a sentence, never a traceback (R1.5)."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from tests.factories import a_team

from wardmote.modules.referrals.actions import imports as bringing
from wardmote.modules.referrals.models import ImportRun
from wardmote.project.cli.import_ import reports

from .conftest import MAPPING, Files, elsewhere, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]

Run = Callable[..., Result]


@pytest.fixture
def run(files: Files) -> Run:
    """Runs the command on a file, with the usual mapping unless another is given."""

    def command(file: Path, *options: object, mapping: Path | None = None) -> Result:
        words = [file, "--mapping", mapping or files.mapping(), *options]
        return CliRunner().invoke(reports.command, [str(word) for word in words])

    return command


def test_it_ends_with_a_table_that_accounts_for_every_row(files: Files, run: Run) -> None:
    done = run(files.csv(row(1), row(1), row(2, what="")))
    assert done.exit_code == 0
    table = {" ".join(line.split()) for line in done.stdout.splitlines()}
    assert {"imported 1", "already here 1", "rejected 1", "rows in the file 3"} <= table
    assert "row 3 (2): It has no words: what is empty." in table


def test_it_may_take_longer_than_a_page_may(files: Files, run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = '5s'")
        run(files.csv(row(1)))
        cursor.execute("show statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_many_rejected_rows_are_gathered_by_reason(files: Files, run: Run) -> None:
    done = run(files.csv(*("broken" for _ in range(30))))
    assert "It has 1 columns; the heading has 8.        30" in done.stdout
    assert done.stdout.count("row ") == 20


def test_a_dry_run_shows_the_first_rows_and_the_counts_and_writes_nothing(files: Files, run: Run) -> None:
    done = run(files.csv(row(1), row(2, kind="Private"), row(3, what="\x1b[31mred")), "--dry-run")
    assert done.exit_code == 0
    for shown in ("Preview: nothing is imported", "Sand Street", "“A hole in the road”", "would be imported"):
        assert shown in done.stdout
    assert "\x1b" not in done.stdout
    assert not ImportRun.objects.exists()


def test_a_dry_run_of_many_rows_never_says_that_it_goes_on(files: Files, run: Run) -> None:
    done = run(files.csv(*(row(n) for n in range(1, 1_100))), "--dry-run")
    assert "Going on" not in done.output


@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_rejected_rows_are_written_to_a_new_file_on_request(
    files: Files, run: Run, options: list[str]
) -> None:
    out = files.folder / "out.csv"
    done = run(files.csv(row(1), row("=1+2", seen="?")), "--rejected", out, *options)
    assert done.exit_code == 0
    assert out.read_text(encoding="utf-8-sig").splitlines() == [
        "row,their_reference,reason",
        "2,'=1+2,seen is no time in the formats of the mapping.",
    ]
    again = run(files.csv(row(1)), "--rejected", out)
    assert again.exit_code == 1
    assert "must be a new file" in again.stderr


def test_a_team_can_be_named(files: Files, run: Run) -> None:
    team = a_team()
    assert run(files.csv(row(1, kind="Private")), "--team", team.key).exit_code == 0
    wrong = run(files.csv(row(1)), "--team", team.key + "x")
    assert f"There is no team “{team.key}x”. Did you mean “{team.key}”?" in wrong.stderr


def test_a_file_that_breaks_off_is_said_at_the_end(files: Files, run: Run) -> None:
    packed = gzip.compress(files.csv(*(row(n) for n in range(500))).read_bytes())
    done = run(files.file(packed[:-200], "torn.csv.gz"))
    assert "Ended early: The gzip file breaks off before its end." in done.stderr


def test_what_goes_wrong_is_told_in_sentences(files: Files, run: Run) -> None:
    wrong = files.file(MAPPING.replace("words", "wrods").encode(), "wrong.yaml")
    for done, told in (
        (run(files.folder / "none.csv"), "There is no file"),
        (run(files.folder), "is a folder. Name one file in it."),
        (run(files.csv(row(1)), mapping=files.folder / "none.yaml"), "There is no file"),
        (
            run(files.csv(row(1)), mapping=wrong),
            "Line 5, wrods: this key means nothing here. Did you mean “words”?",
        ),
    ):
        assert (done.exit_code, type(done.exception)) == (1, SystemExit)
        assert told in done.stderr
    assert not ImportRun.objects.exists()


def test_ctrl_c_says_that_what_was_imported_is_kept_and_the_same_command_goes_on(
    files: Files, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, keep_batch = files.csv(row(1), row(2)), bringing.keep_batch

    def interrupted(**given: object) -> ImportRun:
        if ImportRun.objects.get().rows_read:
            raise KeyboardInterrupt
        return keep_batch(**given)  # type: ignore[arg-type]  # passes on what it was given

    with monkeypatch.context() as patch:
        patch.setattr(bringing, "BATCH", 1)
        patch.setattr(bringing, "keep_batch", interrupted)
        stopped = run(path)
    assert "Stopped. What was imported so far is kept; the same command goes on from there." in stopped.stderr
    resumed = run(path)
    assert "Going on after row 1." in resumed.stdout
    assert [(r.imported, r.already_here) for r in ImportRun.objects.all()] == [(2, 0)]


def test_a_second_import_of_the_same_system_is_told_to_wait(files: Files, run: Run) -> None:
    with elsewhere() as other:
        other.execute("select pg_advisory_lock(8, hashtext('importing Other Borough'))")
        done = run(files.csv(row(1)))
    assert "Reports of this system are being imported at this moment." in done.stderr
