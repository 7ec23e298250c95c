"""Who does what, for other systems (R1.2, R1.10)."""

from datetime import date

import pytest
from tests import factories as make
from tests.api.conftest import System, Tokens

from wardmote.kernel import clock
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.models import Category, Remit
from wardmote.shared.partnerships.rules import CapacityState, RoleName

pytestmark = pytest.mark.django_db


def test_teams_are_listed_a_page_at_a_time_with_what_they_take(tokens: Tokens) -> None:
    make.a_partnership()
    ward, category = make.a_ward(), make.a_category()
    teams = [make.a_team(f"Team {letter}") for letter in "ABC"]
    make.a_remit(teams[0], category, ward)
    system = System(tokens.give(make.an_actor(team=teams[0])))
    answer = system.get("/teams?limit=2")
    assert answer.status_code == 200, answer.content
    first = answer.json()
    rest = system.get(first["next"]).json()
    assert [t["name"] for t in first["items"] + rest["items"]] == [
        "Coordinator's desk",
        "Team A",
        "Team B",
        "Team C",
    ]
    assert rest["next"] is None
    assert first["items"][1]["remits"] == [
        {
            "category": {"key": category.key, "name": "Fly-tipping"},
            "areas": [{"area_set": "wards", "key": "testward", "name": "Testward"}],
            "own_clock": None,
        }
    ]
    for path in (
        "/categories",
        "/areas",
        f"/teams/{teams[0].key}",
        "/openapi.json",
        f"/teams?category={category.key}",
    ):
        answer = system.get(path)
        assert answer.status_code == 200, answer.content
        assert system.get(path, If_None_Match=answer["ETag"]).status_code == 304


def test_own_standards_and_urgent_clocks_are_told_and_something_is_sent_as_urgent(tokens: Tokens) -> None:
    make.a_partnership()
    category, quick = make.a_category(), make.a_category("Quick", acknowledge="2wh", decide="4wh").clock
    sender, team = make.a_team(), make.a_team("Night desk")
    Remit.objects.create(team=team, category=category, clock=quick)
    worker = make.an_actor(team=sender)
    system = System(tokens.give(worker))
    remit = system.get(f"/teams/{team.key}").json()["remits"][0]
    assert remit["own_clock"]["acknowledge"] == "2wh"
    body = {"words": "Please.", "to_teams": [team.key], "urgent_because": "harm-soon"}
    body["observation"] = make.an_observation(worker, sender, category).reference
    refused = system.post("/referrals", body)
    assert refused.status_code == 422
    assert "urgent_because" in refused.content.decode()
    Category.objects.filter(pk=category.pk).update(urgent_clock=quick)
    listed = system.get("/categories").json()["items"][0]["categories"]
    assert next(c for c in listed if c["key"] == category.key)["urgent_clock"]["decide"] == "4wh"
    (sent,) = system.post("/referrals", body).json()["referrals"]
    told = system.get(f"/referrals/{sent['reference']}").json()
    assert (sent["urgent"], told["urgent_because"], told["sent_with"]) == (True, "harm-soon", "team")


def test_whether_a_team_can_take_more_is_told_with_teams_and_suggestions(tokens: Tokens) -> None:
    make.a_partnership()
    category, closed, silent = make.a_category(), make.a_team("A closed team"), make.a_team("B silent team")
    for team in (closed, silent):
        make.a_remit(team, category)
    officer = make.an_actor(RoleName.DUTY_OFFICER, team=closed)
    with clock.fixed(make.TUESDAY):
        actions.say_capacity(
            by=officer,
            team=closed,
            state=CapacityState.CLOSED,
            closed_until=date(2026, 3, 16),
            words="Two of three posts are empty.",
        )
        system = System(tokens.give(officer))
        told = {
            "state": "closed",
            "waiting_weeks": None,
            "closed_until": "2026-03-16",
            "words": "Two of three posts are empty.",
            "said_on": "2026-03-03",
            "needs_renewing": False,
        }
        assert system.get(f"/teams/{closed.key}").json()["capacity"] == told
        assert system.get(f"/teams/{silent.key}").json()["capacity"] is None
        answer = system.ask("POST", "/suggestions", {"category": category.key}).json()
    assert [(s["team"]["key"], s["capacity"]) for s in answer["teams"]] == [
        (silent.key, None),
        (closed.key, told),
    ]
    assert answer["teams"][1]["reasons"][0].startswith("Closed to new referrals until")


def test_a_system_hears_where_something_is_with_ids_keys_and_codes(tokens: Tokens) -> None:
    make.a_partnership()
    ward = make.a_ward()
    geography.look_again()
    system = System(tokens.give(make.an_actor(team=make.a_team())))
    (match,) = system.ask("POST", "/where", {"words": "52.58, -1.98"}).json()["matches"]
    told = {
        "id": ward.pk,
        "area_set": "wards",
        "kind": "wards",
        "key": "testward",
        "code": None,
        "name": "Testward",
    }
    assert (match["kind"], match["inside_borough"], match["outside"]) == ("coordinates", True, None)
    assert (match["ward"], match["areas"]) == (told, [told])
    (match,) = system.ask("POST", "/where", {"words": "52.6, -2.2"}).json()["matches"]
    assert (match["ward"], match["areas"], match["outside"]["nearest_ward"]) == (None, [], told)
    assert match["outside"]["says"] == "Outside the borough, 14 km west of Testward."
    assert system.ask("POST", "/where", {"words": "zzz"}).json()["matches"] == []
