"""Tables are brought in pages: looked at, used as far as they can be, mended and brought again (R1.1, R1.2)."""

import csv
import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel.actor import system
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.actions import OrganisationDetails
from wardmote.shared.partnerships.models import Category, Organisation, Team, WaitingFile
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db
BY = system("tests")
PATH = "/set-up/organisations"
PARTNERS = [["organisation", "kind"], ["Birch Trust", "charity"], ["پڑوسی", "council"]]


@pytest.fixture
def client() -> Client:
    make.a_partnership()
    return signed_in(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))


def signed_in(actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def table(rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def bring(client: Client, rows, path: str = PATH):
    content = rows if isinstance(rows, bytes) else table(rows)
    file = SimpleUploadedFile("partners.csv", content)
    return client.post(path, {"form_key": str(make.number()), "file": file})


def settle(client: Client, settle: str = "use", path: str = PATH, **changed: str):
    page = client.get(path).content.decode()
    shown = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(path, shown | {"form_key": str(make.number()), "settle": settle} | changed)


def words_of(answer) -> str:
    page = answer.content.decode().split("<main")[1]
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", page)))


def rows_of(answer) -> list[list[str]]:
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_table_is_looked_at_before_it_changes_anything(client) -> None:
    assert bring(client, PARTNERS).headers["Location"] == PATH
    page = words_of(client.get(PATH))
    for shown in (
        "partners.csv",
        "Ada Administrator",
        "Nothing is changed yet",
        "New 2",
        "Birch Trust",
        "charity",
        "Add 2",
    ):
        assert shown in page
    assert not Organisation.objects.filter(name="Birch Trust").exists()
    assert "A table waits until you have looked at it" in words_of(client.get("/set-up"))
    to = settle(client).headers["Location"]
    page = words_of(client.get(to))
    assert "Done: 2 added, 0 changed, 0 as they were." in page
    assert "Go on with teams" in page
    assert Organisation.objects.filter(name="پڑوسی").exists()
    assert not WaitingFile.objects.exists()


def test_nobody_but_the_administrator_finds_these_pages(client) -> None:
    bring(client, [["organisation", "team", "when it works"], ["Nobody", "X", "never"]], "/set-up/teams")
    lead = signed_in(make.an_actor(RoleName.TEAM_LEAD, team=make.a_team()))
    tables = [f"{kind}{end}" for kind in ("teams", "remits") for end in ("", ".csv", "-example.csv")]
    for path in ("categories", "partners", "organisations", *tables, "teams-to-mend.csv"):
        assert client.get(f"/set-up/{path}").status_code == 200, path
        assert lead.get(f"/set-up/{path}").status_code == 404, path
        assert lead.post(f"/set-up/{path}", {"form_key": "1", "settle": "use"}).status_code in (404, 405), (
            path
        )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty"),
        (b"organisation,kind\n", "headings but no rows"),
        (b"partner;shoe size\nBirch;9\n", "We found no column “kind”"),
        (b"PK\x03\x04 a workbook", "Save the sheet as “CSV UTF-8”"),
        (b"\x00\xff" * 200, "The first row must name the columns"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_beside_its_field(client, content, said) -> None:
    answer = bring(client, content)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not WaitingFile.objects.exists()


def test_what_could_be_used_is_done_and_the_rest_is_mended_and_brought_again(client) -> None:
    bring(client, [*PARTNERS, ["=Elm", ""], ["Oak", "x" * 50]])
    page = words_of(client.get(PATH))
    assert "2 rows cannot be used" in page
    assert "4, =Elm Kind: nothing Write what kind it is." in page
    assert Organisation.objects.filter(name="Birch Trust").exists() is False
    page = words_of(client.get(settle(client).headers["Location"]))
    assert "Done: 2 added" in page
    assert "2 rows cannot be used" in page
    assert "Nothing is changed yet" not in page
    rows = rows_of(client.get(f"{PATH}-to-mend.csv"))
    assert [(row[0], row[-1][:5]) for row in rows[1:]] == [("'=Elm", "kind:"), ("Oak", "kind:")]
    for row in rows[1:]:
        row[1] = "charity"
    bring(client, rows)
    settle(client)
    assert set(Organisation.objects.filter(kind="charity").values_list("name", flat=True)) == {
        "Birch Trust",
        "=Elm",
        "Oak",
    }


def test_a_thousand_faults_are_shown_page_by_page(client) -> None:
    bring(client, [PARTNERS[0], *([f"Partner {n}", ""] for n in range(1_000))])
    page = client.get(PATH).content.decode()
    assert page.count("Write what kind it is.") == 100
    assert "Cannot be used <b>1000</b>" in page
    assert 'href="?after=100"' in page
    last = client.get(f"{PATH}?show=faulty&after=900").content.decode()
    assert "1001, <bdi>Partner 999<" in last
    assert "Next page" not in last
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert ">2, <" in client.get(PATH, {"after": nonsense}).content.decode()


def test_what_was_looked_at_is_what_is_done_or_nothing(client) -> None:
    bring(client, PARTNERS)
    looked = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(PATH).content.decode())
    )
    actions.add_organisation(by=BY, details=OrganisationDetails(name="Birch Trust", kind="police"))
    answer = settle(client, agreed=looked["agreed"])
    assert answer.status_code == 409
    page = words_of(answer)
    assert "The register was changed meanwhile" in page
    assert "New 1 Changed 1" in page
    assert Organisation.objects.get(name="Birch Trust").kind == "police"
    assert settle(client).status_code == 302
    assert Organisation.objects.get(name="Birch Trust").kind == "charity"


def test_a_table_that_somebody_settled_meanwhile_is_not_used_twice(client) -> None:
    bring(client, PARTNERS)
    waiting = str(WaitingFile.objects.get().pk)
    settle(client, "drop")
    answer = settle(client, waiting=waiting)
    assert answer.status_code == 409
    assert "used, let go or changed meanwhile" in words_of(answer)
    assert not Organisation.objects.filter(name="Birch Trust").exists()


def test_a_table_that_is_let_go_changes_nothing(client) -> None:
    bring(client, PARTNERS)
    page = words_of(client.get(settle(client, "drop").headers["Location"]))
    assert "The table is let go" in page
    assert not Organisation.objects.filter(name="Birch Trust").exists()


def test_what_is_there_is_downloaded_changed_and_brought_again(client) -> None:
    actions.add_organisation(
        by=BY, details=OrganisationDetails(name="+Birch", kind="charity", phone="+44 1632", note="One.\nTwo.")
    )
    rows = rows_of(client.get(f"{PATH}.csv"))
    assert rows[0][:2] == ["organisation", "kind"]
    bring(client, rows)
    assert "There is nothing to do" in words_of(client.get(PATH))
    next(row for row in rows if row[0] == "'+Birch")[0] = "Birch & Söhne"
    bring(client, rows)
    page = words_of(client.get(PATH))
    assert "Organisation: +Birch → Birch & Söhne" in page
    settle(client)
    assert Organisation.objects.get(key="birch").name == "Birch & Söhne"


def test_teams_and_remits_say_what_has_to_come_first(client) -> None:
    assert "there are none yet" not in words_of(client.get("/set-up/remits"))  # the coordinator's desk stands
    Team.objects.all().delete()
    Organisation.objects.all().delete()
    assert "Bring the teams first" in words_of(client.get("/set-up/remits"))
    assert "Bring the organisations first" in words_of(client.get("/set-up/teams"))
    assert "Choose them first" in words_of(client.get("/set-up/partners"))


def test_a_page_asks_no_more_of_the_database_for_a_longer_table(client) -> None:
    def asked(rows: int) -> int:
        bring(
            client,
            [["organisation", "team", "when it works"], *(["Nobody", f"T {n}", "x"] for n in range(rows))],
            "/set-up/teams",
        )
        return len(queries_of(client, "/set-up/teams"))

    asked(1)
    assert asked(1) == asked(400) < 20


def take(client: Client, chosen: dict[str, object], otherwise: str = "none"):
    page = client.get("/set-up/categories").content.decode()
    groups = dict.fromkeys(re.findall(r'type="radio" name="([\w-]+)"', page), otherwise)
    return client.post("/set-up/categories", {"form_key": str(make.number()), **groups, **chosen})


def test_groups_and_single_categories_are_taken_now_and_the_rest_later(client) -> None:
    first = client.get("/set-up/categories").content.decode()
    assert first.count(" checked") == first.count('value="all"')
    to = take(client, {"fire": "all", "envcrime": "some", "envcrime-some": ["fly-tip", "litter"]}).headers[
        "Location"
    ]
    assert "Done: 8 kinds of matter taken." in words_of(client.get(to))
    assert Category.objects.filter(group__key="envcrime").count() == 2
    again = client.get("/set-up/categories").content.decode()
    assert "Fire safety: all 6" in again
    assert "2 of 11 are here." in again
    assert again.count(" checked") == again.count('value="none"')
    take(client, {}, otherwise="all")
    assert "The whole set is here." in words_of(client.get("/set-up/categories"))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "Nothing is chosen"),
        ({"fire": "some"}, "Choose at least one, or none of the group"),
        ({"fire-some": ["arson-risk"]}, "Some of these are ticked"),
        ({"fire": "everything"}, "everything"),
        ({"fire": "some", "fire-some": ["no-such"]}, "no-such"),
    ],
)
def test_a_choice_that_says_two_things_or_none_takes_nothing(client, chosen, said) -> None:
    answer = take(client, chosen)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not Category.objects.exists()
