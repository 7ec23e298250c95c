"""The map on pages: links and a legend without scripts, data for those who want it (R3.4)."""

import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
import shapely
from django.template import Context, Template
from shapely.geometry import shape

from wardmote.shared.geography.actions import NewArea, load_address_file, replace_area_set
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import AreaKind

from .conftest import SINCE, square

pytestmark = pytest.mark.django_db

COUNTS = {f"area-{n}": n * 7 for n in range(1, 7)}
MAP = "{% load geography %}{% area_map 'areas-2010' 'Map of the six Areas' counts=counts unit='open' said='open issues' links=links points=points %}"  # noqa: E501 (a template tag stands on one line)


def drawn(**context) -> str:
    return Template(MAP).render(Context(context))


class Links(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.labels[dict(attrs)["href"]] = dict(attrs)["aria-label"]


def test_each_area_is_a_link_that_says_its_name_and_count(borough):
    markup = drawn(counts=COUNTS, links={key: f"/areas/{key}" for key in COUNTS})
    assert Links(markup).labels == {f"/areas/area-{n}": f"Area {n}, {n * 7} open issues" for n in range(1, 7)}


def test_the_map_carries_no_style_and_no_script(borough):
    markup = drawn(counts=COUNTS)
    assert not re.search(r"style=|<script|<style|\son\w+=", markup)
    assert set(re.findall(r'class="(r\d)"', markup)) == {"r1", "r2", "r3", "r4", "r5"}


def test_a_sketch_says_that_it_is_one(borough):
    assert "This map is a sketch." in drawn()


def test_without_areas_the_map_says_what_to_do(db):
    assert "There is no map yet." in drawn()


def test_the_legend_names_what_each_shade_means(borough):
    legend = re.sub(r"<[^>]+>|\s+", " ", drawn(counts=COUNTS).split("wm-legend")[1])
    assert "0 to 8" in legend
    assert "36 to 44" in legend


def test_words_given_to_the_map_are_escaped(borough):
    markup = drawn(counts=COUNTS, links={"area-1": '"><script>'})
    assert "<script>" not in markup
    assert "&quot;&gt;&lt;script&gt;" in markup


def test_points_are_gathered_and_those_off_the_map_left_out(borough, wards):
    points = [Position(52.6068, -1.9808)] * 12 + [Position(51.5, -0.1)]
    markup = drawn(points=points)
    assert 'aria-label="12 here"' in markup
    assert "13 here" not in markup


def test_the_map_data_holds_every_ward_and_is_kept_by_caches(borough, client, sketch):
    answer = client.get("/map/areas.geojson", {"set": "wards-2004"})
    assert answer["Content-Type"] == "application/geo+json"
    features = answer.json()["features"]
    assert {f["properties"]["key"] for f in features} == set(sketch)
    assert all(f["properties"]["sketch"] for f in features)
    assert shapely.coverage_is_valid([shape(f["geometry"]) for f in features])
    again = client.get("/map/areas.geojson", {"set": "wards-2004"}, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("key", ["", "no-such", "\x00", "x" * 5_000])
def test_an_unknown_set_is_not_found(borough, client, key):
    assert client.get("/map/areas.geojson", {"set": key}).status_code in (400, 404)


def test_where_answers_as_page_part_and_data(borough, client):
    page = client.get("/where", {"q": "14 Saddler Ct"})
    assert "<main" in page.content.decode()
    for told in ("Saddler Court", 'href="/areas/wards-2004/blakenall"', "Area Partnerships", "Spur Green"):
        assert told in page.content.decode(), told
    part = client.get("/where", {"where": "Lock Road"}, headers={"HX-Request": "true"}).content.decode()
    assert "<main" not in part
    assert part.count('type="radio"') == 2
    data = client.get("/where", {"q": "Awl Street", "format": "json"}).json()
    assert [(m["name"], m["ward"], m["inside_borough"]) for m in data["matches"]] == [
        ("Awl Street", "Bloxwich East", True)
    ]


def test_a_choice_among_several_is_understood_when_it_comes_back(borough, client):
    part = client.get("/where", {"q": "Lock Road"}, headers={"HX-Request": "true"}).content.decode()
    second = re.findall(r'value="([^"]+)"', part)[1]
    answer = client.get("/where", {"q": second, "format": "json"}).json()
    assert [m["ward"] for m in answer["matches"]] == ["Willenhall South"]


@pytest.mark.parametrize("words", ["", "zzz", "<script>alert(1)</script>", "سڑک", "🦆" * 3_000, "nan, nan"])
def test_unknown_words_get_a_kind_answer_and_stay_in_the_box(borough, client, words):
    page = client.get("/where", {"q": words})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    if words:
        assert "We do not know this place" in page.content.decode()
        assert "Try one of these" in page.content.decode()


def test_outside_the_borough_the_page_says_how_far_and_whose_it_probably_is(borough, client, keeper):
    neighbour = NewArea(
        key="sandwell",
        name="Sandwell",
        inside=Position(52.52, -2.01),
        boundary=square(Position(52.52, -2.01), 0.01),
    )
    replace_area_set(
        by=keeper,
        key="round-about",
        name="Boroughs round about",
        kind=AreaKind.NEIGHBOURS,
        valid_from=SINCE,
        areas=[neighbour],
    )
    page = client.get("/where", {"q": "52.52, -2.01"}).content.decode()
    assert re.search(r"Outside the borough, [\d.]+ km south\S* of .+\. Probably it is Sandwell’s\.", page)
    part = client.get("/where", {"q": "52.52, -2.01"}, headers={"HX-Request": "true"}).content.decode()
    assert "Probably it is Sandwell’s. You can still use it." in part


def test_small_areas_are_told_with_their_code_and_an_address_with_its_postcode(
    borough, client, keeper, wards
):
    at = next(ward.at for ward in wards if ward.key == "blakenall")
    small = NewArea(
        key="e01010001", name="Test 012A", code="E01010001", inside=at, boundary=square(at, 0.005)
    )
    replace_area_set(
        by=keeper,
        key="lsoa-2011",
        name="LSOA 2011",
        kind=AreaKind.SMALL_AREAS,
        valid_from=SINCE,
        areas=[small],
    )
    ward = client.get("/where", {"q": "Blakenall"}).content.decode()
    assert "Area Partnerships" in ward
    assert "LSOA 2011" not in ward, "a ward has many small areas: its middle lies in one"
    lines = f'uprn,address,latitude,longitude\n77,"9 Test Row, WS3 1AB",{at.latitude},{at.longitude}\n'
    load_address_file(by=keeper, file=BytesIO(lines.encode()))
    page = client.get("/where", {"q": "uprn 77"}).content.decode()
    for told in ("Blakenall", "Small area, LSOA 2011", "Test 012A (E01010001)", "WS3 1AB"):
        assert told in page, told


def test_the_where_page_changes_nothing(borough, client):
    assert client.post("/where", {"q": "x"}).status_code == 405
