"""The sketch of the wards is a true division of the borough (R3.1, R3.4)."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, shape

from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.schematic import schematic_boundaries

SQUARE = [Position(52, -2), Position(52, -1.9), Position(52.1, -1.9), Position(52.1, -2), Position(52, -2)]
SPOTS = st.builds(
    Position,
    st.integers(1, 99).map(lambda n: 52 + n / 1000),
    st.integers(1, 99).map(lambda n: -2 + n / 1000),
)


def test_the_parts_fill_the_outline_without_gap_or_overlap(sketch, outline):
    parts = [shape(part) for part in sketch.values()]
    border = Polygon([(p.longitude, p.latitude) for p in outline])
    assert shapely.coverage_is_valid(parts)
    assert sum(part.area for part in parts) == pytest.approx(border.area, rel=1e-5)
    assert shapely.union_all(parts).symmetric_difference(border).area < border.area * 1e-5


def test_each_ward_holds_its_own_point(sketch, wards):
    for ward in wards:
        assert shape(sketch[ward.key]).contains(Point(ward.at.longitude, ward.at.latitude)), ward.name


def test_sizes_come_within_two_percent_of_the_true_proportions(sketch, wards):
    whole = sum(shape(part).area for part in sketch.values())
    true_whole = sum(ward.size for ward in wards)
    for ward in wards:
        assert shape(sketch[ward.key]).area / whole == pytest.approx(ward.size / true_whole, rel=0.02), (
            ward.name
        )


def test_nine_in_ten_true_neighbours_are_neighbours_on_the_sketch(sketch, wards):
    key_of = {ward.name: ward.key for ward in wards}
    pairs = {(ward.key, key_of[name]) for ward in wards for name in ward.neighbours}
    touching = {(a, b) for a, b in pairs if shape(sketch[a]).intersection(shape(sketch[b])).length > 0.0001}
    assert len(touching) >= 0.9 * len(pairs)


def test_the_same_input_in_another_order_gives_the_same_sketch(sketch, wards, outline):
    again = schematic_boundaries(
        {w.key: w.at for w in reversed(wards)}, outline, {w.key: w.size for w in reversed(wards)}
    )
    assert again == sketch


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_wards_divide_any_square_so_that_every_point_has_one(data):
    spots = data.draw(st.lists(SPOTS, min_size=1, max_size=7, unique=True))
    points = {f"w{i}": spot for i, spot in enumerate(spots)}
    sizes = {key: data.draw(st.floats(0.1, 50)) for key in points}
    parts = {key: shape(part) for key, part in schematic_boundaries(points, SQUARE, sizes).items()}
    assert shapely.coverage_is_valid(list(parts.values()))
    assert all(parts[key].contains(Point(at.longitude, at.latitude)) for key, at in points.items())
    asked = data.draw(SPOTS)
    holding = [part for part in parts.values() if part.intersects(Point(asked.longitude, asked.latitude))]
    strictly = [part for part in holding if part.contains(Point(asked.longitude, asked.latitude))]
    assert len(strictly) == 1 or (not strictly and len(holding) >= 2)


@pytest.mark.parametrize(
    ("points", "outline", "sizes", "words"),
    [
        ({}, SQUARE, {}, "at least one point"),
        ({"a": Position(52.05, -1.95)}, SQUARE[:2], {"a": 1}, "go round the borough"),
        (
            {"a": Position(52.05, -1.95)},
            [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]],
            {"a": 1},
            "without crossing",
        ),
        ({"a": Position(60, -1.95)}, SQUARE, {"a": 1}, "outside the outline"),
        ({"a": Position(52.05, -1.95)}, SQUARE, {}, "size of a is missing"),
        ({"a": Position(52.05, -1.95)}, SQUARE, {"a": float("nan")}, "size of a is missing"),
        (
            {"a": Position(52.05, -1.95), "b": Position(52.05, -1.95)},
            SQUARE,
            {"a": 1, "b": 1},
            "Two points are the same",
        ),
    ],
)
def test_input_that_makes_no_sketch_is_refused_in_words(points, outline, sizes, words):
    with pytest.raises(ValueError, match=words):
        schematic_boundaries(points, outline, sizes)
