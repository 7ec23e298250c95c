"""Where a value stands among the districts, and in which fifth of the small areas (R3.3)."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.modules.insight.rules.profiles import fifths, fifths_by_rank, in_words, ordinal, standing

values = st.lists(st.integers(0, 60).map(Fraction), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None)
@given(values, st.integers(0, 60).map(Fraction))
def test_a_standing_counts_those_above_and_those_below(others, value):
    place = standing(value, others)
    if place.is_level:
        assert others.count(value) > 0
        assert sum(other > value for other in others) == place.after - 1
    else:
        assert sum(other > value for other in others) == place.after == place.before - 1


@settings(max_examples=40, deadline=None)
@given(values)
def test_fifths_go_from_one_to_five_the_highest_first_and_equals_share_one(found):
    numbered = fifths({str(n): value for n, value in enumerate(found)})
    assert set(numbered.values()) <= {1, 2, 3, 4, 5}
    by_value = sorted(zip(found, numbered.values(), strict=True), reverse=True)
    assert [fifth for _, fifth in by_value] == sorted(fifth for _, fifth in by_value)
    assert numbered[str(found.index(max(found)))] == 1


def test_a_standing_is_said_as_the_report_said_it():
    districts = [Fraction(n) for n in range(354, 0, -1)]
    assert in_words(standing(Fraction("334.5"), districts)) == "between the 20th and the 21st of 354"
    assert in_words(standing(Fraction(353), districts)) == "level with the 2nd of 354"
    assert in_words(standing(Fraction(400), districts)) == "above the highest of 354"
    assert in_words(standing(Fraction(0), districts)) == "below the lowest of 354"
    assert standing(Fraction(1), []) is None
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 21, 112)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "21st",
        "112th",
    ]


def test_ranks_tell_the_fifth_where_they_stand_as_the_scores_do():
    scores = {"a": Fraction(60), "b": Fraction(30), "c": Fraction(5)}
    ranks = {"a": Fraction(1), "b": Fraction(21), "c": Fraction(100)}
    assert fifths_by_rank(scores, ranks, 100) == {"a": 1, "b": 2, "c": 5}
    assert fifths_by_rank(scores, {**ranks, "a": Fraction(50)}, 100) == {}
    assert fifths_by_rank(scores, {"a": Fraction(1)}, 100) == {}
    assert fifths_by_rank(scores, ranks, 50) == {}
