"""On real ballots the tally is the file's own, and the winners the city's or the reason is said (R6.4)."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.real_files import real

from wardmote.modules.ballots.rules.cities import Agreement
from wardmote.modules.ballots.rules.pabulib import read
from wardmote.modules.ballots.rules.recount import recount
from wardmote.modules.ballots.rules.telling import plain, told
from wardmote.project.cli.count import command as count_command
from wardmote.project.cli.rehearse import command as rehearse_command

BIG = 1_000_000


def counted(path: Path, **more):
    return recount(path.name, read(lambda: path.open("rb")), **more)


def test_every_tally_is_the_files_own_and_every_difference_has_its_reason():
    seen = set()
    for path in sorted(real("ballots").glob("*.pb")):
        if path.stat().st_size > BIG or b"equalshares" in path.read_bytes():
            continue
        found = counted(path)
        assert plain(found)["tally_as_told"] is True, path.name
        seen.add(found.compared.agreement)
        assert found.compared.agreement is not Agreement.DIFFERENT, (path.name, found.compared)
        assert found.compared.because or found.compared.agreement is Agreement.EQUAL
    assert Agreement.EQUAL in seen


@pytest.mark.parametrize(
    ("name", "winners", "cost"),
    [("Poland_Wieliczka_2023_Green_Budget", 30, 995_079), ("Poland_Swiecie_2023", 17, 1_040_337),
     ("Netherlands_Assen_2024", 9, 76_700)],
)  # fmt: skip
def test_equal_shares_gives_what_the_three_cities_decided(name, winners, cost):
    found = counted(real(f"ballots/{name}.pb"))
    assert (len(found.result.winners), found.result.cost) == (winners, cost)
    assert found.compared.agreement is Agreement.EQUAL
    assert "short" in told(found, explain=name.endswith("Assen_2024")) or not name.endswith("Assen_2024")


def test_the_oracle_agrees_where_it_is_installed():
    """pabutools is GPL: a word to compare with, never a part of the product."""
    pabutools = pytest.importorskip("pabutools.election", reason="pabutools is not installed")
    from pabutools.rules import method_of_equal_shares

    sys.setrecursionlimit(20_000)
    path = real("ballots/Netherlands_Assen_2024.pb")
    instance, profile = pabutools.parse_pabulib(str(path))
    theirs = {p.name for p in method_of_equal_shares(instance, profile, pabutools.Cost_Sat)}
    result = counted(path, named_rule="equalshares").result
    assert {result.election.projects[place].id for place in result.winners} == theirs


@pytest.fixture
def ballots(tmp_path):
    path = tmp_path / "b.pb"
    path.write_text(
        "META\nkey;value\nbudget;10\nvote_type;approval\nrule;greedy\nPROJECTS\nproject_id;cost\na;6\nb;6\n"
        "VOTES\nvoter_id;vote\n1;a,b\n2;b,a\n"
    )
    return path


def test_the_command_prints_one_object_a_file_and_ends_with_one_if_a_file_is_bad(ballots, tmp_path):
    bad = tmp_path / "bad.pb"
    bad.write_text("nothing")
    run = CliRunner().invoke(
        count_command, [str(ballots), str(bad), "--json", "--ties", "lot:5", "--explain"]
    )
    found = json.loads(run.stdout)
    assert (found["rule"], len(found["winners"]), found["cost"]) == ("greedy", 1, 6)
    assert (found["tally"], found["ties"][0]["decided"]) == ({"a": 2, "b": 2}, True)
    assert (run.exit_code, "line 1" in run.stderr) == (1, True)
    assert "unknown" not in CliRunner().invoke(count_command, [str(ballots), str(ballots)]).output


def test_a_rehearsal_finds_what_is_known():
    run = CliRunner().invoke(rehearse_command, ["--electorate", "26"])
    assert (run.exit_code, run.output.count("right"), "WRONG" in run.output) == (0, 6, False)
