"""Access tokens are made, seen, renewed and revoked in pages; a secret is on one page, once (R1.5, R1.1)."""

import re

import pytest
from django.test import Client
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel.actor import Actor
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.models import AccessToken, Team
from wardmote.shared.partnerships.rules import RoleName, Scope

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"wmt_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}")
WANTED = {"name": "Night <script>", "scopes": ["referrals:read"], "days": "30"}


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def worker(team) -> Actor:
    return make.an_actor(RoleName.WORKER, team=team, name="Wanda Worker")


@pytest.fixture
def administrator(team) -> Actor:
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


def browse(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def send(client: Client, path: str, **fields: object):
    """Open a form and send it."""
    page = client.get(path).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    assert key, page
    return client.post(path, {**fields, "form_key": key[1]})


def test_a_secret_is_shown_once_and_on_no_later_page(worker) -> None:
    client = browse(worker)
    answer = send(client, "/tokens/new", **WANTED)
    (secret,) = set(SECRET.findall(answer.content.decode()))
    assert "no-store" in answer.headers["Cache-Control"]
    token = queries.token_with_secret(secret)
    assert token.person_id == worker.person_id
    for path in ("/tokens", f"/tokens/{token.pk}/renew", f"/tokens/{token.pk}/revoke"):
        page = client.get(path).content.decode()
        assert "Night &lt;script&gt;" in page
        assert str(token) in page
        assert not SECRET.search(page)


def test_the_same_form_sent_twice_makes_one_token(worker) -> None:
    client = browse(worker)
    fields = {**WANTED, "form_key": "one key"}
    first, second = client.post("/tokens/new", fields), client.post("/tokens/new", fields)
    assert SECRET.search(first.content.decode())
    assert second.headers["Location"] == "/tokens"
    assert AccessToken.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"name": "a\x00b"},
        {"name": "two\nlines"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"days": "400"},
        {"days": ""},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(worker, changes) -> None:
    answer = send(browse(worker), "/tokens/new", **WANTED | changes)
    assert answer.status_code == 422
    assert "Not made yet" in answer.content.decode()
    assert not AccessToken.objects.exists()
    if "name" not in changes:
        assert "Night &lt;script&gt;" in answer.content.decode()


def test_who_holds_only_a_role_that_no_token_carries_is_told_so(team) -> None:
    lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=team)
    answer = send(browse(lead), "/tokens/new", **WANTED)
    assert answer.status_code == 422
    assert "no role that a token can carry" in answer.content.decode()


def test_the_administrator_connects_a_partners_system_and_later_stops_it(team, administrator) -> None:
    client = browse(administrator)
    assert "No system is connected yet" in client.get("/partnership/systems").content.decode()
    assert client.get("/partnership/systems/connect?organisation=nobody").status_code == 422
    path = f"/partnership/systems/connect?organisation={team.organisation.key}"
    other = make.a_team()
    refused = send(client, path, **WANTED, teams=[other.pk])
    assert refused.status_code == 422, "a team of another organisation is not offered"
    secret = SECRET.search(send(client, path, **WANTED, teams=[team.pk]).content.decode())[0]
    token = queries.token_with_secret(secret)
    assert token.person.is_system
    listed = client.get("/partnership/systems").content.decode()
    assert team.organisation.name in listed
    assert "Their system" in listed
    asked = client.get(f"/tokens/{token.pk}/revoke").content.decode()
    assert "gives up its place at Repairs desk" in asked
    answer = send(client, f"/tokens/{token.pk}/revoke")
    assert answer.headers["Location"] == "/partnership/systems"
    assert queries.state_of(queries.token_with_secret(secret)) == "revoked"
    assert "Nothing is left to stop" in client.get(f"/tokens/{token.pk}/revoke").content.decode()


