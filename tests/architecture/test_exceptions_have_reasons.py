"""Whoever switches a check off for a line says there why (docs/how-to/set-up-for-development.md)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [path for folder in ("src", "tests", "tools") for path in sorted((ROOT / folder).glob("**/*.py"))]
_BARE = re.compile(r"#\s*(?:noqa(?:: *[A-Z0-9, ]+)?|type: ignore(?:\[[a-z, -]+\])?)\s*$", re.MULTILINE)


@pytest.mark.parametrize(
    "line", ["x  # noqa", "x  # noqa: S101", "x  # type: ignore", "x  # type: ignore[misc]"]
)
def test_a_check_switched_off_without_a_word_is_found(line: str) -> None:
    assert _BARE.search(line)
    assert not _BARE.search(f"{line} (a reason)")


def test_every_check_that_is_switched_off_says_why() -> None:
    bare = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in FILES
        for found in _BARE.finditer(path.read_text(encoding="utf-8"))
    }
    assert bare == set()
