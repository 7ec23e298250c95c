"""How the borough is divided, over the years, for everybody; what is open there, for who may know (R3.1 to R3.3)."""

from datetime import date, timedelta

import pytest
from shapely.geometry import box, mapping, shape
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.actor import system
from wardmote.kernel.refusals import NotReady
from wardmote.shared.geography import actions as geography
from wardmote.shared.geography.actions import Finding, NewArea
from wardmote.shared.geography.models import Area
from wardmote.shared.geography.queries import Position
from wardmote.shared.geography.rules.focus import FindingKind
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships.rules import RoleName

BY = system("a test")
ENDED, NEW = date(2020, 4, 1), date(2021, 4, 1)


def cut_in_two(borough) -> None:
    """Area 1 ends, and two halves that are drawn across its ward follow it."""
    middle = borough.ward
    geography.end_area_set(by=BY, key="areas-2010", on=ENDED)
    west = shape(middle.boundary).bounds
    halves = []
    for name, left, right in (
        ("Left", west[0], middle.longitude),
        ("Right", middle.longitude, west[2]),
    ):
        ground = box(left, west[1], right, west[3])
        inside = ground.representative_point()
        halves.append(
            NewArea(
                key=name.lower(), name=name, inside=Position(inside.y, inside.x), boundary=mapping(ground)
            )
        )
    geography.replace_area_set(
        by=BY, key="areas-2021", name="Areas (2021)", kind=AreaKind.AREAS, valid_from=NEW, areas=halves
    )


def test_every_set_and_area_of_any_year_has_its_page_with_what_came_before_and_after(borough, client) -> None:
    cut_in_two(borough)
    everything = client.get("/areas").content.decode()
    assert "Sets of earlier years" in everything
    assert "/areas/areas-2010" in everything
    old = client.get("/areas/areas-2010").content.decode()
    assert "They held from 1 January 2010 to 31 March 2020" in old
    assert "Areas (2021)" in old
    before = client.get("/areas/areas-2010/area-1").content.decode()
    assert "It held from 1 January 2010 to 31 March 2020" in before
    assert "Testward" in before
    assert "What its ground became" in before
    assert "50% of it: " in before
    after = client.get("/areas/areas-2021/left").content.decode()
    assert "What its ground was part of" in after
    assert "all of it lies there" in after


def test_a_record_says_the_areas_of_its_day_and_of_today(borough, browse) -> None:
    sent = borough.sent()
    address = f"/referrals/{sent.reference}"
    assert "In Area 1." in browse(borough.worker).get(address).content.decode()
    geography.end_area_set(by=BY, key="areas-2010", on=date(2024, 4, 1))
    page = browse(borough.worker).get(address).content.decode()
    assert "In Area 1." not in page


def test_a_place_of_focus_shows_what_set_it_and_why_it_ended(borough, client) -> None:
    ground = shape(borough.ward.boundary).buffer(-0.005)
    geography.replace_area_set(
        by=BY,
        key="focus",
        name="Places of Focus",
        kind=AreaKind.FOCUS,
        valid_from=date(2010, 1, 1),
        areas=[
            NewArea(
                key="row",
                name="Chapel Row",
                inside=Position(borough.ward.latitude, borough.ward.longitude),
                boundary=mapping(ground),
                wards=["testward"],
            )
        ],
    )
    found = [
        Finding(kind=FindingKind.EVIDENCE, on=date(2012, 1, 1), words="Most fires of the ward", link="https://x.example"),
        Finding(kind=FindingKind.CONSULTATION, on=date(2012, 2, 1), words="Lights", asked="Every home", answered=61),
    ]  # fmt: skip
    row, given = Area.objects.get(key="row"), {"since": date(2012, 3, 1), "review_on": date(2014, 3, 1)}
    far = Area.objects.get(key="otherward")
    with pytest.raises(geography.BadMap, match="lies in an Area"):
        geography.set_place_of_focus(by=BY, area=row, inside=far, findings=found, **given)
    with pytest.raises(NotReady, match="who was asked"):
        geography.set_place_of_focus(by=BY, area=row, inside=borough.area, findings=found[:1], **given)
    focus = geography.set_place_of_focus(by=BY, area=row, inside=borough.area, findings=found, **given)
    page = client.get("/areas/focus/row").content.decode()
    assert "Most fires of the ward" in page
    assert "Every home" in page
    assert "61 answered" in page
    assert "looked at again on 1 March 2014" in page
    assert "Chapel Row" in client.get("/areas/areas-2010/area-1").content.decode()
    geography.end_place_of_focus(by=BY, focus=focus, on=date(2015, 1, 1), why="Fires fell by half")
    assert "Fires fell by half" in client.get("/areas/focus/row").content.decode()
    with pytest.raises(geography.BadMap, match="ended on 1 January 2015"):
        geography.add_finding(by=BY, focus=focus, finding=found[0])


