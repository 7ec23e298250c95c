"""Every look is kept, with its ground, in one statement a page; nothing of anybody stands in it (R1.8)."""

from collections.abc import Callable

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from tests import factories as make

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import looks_at
from wardmote.kernel.audit.models import Look
from wardmote.kernel.database import as_actor
from wardmote.kernel.database.roles import as_owner
from wardmote.modules.referrals import actions
from wardmote.modules.referrals.rules import Ground, ground_by_keys
from wardmote.shared.partnerships.rules import RoleName, Sensitivity, person_key

from .conftest import Borough, queries_of

pytestmark = pytest.mark.django_db
Browser = Callable[[Actor], Client]


def grounds_of(look: Look) -> dict[str, str]:
    return dict(zip(look.subjects, look.grounds, strict=True))


def test_opening_a_referral_keeps_who_what_where_and_why(borough: Borough, browser: Browser) -> None:
    referral = borough.sent(sensitivity=Sensitivity.PARTNERS)
    browser(borough.officer).get(f"/referrals/{referral.reference}")
    browser(borough.worker).get(f"/referrals/{referral.reference}")
    officers, workers = Look.objects.order_by("id")
    assert (officers.actor_id, officers.page, officers.opened) == (
        borough.officer.id,
        "referrals:referral",
        True,
    )
    assert grounds_of(officers) == {
        f"referral:{referral.pk}": Ground.ON_OUR_DESK,
        f"observation:{referral.observation_id}": Ground.IN_THE_CASE,
    }
    assert grounds_of(workers) == {
        f"referral:{referral.pk}": Ground.SENT,
        f"observation:{referral.observation_id}": Ground.RECORDED,
    }


def test_a_list_is_kept_in_one_statement_however_many_it_shows(borough: Borough, browser: Browser) -> None:
    several = [borough.sent() for _ in range(4)]
    client = browser(borough.officer)
    written = [sql for sql in queries_of(client, "/inbox") if "audit_look" in sql]
    look = Look.objects.latest("id")
    assert len(written) == 1
    assert {f"referral:{r.pk}" for r in several} <= set(look.subjects)
    assert (look.page, look.opened) == ("referrals:inbox", False)


@pytest.mark.parametrize(
    "where",
    [
        "/desk",
        "/inbox",
        "/inbox.csv",
        "/sent",
        "/observations",
        "/observations/mine",
        "/observations/{o}",
        "/referrals/{r}",
        "/search",
    ],
)
def test_wherever_a_record_is_shown_the_look_is_kept(borough: Borough, browser: Browser, where: str) -> None:
    referral = borough.sent(words="A mattress by the garages.")
    make.a_referral(borough.lead, borough.cleansing, borough.housing, borough.category, words="A fridge.")
    client = browser(borough.officer if where.startswith("/inbox") else borough.worker)
    if where == "/search":
        client.post(where, {"words": "mattress"}, follow=True)
    else:
        client.get(where.format(o=referral.observation.reference, r=referral.reference))
    seen = {code for look in Look.objects.all() for code in look.subjects}
    assert f"observation:{referral.observation_id}" in seen or f"referral:{referral.pk}" in seen


def test_a_page_that_shows_no_record_keeps_nothing(borough: Borough, browser: Browser) -> None:
    borough.sent(sensitivity=Sensitivity.PARTNERS)
    client = browser(borough.stranger)
    for where in ("/inbox", "/record", "/who-does-what", "/"):
        client.get(where)
    assert not Look.objects.exists()


def test_what_could_not_be_read_was_not_seen(borough: Borough, browser: Browser) -> None:
    referral = borough.sent(sensitivity=Sensitivity.PARTNERS)
    assert browser(borough.stranger).get(f"/referrals/{referral.reference}").status_code == 404
    assert not Look.objects.exists()


def test_whoever_sees_only_that_work_moves_is_kept_on_that_ground(borough: Borough, browser: Browser) -> None:
    referral = borough.sent(sensitivity=Sensitivity.PARTNERS)
    auditor = make.an_actor(RoleName.AUDITOR, name="Audrey Auditor")
    browser(auditor).get(f"/referrals/{referral.reference}")
    assert grounds_of(Look.objects.get()) == {f"referral:{referral.pk}": Ground.MOVEMENT}


def test_nothing_of_anybody_stands_in_a_look(borough: Borough, browser: Browser) -> None:
    named = [actions.Concerned(name="Arthur Invented", address="1 Test Row")]
    referral = borough.sent(words="Shouting at night.", people=named, place_words="Test Row")
    client = browser(borough.officer)
    client.get(f"/referrals/{referral.reference}")
    client.post("/search", {"words": "Invented"}, follow=True)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(audit_look::text, ' ') from audit_look")
        kept = cursor.fetchone()[0]
    assert f"people:{referral.observation_id}" in kept
    for words in ("Arthur", "Invented", "Row", "Shouting", "search?"):
        assert words not in kept


