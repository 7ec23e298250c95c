"""What is published of counts tells almost nothing of anybody counted, however it is subtracted (R1.8, R9.3)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from wardmote.kernel.privacy import disclosure
from wardmote.kernel.privacy.disclosure import ODDS, SMALL, give_or_take, published, told
from wardmote.kernel.privacy.keys import new_secret

Cell = tuple[str, str, str]
Counts = Mapping[Cell, int]
Paper = Mapping[tuple[str, str, str], int | None]
"""Everything published together: for each choice of ward or Area, quarter or year, agency or all, what is told."""

WARDS = {"w1": "north", "w2": "north", "w3": "south"}
QUARTERS = {"q1": "y1", "q2": "y1", "q3": "y2"}
AGENCIES = {"police": "any", "housing": "any"}
CELLS: Sequence[Cell] = tuple(product(WARDS, QUARTERS, AGENCIES))
COUNTS = st.fixed_dictionaries({cell: st.integers(0, 12) for cell in CELLS})


def lies_in(value: str, choice: str, above: Mapping[str, str]) -> bool:
    return choice in ("all", value, above[value])


def splits() -> Iterable[tuple[tuple[str, str, str], Sequence[Cell]]]:
    """Every row of every table that is offered, with the cells that it is made of."""
    ways = (WARDS, QUARTERS, AGENCIES)
    for choice in product(*({*way, *way.values(), "all"} for way in ways)):
        yield (
            choice,
            [cell for cell in CELLS if all(lies_in(*one) for one in zip(cell, choice, ways, strict=True))],
        )


SPLITS = tuple(splits())


def paper(cells: Mapping[Cell, int]) -> Paper:
    return {choice: told([cells[cell] for cell in made_of]) for choice, made_of in SPLITS}


def publish(counts: Counts) -> Paper:
    return paper({cell: published("a test", cell, number) for cell, number in counts.items()})


def with_exact_totals(counts: Counts) -> Paper:
    """The fault: each cell is safe, and the total beside them is the truth."""
    return {**publish(counts), ("all", "all", "all"): sum(counts.values())}


def hides(publishing: Callable[[Counts], Paper], noise: dict[str, int], counts: Counts, one: Cell) -> bool:
    """Whether there is for the world with one more in a cell a key, half as likely at worst, that publishes the same.

    So whoever knows the rule, everything published, and everybody but that one, cannot tell the worlds apart.
    """
    with_one = {**counts, one: counts[one] + 1}
    without = publishing(counts)
    noise["\0".join(one)] -= 1
    same = publishing(with_one) == without
    noise["\0".join(one)] += 1
    return same


@hypothesis(max_examples=15, deadline=None)
@example(counts=dict.fromkeys(CELLS, 0), drawn=[0] * len(CELLS), one=CELLS[0])
@given(
    counts=COUNTS,
    drawn=st.lists(st.integers(-9, 9), min_size=len(CELLS), max_size=len(CELLS)),
    one=st.sampled_from(CELLS),
)
def test_nobody_who_was_counted_shows_in_all_that_is_published_together(
    counts: Counts, drawn: list[int], one: Cell
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        chosen = {"\0".join(cell): number for cell, number in zip(CELLS, drawn, strict=True)}
        patch.setattr(disclosure, "drawn", lambda purpose, value: chosen[value])
        patch.setattr(disclosure, "_noise", lambda bits: bits)
        assert hides(publish, chosen, counts, one)
        assert not hides(with_exact_totals, chosen, counts, one), "and a true total beside them is found out"


def likelihood(noise: int) -> Fraction:
    """How often this noise is drawn, counted over coins that fall the first ten times in every way."""
    falls = [disclosure._heads(bits) for bits in range(2**10)]
    falls[0] = 10
    share = {heads: Fraction(falls.count(heads), len(falls)) for heads in range(10)}
    return sum((share[a] * share[a - noise] for a in share if a - noise in share), Fraction(0))


def test_one_more_makes_what_is_published_at_most_twice_as_likely_and_at_least_half() -> None:
    often = {number: likelihood(number) for number in range(-5, 6)}
    for number in range(-5, 5):
        ratio = often[number] / often[number + 1]
        assert Fraction(99, 100) / ODDS <= ratio <= ODDS * Fraction(101, 100), number
    assert often[0] < Fraction(2, 5), "the truth itself is published less often than not"


def possible(shown: Paper, cell: Cell, counts: Counts) -> list[int]:
    """What a small cell may be, to an attacker who knows every other count and has every published number.

    Solved exactly: each number from nought to nine, weighed by the noise that the published cell would have needed,
    kept unless it is hundred times less likely than the likeliest.
    """
    seen = published("a test", cell, counts[cell])
    weights = {number: Fraction(1, 2 ** abs(seen - number)) for number in range(10)}
    assert shown[cell] == told([seen])
    return [number for number, weight in weights.items() if 100 * weight >= max(weights.values())]


@hypothesis(max_examples=15, deadline=None)
@given(counts=COUNTS)
def test_a_small_cell_stays_one_of_six_numbers_at_least_for_who_knows_all_others(counts: Counts) -> None:
    shown = publish(counts)
    for cell in CELLS:
        if counts[cell] < SMALL:
            assert len(possible(shown, cell, counts)) >= 6


def test_what_is_published_of_a_cell_is_always_the_same_and_of_no_two_alike(settings) -> None:
    again = [published("a test", cell, 100) for cell in CELLS]
    assert again == [published("a test", cell, 100) for cell in CELLS]
    assert len(set(again)) > 3
    assert again != [published("another", cell, 100) for cell in CELLS]
    settings.WARDMOTE_FIELD_KEYS = [new_secret()]
    assert again != [published("a test", cell, 100) for cell in CELLS], "so what was published must be kept"


def test_numbers_are_told_to_the_nearest_five_and_small_ones_not_at_all() -> None:
    assert [told([n]) for n in (-7, 0, 2, 3, 7, 8, 1_002)] == [None, None, None, 5, 5, 10, 1_000]
    assert told([]) is None
    assert told([9, -2, 4]) == 10


def test_what_is_said_of_accuracy_holds_and_totals_lean_to_no_side() -> None:
    tables = [[published(f"table {n}", (str(c),), 40) for c in range(20)] for n in range(200)]
    near = [abs((told(cells) or 0) - 800) <= give_or_take(20) for cells in tables]
    assert sum(near) >= 185, "nineteen times in twenty of 200, with room for chance"
    assert abs(sum(map(sum, tables)) - 200 * 800) < 600
    assert (give_or_take(0), give_or_take(1), give_or_take(20)) == (0, 6, 20)
