"""Who comes in, and how everything that goes wrong is told: one shape, a sentence that says what to do (R1.10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.api.conftest import System, Tokens

from wardmote.kernel import clock
from wardmote.kernel.actor import NOBODY
from wardmote.kernel.api import problems
from wardmote.kernel.api.holders import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(tokens: Tokens) -> System:
    make.a_partnership()
    return System(tokens.give(make.an_actor(team=make.a_team())))


def told(answer: Any, status: int, name: str) -> dict[str, Any]:
    """The problem that was told, after looking at what all problems have."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == problems.MEDIA_TYPE
    assert answer["Cache-Control"] == "no-store"
    problem = answer.json()
    assert problem["type"] == f"/api/v1/#problem-{name}"
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    assert problem["instance"].startswith("/api/")
    return problem


def test_without_a_token_nothing_is_told_but_how_to_come_in(tokens: Tokens) -> None:
    for secret in ("", " "):
        answer = System(secret).get("/teams", Authorization="")
        told(answer, 401, "no-token")
        assert answer["WWW-Authenticate"] == 'Bearer realm="Wardmote"'
    told(System("x").get("/teams", Authorization="Basic eDp5"), 401, "no-token")


@pytest.mark.parametrize("why", Refused)
def test_a_token_that_opens_nothing_says_why(tokens: Tokens, why: Refused) -> None:
    tokens.held["the-secret"] = why
    answer = System("the-secret").get("/teams")
    told(answer, 401, why.value)
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_token_that_cannot_be_one_is_not_looked_up(tokens: Tokens) -> None:
    told(System("x" * 5000).get("/teams"), 401, "unknown-token")
    told(System("ключ").get("/teams"), 401, "unknown-token")


def test_a_token_does_only_what_it_was_made_for(tokens: Tokens) -> None:
    make.a_partnership()
    narrow = System(tokens.give(make.an_actor(team=make.a_team()), "something:else"))
    answer = narrow.get("/teams")
    told(answer, 403, "missing-scope")
    assert 'scope="register:read"' in answer["WWW-Authenticate"]


def test_whoever_has_left_comes_in_no_more(tokens: Tokens) -> None:
    told(System(tokens.give(NOBODY)).get("/teams"), 403, "not-allowed")


def test_a_signed_in_browser_has_no_rights_here_and_gets_no_cookie(client, tokens: Tokens) -> None:
    make.a_partnership()
    person = make.a_person()
    make.a_role(person, "partnership_administrator")
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    told(client.get("/api/v1/teams"), 401, "no-token")
    secret = tokens.give(make.an_actor(team=make.a_team()))
    answer = System(secret).get("/teams", Cookie="sessionid=forged; csrftoken=forged")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Access-Control-Allow-Origin" not in answer


def test_what_is_not_there_and_what_cannot_be_read_are_told_in_the_same_shape(system: System) -> None:
    told(system.get("/teams/no-such-team"), 404, "not-found")
    told(system.get("/no-such-thing"), 404, "not-found")
    told(system.get("/api/v2/teams"), 404, "not-found")
    told(system.get("/teams/%00"), 400, "malformed")
    told(system.get("/teams?cursor=%00"), 400, "malformed")
    told(system.get("/teams", Accept="text/html"), 406, "not-acceptable")
    answer = system.ask("DELETE", "/teams")
    told(answer, 405, "wrong-method")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_a_parameter_that_is_not_understood_is_not_ignored(system: System) -> None:
    problem = told(system.get("/teams?organization=police"), 422, "invalid")
    assert problem["errors"][0]["parameter"] == "organization"
    told(system.get("/teams?limit=5&limit=6"), 422, "invalid")
    problem = told(system.get("/teams?limit=0"), 422, "invalid")
    assert problem["errors"] == [{"parameter": "limit", "message": "Send a number of at least 1."}]


def test_head_is_a_get_without_its_body_and_options_says_what_there_is(system: System) -> None:
    full, head = system.get("/categories"), system.ask("HEAD", "/categories")
    assert head.status_code == 200
    assert head.content == b""
    assert head["Content-Length"] == str(len(full.content))
    assert head["ETag"] == full["ETag"]
    options = system.ask("OPTIONS", "/categories")
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_a_cursor_of_another_list_or_a_forged_one_is_refused(system: System) -> None:
    make.a_team()
    following = system.get("/teams?limit=1").json()["next"]
    assert system.get(following).status_code == 200
    cursor = following.rpartition("cursor=")[2]
    told(system.get(f"/teams?category=x&cursor={cursor}"), 400, "bad-cursor")
    told(system.get(f"/teams?cursor=x{cursor[1:]}"), 400, "bad-cursor")
    told(system.get("/teams?cursor=bm9uc2Vuc2U"), 400, "bad-cursor")
    told(system.get("/teams?cursor=🦊"), 400, "bad-cursor")


def test_what_a_cursor_holds_cannot_be_read_from_it(system: System) -> None:
    make.a_team()
    first, again = (system.get("/teams?limit=1").json()["next"] for _ in range(2))
    assert first != again


def test_a_token_that_asks_too_much_is_told_when_to_come_back(system: System, settings) -> None:
    settings.WARDMOTE_API_RATE = 2
    first = system.get("/categories")
    assert first["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert first["RateLimit"] == '"minute";r=1;t=60'
    system.get("/categories")
    refused = system.get("/categories")
    told(refused, 429, "too-many-requests")
    assert refused["Retry-After"] == "60"
    with clock.fixed(make.TUESDAY + timedelta(seconds=61)):
        assert system.get("/categories").status_code == 200


def test_a_request_costs_one_statement_more_than_its_page(system: System) -> None:
    system.get("/areas")
    with CaptureQueriesContext(connection) as seen:
        system.get("/areas")
    counted = [q["sql"] for q in seen.captured_queries if "api_allowance" in q["sql"]]
    assert len(counted) == 1
    assert not [q["sql"] for q in seen.captured_queries if "session" in q["sql"]]


def test_a_fault_of_ours_is_told_too_and_tells_nothing(system: System, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret ingredient")

    monkeypatch.setattr("wardmote.shared.partnerships.queries.teams_listed", broken)
    answer = system.get("/teams")
    told(answer, 500, "our-fault")
    assert b"secret" not in answer.content
