"""Wards and areas from files are read as people have them, and what is wrong with them is said (R1.1, R3.1)."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.table_files import UnreadableTable
from wardmote.shared.geography.rules.area_files import Grid, read_boundaries, read_memberships
from wardmote.shared.geography.rules.boundaries import BadMap


def square(west: float, south: float, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def file(*areas: tuple[str, Any], crs: str = "", column: str = "WD22NM") -> bytes:
    features = [
        {"type": "Feature", "properties": {"OBJECTID": n, column: name, "WD22CD": f"X{n}"}, "geometry": drawn}
        for n, (name, drawn) in enumerate(areas, start=1)
    ]
    read: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        read["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(read).encode()


def test_names_and_codes_are_found_in_the_columns_of_the_national_file():
    found = read_boundaries(file(("Upper Mill", square(-3, 52)), ("Lower Mill", square(-2.9, 52))))
    assert [(area.name, area.code) for area in found.areas] == [("Upper Mill", "X1"), ("Lower Mill", "X2")]
    assert (found.column, found.is_usable, found.grid) == ("WD22NM", True, Grid.WGS_84)
    assert [*found.fit.overlaps, *found.fit.unclaimed, *found.fit.apart] == []


def test_another_column_can_be_chosen_for_the_names():
    found = read_boundaries(file(("Upper Mill", square(-3, 52))), column="WD22CD")
    assert [area.name for area in found.areas] == ["X1"]


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::27700", "EPSG:27700", ""])
def test_metres_of_the_national_grid_become_degrees_and_it_is_said_when_that_was_guessed(crs):
    found = read_boundaries(file(("Mill", square(401_000, 298_000, 1_000)), crs=crs))
    (area,) = found.areas
    assert area.wrong == ""
    assert area.inside == pytest.approx((52.584, -1.978), abs=0.005)
    assert (found.grid, found.is_guessed) == (Grid.BRITISH, not crs)


def test_a_grid_that_we_do_not_know_is_refused_by_its_name():
    with pytest.raises(BadMap, match="EPSG::3857"):
        read_boundaries(file(("Mill", square(0, 0)), crs="urn:ogc:def:crs:EPSG::3857"))


def test_degrees_the_wrong_way_round_are_told():
    (area,) = read_boundaries(file(("Mill", square(52, -3)))).areas
    assert "wrong way round" in area.wrong


def test_areas_that_lie_on_each_other_are_told_with_how_much():
    found = read_boundaries(file(("One", square(-3, 52)), ("Two", square(-2.95, 52))))
    assert [(lap.one, lap.other, lap.percent) for lap in found.fit.overlaps] == [("One", "Two", 50.0)]
    assert found.is_usable


def test_a_hole_between_areas_is_told_and_one_that_stands_apart():
    ring = [(f"Ward {x}{y}", square(-3 + x / 10, 52 + y / 10)) for x in range(3) for y in range(3)]
    holed = [ward for ward in ring if ward[0] != "Ward 11"]
    found = read_boundaries(file(*holed, ("Far", square(-2, 52))))
    (hole,) = found.fit.unclaimed
    assert len(hole.between) == 8
    assert hole.square_km == pytest.approx(75.9, abs=1)
    assert found.fit.apart == ["Far"]


def test_edges_drawn_a_little_apart_are_no_fault():
    found = read_boundaries(file(("One", square(-3, 52)), ("Two", square(-2.90001, 52))))
    assert not found.fit.overlaps


BOW = {"type": "Polygon", "coordinates": [[[-3, 52], [-2, 53], [-2, 52], [-3, 53], [-3, 52]]]}


@pytest.mark.parametrize(
    ("name", "drawn", "sentence"),
    [
        ("", square(-3, 52), "no name"),
        ("…", square(-3, 52), "no name"),
        ("x" * 201, square(-3, 52), "longer than 200"),
        ("Bow", BOW, "crosses itself"),
        ("Point", {"type": "Point", "coordinates": [-3, 52]}, "Polygon or MultiPolygon"),
        ("None", None, "no boundary"),
        ("Odd", {"type": "Polygon", "coordinates": "here"}, "no boundary"),
        ("Empty", {"type": "Polygon", "coordinates": []}, "cannot be read"),
        ("Off", square(2_000_000, 52), "not in degrees"),
    ],
)
def test_what_is_wrong_with_one_area_is_told_of_it_and_the_others_are_read(name, drawn, sentence):
    wrong, good = read_boundaries(file((name, drawn), ("Good", square(-3, 52)))).areas
    assert sentence in wrong.wrong
    assert good.wrong == ""


def test_two_areas_of_one_name_are_told():
    one, two = read_boundaries(file(("St Anne’s", square(-3, 52)), ("st annes", square(-2.9, 52)))).areas
    assert (one.wrong, two.wrong) == ("", "Two areas have this name. Each needs its own.")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"features": []}', b'{"features": 1}', b"\xff\xfe", b"[" * 9999]
)
def test_what_is_no_geojson_is_refused_with_what_to_do(content):
    with pytest.raises(BadMap):
        read_boundaries(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(JSON, JSON, st.sampled_from(["Polygon", "MultiPolygon", "Point", "GeometryCollection"]))
@settings(max_examples=50)
def test_whatever_a_file_holds_is_read_or_refused_in_words(coordinates, properties, kind):
    feature = {"properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
    named = {"properties": {"name": "A"}, "geometry": {"type": kind, "coordinates": coordinates}}
    content = json.dumps({"features": [feature, named], "crs": properties}).encode()
    try:
        found = read_boundaries(content)
    except BadMap:
        return
    assert all(area.wrong or area.boundary for area in found.areas)


WARDS = {"Upper Mill": "X1", "Lower Mill": "X2", "St Anne’s": "X3"}


def test_a_ward_is_named_by_its_name_or_its_code():
    found = read_memberships(b"Ward;Area\nX1;North\nlower mill;North\nst annes;South\n", wards=WARDS)
    assert found.areas == {"North": ["Upper Mill", "Lower Mill"], "South": ["St Anne’s"]}
    assert found.is_usable
    assert found.left_out == []


def test_each_row_that_cannot_be_used_says_why_and_what_may_be_meant():
    table = "area,ward\nNorth,Uper Mill\n,Lower Mill\nNorth,X3\nSouth,St Anne's\n"
    found = read_memberships(table.encode(), wards=WARDS)
    assert [(fault.row, fault.sentence) for fault in found.faults] == [
        (2, "There is no ward “Uper Mill”. Did you mean “Upper Mill”?"),
        (3, "The area has no name. Write one in the column “area”."),
        (5, "St Anne’s is in “North” already. A ward can be in one area of a set only."),
    ]
    assert found.left_out == ["Lower Mill", "Upper Mill"]


def test_a_table_of_something_else_is_refused():
    with pytest.raises(UnreadableTable, match="no column “ward”"):
        read_memberships(b"name,place\na,b\n", wards=WARDS)
