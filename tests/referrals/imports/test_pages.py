"""The administrator sees how each import went, and never what it held (R1.5; design.md, part 5)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories import a_person, a_role, a_team

from wardmote.modules.referrals.models import ImportRun
from wardmote.shared.partnerships.rules import RoleName

from .conftest import Files, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]


@pytest.fixture
def administrator(client: Client) -> Client:
    """A browser in which the partnership administrator is signed in."""
    person = a_person()
    a_role(person, RoleName.PARTNERSHIP_ADMINISTRATOR)
    client.force_login(person)
    return client


def test_before_the_first_import_the_page_says_how_to_begin(administrator: Client) -> None:
    assert "Nothing has been imported yet" in administrator.get("/imports").content.decode()


def test_the_list_shows_every_run_with_its_counts(administrator: Client, files: Files) -> None:
    files.bring_in(files.csv(*(row(n) for n in range(1200)), "broken", name="holes.csv"))
    page = administrator.get("/imports").content.decode()
    for shown in ("holes.csv", "Other Borough", "1,200", "Finished"):
        assert shown in page


def test_a_run_shows_its_sum_and_its_rejected_rows_without_what_they_hold(
    administrator: Client, files: Files
) -> None:
    run = files.bring_in(files.csv(row(1), row(1), row(77, what="secret words", seen="?")))
    page = administrator.get(f"/imports/{run.pk}").content.decode()
    assert "3 = 1 imported + 1 already here + 1 rejected" in page
    assert "77" in page
    assert "seen is no time in the formats of the mapping." in page
    assert "secret words" not in page
    table = administrator.get(f"/imports/{run.pk}/rejected.csv")
    assert table.content.decode("utf-8-sig").splitlines() == [
        "row,their_reference,reason",
        "3,77,seen is no time in the formats of the mapping.",
    ]
    assert table["Content-Disposition"] == f'attachment; filename="import-{run.pk}-rejected.csv"'


def test_many_rejected_rows_come_page_by_page(administrator: Client, files: Files) -> None:
    run = files.bring_in(files.csv(*("broken" for _ in range(51))))
    first = administrator.get(f"/imports/{run.pk}")
    assert first.content.decode().count("It has 1 columns") == 50
    following = first.context["page"].next
    rest = administrator.get(f"/imports/{run.pk}", {"after": following}).content.decode()
    assert rest.count("It has 1 columns") == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"finished_at": None}, "Not finished"),
        ({"ended_early": "The gzip file breaks off."}, "The file broke off"),
    ],
)
def test_a_run_that_did_not_reach_the_end_says_so(
    administrator: Client, files: Files, changes: dict[str, object], said: str
) -> None:
    run = files.bring_in(files.csv(row(1)))
    ImportRun.objects.filter(pk=run.pk).update(**changes)
    assert said in administrator.get(f"/imports/{run.pk}").content.decode()


def test_pages_cost_the_same_few_queries_however_many_rows(administrator: Client, files: Files) -> None:
    run = files.bring_in(files.csv(*("broken" for _ in range(60))))
    for path, own in (("/imports", 2), (f"/imports/{run.pk}", 3)):
        with CaptureQueriesContext(connection) as made:
            administrator.get(path)
        assert len([query for query in made if "referrals_" in query["sql"]]) == own


def test_for_everybody_else_there_is_no_such_page(client: Client, files: Files) -> None:
    run = files.bring_in(files.csv(row(1)))
    worker = a_person()
    a_role(worker, RoleName.WORKER, team=a_team())
    client.force_login(worker)
    for path in ("/imports", f"/imports/{run.pk}", f"/imports/{run.pk}/rejected.csv"):
        assert client.get(path).status_code == 404
    page = client.get("/observations").content.decode()
    assert 'href="/imports"' not in page


def test_a_run_that_is_not_there_is_not_found(administrator: Client) -> None:
    assert administrator.get("/imports/999999").status_code == 404
    assert administrator.get("/imports/99999999999999999999999").status_code == 404
