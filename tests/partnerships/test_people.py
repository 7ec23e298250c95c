"""People come by invitation, hold roles, and lose them at once; only who may give a role can end it (R9.1, R9.2)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.database import as_actor
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.models import Invitation, RoleHolding, Team
from wardmote.shared.partnerships.rules import RoleName, StandsAt, stands_at

pytestmark = pytest.mark.django_db

LINK = re.compile(r"http://testserver(/invitation/[\w-]+)")


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def lead(team) -> Actor:
    return make.an_actor(RoleName.TEAM_LEAD, team=team, name="Lena Lead")


@pytest.fixture
def administrator(team) -> Actor:
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


def browse(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def wanted(**changes: object) -> dict[str, object]:
    return {"name": "Nora New", "email": "Nora.New@partner.example", "role": "worker"} | changes


def invited(actor: Actor, **changes: object) -> str:
    """Invite somebody on the page; gives the address of the link."""
    client = browse(actor)
    page = client.post(
        "/people/invite", wanted(form_key=str(make.number()), **changes), follow=True
    ).content.decode()
    found = LINK.search(page)
    assert found, page
    return found[1]


def key_of(page: str) -> str:
    return re.search(r'name="form_key" value="([^"]+)"', page)[1]


@pytest.mark.parametrize("role", list(RoleName))
def test_the_pages_for_people_are_for_administrators_and_team_leads(team, role) -> None:
    at = {StandsAt.TEAM: {"team": team}, StandsAt.AREA: {"area": make.a_ward()}}.get(stands_at(role), {})
    if role is RoleName.DATA_PROTECTION_OFFICER:
        person = make.a_person()
        RoleHolding.objects.create(
            person=person, role=role, organisation=team.organisation, started_at=make.TUESDAY
        )
        actor = Actor(id="", name="", person_id=person.pk)
    else:
        actor = make.an_actor(role, **at)
    expected = 200 if role in (RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.TEAM_LEAD) else 404
    assert browse(actor).get("/people").status_code == expected
    assert browse(actor).get("/people/invite").status_code == expected


def test_somebody_new_follows_the_link_chooses_a_password_and_signs_in(team, lead) -> None:
    link = invited(lead, team=team.pk)
    visitor = Client()
    page = visitor.get(link)
    assert "<b>Worker, Repairs desk</b>." in page.content.decode()
    assert "Lena Lead invites you" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    # Keeps the secret from other sites. Anything stricter makes browsers send the form without its origin.
    assert page.headers["Referrer-Policy"] == "same-origin"
    answer = visitor.post(link, {"password": make.PASSWORD})
    assert "The role is yours" in answer.content.decode()
    person = Person.objects.get(email="nora.new@partner.example")
    assert RoleHolding.objects.get(person=person).team == team
    answer = visitor.post("/account/login/", {"login": "nora.new@partner.example", "password": make.PASSWORD})
    assert answer.headers["Location"] == "/desk"


def test_the_secret_of_a_link_is_kept_nowhere(team, lead) -> None:
    secret = invited(lead, team=team.pk).rsplit("/", 1)[1]
    assert len(secret) >= 43, "256 bits"
    assert secret not in str(Invitation.objects.values_list())


def test_a_wrong_a_used_and_an_old_link_lead_to_the_same_page(team, lead) -> None:
    used, old = invited(lead, team=team.pk), invited(lead, team=team.pk, email="other@partner.example")
    Client().post(used, {"password": make.PASSWORD})
    with clock.fixed(make.TUESDAY + timedelta(days=15)):
        answers = [Client().get(link) for link in (used, old, "/invitation/nothing")]
    mains = {a.content.decode().split("<main")[1].split("</main>")[0] for a in answers}
    assert len(mains) == 1
    assert {a.status_code for a in answers} == {404}
    assert "This link does not work" in mains.pop()


@pytest.mark.parametrize("password", ["", "short", "password1234", "nora.new@partner.example"])
def test_a_weak_password_is_refused_and_the_link_still_works(team, lead, password) -> None:
    link = invited(lead, team=team.pk)
    answer = Client().post(link, {"password": password})
    assert answer.status_code == 422
    assert "Check what you typed" in answer.content.decode()
    assert not Person.objects.filter(email="nora.new@partner.example").exists()
    assert Client().get(link).status_code == 200


def test_a_link_never_opens_an_account_that_is_there_already(team, lead) -> None:
    link = invited(lead, team=team.pk, email="early@people.example")
    person = make.a_person(password=make.PASSWORD)
    Person.objects.filter(pk=person.pk).update(email="early@people.example")
    assert "password" not in re.findall(r'<input[^>]*name="(\w+)"', Client().get(link).content.decode())
    Client().post(link, {"password": "another password altogether"})
    person.refresh_from_db()
    assert person.check_password(make.PASSWORD)
    assert person.roles.get().team == team


def test_somebody_elses_link_is_not_taken_up_by_whoever_is_signed_in(team, lead) -> None:
    link = invited(lead, team=team.pk)
    for answer in (browse(lead).get(link), browse(lead).post(link, {"password": make.PASSWORD})):
        assert "This link is for somebody else" in answer.content.decode()
    assert Client().get(link).status_code == 200


def test_a_team_lead_invites_to_no_other_team_and_to_nothing_wider(team, lead) -> None:
    other, ward = make.a_team(), make.a_ward()
    for changes in (
        {"team": other.pk},
        {"team": team.pk, "role": "partnership_administrator"},
        {"team": team.pk, "role": "safeguarding_lead"},
        {"role": "councillor", "area": ward.pk},
        {},
    ):
        answer = browse(lead).post("/people/invite", wanted(**changes))
        assert answer.status_code == 422, changes
        assert "Nora New" in answer.content.decode(), "what was typed is kept"
    assert not Invitation.objects.exists()


def test_only_the_administrator_says_who_reads_protected_matters(team, lead, administrator) -> None:
    def invite(by: Actor) -> None:
        with as_actor(by):
            actions.invite_person(
                by=by, email="a@b.example", name="A", role=RoleName.SAFEGUARDING_LEAD, team=team
            )

    with pytest.raises(NotAllowed):
        invite(lead)
    invite(administrator)


def test_an_administrator_invites_to_each_kind_of_role(team, administrator) -> None:
    ward = make.a_ward()
    for role, at in (
        ("councillor", {"area": ward.pk}),
        ("auditor", {}),
        ("data_protection_officer", {"organisation": team.organisation_id}),
        ("safeguarding_lead", {"team": team.pk, "area": ward.pk}),
    ):
        invited(administrator, role=role, **at)
    assert Invitation.objects.count() == 4
    answer = browse(administrator).post("/people/invite", wanted(role="councillor", team=team.pk))
    assert "Choose an area or a ward" in answer.content.decode()


def test_bad_input_is_named_and_never_a_fault(team, administrator) -> None:
    client = browse(administrator)
    for changes in (
        {"email": "nobody"},
        {"name": "a\x00b"},
        {"role": "king"},
        {"team": "x"},
        {"name": "n" * 500},
    ):
        answer = client.post("/people/invite", wanted(team=team.pk) | changes)
        assert answer.status_code == 422, changes
        assert "Not invited yet" in answer.content.decode()


def test_a_lead_sees_and_ends_roles_of_the_own_team_only(team, lead) -> None:
    mine = make.a_role(make.a_person("Mine Person"), RoleName.WORKER, team=team)
    theirs = make.a_role(make.a_person("Their Person"), RoleName.WORKER, team=make.a_team())
    client = browse(lead)
    page = client.get("/people").content.decode()
    assert "Mine Person" in page
    assert "Their Person" not in page
    assert client.get(f"/people/roles/{theirs.pk}/end").status_code == 404
    assert client.post(f"/people/roles/{theirs.pk}/end").status_code == 404
    asked = client.get(f"/people/roles/{mine.pk}/end").content.decode()
    answer = client.post(f"/people/roles/{mine.pk}/end", {"form_key": key_of(asked)})
    assert answer.headers["Location"] == f"/people/{mine.person_id}"
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.ended_at == make.TUESDAY
    assert theirs.ended_at is None
    client.get("/people")  # says once what was done
    assert "Mine Person" not in client.get("/people").content.decode()


def test_whose_role_has_ended_is_out_with_the_next_page(team, lead) -> None:
    person = make.a_person()
    holding = make.a_role(person, RoleName.WORKER, team=team)
    client = Client()
    client.force_login(person)
    assert client.get("/desk").status_code == 200
    with as_actor(lead):
        actions.end_role(by=lead, holding=holding)
    assert "You have no role here" in client.get("/desk").content.decode()


def test_the_last_administrator_cannot_be_ended(administrator) -> None:
    client, holding = browse(administrator), RoleHolding.objects.get(person_id=administrator.person_id)
    asked = client.get(f"/people/roles/{holding.pk}/end").content.decode()
    answer = client.post(f"/people/roles/{holding.pk}/end", {"form_key": key_of(asked)})
    assert answer.status_code == 409
    assert "Invite another one first" in answer.content.decode()
    second = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    with as_actor(second):
        assert actions.end_role(by=second, holding=holding).ended_at == make.TUESDAY


def test_a_lead_does_not_end_who_reads_protected_matters(team, lead) -> None:
    holding = make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=team)
    assert browse(lead).get(f"/people/roles/{holding.pk}/end").status_code == 404
    with as_actor(lead), pytest.raises(NotAllowed):
        actions.end_role(by=lead, holding=holding)


def test_nobody_cannot_invite(team) -> None:
    with pytest.raises(NotAllowed):
        actions.invite_person(by=NOBODY, email="a@b.example", name="A", role=RoleName.WORKER, team=team)


def test_the_list_is_paged_and_costs_the_same_for_few_and_many(team, administrator) -> None:
    client = browse(administrator)
    few = queries_of(client, "/people")
    for n in range(60):
        make.a_role(make.a_person(f"Person of many {n}"), RoleName.WORKER, team=team)
    assert len(queries_of(client, "/people")) == len(few) <= 15
    page = client.get("/people").content.decode()
    assert page.count("Person of many") <= 2 * 50
    assert "Next page" in page
