"""Shades and circles tell the truth about the numbers they stand for (R3.4)."""

from hypothesis import given
from hypothesis import strategies as st

from wardmote.shared.geography.rules.shading import bands, clusters, shade_of, words_on_lines

SPOTS = st.lists(st.tuples(st.floats(0, 386), st.floats(0, 400)), max_size=50)


@given(st.lists(st.integers(0, 5_000), max_size=30))
def test_every_count_has_the_shade_whose_band_holds_it(counts):
    made = bands(counts)
    assert 1 <= len(made) <= 5
    for count in counts:
        band = made[shade_of(count, made) - 1]
        assert band.low <= count <= band.high


@given(st.lists(st.integers(0, 5_000), min_size=2, max_size=30))
def test_more_is_never_lighter(counts):
    made = bands(counts)
    shades = [shade_of(count, made) for count in sorted(counts)]
    assert shades == sorted(shades)


@given(SPOTS)
def test_no_point_is_lost_in_a_circle(points):
    gathered = clusters(points, 28)
    assert sum(cluster.size for cluster in gathered) == len(points)


def test_names_break_between_words_only():
    assert words_on_lines("Aldridge North and Walsall Wood", 14) == ["Aldridge North", "and Walsall", "Wood"]
    assert words_on_lines("Llanfairpwllgwyngyll", 14) == ["Llanfairpwllgwyngyll"]
