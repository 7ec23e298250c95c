"""Wards and areas from files are read as people have them, and what is wrong with them is said (R1.1, R3.1)."""

import re
from dataclasses import replace
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from wardmote.kernel.table_files import UnreadableTable
from wardmote.shared.geography.rules.area_files import (
    BRITISH,
    WGS_84,
    AreaFile,
    Known,
    RawFile,
    areas_of,
    beside,
    far_away,
    read_memberships,
)
from wardmote.shared.geography.rules.boundaries import BadMap


def square(west: float, south: float, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def raw(*areas: tuple[str, Any], crs: str = "EPSG:4326", column: str = "WD22NM") -> RawFile:
    return RawFile(
        format="GeoJSON",
        columns=["OBJECTID", column, "WD22CD"],
        rows=[
            {"OBJECTID": str(n), column: name, "WD22CD": f"X{n}"}
            for n, (name, _) in enumerate(areas, start=1)
        ],
        geometries=[None if drawn is None else shapely.to_wkb(shape(drawn)) for _, drawn in areas],
        crs=crs,
    )


def read(*areas: tuple[str, Any], crs: str = "EPSG:4326", column: str = "") -> AreaFile:
    return areas_of(raw(*areas, crs=crs), column=column)


def test_names_and_codes_are_found_in_the_columns_of_the_national_file():
    found = read(("Upper Mill", square(-3, 52)), ("Lower Mill", square(-2.9, 52)))
    assert [(area.name, area.code) for area in found.areas] == [("Upper Mill", "X1"), ("Lower Mill", "X2")]
    assert (found.column, found.is_usable, found.grid) == ("WD22NM", True, WGS_84)
    assert [*found.fit.overlaps, *found.fit.unclaimed, *found.fit.apart] == []


def test_another_column_can_be_chosen_for_the_names():
    found = read(("Upper Mill", square(-3, 52)), column="WD22CD")
    assert [area.name for area in found.areas] == ["X1"]


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::27700", "EPSG:27700", ""])
def test_metres_of_the_national_grid_become_degrees_and_it_is_said_when_that_was_guessed(crs):
    found = read(("Mill", square(401_000, 298_000, 1_000)), crs=crs)
    (area,) = found.areas
    assert area.wrong == ""
    assert area.inside == pytest.approx((52.584, -1.978), abs=0.005)
    assert (found.grid, found.is_guessed) == (BRITISH, not crs)


def test_any_system_that_is_declared_is_turned_to_degrees():
    found = read(("Mill", square(-334_000, 6_800_000, 1_000)), crs="EPSG:3857")
    assert found.areas[0].inside == pytest.approx((52.0, -3.0), abs=0.01)


@pytest.mark.parametrize(
    ("drawn", "crs", "sentence"),
    [
        (square(52, -3), "EPSG:4326", "wrong way round"),
        (square(401_000, 298_000, 1_000), "EPSG:3857", "in the sea off Africa"),
        (square(0, 0), "", "in the sea off Africa"),
        (square(-334_000, 6_800_000, 1_000), "", "They look like Web Mercator"),
        (square(9_000_000, 9_000_000, 1_000), "", "neither degrees nor metres"),
        (square(-3, 52), "EPSG:999999", "which we do not know"),
    ],
)
def test_numbers_that_cannot_be_meant_are_told_with_what_to_do(drawn, crs, sentence):
    with pytest.raises(BadMap, match=sentence):
        read(("Mill", drawn), crs=crs)


def test_areas_that_lie_on_each_other_are_told_with_how_much():
    found = read(("One", square(-3, 52)), ("Two", square(-2.95, 52)))
    assert [(lap.one, lap.other, lap.percent) for lap in found.fit.overlaps] == [("One", "Two", 50.0)]
    assert found.is_usable


def test_a_hole_between_areas_is_told_and_one_that_stands_apart():
    ring = [(f"Ward {x}{y}", square(-3 + x / 10, 52 + y / 10)) for x in range(3) for y in range(3)]
    holed = [ward for ward in ring if ward[0] != "Ward 11"]
    found = read(*holed, ("Far", square(-2, 52)))
    (hole,) = found.fit.unclaimed
    assert len(hole.between) == 8
    assert hole.square_km == pytest.approx(75.9, abs=1)
    assert found.fit.apart == ["Far"]


def test_edges_drawn_a_little_apart_are_no_fault():
    found = read(("One", square(-3, 52)), ("Two", square(-2.90001, 52)))
    assert not found.fit.overlaps


BOW = {"type": "Polygon", "coordinates": [[[-3, 52], [-2, 53], [-2, 52], [-3, 53], [-3, 52]]]}


def test_an_edge_that_crosses_itself_is_mended_and_it_is_said_by_how_much():
    (bow,) = read(("Bow", BOW)).areas
    assert not bow.wrong
    assert bow.boundary["type"] == "MultiPolygon"
    assert "near 52.50000, -2.50000" in bow.mended
    assert re.search(r"as drawn, 3\d{3}\.\d\d as mended", bow.mended)
    assert shape(bow.boundary).is_valid


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=9))
@settings(max_examples=60, deadline=None)
def test_whatever_is_drawn_is_mended_to_sound_ground_or_refused(corners):
    ring = [(-3 + x / 10, 52 + y / 10) for x, y in corners]
    drawn = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    (area,) = read(("Odd", drawn)).areas
    assert area.wrong or shape(area.boundary).is_valid
    sound = shape(drawn)
    if sound.is_valid and not sound.is_empty:
        assert not area.wrong
        assert not area.mended