def test_a_place_of_focus_cannot_lie_outside_its_area(borough) -> None:
    there = borough.elsewhere
    geography.replace_area_set(
        by=BY,
        key="focus",
        name="Places of Focus",
        kind=AreaKind.FOCUS,
        valid_from=date(2010, 1, 1),
        areas=[
            NewArea(key="row", name="Row", inside=Position(there.latitude, there.longitude), boundary=there.boundary)
        ],
    )  # fmt: skip
    with pytest.raises(geography.BadMap, match="lies outside Area 1 with 100%"):
        geography.set_place_of_focus(
            by=BY,
            area=Area.objects.get(key="row"),
            inside=borough.area,
            since=date(2012, 1, 1),
            review_on=date(2013, 1, 1),
            findings=[],
        )


def test_open_matters_read_under_the_areas_of_today_or_of_their_day(borough, browse) -> None:
    borough.sent()
    moved = {"testward": "", "otherward": "area-1"}
    geography.recompose_areas(by=BY, key="areas-2010", on=date(2026, 3, 10), wards=moved)
    with clock.fixed(make.TUESDAY + timedelta(days=10)):
        client = browse(borough.worker)
        today = client.get("/areas/areas-2010/area-1").content.decode()
        then = client.get("/areas/areas-2010/area-1?read=then").content.decode()
    assert "None. Nothing" in today
    assert "as they were then" in today
    assert "1 on the desk" in then
    assert "What it was made of" in then


def test_without_a_map_the_list_says_what_to_do(db, client) -> None:
    assert "There is no map yet" in client.get("/areas").content.decode()


@pytest.mark.parametrize("address", ["/areas/wards/nowhere", "/areas/nothing/testward", "/areas/nothing"])
def test_an_unknown_area_is_not_found(borough, client, address) -> None:
    assert client.get(address).status_code == 404


def test_the_public_learns_nothing_of_open_matters(borough, client) -> None:
    borough.sent()
    for address in ("/areas/wards/testward", "/areas/areas-2010/area-1"):
        page = client.get(address).content.decode()
        assert "Open matters" not in page
        assert "overdue" not in page.lower()


def test_partners_see_counts_of_what_they_may_read_and_never_of_protected_matters(borough, browse) -> None:
    borough.one_of_each("Anything")
    outsider = borough.somebody(RoleName.COUNCILLOR)
    assert "1 on the desk" in browse(outsider).get("/areas/wards/testward").content.decode()
    assert "2 on the desk" in browse(borough.worker).get("/areas/wards/testward").content.decode()
    assert "2 on the desk" in browse(borough.lead).get("/areas/areas-2010/area-1").content.decode()


def test_a_ward_links_to_what_it_is_part_of(borough, client) -> None:
    assert "/areas/areas-2010/area-1" in client.get("/areas/wards/testward").content.decode()


def test_an_area_page_costs_the_same_however_much_is_open(borough, browse) -> None:
    client = browse(borough.worker)
    few = queries_of(client, "/areas/areas-2010/area-1")
    for _ in range(10):
        borough.sent()
    assert len(queries_of(client, "/areas/areas-2010/area-1")) == len(few) <= 15
