"""The administrator keeps the register in pages, and sees first what a change would touch (R1.2, R1.10)."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, jobs, queries
from wardmote.shared.partnerships.actions import OrganisationDetails, TeamDetails
from wardmote.shared.partnerships.models import Closure, Organisation, Remit, Team
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def administrator() -> Actor:
    make.a_partnership()
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


@pytest.fixture
def trust(administrator) -> Organisation:
    details = OrganisationDetails(name="Birch Housing Trust", kind="housing_association")
    return actions.add_organisation(by=administrator, details=details)


@pytest.fixture
def repairs(administrator, trust) -> Team:
    details = TeamDetails(name="Repairs desk", hours="Mon-Fri 08:00-18:00", capacity_per_week=30)
    return actions.add_team(by=administrator, organisation=trust, details=details)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


@pytest.fixture
def client(administrator) -> Client:
    return signed_in(administrator)


@pytest.fixture
def sends(client) -> Callable[..., object]:
    """Open a page, fill in its form as it was shown but for some fields, and send it."""

    def send(path: str, **fields: object) -> object:
        page = client.get(path).content.decode().split("<main")[1]
        shown = {"form_key": "none of ours"}
        shown |= dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
        return client.post(path, shown | fields)

    return send


def words_of(answer) -> str:
    page = answer.content.decode().split("<main")[1]
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", page)))


TEAM = {"name": "Night desk", "hours": "Day and night", "capacity_per_week": "5", "intake": "account"}


def test_a_partner_is_made_with_its_team_what_it_takes_and_its_closed_days(client, sends) -> None:
    category, ward = make.a_category("Damp and mould"), make.a_ward()
    to = sends("/partnership/add-organisation", name="Łódź Community Trust", kind="charity").headers[
        "Location"
    ]
    assert to == "/partnership/organisations/odz-community-trust"
    to = sends(f"{to}/add-team", **TEAM).headers["Location"]
    assert to == "/partnership/teams/night-desk"
    sends(f"{to}/takes", categories=[str(category.pk)], where="areas", areas=[str(ward.pk)])
    day = {"starts_on_0": "24", "starts_on_1": "12", "starts_on_2": "2026"}
    day |= {name.replace("starts", "ends"): value for name, value in day.items()}
    sends(f"{to}/close", name="Christmas Eve", **day)
    page = words_of(client.get(to))
    for shown in ("Day and night", "Damp and mould", "Testward", "Christmas Eve", "24 Dec"):
        assert shown in page
    remit, closure = Remit.objects.get(), Closure.objects.get()
    sends(f"/partnership/remits/{remit.pk}", where="borough")
    assert "The whole borough" in words_of(client.get(to))
    assert "No other team takes this" in words_of(client.get(f"/partnership/remits/{remit.pk}/end"))
    sends(f"/partnership/remits/{remit.pk}/end")
    sends(f"/partnership/closures/{closure.pk}/withdraw")
    page = words_of(client.get(to))
    assert "Nothing is sent to it yet" in page
    assert "None, but for bank holidays" in page


@pytest.mark.parametrize(
    "path",
    [
        "/partnership",
        "/partnership/organisations",
        "/partnership/add-organisation",
        "/partnership/organisations/birch-housing-trust",
        "/partnership/organisations/birch-housing-trust/end",
        "/partnership/teams/repairs-desk",
        "/partnership/teams/repairs-desk/change",
        "/partnership/teams/repairs-desk/end",
        "/partnership/teams/repairs-desk/takes",
        "/partnership/teams/repairs-desk/coordinate",
        "/partnership/teams/repairs-desk/close",
    ],
)
def test_nobody_but_the_administrator_finds_these_pages(repairs, client, path) -> None:
    assert client.get(path).status_code == 200
    lead = signed_in(make.an_actor(RoleName.TEAM_LEAD, team=repairs))
    assert lead.get(path).status_code == 404
    assert lead.post(path, {"form_key": "1"}).status_code == 404


def test_the_list_is_searched_by_the_address_and_shows_what_ended_on_asking(
    administrator, repairs, client
) -> None:
    def found(query: str) -> str:
        return words_of(client.get(f"/partnership/organisations?{query}"))

    assert "Birch Housing Trust" in found("words=REPAIRS")
    assert "No organisation or team is called that" in found("words=nothing+like+it")
    make.ends(repairs)
    assert "Repairs desk" not in found("words=birch")
    assert "Repairs desk ended today" in found("words=birch&ended=yes")


def test_a_refusal_stands_beside_its_field_and_what_was_typed_is_kept(repairs, sends) -> None:
    answer = sends(
        "/partnership/teams/repairs-desk/change",
        **TEAM
        | {
            "hours": "now and then",
            "remit_words": "Mends what leaks",
            "organisation": repairs.organisation_id,
        },
    )
    assert answer.status_code == 422
    assert "does not say which hours" in words_of(answer)
    assert "Mends what leaks" in answer.content.decode()


@pytest.mark.parametrize("hours", ["Mon 09:00-09:59", "Sat 20:00-20:01", "", "Closed"])
def test_hours_that_leave_no_time_to_answer_in_are_refused_on_the_page(repairs, client, sends, hours) -> None:
    path = "/partnership/teams/repairs-desk/change"
    answer = sends(path, **TEAM | {"hours": hours, "organisation": repairs.organisation_id})
    assert answer.status_code == 422
    assert 'href="#id_hours"' in answer.content.decode(), "the reason leads to the field"
    assert "Mon-Fri 08:00-18:00" in words_of(client.get("/partnership/teams/repairs-desk")), (
        "it works as it did"
    )


def test_a_closure_that_never_ends_is_refused_on_the_page_and_the_clock_runs_on(
    repairs, client, sends
) -> None:
    for_ever = {"starts_on_0": "1", "starts_on_1": "4", "starts_on_2": "2026"}
    for_ever |= {"ends_on_0": "1", "ends_on_1": "4", "ends_on_2": "2029"}
    answer = sends("/partnership/teams/repairs-desk/close", name="For good", **for_ever)
    assert answer.status_code == 422
    assert "End the team instead" in words_of(answer)
    assert not Closure.objects.exists()


def test_two_administrators_at_once_and_the_second_sees_what_the_first_wrote(
    administrator, repairs, client, sends
) -> None:
    path = "/partnership/teams/repairs-desk/change"
    mine = {**TEAM, "organisation": repairs.organisation_id, "version": "0"}
    actions.change_team(
        by=administrator, team=repairs, details=TeamDetails(name="Mending desk", hours="Day and night")
    )
    answer = sends(path, **mine)
    assert answer.status_code == 409
    assert "Somebody changed Mending desk" in words_of(answer)
    assert "Name: Mending desk" in words_of(answer)
    assert 'value="Night desk"' in answer.content.decode()
    assert re.search(r'name="version" value="1"', answer.content.decode())
    assert sends(path, **mine | {"version": "1"}).status_code == 302
    repairs.refresh_from_db()
    assert repairs.name == "Night desk"


def test_what_ends_with_a_team_is_shown_before_it_ends(administrator, repairs, trust, client, sends) -> None:
    make.a_role(make.a_person("Wanda Worker"), RoleName.WORKER, team=repairs)
    actions.set_remit(by=administrator, team=repairs, category=make.a_category("Damp and mould"))
    _, secret = actions.invite_person(
        by=administrator, email="new@partner.example", name="New", role=RoleName.WORKER, team=repairs
    )
    estate = make.a_team("Estate office")
    make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=estate)
    path = f"/partnership/teams/repairs-desk/end?to={estate.key}"
    assert "Another team carries on for it" in words_of(client.get(path.partition("?")[0]))
    page = words_of(client.get(path))
    for shown in (
        "Estate office carries on",
        "then also takes: Damp and mould",
        "1 role ends: Wanda Worker (Worker)",
        "1 invitation",
    ):
        assert shown in page
    assert "1 team" in words_of(client.get("/partnership/organisations/birch-housing-trust/end"))
    told = sends(path, words="One office now").headers["Location"]
    jobs.hand_over(int(told.rsplit("/", 1)[1]))
    assert "Ended today" in words_of(client.get("/partnership/teams/repairs-desk"))
    assert queries.open_invitation(secret) is None, "nobody comes to a team that has ended"
    assert sends("/partnership/organisations/birch-housing-trust/end").status_code == 302


def test_the_coordinators_desk_moves_and_one_always_stands(repairs, client, sends) -> None:
    desk = queries.coordinator_desk()
    assert "becomes the coordinator’s desk" in words_of(
        client.get(f"/partnership/teams/{desk.key}/end?to=repairs-desk")
    )
    assert desk.name in words_of(client.get("/partnership/teams/repairs-desk/coordinate"))
    sends("/partnership/teams/repairs-desk/coordinate")
    assert queries.coordinator_desk() == repairs


def test_the_pages_cost_the_same_for_few_and_many(administrator, repairs, client) -> None:
    paths = [
        "/partnership/organisations",
        "/partnership/organisations/birch-housing-trust",
        "/partnership/teams/repairs-desk",
    ]
    make.a_role(make.a_person(), RoleName.WORKER, team=repairs)
    actions.set_remit(by=administrator, team=repairs, category=make.a_category())
    few = [len(queries_of(client, path)) for path in paths]
    for n in range(60):
        make.a_team(f"Team of many {n}")
        make.a_role(make.a_person(), RoleName.WORKER, team=repairs)
        actions.set_remit(by=administrator, team=repairs, category=make.a_category(f"Kind {n}"))
    assert [len(queries_of(client, path)) for path in paths] == few
    assert max(few) <= 20
    assert "Next page" in words_of(client.get(paths[0]))
    assert "And 11 more" in words_of(client.get(paths[2]))


def test_work_is_handed_over_in_pages_that_first_say_what_goes(
    administrator, repairs, trust, client, sends
) -> None:
    estate = actions.add_team(
        by=administrator, organisation=trust, details=TeamDetails(name="Estate office", hours="Day and night")
    )
    actions.set_remit(by=administrator, team=repairs, category=make.a_category("Damp and mould"))
    path = "/partnership/teams/repairs-desk/hand-over"
    for nonsense in ("", "nothing", "repairs-desk"):
        assert client.get(path, {"to": nonsense}).status_code == 422, "a team that stands, and another one"
    page = words_of(client.get(path, {"to": "estate-office"}))
    for shown in ("then also takes: Damp and mould", "It works: Day and night", "Nothing is open there now"):
        assert shown in page
    assert "Fill in" in words_of(sends(f"{path}?to=estate-office"))
    nobody_leads = words_of(sends(f"{path}?to=estate-office", words="One office now"))
    assert "Name a safeguarding lead at one of them first" in nobody_leads
    make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=estate)
    told = sends(f"{path}?to=estate-office", words="One office now").headers["Location"]
    assert "Work is moving." in words_of(client.get(told))
    assert "Work is moving" in words_of(client.get(path)), "there is one at a time"
    assert "Its work is moving to Estate office" in words_of(client.get("/partnership/teams/repairs-desk"))
    jobs.hand_over(int(told.rsplit("/", 1)[1]))
    assert "Done. Whatever was open has moved. Repairs desk still stands" in words_of(client.get(told))
    assert "Estate office" in words_of(client.get("/partnership/teams/repairs-desk/end"))
    assert "Its work was handed over to Estate office" in words_of(
        client.get("/partnership/teams/repairs-desk")
    )
    assert [remit.team for remit in Remit.objects.filter(ended_on__isnull=True)] == [estate]
    lead = signed_in(make.an_actor(RoleName.TEAM_LEAD, team=estate))
    assert lead.get(told).status_code == lead.get(path).status_code == 404
