"""Loading the map: all or nothing, again without harm, refused in words (R3.1, R3.4)."""

import json
from dataclasses import replace
from datetime import date

import pytest
from shapely.geometry import shape
from tests import factories as make

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor, Role, system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.shared.geography.actions import (
    BadMap,
    NewArea,
    NewPlace,
    load_places,
    load_postcodes,
    replace_area_set,
)
from wardmote.shared.geography.models import Area, AreaMember, AreaSet, Place, Postcode
from wardmote.shared.geography.queries import locate_many
from wardmote.shared.geography.rules.coordinates import NoSuchPosition, Position
from wardmote.shared.geography.rules.postcode_files import UnknownColumns
from wardmote.shared.geography.rules.words import AreaKind

from .conftest import SINCE, square

pytestmark = pytest.mark.django_db

HERE = Position(52.6, -1.98)
WARD = NewArea(key="w", name="W", inside=HERE, boundary=square(HERE, 0.01))


def put(by, areas, **changed):
    given = {"key": "s", "name": "S", "kind": AreaKind.WARDS, "valid_from": SINCE, **changed}
    return replace_area_set(by=by, areas=areas, **given)


def test_only_those_who_keep_the_map_may_change_it():
    worker = Actor(id="person:2", name="Tom", roles=frozenset({Role("worker", "team:1")}))
    for actor in (NOBODY, worker):
        with pytest.raises(NotAllowed):
            put(actor, [WARD])
        with pytest.raises(NotAllowed):
            load_places(by=actor, places=[], on=SINCE)
        with pytest.raises(NotAllowed):
            load_postcodes(by=actor, lines=[])
    assert put(system("demo"), [WARD])


def test_a_set_put_again_keeps_its_rows(borough, keeper, wards):
    rows = dict(Area.objects.values_list("key", "pk"))
    members = AreaMember.objects.count()
    replace_area_set(
        by=keeper,
        key="areas-2010",
        name="Area Partnerships",
        kind=AreaKind.AREAS,
        valid_from=SINCE,
        areas=[
            NewArea(
                key=area.key,
                name=area.name,
                inside=Position(area.latitude, area.longitude),
                wards=[member.ward.key for member in area.members.all()],
            )
            for area in Area.objects.filter(area_set__key="areas-2010")
        ],
    )
    assert dict(Area.objects.values_list("key", "pk")) == rows
    assert AreaMember.objects.count() == members == 21


def test_a_change_is_recorded_with_who_and_how_many(keeper):
    area_set = put(keeper, [WARD])
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.actor_id) == ("geography.area_set_replaced", "person:1")
    assert (entry.subject_id, entry.details) == (str(area_set.pk), {"areas": 1})


@pytest.mark.parametrize(
    ("areas", "changed", "words"),
    [
        ([WARD, WARD], {}, "Given twice: w"),
        (
            [NewArea(key="w", name="W", inside=HERE, boundary={"type": "Point"})],
            {},
            "Polygon or MultiPolygon",
        ),
        (
            [NewArea(key="w", name="W", inside=HERE, boundary={"type": "Polygon", "coordinates": "x"})],
            {},
            "cannot be read",
        ),
        ([NewArea(key="w", name="W", inside=HERE, boundary={"type": "Polygon"})], {}, "cannot be read"),
        (
            [NewArea(key="w", name="W", inside=HERE, boundary={"type": "Polygon", "coordinates": []})],
            {},
            "is empty",
        ),
        (
            [NewArea(key="w", name="W", inside=HERE, boundary=square(Position(298_698, 401_356), 500))],
            {},
            "not in degrees",
        ),
        (
            [NewArea(key="w", name="W", inside=Position(-1.98, 52.6), boundary=WARD.boundary)],
            {},
            "point of W lies outside",
        ),
        ([NewArea(key="a", name="A", inside=HERE, wards=["no-such"])], {"kind": AreaKind.AREAS}, "no-such"),
        ([WARD], {"valid_until": SINCE}, "end after it starts"),
        ([NewArea(key="two words", name="W", inside=HERE)], {}, "W cannot be used. key: "),
        ([NewArea(key="w", name="W" * 201, inside=HERE)], {}, "at most 200 characters"),
        ([NewArea(key="w", name="", inside=HERE)], {}, "w cannot be used. name: "),
    ],
)
def test_a_map_that_cannot_be_used_is_refused_and_nothing_changes(keeper, areas, changed, words):
    with pytest.raises(BadMap, match=words):
        put(keeper, areas, **changed)
    assert not AreaSet.objects.exists()
    assert not Area.objects.exists()


def test_two_sets_of_wards_on_one_day_are_refused(keeper):
    put(keeper, [WARD])
    with pytest.raises(BadMap, match="S hold on some of these days"):
        put(keeper, [WARD], key="t", valid_from=date(2018, 5, 3))
    put(keeper, [WARD], valid_until=date(2018, 5, 3))
    put(keeper, [WARD], key="t", valid_from=date(2018, 5, 3))


def test_an_area_that_is_still_used_cannot_be_left_out(borough, keeper):
    with pytest.raises(BadMap, match="start a new one"):
        put(keeper, [WARD], key="wards-2004", name="Wards", valid_from=date(2004, 6, 10))
    assert Area.objects.filter(area_set__key="wards-2004").count() == 20


