"""What the page on security says is tested, is."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs/explanation/security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([a-z_/]+/test_[a-z_]+\.py)(?:::(test_\w+))?`", PAGE)))


def test_the_page_names_tests() -> None:
    assert len(NAMED) > 60


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_the_page_names_is_there(file: str, test: str) -> None:
    text = (TESTS / file).read_text(encoding="utf-8")
    assert not test or f"def {test}(" in text


def test_every_line_says_how_it_stands() -> None:
    lines = [line for line in PAGE.splitlines() if re.match(r"\| \d+\.\d+\.\d+", line)]
    assert len(lines) > 80
    for line in lines:
        assert re.search(r"\*\*(Met|In part|Not met)|\*Yours", line), line
