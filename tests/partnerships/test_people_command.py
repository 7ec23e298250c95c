"""`wardmote import people`: looks, invites, goes on, and accounts for every row at the server (R1.1, R1.2)."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests import factories as make

from wardmote.kernel.actor import system
from wardmote.project.cli.import_ import people
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.actions import people_files
from wardmote.shared.partnerships.models import Invitation, Partnership, PeopleFile, RejectedPerson, Team
from wardmote.shared.partnerships.rules import SetUpFile

pytestmark = pytest.mark.django_db

EXAMPLES = Path(__file__).parents[2] / "examples" / "partnership"
HEADING = "name,email,role,organisation,team or area\n"
NORA = "Nora New,nora@people.example,worker,,Repairs desk\n"


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def run(tmp_path):
    def run(*rows: str, options: tuple[str, ...] = ()) -> Result:
        file = tmp_path / "people.csv"
        file.write_text(HEADING + "".join(rows), encoding="utf-8")
        return CliRunner().invoke(people.command, [str(file), *options])

    return run


def test_a_look_writes_nothing_and_the_same_file_again_invites_nobody_twice(team, run):
    looked = run(NORA, options=("--check",))
    assert (looked.exit_code, Invitation.objects.exists()) == (0, False)
    assert "Would be invited: 1." in looked.stdout
    done = run(NORA, NORA)
    assert (done.exit_code, Invitation.objects.count()) == (0, 1)
    assert "Invited: 1. Got the role at once: 0. Passed over: 1. To mend: 0." in done.stdout
    assert "Invited: 0." in run(NORA).stdout
    assert "Inviting" in done.stderr
    assert "Inviting" not in done.stdout


def test_rows_to_mend_are_told_written_to_a_file_and_kept_nowhere_else(team, run, tmp_path):
    out = tmp_path / "mend.csv"
    done = run(NORA, "Olaf,nobody,worker,,Repairs desk\n", options=("--rejected", str(out)))
    assert done.exit_code == people.SOME_TURNED_AWAY
    assert "Row 3: “nobody” is not an e-mail address." in done.stdout
    (row,) = csv.DictReader(out.open(encoding="utf-8-sig"))
    assert (row["name"], row["email"], row["row"]) == ("Olaf", "nobody", "3")
    assert not RejectedPerson.objects.exists()
    refused = run(NORA, options=("--rejected", str(out)))
    assert (refused.exit_code, "must be a new file" in refused.output) == (1, True)


def test_nobody_at_the_server_names_a_safeguarding_lead(team, run):
    done = run("Pia,pia@people.example,safeguarding lead,,Repairs desk\n")
    assert "Only the partnership administrator names a safeguarding lead." in done.stdout
    assert (done.exit_code, Invitation.objects.exists()) == (people.SOME_TURNED_AWAY, False)


def test_ctrl_c_loses_nothing_and_the_same_command_goes_on(team, run, monkeypatch):
    rows = [f"P {n},p{n}@people.example,worker,,Repairs desk\n" for n in range(3)]
    monkeypatch.setattr(people_files, "BATCH", 2)
    batch = people_files.invite_batch

    def interrupted(**given):
        if given["file"].rows_done:
            raise KeyboardInterrupt
        return batch(**given)

    with monkeypatch.context() as patched:
        patched.setattr(people_files, "invite_batch", interrupted)
        stopped = run(*rows)
    assert (stopped.exit_code, Invitation.objects.count()) == (1, 2)
    assert "the same command goes on from there" in stopped.output
    done = run(*rows)
    assert "Going on after 2 rows." in done.stderr
    assert "Invited: 3." in done.stdout
    assert PeopleFile.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"name,email\n"])
def test_a_file_that_cannot_be_used_is_told_in_a_sentence(team, tmp_path, content):
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    done = CliRunner().invoke(people.command, [str(file)])
    assert (done.exit_code, "Nobody was invited." in done.output) == (1, True)
    assert not PeopleFile.objects.exists()


def test_the_example_fits_the_example_of_organisations_and_teams():
    Partnership.objects.create(name="Brynmor Partnership", short_name="Brynmor")
    make.a_ward("Cwm Hedd")
    for kind in (SetUpFile.ORGANISATIONS, SetUpFile.TEAMS):
        content = (EXAMPLES / f"{kind}.csv").read_bytes()
        actions.use_register_file(by=system("example"), kind=kind, content=content, check=False)
    done = CliRunner().invoke(people.command, [str(EXAMPLES / "people.csv"), "--check"])
    assert "Would be invited: 17. Would get the role at once: 0. Passed over: 0. To mend: 0." in done.stdout
    assert done.exit_code == 0, done.output
