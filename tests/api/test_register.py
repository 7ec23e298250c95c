"""Who does what, for other systems (R1.2, R1.10)."""

import pytest
from tests import factories as make
from tests.api.conftest import System, Tokens

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