@pytest.mark.parametrize(
    ("name", "drawn", "sentence"),
    [
        ("", square(-3, 52), "no name"),
        ("…", square(-3, 52), "no name"),
        ("x" * 201, square(-3, 52), "longer than 200"),
        ("Point", {"type": "Point", "coordinates": [-3, 52]}, "is a point"),
        ("Flat", {"type": "Polygon", "coordinates": [[[-3, 52], [-3, 53], [-3, 52]]]}, "encloses nothing"),
        ("None", None, "no boundary"),
    ],
)
def test_what_is_wrong_with_one_area_is_told_of_it_and_the_others_are_read(name, drawn, sentence):
    wrong, good = read((name, drawn), ("Good", square(-3, 52))).areas
    assert sentence in wrong.wrong
    assert good.wrong == ""


def test_two_areas_of_one_code_are_told():
    twice = raw(("One", square(-3, 52)), ("Two", square(-2.9, 52)))
    rows = [{**row, "WD22CD": "E05000001"} for row in twice.rows]
    one, two = areas_of(replace(twice, rows=rows), codes="WD22CD").areas
    assert (one.wrong, two.wrong) == ("", "It has the code E05000001, and so has One. Each needs its own.")


@pytest.mark.parametrize(
    ("columns", "codes", "kind"),
    [
        (("WD13CD", "WD13NM"), ("E05001301", "E05001302"), "wards"),
        (("LSOA11CD", "LSOA11NM"), ("E01010241", "E01010242"), "small-areas"),
        (("lad13cd", "lad13nm"), ("E08000030", "E08000031"), "neighbours"),
        (("geo", "label"), ("S13002516", "S13002517"), "wards"),
        (("WD22CD", "WD22NM"), ("X1", "X2"), "wards"),
        (("code", "name"), ("X1", "X2"), None),
    ],
)
def test_codes_or_else_columns_tell_the_kind_by_themselves(columns, codes, kind):
    coded, named = columns
    two = raw(("One", square(-3, 52)), ("Two", square(-2.9, 52)))
    rows = [{coded: code, named: f"Place {code}"} for code in codes]
    found = areas_of(replace(two, columns=list(columns), rows=rows), column=named)
    assert (found.kind, [area.code for area in found.areas]) == (kind, list(codes))


def test_wards_of_several_boroughs_are_told_apart_by_their_borough():
    two = raw(("Castle", square(-3, 52)), ("Castle", square(-2.9, 52)))
    rows = [
        {"WD13CD": f"E0500000{n}", "WD13NM": "Castle", "LAD13NM": borough}
        for n, borough in enumerate(("Dudley", "Walsall"))
    ]
    found = areas_of(replace(two, columns=["WD13CD", "WD13NM", "LAD13NM"], rows=rows))
    assert [area.name for area in found.areas] == ["Castle (Dudley)", "Castle (Walsall)"]
    assert found.boroughs == ["Dudley", "Walsall"]
    assert found.around().areas == found.areas


def test_what_differs_from_the_areas_before_is_told_and_a_sliver_is_not():
    before = [
        Known("Mill", "X1", shape(square(-3, 52))),
        Known("Hill", "X2", shape(square(-2.9, 52))),
        Known("Dale", "X3"),
        Known("Vale", "", shape(square(-2.7, 52))),
    ]
    now = [
        Known("Mill Lane", "X1", shape(square(-3, 52, 0.10001))),
        Known("Hill", "X2", shape(square(-2.9, 52, 0.11))),
        Known("vale", "X9", shape(square(-2.7, 52))),
        Known("Top", "X4", shape(square(-2.6, 52))),
    ]
    found = beside(now, before)
    assert (found.gone, found.new, found.renamed) == (["Dale"], ["Top"], [("Mill", "Mill Lane")])
    ((name, percent),) = found.moved
    assert (name, percent) == ("Hill", pytest.approx(21, abs=0.5))
    assert not beside(now, []).is_told


def test_a_set_far_from_our_wards_is_told():
    ours = shape(square(-3, 52))
    assert "km from your wards" in far_away([shape(square(-5, 56))], ours)
    assert far_away([shape(square(-3.1, 52))], ours) == ""
    assert "outside the British Isles" in far_away([shape(square(10, 45))], None)


def test_two_areas_of_one_name_are_told():
    one, two = read(("St Anne’s", square(-3, 52)), ("st annes", square(-2.9, 52))).areas
    assert (one.wrong, two.wrong) == ("", "Two areas have this name. Each needs its own.")


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
