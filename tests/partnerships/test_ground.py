"""Wards and areas are brought from files, looked at before anything changes, and ended, never lost (R1.1, R3.1)."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories as make

from wardmote.kernel.actor import system
from wardmote.shared.accounts.models import Person
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.models import AreaSet
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships import queries
from wardmote.shared.partnerships.models import Partnership, WaitingFile
from wardmote.shared.partnerships.rules import RoleName, SetUpFile
from wardmote.shared.partnerships.web.set_up import postcodes

BY = system("a test")


def wards_file(*names: str, west: float = -3.0) -> bytes:
    def square(n: int) -> list[list[list[float]]]:
        left, right = west + n / 10, west + (n + 1) / 10
        return [[[left, 52], [right, 52], [right, 52.1], [left, 52.1], [left, 52]]]

    features = [
        {
            "type": "Feature",
            "properties": {"WD22NM": name, "WD22CD": f"X{n}", "note": f"note {n}"},
            "geometry": {"type": "Polygon", "coordinates": square(n)},
        }
        for n, name in enumerate(names)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def client(db) -> Client:
    Partnership.objects.create(name="Brynmor Partnership", short_name="Brynmor")
    geography.look_again()
    client = Client()
    client.force_login(Person.objects.get(pk=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR).person_id))
    return client


def sent(client: Client, path: str, **fields: object):
    return client.post(path, {"form_key": str(make.number()), **fields})


def bring_wards(client: Client, content: bytes, *, day: str = "1", year: str = "2022", name="Wards of 2022"):
    file = SimpleUploadedFile("wards.geojson", content)
    return sent(client, "/set-up/wards", file=file, name=name, since_0=day, since_1="5", since_2=year)


def bring_areas(client: Client, content: str | bytes, *, kind: str = "areas", year: str = "2024"):
    file = SimpleUploadedFile("areas.csv", content.encode() if isinstance(content, str) else content)
    return sent(
        client, "/set-up/areas", file=file, name="Areas", kind=kind, since_0="1", since_1="4", since_2=year
    )


def settle(client: Client, path: str, press: str = "use", **more: object):
    waiting = WaitingFile.objects.get()
    return sent(client, path, settle=press, waiting=str(waiting.pk), **more)


def held_wards() -> list[str]:
    return [ward.name for ward in geography.areas_in_force(kind=AreaKind.WARDS)]


def test_a_file_of_wards_waits_to_be_looked_at_and_then_draws_the_borough(client):
    assert bring_wards(client, wards_file("Upper Mill", "Lower Mill")).headers["Location"] == "/set-up/wards"
    assert held_wards() == []
    page = client.get("/set-up/wards").content.decode()
    assert "Nothing is changed yet" in page
    assert "Map of what the file holds" in page
    assert "A file waits" in client.get("/set-up").content.decode()
    answer = settle(client, "/set-up/wards")
    assert answer.headers["Location"] == "/set-up/wards?done=2"
    assert held_wards() == ["Lower Mill", "Upper Mill"]
    assert not WaitingFile.objects.exists()
    assert Partnership.objects.get().latitude == pytest.approx(52.05)
    assert "Done: 2 wards" in client.get("/set-up/wards?done=2").content.decode()


def test_a_file_that_is_let_go_changes_nothing(client):
    bring_wards(client, wards_file("Upper Mill"))
    assert settle(client, "/set-up/wards", "drop").headers["Location"] == "/set-up/wards?done=let-go"
    assert held_wards() == []


def test_the_names_may_be_in_another_column(client):
    bring_wards(client, wards_file("Upper Mill"))
    assert "note 0" in client.get("/set-up/wards?column=note").content.decode()
    settle(client, "/set-up/wards", column="note")
    assert held_wards() == ["note 0"]


def test_a_file_that_is_none_is_refused_beside_the_field_and_the_words_are_kept(client):
    answer = bring_wards(client, b"not a map", name="Wards of the year")
    assert answer.status_code == 422
    assert "This is no file of boundaries" in answer.content.decode()
    assert "Wards of the year" in answer.content.decode()
    assert not WaitingFile.objects.exists()


def test_a_file_with_one_bad_area_is_looked_at_and_cannot_be_used(client):
    bring_wards(client, wards_file("Upper Mill", "Upper Mill"))
    page = client.get("/set-up/wards").content.decode()
    assert "1 of 2 cannot be used" in page
    assert "Use these wards" not in page
    answer = settle(client, "/set-up/wards")
    assert answer.status_code == 409
    assert "Two areas have this name" in answer.content.decode()
    assert held_wards() == []


def test_a_file_that_somebody_else_settled_meanwhile_is_told(client):
    bring_wards(client, wards_file("Upper Mill"))
    waiting = WaitingFile.objects.get().pk
    bring_wards(client, wards_file("Lower Mill"))
    answer = sent(client, "/set-up/wards", settle="use", waiting=str(waiting))
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.content.decode()
    assert held_wards() == []


def test_new_wards_end_the_old_ones_on_their_first_day_and_say_what_that_leaves_behind(client):
    bring_wards(client, wards_file("Upper Mill", "Lower Mill"))
    settle(client, "/set-up/wards")
    bring_areas(client, "area,ward\nNorth,Upper Mill\nNorth,X1\n")
    settle(client, "/set-up/areas")
    upper = geography.areas_in_force(kind=AreaKind.WARDS).get(name="Upper Mill")
    make.a_remit(make.a_team(), make.a_category(), upper)
    bring_wards(client, wards_file("Upper Mill", "Hill"), year="2025", name="Wards of 2025")
    page = client.get("/set-up/wards").content.decode()
    assert "“Wards of 2022” hold until" in page
    assert "Areas go on with the new wards" in page
    assert "1 thing that teams take, and 0 roles of people" in page
    assert "Lower Mill is called Hill now." in page
    settle(client, "/set-up/wards")
    assert AreaSet.objects.get(name="Wards of 2022").valid_until == date(2025, 5, 1)
    assert held_wards() == ["Hill", "Upper Mill"]
    before = geography.areas_in_force(date(2023, 1, 1), AreaKind.WARDS)
    assert [ward.name for ward in before] == ["Lower Mill", "Upper Mill"]
    (north,) = [b for d in geography.area_tree() if d.kind == "areas" for b in d.areas]
    assert [ward.name for ward in north.wards] == ["Hill", "Upper Mill"]


def test_wards_of_the_same_day_are_mended_and_keep_their_rows(client):
    bring_wards(client, wards_file("Upper Mill", "Lower Mill"))
    settle(client, "/set-up/wards")
    rows = dict(geography.areas_in_force().values_list("name", "pk"))
    bring_wards(client, wards_file("Upper Mill", "Lower Mill", west=-3.1))
    settle(client, "/set-up/wards")
    assert dict(geography.areas_in_force().values_list("name", "pk")) == rows
    assert geography.locate(52.05, -3.05).inside_borough


def test_areas_are_made_of_wards_by_name_or_code(client):
    bring_wards(client, wards_file("Upper Mill", "Lower Mill", "Hill"))
    settle(client, "/set-up/wards")
    bring_areas(client, "Ward;Area\nX0;North\nLower Mill;North\n")
    page = client.get("/set-up/areas").content.decode()
    assert "In no area: Hill" in page
    settle(client, "/set-up/areas")
    (area,) = geography.areas_in_force(kind=AreaKind.AREAS)
    assert area.name == "North"
    assert [a.name for a in geography.locate(52.05, -2.85).areas] == ["Lower Mill", "North"]


def test_rows_that_cannot_be_used_are_listed_with_their_numbers(client):
    bring_wards(client, wards_file("Upper Mill"))
    settle(client, "/set-up/wards")
    bring_areas(client, "area,ward\nNorth,Uper Mill\n")
    page = client.get("/set-up/areas").content.decode()
    assert "<b>Row 2</b>: There is no ward “Uper Mill”. Did you mean “Upper Mill”?" in page
    assert settle(client, "/set-up/areas").status_code == 409
    assert geography.areas_in_force(kind=AreaKind.AREAS).count() == 0


def test_drawn_areas_belong_to_the_wards_whose_middle_they_hold(client):
    bring_wards(client, wards_file("Upper Mill", "Lower Mill"))
    settle(client, "/set-up/wards")
    bring_areas(client, wards_file("Ffocws", west=-2.98), kind="focus")
    assert "Ffocws" in client.get("/set-up/areas").content.decode()
    settle(client, "/set-up/areas")
    (branch,) = next(d.areas for d in geography.area_tree() if d.kind == AreaKind.FOCUS)
    assert [ward.name for ward in branch.wards] == ["Upper Mill"]


def test_small_areas_are_looked_at_kept_beside_each_other_and_are_no_choice_in_forms(client):
    bring_wards(client, wards_file("Upper Mill"))
    settle(client, "/set-up/wards")
    for year in ("2011", "2021"):
        file = SimpleUploadedFile("lsoa.geojson", wards_file(f"Mill 001A of {year}"))
        sent(
            client, "/set-up/areas", file=file, name=f"LSOA {year}", kind="small-areas",
            since_0="1", since_1="3", since_2=year,
        )  # fmt: skip
        assert "Its codes say something else" in client.get("/set-up/areas").content.decode()
        settle(client, "/set-up/areas")
    page = client.get("/set-up/areas").content.decode()
    assert "LSOA 2011: 1 small area" in page
    assert "LSOA 2021: 1 small area" in page
    assert [area.area_set.kind for area in geography.areas_in_force()] == ["wards"]


def test_another_column_or_layer_that_the_file_has_not_is_passed_over(client):
    bring_wards(client, wards_file("Upper Mill"))
    answer = client.get("/set-up/wards?column=nothing&layer=none")
    assert answer.status_code == 200
    assert "Upper Mill" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "kind"), [("area,ward\nNorth,Mill\n", "areas"), ("area\nNorth\n", "focus")]
)
def test_a_file_that_cannot_be_read_without_wards_or_boundaries_is_refused(client, content, kind):
    assert bring_areas(client, content, kind=kind).status_code == 422


def test_areas_that_hold_are_mended_for_their_own_day_and_made_of_others_from_a_later_one(client):
    bring_wards(client, wards_file("Upper Mill", "Lower Mill"))
    settle(client, "/set-up/wards")
    bring_areas(client, "area,ward\nNorth,Upper Mill\n")
    settle(client, "/set-up/areas")
    (row,) = geography.areas_in_force(kind=AreaKind.AREAS)
    bring_areas(client, "area,ward\nNorth,Upper Mill\nNorth,Lower Mill\n")
    settle(client, "/set-up/areas")
    assert [area.pk for area in geography.areas_in_force(kind=AreaKind.AREAS)] == [row.pk]
    bring_areas(client, "area,ward\nNorth,Upper Mill\n", year="2026")
    settle(client, "/set-up/areas")
    (before,), (after,) = (
        [branch for d in geography.area_tree(day) if d.kind == "areas" for branch in d.areas]
        for day in (date(2025, 1, 1), date(2026, 5, 1))
    )
    assert [ward.name for ward in before.wards] == ["Lower Mill", "Upper Mill"]
    assert [ward.name for ward in after.wards] == ["Upper Mill"]
    bring_areas(client, "area,ward\nSouth,Upper Mill\n", year="2026")
    answer = settle(client, "/set-up/areas")
    assert answer.status_code == 409
    assert "have no area called South" in answer.content.decode()


def test_areas_go_on_with_the_wards_that_follow(client):
    bring_wards(client, wards_file("Upper Mill", "Lower Mill"))
    settle(client, "/set-up/wards")
    bring_areas(client, "area,ward\nNorth,Upper Mill\nSouth,Lower Mill\n")
    settle(client, "/set-up/areas")
    bring_wards(client, wards_file("upper mill", "Nether Mill"), name="Wards of 2026", year="2026")
    settle(client, "/set-up/wards")
    after = {
        branch.area.name: [ward.name for ward in branch.wards]
        for d in geography.area_tree(date(2026, 6, 1))
        if d.kind == "areas"
        for branch in d.areas
    }
    assert after == {"North": ["upper mill"], "South": ["Nether Mill"]}


def test_a_set_is_ended_on_a_day_after_what_names_it_is_shown(client):
    bring_wards(client, wards_file("Upper Mill"))
    settle(client, "/set-up/wards")
    bring_areas(client, "area,ward\nNorth,Upper Mill\n")
    settle(client, "/set-up/areas")
    make.a_remit(make.a_team(), make.a_category(), geography.areas_in_force(kind=AreaKind.AREAS).get())
    page = client.get("/set-up/areas/areas/end").content.decode()
    assert "1 thing that teams take" in page
    early = sent(client, "/set-up/areas/areas/end", on_0="1", on_1="1", on_2="2020")
    assert early.status_code == 422
    assert "Choose a later day" in early.content.decode()
    done = sent(client, "/set-up/areas/areas/end", on_0="1", on_1="6", on_2="2024")
    assert done.headers["Location"] == "/set-up/areas?done=ended"
    assert geography.areas_in_force(kind=AreaKind.AREAS).count() == 0
    assert geography.areas_in_force(date(2024, 5, 1), AreaKind.AREAS).count() == 1
    assert client.get("/set-up/areas/areas/end").status_code == 404
    assert client.get("/set-up/areas/wards-of-2022/end").status_code == 404


def test_using_the_same_file_again_changes_nothing(client):
    bring_wards(client, wards_file("Upper Mill"))
    file = queries.waiting_file(BY, SetUpFile.WARDS)
    assert file is not None
    settle(client, "/set-up/wards")
    revision = AreaSet.objects.get().revision
    bring_wards(client, wards_file("Upper Mill"))
    settle(client, "/set-up/wards")
    assert AreaSet.objects.get().revision == revision


def test_postcodes_are_loaded_from_a_list_and_what_is_none_is_told(client):
    def load(content: str):
        file = SimpleUploadedFile("codes.csv", content.encode())
        return sent(client, "/set-up/postcodes", file=file)

    bad = load("name\nMill\n")
    assert bad.status_code == 422
    assert "no column called postcode" in bad.content.decode()
    assert "Nothing of this list" in load("postcode,latitude,longitude\nhere,1,2\n").content.decode()
    done = load("postcode,latitude,longitude\nVS1 1AA,52.05,-2.95\nnone,1,2\n")
    assert done.headers["Location"] == "/set-up/postcodes?done=1&rejected=1"
    page = client.get(done.headers["Location"]).content.decode()
    assert "1 line of the list could not be used" in page
    assert [match.name for match in geography.find_place("vs11aa")] == ["VS1 1AA"]


def test_postcodes_come_in_the_zip_of_their_publisher_and_addresses_by_page(client, monkeypatch):
    def load(page: str, content: bytes):
        return sent(client, f"/set-up/{page}", file=SimpleUploadedFile("list", content))

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Data/vs.csv", "postcode,latitude,longitude\nVS1 1AA,52.05,-2.95\n")
    assert load("postcodes", packed.getvalue()).headers["Location"].endswith("?done=1&rejected=0")
    lines = b"uprn,address,postcode\n100000000001,1 Mill Row,VS1 1AA\n100000000002,2 Mill Row,ZZ9 9ZZ\n"
    assert load("addresses", lines).headers["Location"].endswith("?done=1&rejected=1")
    assert [match.kind for match in geography.find_place("100000000001")] == ["uprn"]
    for wrong in (b"PK\x03\x04broken", b"name\nMill\n"):
        assert load("addresses", wrong).status_code == 422
    monkeypatch.setattr(postcodes, "MOST_LINES", 1)
    assert "more than the 1 lines" in load("addresses", lines).content.decode()
    monkeypatch.setattr(postcodes, "MOST_UNPACKED", 10)
    assert "more than the 1 lines" in load("postcodes", packed.getvalue()).content.decode()


@pytest.mark.parametrize("path", ["/set-up/wards", "/set-up/areas", "/set-up/postcodes", "/set-up/addresses"])
def test_a_page_of_the_ground_asks_the_database_little_and_nobody_else_finds_it(
    client, path, django_assert_max_num_queries
):
    bring_wards(client, wards_file(*[f"Ward {n}" for n in range(20)]))
    settle(client, "/set-up/wards")
    with django_assert_max_num_queries(30):
        client.get(path)
    worker = Client()
    worker.force_login(Person.objects.get(pk=make.an_actor(team=make.a_team()).person_id))
    assert worker.get(path).status_code == 404
