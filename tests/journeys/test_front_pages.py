"""Everybody's first page says what needs them, and leads to it (R4.9, R9.3, R10.1)."""

from datetime import date, timedelta

import pytest
from tests import factories as make

from wardmote.kernel import clock
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.models import Area, AreaMember, AreaSet
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from .conftest import in_two_looks


@pytest.fixture
def area(borough) -> Area:
    """One Area, of the one ward."""
    areas = AreaSet.objects.create(
        key="areas-2010", name="Areas (2010)", kind="areas", valid_from=date(2010, 1, 1)
    )
    area = Area.objects.create(area_set=areas, key="area-1", name="Area 1", latitude=52.58, longitude=-1.98)
    AreaMember.objects.create(area=area, ward=borough.ward, valid_from=date(2010, 1, 1))
    geography.look_again()
    return area


def sent(borough, **changes: object):
    return make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category, **changes)


def test_an_area_manager_sees_what_is_open_and_who_has_it(visitor, borough, area) -> None:
    manager = make.an_actor(RoleName.AREA_MANAGER, area=area, name="Mina Manager")
    visitor.becomes(manager)
    visitor.goes_to("/desk")
    visitor.sees("Nothing is open here")
    sent(borough)
    visitor.goes_to("/desk")
    visitor.sees("Area 1: what needs you")
    visitor.follows("Two mattresses by the garages")
    visitor.sees("Streets and cleansing")
    visitor.goes_to("/desk")
    visitor.follows("Flow of work, all teams")
    visitor.follows("Received")


def test_a_councillor_sees_that_work_moves_without_a_word_of_it(visitor, borough, area) -> None:
    councillor = make.an_actor(RoleName.COUNCILLOR, area=borough.ward, name="Cora Councillor")
    visitor.becomes(councillor)
    visitor.goes_to("/desk")
    visitor.sees("Testward: the work")
    sent(borough)
    sent(borough, sensitivity=Sensitivity.PARTNERS, words="Mrs Invented fell on the stair")
    visitor.goes_to("/desk")
    visitor.sees("1 open matter is with some team")
    visitor.sees("Fly-tipping")
    for words in ("mattresses", "Mrs Invented", "garages", "Test Row"):
        assert visitor.page.get_by_text(words).count() == 0, f"the councillor reads {words}"
    visitor.follows("Testward", within="table")


def test_an_administrator_sees_the_flow_and_invites_somebody_who_comes(visitor, borough) -> None:
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")
    sent(borough)
    page = visitor.page
    visitor.becomes(administrator)
    visitor.goes_to("/desk")
    visitor.sees("on the desks of all teams")
    visitor.follows("The whole table")
    assert page.get_by_text("mattresses").count() == 0
    visitor.goes_to("/people")
    visitor.presses("Invite somebody")
    visitor.presses("Invite")
    visitor.sees("Not invited yet")
    page.get_by_label("Their name").fill("Nora Newcomer")
    page.get_by_label("Their work e-mail address").fill("nora@people.example")
    page.get_by_label("Role", exact=True).select_option("worker")
    page.get_by_label("Team", exact=True).select_option(str(borough.housing.pk))
    visitor.presses("Invite")
    link = page.get_by_label("Their link").input_value()
    visitor.goes_to("/people/invitations")
    visitor.sees("Nora Newcomer")
    visitor.leaves()
    page.goto(link)
    visitor.looks()
    visitor.presses("Accept the role")
    visitor.sees("Choose a password")
    page.get_by_label("Choose a password").fill(make.PASSWORD)
    visitor.presses("Accept the role")
    visitor.sees("The role is yours")
    visitor.presses("Sign in")
    page.get_by_label("Email").fill("nora@people.example")
    page.get_by_label("Password").fill(make.PASSWORD)
    visitor.presses("Sign in")
    visitor.sees("Nothing waits for you")
    page.goto(link)
    visitor.sees("This link does not work")
    visitor.looks()


@in_two_looks
def test_anybody_finds_their_ward_from_the_first_page(visitor, borough, area) -> None:
    visitor.goes_to("/")
    visitor.sees("Call 999")
    visitor.follows("Find your ward")
    visitor.follows("Testward", within="main")
    visitor.sees("one of the building blocks")
    visitor.follows("Area 1")
    visitor.goes_to("/areas")
    visitor.follows("Find out which ward a postcode or street is in")
    visitor.page.get_by_role("searchbox").fill("Testward")
    visitor.presses("Find it")
    visitor.follows("Area 1", within="main")
    for there in ("/how-decisions-are-made", "/privacy", "/accessibility"):
        visitor.goes_to(there)
    visitor.follows("For programs: the API")
    visitor.follows("409 key-reused")
    visitor.sees("Make a new key for every new request.")


@in_two_looks
def test_before_anything_is_set_up_the_first_page_says_so(visitor) -> None:
    visitor.goes_to("/")
    visitor.sees("not set up yet")
    visitor.goes_to("/areas")
    visitor.sees("There is no map yet")


@in_two_looks
def test_the_coordinator_sees_what_is_late_and_goes_to_it(visitor, borough) -> None:
    coordinator = make.an_actor(
        RoleName.DUTY_OFFICER, team=partnerships.coordinator_desk(), name="Cora Calls"
    )
    visitor.becomes(coordinator)
    visitor.goes_to("/late")
    visitor.sees("Nothing is late")
    with clock.fixed(clock.now() - timedelta(days=14)):
        late = sent(borough)
        sent(borough, sensitivity=Sensitivity.PARTNERS, words="Mrs Invented fell on the stair")
    visitor.goes_to("/desk")
    visitor.follows("What is late, and what to do next")
    visitor.sees("Not yet climbed")
    assert visitor.page.get_by_text("Mrs Invented").count() == 0
    visitor.page.get_by_role("combobox", name="On whose desk").select_option(
        borough.cleansing.organisation.key
    )
    visitor.presses("Show")
    visitor.follows("Teams that do not answer")
    visitor.sees("Not in three months")
    visitor.follows("Late", within="main")
    visitor.follows(late.reference)
    visitor.sees("Overdue by")
