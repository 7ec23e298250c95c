"""Any position has one ward, and the areas that follow from it, as the borough is divided that day (R3.1)."""

from datetime import date
from math import inf, nan

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from wardmote.shared.geography.actions import NewArea, replace_area_set
from wardmote.shared.geography.queries import (
    area_tree,
    areas_in_force,
    locate,
    locate_many,
    map_version,
    shapes,
)
from wardmote.shared.geography.rules.coordinates import NoSuchPosition, Position
from wardmote.shared.geography.rules.words import AreaKind

from .conftest import square

pytestmark = pytest.mark.django_db

AROUND = st.builds(Position, st.floats(52.53, 52.68), st.floats(-2.1, -1.85))
USED_AGAIN = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@USED_AGAIN
@given(st.lists(AROUND, min_size=1, max_size=30))
def test_locating_agrees_with_asking_each_ward(borough, sketch, positions):
    parts = {key: shape(part) for key, part in sketch.items()}
    for at, location in zip(positions, locate_many(positions), strict=True):
        holding = sorted(key for key, part in parts.items() if part.intersects(Point(at[::-1])))
        assert (location.ward.key if location.ward else None) == (holding[0] if holding else None)


@USED_AGAIN
@given(AROUND)
def test_one_by_one_and_many_at_once_agree(borough, at):
    assert locate(*at) == locate_many([at])[0]


def test_every_wards_point_lies_in_it_and_in_its_area(borough, wards):
    for ward, location in zip(wards, locate_many([w.at for w in wards]), strict=True):
        assert location.inside_borough
        assert location.ward.name == ward.name
        assert [area.name for area in location.areas[:2]] == [ward.name, ward.area]
        assert location.ward_id == location.ward.id
        assert location.metres_outside == 0


def test_a_point_on_an_edge_belongs_to_the_first_ward_by_key(borough, sketch):
    one, other = shape(sketch["blakenall"]), shape(sketch["bloxwich-east"])
    longitude, latitude = shapely.get_coordinates(one.intersection(other))[0]
    corner = sorted(key for key, part in sketch.items() if shape(part).intersects(Point(longitude, latitude)))
    assert len(corner) >= 2
    assert locate(latitude, longitude).ward.key == corner[0]


def test_outside_the_borough_the_nearest_ward_is_named(borough):
    location = locate(52.48, -1.90)
    assert (location.ward, location.ward_id, location.areas) == (None, None, ())
    assert not location.inside_borough
    assert location.nearest_ward.key == "pheasey-park-farm"
    assert 6_000 < location.metres_outside < 12_000


def test_a_place_of_focus_holds_only_what_is_in_it(borough, wards):
    middle = next(w.at for w in wards if w.key == "blakenall")
    assert "spur-green" in [a.key for a in locate(*middle).areas]
    near_by = locate(middle.latitude + 0.003, middle.longitude)
    assert near_by.ward.key == "blakenall"
    assert "spur-green" not in [a.key for a in near_by.areas]


def test_the_areas_are_those_of_the_day(borough, wards, keeper):
    replace_area_set(
        by=keeper,
        key="areas-2010",
        name="Area Partnerships",
        kind=AreaKind.AREAS,
        valid_from=date(2010, 5, 1),
        valid_until=date(2020, 4, 1),
        areas=[NewArea(key="one", name="One", inside=wards[0].at, wards=[w.key for w in wards])],
    )
    at = wards[0].at
    assert [a.area_set for a in locate(*at, on=date(2009, 1, 1)).areas] == ["wards-2004"]
    assert "one" in [a.key for a in locate(*at, on=date(2020, 3, 31)).areas]
    assert "one" not in [a.key for a in locate(*at, on=date(2020, 4, 1)).areas]
    assert [s.key for s in area_tree(date(2009, 1, 1))] == ["wards-2004"]
    assert areas_in_force(date(2004, 6, 9)).count() == 0
    assert areas_in_force(date(2020, 3, 31), AreaKind.AREAS).get().key == "one"


def test_before_any_map_is_loaded_everything_is_outside():
    location = locate(52.6, -1.98)
    assert (location.ward, location.areas, location.nearest_ward) == (None, (), None)
    assert area_tree() == ()
    assert shapes("wards-2004") == ()


