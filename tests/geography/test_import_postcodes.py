"""`wardmote import postcodes FILE` tells what it kept and why it left the rest (R3.4)."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from wardmote.project.cli.import_ import command
from wardmote.shared.geography.models import Postcode

pytestmark = pytest.mark.django_db


def run(file: Path):
    return CliRunner().invoke(command, ["postcodes", str(file)])


def test_a_list_is_loaded_and_the_rejected_lines_are_named(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Postcode,lat,long\nWS1 1AA,52.586,-1.981\nmoon,1,1\n,2,2\n", encoding="utf-8")
    for _ in range(2):
        told = run(file)
        assert told.exit_code == 0
        assert "Postcodes kept: 1. Lines rejected: 2." in told.output
        assert "Line 3: moon. This is not a full postcode." in told.output
    assert Postcode.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"name,age\n", b"\xff\xfe\x00\x01", b"\x89PNG\r\n\x1a\n", b"\x00" * 99, b"x" * 200_000]
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(tmp_path, content):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    told = run(file)
    assert told.exit_code == 1
    assert "Nothing was changed." in told.output
    assert not Postcode.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    told = run(tmp_path / "nowhere.csv")
    assert told.exit_code == 2
    assert "nowhere.csv" in told.output
