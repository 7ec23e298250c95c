"""The first page says what this is, whom to call, and whether the partners keep their word (R4.9, R10.1)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests.referrals.web.conftest import queries_of
from tests.ui.test_plain_pages import grade, sentences

from wardmote.kernel import clock
from wardmote.kernel.privacy.disclosure import share_told
from wardmote.modules.referrals.models import FlowCount
from wardmote.shared.partnerships.models import Partnership

pytestmark = pytest.mark.django_db


def counted(team, **measures: int) -> None:
    for measure, count in measures.items():
        FlowCount.objects.create(
            team=team, day=make.TUESDAY.date() - timedelta(days=9), measure=measure, count=count
        )


def test_before_a_partnership_is_set_up_the_page_says_so_and_still_says_999(client) -> None:
    page = client.get("/").content.decode()
    assert "not set up yet" in page
    assert "999" in page


def test_the_front_says_whom_to_call_and_offers_no_form_that_is_not_there(borough, client) -> None:
    page = client.get("/").content.decode()
    assert 'href="tel:999"' in page
    assert "Tell us what you saw or heard" in page
    assert "Sign in" in page


def test_every_link_of_the_public_pages_leads_somewhere(borough, client) -> None:
    for start in ("/", "/areas", "/areas/wards/testward", "/areas/areas-2010/area-1"):
        page = client.get(start).content.decode()
        for link in set(re.findall(r'href="(/[^"#]*)"', page)) - {"/static/"}:
            if not link.startswith("/static/"):
                assert client.get(link).status_code in (200, 302), (start, link)


def test_partners_that_can_be_rung_are_listed_and_those_that_ended_are_not(borough, client) -> None:
    rung, ended = borough.housing.organisation, borough.cleansing.organisation
    rung.phone, ended.phone, ended.ended_on = "01632 960001", "01632 960002", make.TUESDAY.date()
    rung.save(), ended.save()
    page = client.get("/").content.decode()
    assert "01632 960001" in page
    assert "01632 960002" not in page


def test_the_word_is_a_share_to_the_nearest_five_and_no_count(borough, client) -> None:
    counted(borough.cleansing, sent=4021, acknowledged=3017, acknowledged_late=401, closed=702)
    page = client.get("/").content.decode()
    assert "<dd>85</dd>" in page
    for count in ("4021", "3017", "2616", "401", "702"):
        assert count not in page
    assert "from 2 February to 1 March" in page


def test_of_fewer_than_a_hundred_no_share_is_told(borough, client) -> None:
    counted(borough.cleansing, sent=400, acknowledged=99, acknowledged_late=1, closed=300)
    page = client.get("/").content.decode()
    assert "too little to count" in page
    assert "acknowledged in time" not in page


def test_what_happened_long_ago_is_not_counted(borough, client) -> None:
    counted(borough.cleansing, acknowledged=400)
    FlowCount.objects.update(day="2026-02-01")
    assert "too little to count" in client.get("/").content.decode()


def test_the_word_is_the_same_all_week_whatever_happens_in_it(borough, client) -> None:
    counted(borough.cleansing, acknowledged=400, acknowledged_late=40)
    told = set()
    for day in range(6):
        with clock.fixed(make.TUESDAY + timedelta(days=day)):
            FlowCount.objects.create(
                team=borough.housing,
                day=make.TUESDAY.date() + timedelta(days=day),
                measure="acknowledged_late",
                count=90,
            )
            told.add(client.get("/").content.decode().partition('id="word"')[2].partition("</section>")[0])
    assert len(told) == 1


@given(st.integers(100, 5_000), st.data())
def test_a_share_is_a_multiple_of_five_within_two_and_a_half(whole, data) -> None:
    part = data.draw(st.integers(0, whole))
    share = share_told(part, whole)
    assert share in range(0, 101, 5)
    assert abs(share - 100 * part / whole) <= 2.5 + 0.5


def test_a_demonstration_says_so(borough, client, settings) -> None:
    assert "A demonstration" not in client.get("/").content.decode()
    Partnership.objects.update(is_demo=True)
    page = client.get("/").content.decode()
    assert "A demonstration" in page
    assert "/demo/people" not in page, "only where that page is served"


def test_the_front_can_be_read_by_a_child_of_eleven(borough, client) -> None:
    for address in ("/", "/areas", "/areas/wards/testward"):
        assert grade(sentences(client.get(address).content.decode())) < 6, address


def test_the_front_costs_few_queries(borough, client) -> None:
    assert connection.vendor == "postgresql"
    assert len(queries_of(client, "/")) <= 6
