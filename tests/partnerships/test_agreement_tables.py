"""Sharing agreements many at once from a table: added, joined, never rewritten, and the same to download (R1.8)."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.models import Organisation, SharingAgreement
from wardmote.shared.partnerships.rules import RoleName, SetUpFile

pytestmark = pytest.mark.django_db

KIND = SetUpFile.AGREEMENTS
HEADINGS = (
    "agreement,purpose,what it is for,lawful basis,special categories,may be shared,from,review by,parties"
)
ROW = (
    "Warm homes,Homes and homelessness,Help with heating.,Public task,health_care,"
    "what was seen and where; names,2026-01-05,1/4/2028,Housing Trust; council-key"
)


@pytest.fixture
def administrator():
    make.a_partnership()
    for key, name in (("trust", "Housing Trust"), ("council-key", "The Council"), ("police", "Police")):
        Organisation.objects.create(key=key, name=name, kind="council")
    with clock.fixed(make.TUESDAY):
        yield make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)


def table(*rows: str) -> bytes:
    return "\n".join([HEADINGS, *rows]).encode()


def use(administrator, *rows: str):
    return actions.use_register_file(by=administrator, kind=KIND, content=table(*rows))


def faults(administrator, *rows: str) -> list[tuple[str, str]]:
    judged = queries.judge_register_file(administrator, KIND, table(*rows))
    assert not judged.would_change
    return [(fault.column, fault.sentence) for fault in judged.faults]


def test_a_row_adds_an_agreement_with_its_parties_and_the_same_table_again_changes_nothing(
    administrator,
) -> None:
    assert use(administrator, ROW).counts == {"add": 1, "change": 0, "same": 0, "faulty": 0}
    made = SharingAgreement.objects.get()
    assert (made.key, made.purpose, made.lawful_basis, made.special_condition, made.items) == (
        "warm-homes", "housing", "public_task", "health_care", ["words", "name"],
    )  # fmt: skip
    assert (made.begins_on, made.review_on, made.edition) == (date(2026, 1, 5), date(2028, 4, 1), 1)
    assert {one.organisation.key for one in made.parties.all()} == {"trust", "council-key"}
    assert use(administrator, ROW).counts["same"] == 1
    assert SharingAgreement.objects.count() == 1


def test_what_is_downloaded_says_the_same_when_it_is_brought_again(administrator) -> None:
    use(administrator, ROW)
    client = Client()
    client.force_login(Person.objects.get(pk=administrator.person_id))
    content = client.get("/set-up/agreements.csv").content
    judged = queries.judge_register_file(administrator, KIND, content)
    assert judged.counts == {"add": 0, "change": 0, "same": 1, "faulty": 0}
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["parties"] == "Housing Trust; The Council"


def test_new_parties_join_today_and_nobody_leaves_by_a_table(administrator) -> None:
    use(administrator, ROW)
    assert use(administrator, f"{ROW}; Police").counts["change"] == 1
    joined = SharingAgreement.objects.get().parties.get(organisation__key="police")
    assert joined.begins_on == clock.today()
    [(column, sentence)] = faults(administrator, ROW.replace("Housing Trust; council-key", "Police"))
    assert column == "parties"
    assert "“Housing Trust” or “The Council” would leave" in sentence or "would leave" in sentence


def test_what_was_agreed_is_never_rewritten(administrator) -> None:
    use(administrator, ROW)
    [(column, sentence)] = faults(administrator, ROW.replace("Public task", "Consent"))
    assert column == "lawful basis"
    assert "keep a new edition" in sentence


@pytest.mark.parametrize(
    ("was", "wrong", "column"),
    [
        ("Homes and homelessness", "Fun", "purpose"),
        ("Public task", "Because", "lawful basis"),
        ("names", "shoe sizes", "may be shared"),
        ("2026-01-05", "the fifth", "from"),
        ("1/4/2028", "1/4/2025", "review by"),
        ("Housing Trust", "Nobody Ltd", "parties"),
        ("Warm homes", "W" * 201, "agreement"),
    ],
)
def test_a_row_that_cannot_be_used_says_in_its_column_what_to_mend(
    administrator, was: str, wrong: str, column: str
) -> None:
    assert [found for found, _ in faults(administrator, ROW.replace(was, wrong))] == [column]


def test_two_rows_about_the_same_agreement_are_one_too_many(administrator) -> None:
    judged = queries.judge_register_file(administrator, KIND, table(ROW, ROW))
    assert (judged.counts["add"], judged.counts["faulty"]) == (1, 1)


def test_the_list_leads_to_the_table_which_is_looked_at_before_it_is_used(administrator) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=administrator.person_id))
    assert "/set-up/agreements" in client.get("/partnership/agreements").content.decode()
    file = io.BytesIO(table(ROW, ROW.replace("Warm homes", "Cold homes").replace("Public task", "Because")))
    file.name = "agreements.csv"
    client.post("/set-up/agreements", {"file": file, "form_key": "1"})
    page = client.get("/set-up/agreements").content.decode()
    assert "Cold homes" in page
    assert not SharingAgreement.objects.exists()
    mend = client.get("/set-up/agreements-to-mend.csv").content.decode("utf-8-sig")
    assert "lawful basis: Write one of" in mend