def test_a_renewed_token_has_a_new_secret_and_is_not_renewed_again(worker) -> None:
    client = browse(worker)
    old = queries.token_with_secret(SECRET.search(send(client, "/tokens/new", **WANTED).content.decode())[0])
    answer = send(client, f"/tokens/{old.pk}/renew", days="90", overlap_days="1")
    new = queries.token_with_secret(SECRET.search(answer.content.decode())[0])
    assert new.replaces == old
    answer = send(client, f"/tokens/{old.pk}/renew", days="90", overlap_days="1")
    assert answer.status_code == 422
    assert "Make a new one" in answer.content.decode()
    page = client.get("/tokens").content.decode()
    assert f'href="/tokens/{new.pk}/renew"' in page
    assert f'href="/tokens/{old.pk}/renew"' not in page
    assert "Renewed" in page
    assert "Ends soon" not in page, "what was renewed may end"


def test_nobody_finds_the_tokens_of_others(team, worker, administrator) -> None:
    mine, _ = actions.make_token(
        by=worker, person=Person.objects.get(pk=worker.person_id), name="Mine", scopes=[Scope.REGISTER_READ]
    )
    other = browse(make.an_actor(RoleName.TEAM_LEAD, team=team))
    for path in (
        f"/tokens/{mine.pk}/renew",
        f"/tokens/{mine.pk}/revoke",
        "/partnership/systems",
        "/partnership/systems/connect",
    ):
        assert other.get(path).status_code == 404
        assert other.post(path, {"form_key": "x", "days": "30", "overlap_days": "0"}).status_code == 404
    assert "Mine" not in other.get("/tokens").content.decode()
    mine.refresh_from_db()
    assert mine.revoked_at is None
    keeper = browse(administrator)
    assert "Wanda Worker" in keeper.get("/partnership/systems").content.decode()
    assert keeper.get(f"/tokens/{mine.pk}/renew").status_code == 404, "it would hand over somebody's secret"
    assert send(keeper, f"/tokens/{mine.pk}/revoke").status_code == 302


def test_the_lists_cost_the_same_for_few_and_many(team, worker, administrator) -> None:
    def make_some(count: int) -> None:
        person = Person.objects.get(pk=worker.person_id)
        for _ in range(count):
            actions.make_token(by=worker, person=person, name="Script", scopes=[Scope.REGISTER_READ])
            actions.connect_system(
                by=administrator,
                organisation=team.organisation,
                teams=[team],
                name="System",
                scopes=[Scope.REGISTER_READ],
            )

    make_some(2)
    own, all_of_them = browse(worker), browse(administrator)
    few = [len(queries_of(own, "/tokens")), len(queries_of(all_of_them, "/partnership/systems"))]
    make_some(30)
    many = [len(queries_of(own, "/tokens")), len(queries_of(all_of_them, "/partnership/systems"))]
    assert many == few
    assert max(many) <= 12
    assert "Next page" in all_of_them.get("/partnership/systems").content.decode()


def test_the_own_sign_in_leads_to_the_own_tokens(worker) -> None:
    client = browse(worker)
    assert 'href="/tokens"' in client.get("/account/2fa/").content.decode()
    nobody = Client()
    nobody.force_login(make.a_person())
    assert 'href="/tokens"' not in nobody.get("/account/2fa/").content.decode(), "a page that would not open"


def test_the_administrator_finds_the_tokens_of_one_partner_and_those_that_end(team, administrator) -> None:
    other = make.a_team("Parks desk")
    for at, name, days in ((team, "Repairs system", 365), (other, "Parks system", 10)):
        actions.connect_system(
            by=administrator,
            organisation=at.organisation,
            teams=[at],
            name=name,
            scopes=[Scope.REGISTER_READ],
            days=days,
        )
    client = browse(administrator)
    key = team.organisation.key
    organisation = client.get(f"/partnership/organisations/{key}").content.decode()
    assert f'href="/partnership/systems?organisation={key}"' in organisation
    for query, shown, hidden in (
        (f"organisation={key}", "Repairs system", "Parks system"),
        ("ending=on", "Parks system", "Repairs system"),
        ("organisation=no-such-partner", "Parks system", "None found"),
    ):
        listed = client.get(f"/partnership/systems?{query}").content.decode()
        assert shown in listed
        assert hidden not in listed
    assert "None found" in client.get(f"/partnership/systems?organisation={key}&ending=on").content.decode()
