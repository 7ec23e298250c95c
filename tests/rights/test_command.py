"""`wardmote subject-access` lists, writes only what is named, and nothing of what is protected (R1.8)."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from wardmote.project.cli import subject_access
from wardmote.project.cli.subject_access import command

from .conftest import SECRET, WORDS, Borough

pytestmark = pytest.mark.django_db


def test_it_lists_and_writes_what_is_named_and_nothing_that_nobody_has_read(
    borough: Borough, tmp_path: Path
) -> None:
    mine, other = (borough.seen("Ava Example", "Bo Neighbour", place_words=f"Row {n}") for n in (1, 2))
    borough.seen("Ava Example", words=SECRET, category=borough.child)
    borough.seen("Ava Example", by=borough.constable)
    listed = CliRunner().invoke(command, ["--person", "ava example", "--address", "1 Test Row"])
    assert listed.exit_code == 0, listed.output
    assert "keeps 2 records" in listed.output
    assert "agrees in: name, address" in listed.output
    assert "Some of what it keeps is protected" in listed.output
    refused = CliRunner().invoke(command, ["--person", "Ava Example", "--out", str(tmp_path)])
    assert "Nothing is chosen by itself" in refused.output
    assert not list(tmp_path.iterdir())
    asked = ["--person", "Ava Example", "--record", mine.reference, "--out", str(tmp_path)]
    assert CliRunner().invoke(command, asked).exit_code == 0
    for path in tmp_path.rglob("copy.*"):
        text = path.read_text()
        assert "1 Test Row" in text
        for hidden in (SECRET, WORDS, "Bo Neighbour", other.reference):
            assert hidden not in text
    assert len(list(tmp_path.rglob("copy.*"))) == 2


def test_of_a_name_that_matches_forty_people_fifty_lines_are_the_most_and_the_rest_is_counted(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject_access, "_SHOWN", 2)
    for number in range(4):
        borough.seen("Ava Example", place_words=f"Row {number}")
    borough.seen("", words="Ava and an example.")
    borough.seen("Bo Neighbour")
    short = CliRunner().invoke(command, ["--person", "Ava Example"]).output
    assert "and 2 more that agree in something. --all lists them." in short
    assert short.count("agrees in") == 2
    assert "2 records hold a word of it, and nothing that agrees" in short, "one of somebody else"
    whole = CliRunner().invoke(command, ["--person", "Ava Example", "--all"]).output
    assert whole.count("agrees in") == 4
    assert whole.index("agrees in") < whole.index("Only in what was written")
    assert "more that agree" not in whole
    assert "Give --born or --address to tell people of one name apart" in short


def test_a_wrong_day_and_an_unknown_organisation_are_told(borough: Borough) -> None:
    for asked, said in (
        (["--person", "A", "--born", "31/5/80"], "1980-05-31"),
        (["--person", "A", "--organisation", "nobody"], "no organisation with this key"),
    ):
        assert said in CliRunner().invoke(command, asked).output
