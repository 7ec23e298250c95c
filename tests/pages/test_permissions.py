"""Who may do what, in one table made from the rules; and why somebody may or may not read a record (R1.8, R9.3)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.referrals.test_explaining import Case

from wardmote.kernel import access
from wardmote.kernel.access import Extent
from wardmote.kernel.actor import Actor
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import queries
from wardmote.shared.partnerships.models import RoleHolding
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

Browser = Callable[[Actor | None], Client]
ROWS = {row.permission: row for row in queries.policy_table()}


def test_every_permission_stands_in_the_table_and_says_what_it_asks() -> None:
    assert list(ROWS) == list(access.policy())
    for row in ROWS.values():
        assert row.condition.endswith((".", ".)")), row.permission
        assert set(row.roles) == {*RoleName, queries.WARDMOTE}


def test_the_table_is_found_by_trying_the_rules() -> None:
    far = {name: row.roles for name, row in ROWS.items()}
    assert far["referrals.break_glass"][RoleName.DUTY_OFFICER] is Extent.ALWAYS
    assert far["referrals.break_glass"][RoleName.AUDITOR] is Extent.NEVER
    assert far["referrals.claim"][RoleName.WORKER] is Extent.IN_PART
    assert far["partnerships.say_capacity"][RoleName.TEAM_LEAD] is Extent.IN_PART
    assert far["partnerships.name_safeguarding_lead"] == dict.fromkeys(
        [*RoleName, queries.WARDMOTE], Extent.NEVER
    ) | {RoleName.PARTNERSHIP_ADMINISTRATOR: Extent.ALWAYS}
    assert far["oversight.judge"][RoleName.DATA_PROTECTION_OFFICER] is Extent.IN_PART
    assert "Or: " in ROWS["partnerships.say_capacity"].condition


@pytest.mark.django_db
def test_whoever_holds_a_role_reads_the_table_and_narrows_it_to_a_role(browse: Browser, borough) -> None:
    page = browse(borough.somebody(RoleName.WORKER, team=borough.housing)).get("/permissions")
    assert "Break glass" in (text := page.content.decode())
    assert "Ask why somebody" not in text
    narrow = browse(borough.somebody(RoleName.COUNCILLOR, area=borough.ward)).get(
        "/permissions?role=councillor"
    )
    assert "Break glass" not in narrow.content.decode()
    assert browse(borough.somebody(RoleName.AUDITOR)).get("/permissions?role=king").status_code == 200


def an_officer(case: Case) -> Actor:
    person = make.a_person("Dora Protector")
    RoleHolding.objects.create(
        person=person,
        role=RoleName.DATA_PROTECTION_OFFICER,
        organisation=case.cleansing.organisation,
        started_at=make.TUESDAY,
    )
    return make.as_they_are(person)


def asked(client: Client, who: Actor, reference: str) -> str:
    email = Person.objects.get(pk=who.person_id).email
    return client.post("/permissions/why", {"email": email.upper(), "record": reference}).content.decode()


@pytest.mark.django_db
def test_an_administrator_is_told_why_in_sentences(browse: Browser) -> None:
    case = Case()
    client = browse(case.administrator)
    page = asked(client, case.officer, case.referrals[Sensitivity.PARTNERS].reference)
    assert "may</h2>" not in page
    assert "They hold: Duty officer, Cleansing. So they are among: everybody in Cleansing." in page
    assert "only a data protection officer sees" in page
    page = asked(client, case.stranger, case.referrals[Sensitivity.PARTNERS].reference)
    assert "may not read" in page
    assert "None of these opens it." in page
    assert "Quillfeather" not in page


@pytest.mark.django_db
def test_what_may_not_be_known_is_answered_as_what_is_not_there(browse: Browser) -> None:
    case = Case()
    for asker, hidden in (
        (case.administrator, [Sensitivity.PROTECTED]),
        (an_officer(case), [Sensitivity.PARTNERS, Sensitivity.PROTECTED]),
    ):
        client = browse(asker)
        told = []
        for reference in ("R-00000-00000", *(case.referrals[one].reference for one in hidden)):
            client.get("/permissions/why")
            with CaptureQueriesContext(
                connection,
            ) as asked_of_database:
                page = asked(client, case.officer, reference)
            assert "that you may know of" in page
            bare = page.split('aria-labelledby="answer"', 1)[1].split("</section", 1)[0]
            told.append((bare.replace(reference, "X"), len(asked_of_database)))
        assert len(set(told)) == 1


@pytest.mark.django_db
def test_an_officer_asks_of_people_of_the_own_organisation_and_nobody_else_asks(browse: Browser) -> None:
    case = Case()
    officer = browse(an_officer(case))
    reference = case.referrals[Sensitivity.OPEN].reference
    assert "may read" in asked(officer, case.officer, reference)
    assert "Nobody that you may ask about" in asked(officer, case.stranger, reference)
    bad = officer.post("/permissions/why", {"email": "nobody@example.org", "record": "bins"})
    assert bad.status_code == 422
    assert "Enter a whole reference" in bad.content.decode()
    assert browse(case.lead).get("/permissions/why").status_code == 404
