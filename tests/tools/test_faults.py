"""What is known of faults in locked packages is told in sentences; that nobody could be asked is never told as none."""

import json
from pathlib import Path

import pytest

from tools import faults

WELL = {"name": "django", "version": "5.2.19", "vulns": []}
FAULT = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["5.2.20"]}
ILL = {"name": "django", "version": "5.2.19", "vulns": [FAULT]}
UNKNOWN = {"name": "wardmote-own", "skip_reason": "not there"}


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (json.dumps({"dependencies": [WELL]}), faults.NONE, "no faults are known of its 1 packages"),
        (
            json.dumps({"dependencies": [ILL, UNKNOWN]}),
            faults.SOME,
            "django 5.2.19 has a known fault, PYSEC-1, CVE-1",
        ),
        (
            json.dumps({"dependencies": [WELL, UNKNOWN]}),
            faults.NOT_KNOWN,
            "of 1 of 2 packages nothing is known",
        ),
        ("", faults.NOT_KNOWN, "nobody could be asked. What pip-audit said last: No network"),
    ],
)
def test_what_was_found_and_that_nothing_could_be_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str, code: int, words: str
) -> None:
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\necho No network >&2\nexit 1\n")
    program.chmod(0o755)
    assert faults.look(str(program), [tmp_path / "run.txt"]) == code
    told = capsys.readouterr().out
    assert words in told
    assert ("No faults are known of what is locked" in told) is (code == faults.NONE)
