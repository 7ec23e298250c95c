"""The search page: what somebody may see, with filters in the address and never the words (R1.5, R1.8)."""

import re

import pytest
from tests.referrals.web.conftest import queries_of

from wardmote.shared.partnerships.rules import RoleName


def searched(client, words: str, **filters: str):
    return client.post("/search", {"words": words, **filters}, follow=True)


def test_a_worker_finds_a_matter_by_its_words(borough, browse) -> None:
    borough.sent(words="Two mattresses by the garages", place_words="14 Test Row")
    answer = searched(browse(borough.worker), "mattress")
    assert "<mark>mattresses</mark>" in answer.content.decode()


def test_what_was_searched_for_never_stands_in_an_address(borough, browse) -> None:
    borough.sent(words="Ada Invented fell")
    client = browse(borough.worker)
    for answer in (
        searched(client, "Ada Invented", state="open"),
        client.get("/search?q=Ada+Invented", follow=True),
    ):
        where, status = answer.redirect_chain[-1]
        assert status == 302
        assert "nvented" not in where
        assert "<mark>Invented</mark>" in answer.content.decode()
    assert re.search(r"[?&]state=open", searched(client, "Ada", state="open").redirect_chain[-1][0])


def test_a_colleague_with_the_same_address_is_asked_for_the_words(borough, browse) -> None:
    borough.sent(words="Ada Invented fell")
    where, _ = searched(browse(borough.worker), "Invented").redirect_chain[-1]
    page = browse(borough.lead).get(where).content.decode()
    assert "Type the words again" in page
    assert "nvented" not in page


def test_the_filters_in_the_address_narrow_and_are_shown(borough, browse) -> None:
    borough.sent(words="A mattress")
    client = browse(borough.worker)
    here = {"category": borough.category.key, "ward": borough.ward.key, "order": "newest"}
    page = searched(client, "mattress", **here).content.decode()
    assert "<mark>mattress</mark>" in page
    assert f"Narrowed to: {borough.category.name}, {borough.ward.name}" in page
    page = searched(client, "mattress", ward=borough.elsewhere.key).content.decode()
    assert "Nothing found" in page
    assert "Search everything" in page


@pytest.mark.parametrize(
    "filters",
    [
        {"category": "nothing"},
        {"ward": "nowhere"},
        {"since": "yesterday"},
        {"since": "2026-03-03", "until": "2026-03-01"},
    ],
)
def test_a_filter_that_cannot_be_is_said_and_the_words_are_kept(borough, browse, filters) -> None:
    page = searched(browse(borough.worker), "mattress", **filters).content.decode()
    assert "Check what you typed" in page
    assert 'value="mattress"' in page


def test_a_reference_and_a_place_are_offered_first(borough, browse) -> None:
    referral = borough.sent(words="A mattress")
    client = browse(borough.worker)
    assert f"/referrals/{referral.reference}" in searched(client, referral.reference.lower()).content.decode()
    assert "/areas/wards/testward" in searched(client, "Testward").content.decode()


def test_protected_matters_are_found_by_leads_only_and_without_their_words(borough, browse) -> None:
    borough.one_of_each("Canary")
    lead = searched(browse(borough.lead), "canary").content.decode()
    assert lead.count("Protected O-") == 1
    assert "Canary A child" not in lead
    assert (
        "Protected O-"
        not in searched(browse(borough.somebody(RoleName.DUTY_OFFICER)), "canary").content.decode()
    )


def test_who_may_read_nothing_finds_nothing(borough, browse) -> None:
    borough.one_of_each("Canary")
    for role in (RoleName.AUDITOR, RoleName.PARTNERSHIP_ADMINISTRATOR):
        page = searched(browse(borough.somebody(role)), "canary").content.decode()
        assert "Canary Neighbours" not in page
        assert "Protected" not in page


def test_only_the_last_searches_are_kept(borough, browse) -> None:
    client = browse(borough.worker)
    for number in range(30):
        searched(client, f"word {number}")
    assert len(client.session["searches"]) == 20


def test_a_search_costs_the_same_however_much_there_is(borough, browse) -> None:
    client = browse(borough.worker)
    borough.sent(words="A mattress")
    where, _ = searched(client, "mattress").redirect_chain[-1]
    few = queries_of(client, where)
    for _ in range(10):
        borough.sent(words="A mattress", place_words="14 Test Row")
    assert len(queries_of(client, where)) == len(few) <= 18