def test_a_changed_boundary_is_seen_at_once(borough, keeper, wards):
    middle = next(w.at for w in wards if w.key == "pelsall")
    before = map_version()
    assert [a.key for a in locate(*middle).areas if a.kind == "focus"] == []
    replace_area_set(
        by=keeper,
        key="focus-2010",
        name="Places of Focus",
        kind=AreaKind.FOCUS,
        valid_from=date(2010, 5, 1),
        areas=[NewArea(key="north-pit", name="North Pit", inside=middle, boundary=square(middle, 0.001))],
    )
    assert [a.key for a in locate(*middle).areas if a.kind == "focus"] == ["north-pit"]
    assert map_version() != before


def test_locating_costs_one_query_however_many(borough, wards):
    locate(*wards[0].at)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        locate_many([w.at for w in wards] * 50)
    assert len(queries) == 1


def test_the_map_is_trusted_for_a_few_seconds(borough, wards, settings):
    settings.WARDMOTE_MAP_RECHECK = 60.0
    locate(*wards[0].at)
    with CaptureQueriesContext(connection) as queries:
        locate(*wards[0].at)
        area_tree()
    assert len(queries) == 0


@pytest.mark.parametrize("pair", [(nan, -1.98), (52.6, nan), (inf, 0), (1e9, 1e9), (-1.98, 252.6)])
def test_impossible_positions_are_refused_in_words(borough, pair):
    with pytest.raises(NoSuchPosition, match="Check the two numbers"):
        locate(*pair)


def test_swapped_numbers_are_far_outside_and_no_fault(borough):
    location = locate(-1.98, 52.6)
    assert not location.inside_borough
    assert location.metres_outside > 1_000_000


def test_an_area_is_drawn_as_the_union_of_its_wards(borough, wards, sketch):
    drawn = {each.area.name: each for each in shapes("areas-2010")}
    assert len(drawn) == 6
    parts = [shape(sketch[w.key]).area for w in wards if w.area == "Area 3"]
    assert drawn["Area 3"].geometry.area == pytest.approx(sum(parts))
    assert drawn["Area 3"].is_schematic
    assert [each.area.key for each in shapes("focus-2010")] == ["spur-green"]


def test_the_tree_names_every_ward_of_every_area(borough, wards):
    divisions = {division.key: division for division in area_tree()}
    assert next(iter(divisions)) == "wards-2004"
    for branch in divisions["areas-2010"].areas:
        assert {ward.name for ward in branch.wards} == {w.name for w in wards if w.area == branch.area.name}


def test_small_areas_and_neighbours_are_told_apart_from_the_areas_that_work_goes_by(borough, keeper, wards):
    middle = wards[0].at
    for year in (2011, 2021):
        replace_area_set(
            by=keeper,
            key=f"lsoa-{year}",
            name=f"Small areas of {year}",
            kind=AreaKind.SMALL_AREAS,
            valid_from=date(2010, 5, 1),
            areas=[NewArea(key=f"small-{year}", name="Small", inside=middle, boundary=square(middle, 0.001))],
        )
    replace_area_set(
        by=keeper,
        key="around",
        name="Boroughs around",
        kind=AreaKind.NEIGHBOURS,
        valid_from=date(2010, 5, 1),
        areas=[NewArea(key="all", name="All about", inside=middle, boundary=square(middle, 1))],
    )
    inside, outside = locate_many([middle, Position(52.0, middle.longitude)])
    assert [area.key for area in inside.small_areas] == ["small-2011", "small-2021"]
    assert {area.kind for area in inside.areas} <= {"wards", "areas", "focus"}
    assert not inside.neighbours
    assert [area.name for area in outside.neighbours] == ["All about"]
    assert {division.kind for division in area_tree()} == {"wards", "areas", "focus"}
    assert {area.area_set.kind for area in areas_in_force()} == {"wards", "areas", "focus"}
    assert [shape.area.key for shape in shapes("lsoa-2021")] == ["small-2021"]
    assert areas_in_force(kind=AreaKind.SMALL_AREAS).count() == 2
    assert [d.key for d in area_tree(kinds=[AreaKind.NEIGHBOURS])] == ["around"]
