"""Coordinates and postcodes as people type them (R2.1: in a minute, wherever they are)."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.shared.geography.rules.coordinates import (
    NoSuchPosition,
    Position,
    from_eastings_northings,
    from_grid_reference,
    metres_between,
    position,
    read_coordinates,
)
from wardmote.shared.geography.rules.postcodes import NotAPostcode, normalise_postcode, postcode_in
from wardmote.shared.geography.rules.words import name_candidates, plain, street_words

TOWN = Position(52.586, -1.9815)
BRITAIN = st.builds(
    Position, st.floats(50, 58).map(lambda x: round(x, 5)), st.floats(-6, 1.5).map(lambda x: round(x, 5))
)


@pytest.mark.parametrize(
    "words",
    [
        "52.586, -1.9815",
        "52.586 -1.9815",
        "  52.586,-1.9815\n",
        "52.586; −1.9815",
        "-1.9815, 52.586",
        "52.586N 1.9815W",
        "52.586° n, 1.9815° w",
        "52°35'09.6\"N 1°58'53.4\"W",
        "52° 35.16′ N 1° 58.89′ W".replace(".16′", "′ 10″").replace(".89′", "′ 53″"),
        "SP 013 986",
        "sp013986",
        "SP 01342 98692",
        "401350, 298690",
        "E 401350 N 298690",
        "٥٢.٥٨٦, -١.٩٨١٥",
    ],
)
def test_every_way_to_write_a_position_leads_to_the_same_place(words):
    found = read_coordinates(words)
    assert found is not None
    assert metres_between(found, TOWN) < 100


@pytest.mark.parametrize(
    "words",
    [
        "", "14 Saddler Court", "14 52", "nan, nan", "inf inf", "1e9, 1e9", "52.5", "SP", "SP 0", "SP 013 98",
        "52.5.5, 1", "\x00", "مرحبا", "9" * 200,
    ],
)  # fmt: skip
def test_words_that_are_no_coordinates_are_none(words):
    assert read_coordinates(words) is None


@pytest.mark.parametrize("words", ["91.5, 3.2", "52.5, 181.0", "XX 12 34", "52°70'N 1°58'W", "800000 29869"])
def test_numbers_written_as_a_position_that_is_none_are_refused_in_words(words):
    with pytest.raises(NoSuchPosition, match=r"[A-Z].+\."):
        read_coordinates(words)


@given(BRITAIN)
def test_swapped_coordinates_in_britain_are_put_right(at):
    assert read_coordinates(f"{at.longitude:.5f}, {at.latitude:.5f}") == at


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_position_or_none_or_refused(words):
    try:
        found = read_coordinates(words)
    except NoSuchPosition:
        return
    assert found is None or found == position(*found)


@pytest.mark.parametrize("pair", [(nan, 0), (0, nan), (inf, 0), (1e9, 0), (0, -180.1), (90.01, 0)])
def test_no_position_is_made_of_impossible_numbers(pair):
    with pytest.raises(NoSuchPosition):
        position(*pair)


def test_a_grid_reference_is_the_middle_of_its_square():
    assert from_grid_reference("SP", "0", "9") == from_eastings_northings(405_000, 295_000)
    assert from_grid_reference("TL", "44", "58") == from_eastings_northings(544_500, 258_500)


def test_a_published_postcode_position_agrees_between_grid_and_degrees():
    assert metres_between(from_eastings_northings(401_356, 298_698), Position(52.58601, -1.98128)) < 15


def test_one_degree_of_latitude_is_111_kilometres():
    assert metres_between(Position(52, -2), Position(53, -2)) == pytest.approx(111_195, abs=5)


@given(BRITAIN, BRITAIN)
def test_it_is_as_far_there_as_back(one, other):
    assert metres_between(one, other) == pytest.approx(metres_between(other, one))
    assert metres_between(one, one) == 0


@pytest.mark.parametrize(
    ("typed", "written"),
    [("WS1 1AA", "WS1 1AA"), ("ws11aa", "WS1 1AA"), (" b1  1bb ", "B1 1BB"), ("ec1a1bb", "EC1A 1BB")],
)
def test_a_postcode_is_written_one_way(typed, written):
    assert normalise_postcode(typed) == written


@pytest.mark.parametrize(
    "typed", ["", "WS1", "WS1 1A", "1WS 1AA", "WS1 1AC", "WS1 1AA x", "W\x00S1 1AA", "ＷＳ１ １ＡＡ"]
)
def test_anything_else_is_no_postcode(typed):
    with pytest.raises(NotAPostcode, match="like SW1A 1AA"):
        normalise_postcode(typed)


def test_a_postcode_is_found_in_an_address():
    assert postcode_in("Flat 2, 14 Saddler Court, Blakenall, ws31ab") == "WS3 1AB"
    assert postcode_in("14 Saddler Court") is None


def test_names_are_compared_without_marks_and_capitals():
    assert plain("St. Matthew’s") == plain("ST MATTHEW'S") == "st matthews"
    assert plain("Café\u202e Łódź") == "cafe łodz"
    assert plain("  \x00!? ") == ""
    assert plain("سڑک نمبر") == "سڑک نمبر"


@given(st.text(max_size=300))
def test_names_that_may_be_meant_are_few_whatever_is_typed(words):
    assert len(name_candidates(words)) <= 200
    assert plain(plain(words)) == plain(words)


def test_a_house_number_is_no_part_of_the_street():
    assert street_words("Flat 2b, 14 Saddler Court") == "flat 2b"
    assert street_words("14a Saddler Co") == "saddler co"
    assert "awl street" in name_candidates("3 Awl St, Bloxwich")
