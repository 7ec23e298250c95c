"""The lists of a team: its inbox and what it passed on (R1.3, R1.4)."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.kernel.ui.tables import safe_cell
from wardmote.modules.referrals import actions
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from .conftest import Borough, queries_of

pytestmark = pytest.mark.django_db

Browser = Callable[[Actor], Client]


def shown(client: Client, address: str = "/inbox") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_next_deadline_comes_first_and_each_row_has_its_verb(borough: Borough, browser: Browser) -> None:
    with clock.fixed(make.TUESDAY - timedelta(hours=1)):
        later = borough.sent(words="Second to fall due.")
    with clock.fixed(make.TUESDAY - timedelta(days=4)):
        first = borough.sent(words="Long overdue.")
    page = shown(browser(borough.officer))
    assert page.index("Long overdue") < page.index("Second to fall due")
    assert "Overdue by" in page
    assert page.count('name="act" value="claimed"') == 2
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=first)
        actions.claim_referral(by=borough.officer, referral=later)
    page = shown(browser(borough.officer))
    assert 'name="act" value="acknowledged"' in page
    assert "Decide<span" in page


def test_a_view_has_its_own_address_and_counts(borough: Borough, browser: Browser) -> None:
    mine, nobodys = borough.sent(words="Mine it is."), borough.sent(words="Waits for anybody.")
    with as_actor(borough.officer):
        actions.claim_referral(by=borough.officer, referral=mine)
    client = browser(borough.officer)
    assert "Nobody yet <b>1</b>" in shown(client)
    assert "Waits for anybody" not in shown(client, "/inbox?box=mine")
    assert "Mine it is" not in shown(client, "/inbox?box=nobody-yet")
    assert "Nothing is overdue" in shown(client, "/inbox?box=overdue")
    overdue = shown(client, "/inbox?box=overdue")
    assert "See all 2 on the desk" in overdue
    assert "The next deadline is 10:00 tomorrow" in overdue
    found = shown(client, f"/inbox?words={nobodys.reference.lower()}")
    assert "Waits for anybody" in found
    assert "Mine it is" not in found
    assert "Nothing found for “giraffe”" in shown(client, "/inbox?words=giraffe")
    assert "100%" in shown(client, "/inbox?words=100%25")


def test_an_address_that_makes_no_sense_shows_the_plain_inbox_or_is_refused(
    borough: Borough, browser: Browser
) -> None:
    borough.sent()
    client = browser(borough.officer)
    assert "Two mattresses" in shown(client, "/inbox?box=nonsense&order=sideways")
    assert client.get("/inbox?after=nonsense").status_code == 400
    assert client.get("/inbox?words=%00").status_code == 400
    assert client.get("/inbox?team=no-such-team").status_code == 404
    assert client.get(f"/inbox?team={borough.housing.key}").status_code == 404
    assert client.get("/inbox?words=" + "x" * 5000).status_code == 200


def test_somebody_in_no_team_is_told_what_to_do(borough: Borough, browser: Browser) -> None:
    councillor = make.an_actor(RoleName.COUNCILLOR, area=borough.ward)
    for address, heading in (
        ("/inbox", "Inbox"),
        ("/sent", "Passed on"),
        ("/record", "Record what you saw or heard"),
    ):
        page = shown(browser(councillor), address)
        assert "You work in no team" in page
        assert f'<h1 class="govuk-heading-l">{heading}</h1>' in page
        assert "<textarea" not in page


def test_somebody_in_two_teams_chooses(borough: Borough, browser: Browser) -> None:
    borough.sent()
    person = make.a_person("Tina Two")
    make.a_role(person, RoleName.DUTY_OFFICER, team=borough.cleansing)
    make.a_role(person, RoleName.DUTY_OFFICER, team=borough.police)
    tina = make.as_they_are(person)
    client = browser(tina)
    assert "Two mattresses" in shown(client, f"/inbox?team={borough.cleansing.key}")
    assert "Two mattresses" not in shown(client, f"/inbox?team={borough.police.key}")


def test_claiming_from_the_list_comes_back_to_the_same_view(borough: Borough, browser: Browser) -> None:
    referral = borough.sent()
    typed = {
        "act": "claimed",
        "form_key": "k",
        "version": referral.version,
        "next": "/inbox?box=nobody-yet&order=priority",
    }
    answer = browser(borough.officer).post(f"/referrals/{referral.reference}", typed)
    assert answer.headers["Location"] == "/inbox?box=nobody-yet&order=priority"
    assert make.fresh(referral).claimed_by_id == borough.officer.person_id


def test_whoever_is_second_in_the_list_hears_who_was_first(borough: Borough, browser: Browser) -> None:
    referral = borough.sent()
    with as_actor(borough.second):
        actions.claim_referral(by=borough.second, referral=referral)
    typed = {"act": "claimed", "form_key": "k", "version": referral.version, "next": "/inbox?order=newest"}
    client = browser(borough.officer)
    answer = client.post(f"/referrals/{referral.reference}", typed)
    assert answer.headers["Location"] == "/inbox?order=newest"
    page = shown(client, "/inbox?order=newest")
    assert "Two mattresses by the garages: Sofia Second claimed it" in page
    assert make.fresh(referral).claimed_by_id == borough.second.person_id


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_no_form_leads_to_another_site(elsewhere: str, borough: Borough, browser: Browser) -> None:
    referral = borough.sent()
    typed = {"act": "claimed", "form_key": "k", "version": referral.version, "next": elsewhere}
    answer = browser(borough.officer).post(f"/referrals/{referral.reference}", typed)
    assert answer.headers["Location"] == f"/referrals/{referral.reference}"


def test_fifty_fit_on_a_page_and_the_rest_is_one_tap_away(borough: Borough, browser: Browser) -> None:
    for n in range(53):
        borough.sent(words=f"Number {n:03} of many.")
    client = browser(borough.officer)
    first = client.get("/inbox")
    assert len(first.context["rows"]) == 50
    second = client.get("/inbox", {"after": first.context["page"].next})
    assert len(second.context["rows"]) == 3
    assert 'rel="prev"' in second.content.decode()


@pytest.mark.parametrize("rows", [5, 50])
def test_an_inbox_needs_at_most_ten_queries_however_many_rows(
    rows: int, borough: Borough, browser: Browser
) -> None:
    for n in range(rows):
        borough.sent(words=f"Number {n} of many.")
    queries = queries_of(browser(borough.officer), "/inbox")
    assert len(queries) <= 10, "\n".join(queries)


def test_the_table_holds_the_view_and_no_formula(borough: Borough, browser: Browser) -> None:
    borough.sent(words='=HYPERLINK("http://evil.example")', place_words="+44")
    answer = browser(borough.officer).get("/inbox.csv?box=to-do")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    heading, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    cells = dict(zip(heading, row, strict=True))
    assert cells["What"].startswith("'=HYPERLINK")
    assert cells["Where"] == "'+44"
    assert cells["By"] == "2026-03-04 10:00"
    assert (
        len(list(csv.reader(io.StringIO(browser(borough.stranger).get("/inbox.csv").content.decode())))) == 1
    )


def test_the_table_names_a_protected_referral_by_its_number_alone(browser: Browser) -> None:
    borough = Borough(Sensitivity.PROTECTED)
    referral = borough.sent(words="Secret words.", place_words="Secret place")
    answer = browser(borough.lead).get("/inbox.csv").content.decode()
    assert referral.reference in answer
    assert "Secret" not in answer
    assert borough.category.name not in answer
    assert referral.reference not in browser(borough.officer).get("/inbox.csv").content.decode()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r\n=1"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert safe_cell(cell).startswith("'")


def test_what_came_back_or_was_asked_stands_first_among_what_was_passed_on(
    borough: Borough, browser: Browser
) -> None:
    asked, quiet = borough.sent(words="Asked about."), borough.sent(words="Going well.")
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=asked)
        actions.ask_for_information(by=borough.officer, referral=make.fresh(asked), words="Where?")
    answer = browser(borough.worker).get("/sent")
    assert [row.referral.pk for row in answer.context["needing"]] == [asked.pk]
    assert {row.referral.pk for row in answer.context["rows"]} == {asked.pk, quiet.pk}
    assert "They asked you a question" in answer.content.decode()
    assert len(queries_of(browser(borough.worker), "/sent")) <= 10
    assert "Nothing passed on yet" in shown(browser(borough.stranger), "/sent")


def test_a_stranger_has_an_empty_inbox_and_somebody_signed_out_none(
    borough: Borough, browser: Browser
) -> None:
    borough.sent()
    assert "Nothing to do" in shown(browser(borough.stranger))
    assert Client().get("/inbox").status_code == 302