def test_places_are_moved_and_renamed_by_key(borough, keeper):
    place = NewPlace(key="awl-street", name="Awl Lane", kind="street", ward="pleck", at=HERE)
    count = Place.objects.count()
    assert load_places(by=keeper, places=[place], on=SINCE) == 1
    moved = Place.objects.get(key="awl-street")
    assert (moved.name, moved.plain_name, moved.ward.key) == ("Awl Lane", "awl lane", "pleck")
    assert Place.objects.count() == count


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"ward": "atlantis"}, BadMap),
        ({"name": "!!"}, BadMap),
        ({"name": "ﷺ" * 100}, BadMap),
        ({"key": "/"}, BadMap),
        ({"at": Position(1e9, 0)}, NoSuchPosition),
    ],
)
def test_a_bad_place_keeps_all_others_out_too(borough, keeper, changed, error):
    good = {"key": "new", "name": "New", "kind": "street", "ward": "pleck", "at": HERE}
    with pytest.raises(error):
        load_places(
            by=keeper, places=[NewPlace(**good), NewPlace(**{**good, "key": "bad", **changed})], on=SINCE
        )
    assert not Place.objects.filter(key__in=["new", "bad"]).exists()


def test_lines_of_a_postcode_list_are_kept_or_rejected_with_the_reason(keeper):
    lines = [
        "\ufeffPostcode,lat,long",
        "ws1 1aa,52.58601,-1.98128",
        "WS1 1AB,52.58907,-1.97896",
        "WS1 1AB,52.58908,-1.97896",
        "nonsense,52.5,-1.9",
        "WS1 1AD,99.999999,0.0",
        "WS1 1AE,nan,nan",
        "WS1 1AF,north,west",
        "WS1 1AG",
        "",
    ]
    for _ in range(2):
        loaded = load_postcodes(by=keeper, lines=lines)
        assert loaded.kept == 3
        assert [(row.line, row.postcode) for row in loaded.rejected] == [
            (5, "nonsense"),
            (6, "WS1 1AD"),
            (7, "WS1 1AE"),
            (8, "WS1 1AF"),
            (9, "WS1 1AG"),
        ]
        assert all(row.reason.endswith(".") for row in loaded.rejected)
    assert list(Postcode.objects.values_list("postcode", "latitude")) == [
        ("WS1 1AA", 52.58601),
        ("WS1 1AB", 52.58908),
    ]


def test_code_point_open_is_read_without_a_heading_row(keeper):
    lines = ['"WS1 1AA",10,401356,298698,"E92000001"', '"WS1 1ZZ",90,0,0,"E92000001"']
    loaded = load_postcodes(by=keeper, lines=lines)
    assert (loaded.kept, [row.line for row in loaded.rejected]) == (1, [2])
    assert Postcode.objects.get().latitude == pytest.approx(52.586, abs=0.001)


@pytest.mark.parametrize(
    "lines", [[], ["\x00\x01\x02"], ["name,age", "a,1"], ["postcode,colour", "WS1 1AA,red"], ["{}"]]
)
def test_a_file_that_is_no_postcode_list_changes_nothing(keeper, lines):
    with pytest.raises(UnknownColumns, match="column"):
        load_postcodes(by=keeper, lines=lines)
    assert not Postcode.objects.exists()


def test_the_real_code_point_file_is_read_whole_and_lies_in_the_borough(borough, keeper, real_files):
    path = real_files / "postcodes" / "walsall_postcodes_codepoint_2014.csv"
    with path.open(encoding="utf-8") as file:
        loaded = load_postcodes(by=keeper, lines=file)
    lines = sum(1 for _ in path.open(encoding="utf-8")) - 1
    assert loaded.kept + len(loaded.rejected) == lines
    assert loaded.kept == Postcode.objects.count()
    assert len(loaded.rejected) <= lines * 0.001
    at = [Position(*pair) for pair in Postcode.objects.values_list("latitude", "longitude")]
    inside = sum(location.inside_borough for location in locate_many(at))
    assert inside >= 0.9 * len(at), "the outline is a coarse sketch, yet nine in ten lie in it"


def test_true_boundaries_from_a_file_can_take_the_place_of_the_sketch(keeper, real_files):
    path = real_files / "boundaries" / "walsall_wards_2013.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    areas = []
    for number, feature in enumerate(features):
        point = shape(feature["geometry"]).representative_point()
        areas.append(
            NewArea(
                key=f"w{number}",
                name=f"Ward {number}",
                inside=Position(point.y, point.x),
                boundary=feature["geometry"],
            )
        )
    put(keeper, areas)
    with (real_files / "postcodes" / "walsall_postcodes_codepoint_2014.csv").open(encoding="utf-8") as file:
        load_postcodes(by=keeper, lines=file)
    at = [Position(*pair) for pair in Postcode.objects.values_list("latitude", "longitude")]
    inside = sum(location.inside_borough for location in locate_many(at))
    assert inside >= 0.995 * len(at)
    assert all(
        location.ward.key == area.key
        for area, location in zip(areas, locate_many([a.inside for a in areas]), strict=True)
    )


def test_an_area_that_a_team_takes_is_not_left_out_in_silence(keeper):
    """Without it the team would take its category everywhere."""
    put(keeper, [WARD, replace(WARD, key="other", name="Other")])
    other = Area.objects.get(key="other")
    remit = make.a_remit(make.a_team("Repairs"), make.a_category(), other)
    with pytest.raises(BadMap, match="still used and are left out"):
        put(keeper, [WARD])
    assert list(remit.areas.all()) == [other]
