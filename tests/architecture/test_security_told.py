"""What the page on security says is tested, is."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs/explanation/security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([a-z_/]+/test_[a-z_]+\.py)(?:::(test_\w+))?`", PAGE)))

SECTIONS = {
    1: (2, 9, 11, 3, 2), 2: (3, 3, 4, 1), 3: (0, 2, 4, 6, 5, 0, 2), 4: (3, 1, 2, 4), 5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4), 7: (3, 4, 2, 5, 2, 2), 8: (2, 3, 1, 1), 9: (3, 4), 10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1, 0), 12: (3, 2, 4), 13: (1, 5, 2, 5), 14: (2, 4, 3), 15: (3, 3, 7, 0),
    16: (1, 5, 4, 3, 3), 17: (1, 4, 2),
}  # fmt: skip
"""How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has: in each they are the first."""
EVERY = {
    (chapter, section, number)
    for chapter, lengths in SECTIONS.items()
    for section, length in enumerate(lengths, 1)
    for number in range(1, length + 1)
}
Number = tuple[int, ...]


def numbers_in(words: str) -> set[Number]:
    """The requirements that are named, each by itself, as a range, a section or a chapter."""
    found: set[Number] = set()
    for first, last in re.findall(r"(\d+(?:\.\d+)*)(?: to (\d+\.\d+\.\d+))?", words):
        start = tuple(map(int, first.split(".")))
        end = tuple(map(int, last.split("."))) if last else start
        if len(start) == 3:
            found |= {(*start[:2], number) for number in range(start[2], end[2] + 1)}
        else:
            found |= {one for one in EVERY if one[: len(start)] == start}
    return found


def named() -> set[Number]:
    lines = [line.split("|")[1] for line in PAGE.splitlines() if re.match(r"\| \d+\.\d+\.\d+", line)]
    (absent,) = [line for line in PAGE.splitlines() if line.startswith("What is not here at all")]
    return numbers_in("; ".join([*lines, *re.findall(r"\(([\d., to]+)\)", absent)]))


def test_each_requirement_of_both_levels_stands_there_and_none_that_is_not_in_the_standard() -> None:
    assert len(EVERY) == 253, "70 of level 1 and 183 of level 2"
    beyond = {(1, 2, 10)}
    """Of level 3, and met all the same."""
    assert sorted(EVERY - named()) == []
    assert sorted(named() - EVERY - beyond) == []


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
