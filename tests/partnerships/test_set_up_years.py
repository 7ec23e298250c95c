"""What becomes of a set over the years is kept by pages: other wards, adjustments, places of focus (R3.1, R3.2)."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from shapely.geometry import box, mapping, shape
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel.actor import system
from wardmote.shared.accounts.models import Person
from wardmote.shared.geography import actions as geography
from wardmote.shared.geography import queries as ground
from wardmote.shared.geography.actions import NewArea
from wardmote.shared.geography.models import AreaAdjustment, AreaMember, PlaceOfFocus
from wardmote.shared.geography.queries import Position
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships.models import Partnership
from wardmote.shared.partnerships.rules import RoleName

BY = system("a test")
START, REDRAWN = date(2010, 5, 1), date(2022, 5, 5)
SIDES = "/set-up/areas/sides"


def cell(column: float, width: float = 1) -> dict:
    return mapping(box(-2 + column / 100, 52.5, -2 + (column + width) / 100, 52.51))


def middle(ground: dict) -> Position:
    spot = shape(ground).representative_point()
    return Position(spot.y, spot.x)


def put(key: str, kind: AreaKind, since: date, **areas: dict | list[str]) -> None:
    geography.replace_area_set(
        by=BY,
        key=key,
        name=key.title(),
        kind=kind,
        valid_from=since,
        areas=[
            NewArea(
                key=name,
                name=name.title(),
                code=f"{key}-{name}",
                inside=middle(made) if isinstance(made, dict) else Position(52.505, -1.995),
                boundary=made if isinstance(made, dict) else None,
                wards=made if isinstance(made, list) else (),
            )
            for name, made in areas.items()
        ],
    )


@pytest.fixture
def client(db) -> Client:
    """Three wards in a row, the first two are West and the third East, and a place of focus in the first."""
    Partnership.objects.create(name="Brynmor Partnership", short_name="Brynmor")
    put("wards", AreaKind.WARDS, START, mill=cell(0), hill=cell(1), quay=cell(2))
    put("sides", AreaKind.AREAS, START, west=["mill", "hill"], east=["quay"])
    put("focus", AreaKind.FOCUS, START, row=cell(0.2, 0.2))
    client = Client()
    client.force_login(Person.objects.get(pk=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR).person_id))
    return client


def day(name: str, year: int, month: int = 4) -> dict[str, str]:
    return {f"{name}_0": "1", f"{name}_1": str(month), f"{name}_2": str(year)}


def sent(client: Client, path: str, **fields: object):
    return client.post(path, {"form_key": str(make.number()), **fields})


def page(client: Client, path: str) -> str:
    return client.get(path, follow=True).content.decode()


def members(on: date, area: str = "west") -> set[str]:
    return {w.key for b in ground.set_of_years("sides", on).areas if b.area.key == area for w in b.wards}


def said(**areas: str) -> dict[str, str]:
    ids = {area.key: area.pk for kind in ("wards", "new") for area in ground.areas_of_set(kind)}
    return {f"ward-{ids[ward]}": area for ward, area in areas.items()}


def test_a_ward_goes_to_another_area_from_a_day_on_by_a_page(client):
    assert f"{SIDES}/made-of" in page(client, "/set-up/areas")
    wards = said(mill="west", hill="east", quay="east")
    refused = sent(client, f"{SIDES}/made-of", **day("on", 2009), **wards)
    assert refused.status_code == 422
    assert "do not hold on that day" in refused.content.decode()
    assert 'value="2009"' in refused.content.decode()
    answer = sent(client, f"{SIDES}/made-of", **day("on", 2019), **wards)
    assert answer.headers["Location"] == f"{SIDES}/made-of?on=2019-04-01&done=1"
    assert "This is how it is from 1 April 2019" in page(client, answer.headers["Location"])
    assert members(date(2019, 3, 31)) == {"mill", "hill"}
    assert members(date(2019, 4, 1)) == {"mill"}
    again = sent(client, f"{SIDES}/made-of", **day("on", 2019), **wards)
    assert "Nothing is different" in again.content.decode()
    assert len(queries_of(client, f"{SIDES}/made-of")) <= 14


def test_wards_that_did_not_carry_on_are_settled_by_the_same_page(client):
    put_new = {"mill": cell(0), "harbour": cell(1, 0.9), "hill": cell(1.9, 1.1), "marsh": cell(5)}
    geography.end_area_set(by=BY, key="wards", on=REDRAWN)
    put("new", AreaKind.WARDS, REDRAWN, **put_new)
    geography.carry_over(by=BY, on=REDRAWN)
    assert ground.wards_to_settle(REDRAWN) == {"sides": {"hill", "marsh"}}
    assert ground.wards_to_settle(START) == {}
    assert f"{SIDES}/made-of?on=2022-05-05" in page(client, "/set-up/areas")
    address = f"{SIDES}/made-of?on=2022-05-05"
    assert "2 wards to settle" in page(client, address)
    ids = {area.key: area.pk for area in ground.areas_of_set("new")}
    wards = {"mill": "west", "harbour": "west", "hill": "west", "marsh": "east"}
    on = {"on_0": "5", "on_1": "5", "on_2": "2022"}
    sent(client, address, **on, **{f"ward-{ids[ward]}": area for ward, area in wards.items()})
    assert ground.wards_to_settle(REDRAWN) == {}
    assert members(REDRAWN, "east") == {"marsh"}
    assert not AreaMember.objects.filter(is_in_doubt=True).exists()


def test_ground_goes_to_the_neighbour_by_a_page_and_back(client):
    put("blocks", AreaKind.SMALL_AREAS, START, last=cell(1.8, 0.2))
    west, east = (str(ground.areas_of_set("sides").get(key=key).pk) for key in ("west", "east"))
    given = {"name": "The wharf", "gives": west, "receives": east, "reason": "The canal parts them"}
    bare = sent(client, f"{SIDES}/adjust", **given, **day("on", 2019))
    assert bare.status_code == 422
    assert "Give the code of a small area, or a file" in bare.content.decode()
    assert "The canal parts them" in bare.content.decode()
    for code, gives, year, words in (
        ("nothing", west, 2019, "No small area has this code"),
        ("blocks-last", east, 2019, "Choose two areas"),
        ("blocks-last", west, 2001, "do not hold on that day"),
    ):
        refused = sent(
            client, f"{SIDES}/adjust", **{**given, "gives": gives, "code": code}, **day("on", year)
        )
        assert refused.status_code == 422
        assert words in refused.content.decode()
    answer = sent(client, f"{SIDES}/adjust", **given, code="blocks-last", **day("on", 2019))
    assert "The wharf" in page(client, answer.headers["Location"])
    assert len(queries_of(client, f"{SIDES}/adjust")) <= 14
    (made,) = AreaAdjustment.objects.all()
    end = f"{SIDES}/adjust/{made.pk}/end"
    assert "Choose a later day" in sent(client, end, **day("on", 2018)).content.decode()
    sent(client, end, **day("on", 2021))
    made.refresh_from_db()
    assert made.valid_until == date(2021, 4, 1)
    assert client.get(f"{SIDES}/adjust/{made.pk + 1}/end").status_code == 404


def drawn(client: Client, content: object):
    west, east = (str(ground.areas_of_set("sides").get(key=key).pk) for key in ("west", "east"))
    return sent(
        client,
        f"{SIDES}/adjust",
        name="The wharf",
        gives=west,
        receives=east,
        reason="Why",
        file=SimpleUploadedFile("piece.geojson", json.dumps(content).encode()),
        **day("on", 2019),
    )


def test_a_drawn_piece_is_taken_as_drawing_tools_give_it_and_else_refused_in_words(client):
    for content, words in (
        (cell(0.1, 0.2), "It does not touch East"),
        ({"type": "Point", "coordinates": [1, 2]}, "olygon"),
        ({"type": "Polygon", "coordinates": "x"}, "Not adjusted"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, "y"], [float("nan"), 1], [0, 0]]]}, "Not adjusted"),
        ("words", "no file of boundaries"),
    ):
        answer = drawn(client, content)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not AreaAdjustment.objects.exists()
    alone = {"type": "Feature", "properties": {}, "geometry": cell(1.8, 0.2)}
    assert drawn(client, {"type": "FeatureCollection", "features": [alone]}).status_code == 302
    assert [area.key for area in ground.locate(52.505, -1.981).areas if area.area_set == "sides"] == ["east"]


def test_a_place_of_focus_is_kept_reviewed_and_ended_by_pages(client):
    where = "/set-up/areas/focus/focus/row"
    assert where in page(client, "/set-up/areas")
    west, east = (str(ground.areas_of_set("sides").get(key=key).pk) for key in ("west", "east"))
    given = {
        "evidence": "Most fires of the ward", "asked": "Every home", "answered": "61", "came": "More light",
        **day("since", 2024), **day("review_on", 2026), **day("evidence_on", 2023), **day("asked_on", 2024, 2),
    }  # fmt: skip
    refused = sent(client, where, inside=east, **given)
    assert refused.status_code == 422
    assert "lies outside East" in refused.content.decode()
    assert "More light" in refused.content.decode()
    assert "Write a link that begins" in sent(client, where, inside=west, **given, link="x").content.decode()
    answer = sent(client, where, inside=west, **given)
    assert "What everybody reads of it" in page(client, answer.headers["Location"])
    review = {"kind": "review", "words": "Fires fell by half"}
    assert "Say when it is reviewed next" in sent(client, where, **review, **day("on", 2026)).content.decode()
    sent(client, where, **review, **day("on", 2026), **day("review_on", 2028))
    assert PlaceOfFocus.objects.get().review_on == date(2028, 4, 1)
    assert "Write why it ends" in sent(client, f"{where}/end", **day("on", 2026)).content.decode()
    sent(client, f"{where}/end", **day("on", 2026, 9), why="It is quiet now")
    assert "It is quiet now" in page(client, where)
    assert "It is quiet now" in page(client, "/areas/focus/row")
    assert client.get(f"{where}/end").status_code == 404
    assert len(queries_of(client, where)) <= 14


def test_nobody_else_keeps_the_map_and_what_is_not_there_is_not_found(client):
    for address in (
        "wards/made-of",
        "nothing/adjust",
        "sides/focus/west",
        "focus/focus/nowhere",
        "focus/made-of",
    ):
        assert client.get(f"/set-up/areas/{address}").status_code == 404
    client.force_login(Person.objects.get(pk=make.an_actor(RoleName.WORKER, team=make.a_team()).person_id))
    for address in (
        "sides/made-of",
        "sides/adjust",
        "sides/adjust/1/end",
        "focus/focus/row",
        "focus/focus/row/end",
    ):
        assert client.get(f"/set-up/areas/{address}").status_code in (403, 404)