def test_who_looked_at_one_record_is_found_among_all_the_looks(borough: Borough, browser: Browser) -> None:
    one, other = borough.sent(), borough.sent()
    for referral in (one, other, one):
        browser(borough.officer).get(f"/referrals/{referral.reference}")
    browser(borough.officer).get("/inbox")
    code = f"referral:{one.pk}"
    assert len(looks_at([code])) == 3
    opened = looks_at([code], opened_only=True)
    assert len(opened) == 2
    assert [look.pk for look in looks_at([code], opened_only=True, before=opened[0].pk)] == [opened[1].pk]


CHANGES = ("update audit_look set page = 'y'", "delete from audit_look", "truncate audit_look")


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_may_not_change_a_look(change: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_may_change_a_look(borough: Borough, browser: Browser) -> None:
    referral = borough.sent()
    browser(borough.officer).get(f"/referrals/{referral.reference}")
    for change in CHANGES:
        with (
            as_owner(),
            connection.cursor() as cursor,
            pytest.raises((ProgrammingError, InternalError), match="append-only"),
        ):
            cursor.execute(change)
    assert Look.objects.count() == 1


def test_a_key_says_on_what_ground_a_row_was_read() -> None:
    for keys, readers, ground in (
        ([0, 7], [7, 9], Ground.IN_THE_CASE),
        ([-7], [-7], Ground.IN_THE_CASE),
        ([0, person_key(3)], [person_key(3), 7], Ground.NAMED),
        ([0, 7], [0, 9], Ground.OPEN),
        ([5], [9], Ground.NONE),
    ):
        assert ground_by_keys(keys=keys, readers=readers) is ground


# Who has looked


def looks_page(client: Client, reference: str, query: str = "") -> str:
    answer = client.get(f"/referrals/{reference}/looks{query}")
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_whoever_answers_for_a_referral_sees_who_has_looked_and_why_they_could(
    borough: Borough, browser: Browser
) -> None:
    named = [actions.Concerned(name="Arthur Invented")]
    referral = borough.sent(people=named)
    with make.everything():
        seen = make.fresh(referral).observation.reference
    manager = make.an_actor(RoleName.TEAM_LEAD, team=borough.cleansing, name="Mona Manager")
    browser(borough.officer).get(f"/referrals/{referral.reference}")
    browser(borough.stranger).get(f"/observations/{seen}")
    browser(borough.second).get("/inbox")
    client = browser(manager)
    assert "Who has looked at this" in client.get(f"/referrals/{referral.reference}").content.decode()
    page = looks_page(client, referral.reference)
    assert "Otto Officer" in page
    assert "Saw who is concerned" in page
    assert "It lies on their team’s desk" in page
    assert "Sam Stranger" not in page
    assert "Sofia Second" not in page
    assert "Arthur" not in page
    assert "Sofia Second" in looks_page(client, referral.reference, "?lists=yes")
    assert looks_page(client, referral.reference, "?before=x") == "400"
    assert "No earlier looks" in looks_page(client, referral.reference, "?before=1")


def test_nobody_else_sees_who_has_looked(borough: Borough, browser: Browser) -> None:
    referral = borough.sent()
    for somebody in (borough.officer, borough.worker, borough.stranger):
        client = browser(somebody)
        assert "Who has looked" not in client.get(f"/referrals/{referral.reference}").content.decode()
        assert looks_page(client, referral.reference) == "404"
    with as_actor(borough.officer):
        actions.claim_referral(by=borough.officer, referral=referral)
    assert "Otto Officer" in looks_page(browser(borough.officer), referral.reference)


def test_of_a_protected_referral_only_the_safeguarding_leads_do(browser: Browser) -> None:
    borough = Borough(Sensitivity.PROTECTED)
    referral = borough.sent()
    manager = make.an_actor(RoleName.TEAM_LEAD, team=borough.cleansing, name="Mona Manager")
    assert looks_page(browser(manager), referral.reference) == "404"
    browser(borough.lead).get(f"/referrals/{referral.reference}")
    assert "Lena Lead" in looks_page(browser(borough.lead), referral.reference)


def test_a_page_of_looks_costs_the_same_however_many_there_are(borough: Borough, browser: Browser) -> None:
    referral = borough.sent()
    client = browser(borough.lead)
    where = f"/referrals/{referral.reference}/looks"
    few = len(queries_of(client, where))
    for _ in range(55):
        Look(
            actor_id=borough.officer.id,
            page="referrals:referral",
            opened=True,
            subjects=[f"referral:{referral.pk}"],
            grounds=[Ground.IN_THE_CASE],
        ).save(force_insert=True)
    assert len(queries_of(client, where)) == few <= 12
    first = looks_page(client, referral.reference)
    assert "Earlier looks" in first
