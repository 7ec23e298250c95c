"""A figure of any area is put together from its blocks, exactly, or refused with the reason (R3.3)."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.modules.insight.rules.profiles import (
    How,
    Part,
    Refusal,
    Way,
    carried,
    pieces_of,
    recompose,
    stands,
)

FEW = settings(max_examples=40, deadline=None)
amounts = st.integers(0, 10**9).map(Fraction)
residents = st.integers(1, 5000).map(Fraction)
scores = st.decimals(0, 100, places=3).map(Fraction)


def part(code, **known):
    return Part(code=code, **{key: Fraction(str(value)) for key, value in known.items()})


@st.composite
def divided(draw):
    """Blocks, and how each is shared out among three areas without anything left over."""
    codes = [f"E{n:03}" for n in range(draw(st.integers(1, 8)))]
    lookup = {}
    for code in codes:
        cuts = sorted(draw(st.lists(st.integers(0, 12), min_size=2, max_size=2)))
        shares = [cuts[0], cuts[1] - cuts[0], 12 - cuts[1]]
        lookup[code] = {f"Area {n}": Fraction(share, 12) for n, share in enumerate(shares) if share}
    return lookup


@FEW
@given(divided(), st.data())
def test_counts_are_conserved_under_any_recomposition(lookup, data):
    values = {code: data.draw(amounts) for code in lookup}
    areas = [pieces_of({f"Area {n}": Fraction(1)}, lookup) for n in range(3)]
    made = [
        recompose(Way.ADD, [Part(code=code, share=share, value=values[code]) for code, share in pieces])
        for pieces in areas
        if pieces
    ]
    assert sum(result.value for result in made) == sum(values.values())
    assert sum(carried(values, lookup).values()) == sum(values.values())


@FEW
@given(st.lists(st.tuples(scores, residents, st.integers(1, 4)), min_size=1, max_size=12), st.randoms())
def test_a_weighted_mean_lies_between_its_parts_in_any_order(blocks, chance):
    parts = [
        Part(code=str(n), value=score, weight=weight, share=Fraction(share, 4))
        for n, (score, weight, share) in enumerate(blocks)
    ]
    result = recompose(Way.WEIGH, parts)
    assert min(score for score, _, _ in blocks) <= result.value <= max(score for score, _, _ in blocks)
    chance.shuffle(parts)
    assert recompose(Way.WEIGH, parts) == result


@FEW
@given(st.lists(st.tuples(st.integers(0, 50), residents), min_size=1, max_size=12))
def test_the_profile_of_the_whole_is_that_of_its_areas_together(blocks):
    parts = [
        Part(code=str(n), numerator=Fraction(some), denominator=base) for n, (some, base) in enumerate(blocks)
    ]
    whole = recompose(Way.RECOMPUTE, parts, per=100)
    areas = [recompose(Way.RECOMPUTE, half, per=100) for half in (parts[::2], parts[1::2]) if half]
    again = [
        Part(code=str(n), numerator=area.numerator, denominator=area.denominator)
        for n, area in enumerate(areas)
    ]
    assert recompose(Way.RECOMPUTE, again, per=100).value == whole.value
    assert whole.value == 100 * Fraction(
        sum(some for some, _ in blocks), sum(int(base) for _, base in blocks)
    )


def test_a_percentage_is_worked_out_again_from_its_base_not_averaged():
    result = recompose(
        Way.RECOMPUTE, [part("a", value=50, denominator=10), part("b", value=10, denominator=90)], per=100
    )
    assert (result.value, result.how) == (14, How.RECOMPUTED)


def test_without_its_base_a_percentage_is_refused():
    result = recompose(Way.RECOMPUTE, [part("a", value=50), part("b", value=10)], per=100)
    assert (result.value, result.refusal) == (None, Refusal.NO_BASE)


def test_without_residents_a_score_is_refused():
    result = recompose(Way.WEIGH, [part("a", value=50), part("b", value=10)])
    assert (result.value, result.refusal) == (None, Refusal.NO_WEIGHT)


def test_medians_ranks_and_what_was_only_printed_are_refused():
    for way, refusal in (
        (Way.MEDIAN, Refusal.MEDIAN),
        (Way.RANK, Refusal.RANK),
        (Way.STAND, Refusal.ONLY_PRINTED),
    ):
        assert recompose(way, [part("a", value=50, weight=1)]).refusal is refusal


def test_what_was_printed_for_the_area_stands():
    assert stands(Fraction("43.45"), printed=True).value == Fraction("43.45")
    assert stands(Fraction(1), printed=True).how is How.PRINTED


def test_a_count_with_a_hole_says_that_it_is_the_least_it_can_be():
    known = [part(str(n), value=10, weight=100) for n in range(9)]
    result = recompose(Way.ADD, [*known, Part(code="x", weight=Fraction(100), withheld=True)])
    assert (result.value, result.known, result.blocks, result.withheld) == (90, 9, 10, 1)
    assert result.is_least


def test_where_too_little_is_known_nothing_is_said():
    known = [part(str(n), value=10, weight=100) for n in range(7)]
    unknown = [part(f"x{n}", weight=100) for n in range(3)]
    result = recompose(Way.WEIGH, known + unknown)
    assert (result.value, result.refusal, result.known, result.blocks) == (None, Refusal.TOO_LITTLE, 7, 10)


def test_how_much_is_known_goes_by_residents_where_they_are_known():
    few_people = [part(f"x{n}", weight=1) for n in range(3)]
    assert recompose(Way.WEIGH, [part("a", value=10, weight=1000), *few_people]).value == 10


def test_a_part_of_a_block_makes_the_result_an_estimate_and_a_whole_one_does_not():
    half = Part(code="a", value=Fraction(10), share=Fraction(1, 2))
    assert recompose(Way.ADD, [half]).is_estimated
    assert recompose(Way.ADD, [half]).value == 5
    assert not recompose(Way.ADD, [part("a", value=10)]).is_estimated


def test_an_area_without_blocks_and_a_rate_of_nobody_are_refused_not_a_fault():
    assert recompose(Way.ADD, []).refusal is Refusal.NOTHING
    nobody = [part("a", numerator=0, denominator=0)]
    assert recompose(Way.RECOMPUTE, nobody, per=100).refusal is Refusal.NOBODY
