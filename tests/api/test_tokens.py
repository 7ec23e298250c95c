"""Real tokens at the API's door: forged, spent or too narrow they open nothing, and no secret leaks (R1.5, R1.10)."""

import logging
import re
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter
from tests import factories as make
from tests.api.conftest import System
from tests.api.test_gate import told

from wardmote.kernel import bearer, clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.actor import system as wardmote
from wardmote.kernel.api.models import KeptAnswer
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_system
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.models import AccessToken, Team
from wardmote.shared.partnerships.rules import RoleName, Scope

pytestmark = pytest.mark.django_db

ALL = list(Scope)


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def worker(team) -> Actor:
    return make.an_actor(RoleName.WORKER, team=team)


def a_token(worker: Actor, *scopes: Scope, days: int = 90) -> tuple[AccessToken, str]:
    person = Person.objects.get(pk=worker.person_id)
    return actions.make_token(by=worker, person=person, name="Script", scopes=scopes or ALL, days=days)


def a_system(team: Team) -> str:
    by = wardmote("command line")
    at = {"organisation": team.organisation, "teams": [team]}
    return actions.connect_system(by=by, name="Their system", scopes=ALL, **at)[1]


def test_a_token_opens_the_api_by_one_look_and_one_write_a_day(worker) -> None:
    token, secret = a_token(worker)
    system = System(secret)
    assert system.get("/categories").status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert system.get("/categories").status_code == 200
    own = [q["sql"] for q in asked if "accesstoken" in q["sql"]]
    assert len(own) == 1
    assert not any(sql.lower().startswith("update") for sql in own)
    token.refresh_from_db()
    assert token.last_used_on == make.TUESDAY.date()


@pytest.mark.parametrize(
    "mangled",
    [
        lambda secret: secret[:-1],
        lambda secret: secret[:12],
        lambda secret: secret + "A",
        lambda secret: secret.swapcase(),
        lambda secret: secret.upper(),
        lambda secret: secret.replace("_", "-"),
        lambda secret: f"{secret[:20]} {secret[20:]}",
        lambda secret: f"{secret},{secret}",
        lambda secret: f"{secret}\x00",
        lambda secret: f"{secret}\t\x0b",
        lambda secret: secret * 160,
        lambda secret: "é" + secret,
        lambda secret: secret.replace("w", "ｗ"),
        lambda secret: bearer.new("wmt").whole,
        lambda secret: secret[:13] + bearer.new("wmt").whole[13:],
        lambda secret: "' or 1=1 --",
        lambda secret: "null",
        lambda secret: bearer.read("wmt", secret).digest,
    ],
)
def test_what_is_forged_or_mangled_is_unknown(worker, mangled) -> None:
    _, secret = a_token(worker)
    answer = System(mangled(secret)).get("/teams")
    told(answer, 401, "unknown-token")
    assert secret not in answer.content.decode()


def test_spaces_round_a_secret_are_forgiven_as_http_forgives_them(worker) -> None:
    _, secret = a_token(worker)
    assert System("").get("/teams", Authorization=f"  bearer   {secret}  ").status_code == 200


def test_a_token_is_taken_from_the_header_alone(worker) -> None:
    _, secret = a_token(worker)
    for path, headers in (
        (f"/teams?access_token={secret}", {}),
        ("/teams", {"Cookie": f"Authorization=Bearer {secret}"}),
        ("/teams", {"X-Api-Key": secret}),
        ("/teams", {"Authorization": f"Basic {secret}"}),
        ("/teams", {"Authorization": secret}),
    ):
        assert System("").get(path, **{"Authorization": "", **headers}).status_code == 401


def test_expired_and_revoked_are_told_apart_and_only_to_who_knows_the_secret(worker) -> None:
    token, secret = a_token(worker, days=1)
    near = secret[:13] + bearer.new("wmt").whole[13:]
    with clock.fixed(make.TUESDAY + timedelta(days=1)):
        told(System(secret).get("/teams"), 401, "expired-token")
        told(System(near).get("/teams"), 401, "unknown-token")
    actions.revoke_token(by=worker, token=token)
    told(System(secret).get("/teams"), 401, "revoked-token")
    told(System(near).get("/teams"), 401, "unknown-token")


@pytest.mark.parametrize("ends", ["team", "organisation", "person", "role"])
def test_whatever_ends_stops_the_token_with_the_next_call(team, ends) -> None:
    system = System(a_system(team))
    assert system.get("/teams").status_code == 200
    machine = Person.objects.get(is_system=True)
    if ends == "team":
        Team.objects.filter(pk=team.pk).update(ended_on=make.TUESDAY.date())
    elif ends == "organisation":
        type(team.organisation).objects.update(ended_on=make.TUESDAY.date())
    elif ends == "person":
        Person.objects.filter(pk=machine.pk).update(is_active=False, left_at=make.TUESDAY)
    else:
        machine.roles.update(ended_at=make.TUESDAY)
    told(system.get("/teams"), 403, "not-allowed")


def test_a_token_does_not_work_again_when_its_holder_comes_back(team, worker) -> None:
    _, secret = a_token(worker)
    person = Person.objects.get(pk=worker.person_id)
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    actions.let_leave(by=administrator, person=person)
    told(System(secret).get("/teams"), 401, "revoked-token")
    actions.let_return(by=administrator, person=person)
    make.a_role(person, RoleName.WORKER, team=team)
    told(System(secret).get("/teams"), 401, "revoked-token")


def test_a_token_opens_no_page_and_a_session_no_call(worker) -> None:
    _, secret = a_token(worker)
    answer = Client(headers={"Authorization": f"Bearer {secret}"}).get("/desk")
    assert answer.headers["Location"].startswith("/account/login")
    browser = Client()
    browser.force_login(Person.objects.get(pk=worker.person_id))
    told(browser.get("/api/v1/teams"), 401, "no-token")


def document() -> dict[str, Any]:
    return Client().get("/api/v1/openapi.json").json()


CALLS = [
    (method, path, call["security"][0]["token"])
    for path, calls in document()["paths"].items()
    for method, call in calls.items()
]


def test_the_document_names_every_scope_there_is_and_no_other() -> None:
    assert {scope for _, _, needed in CALLS for scope in needed} == {scope.value for scope in Scope}
    assert all(len(needed) == 1 for _, _, needed in CALLS)


@pytest.mark.parametrize("scope", Scope)
def test_every_call_needs_its_scope_and_says_which(worker, scope: Scope) -> None:
    _, secret = a_token(worker, *(other for other in Scope if other is not scope))
    for method, path, needed in CALLS:
        if needed == [scope]:
            answer = System(secret).ask(method.upper(), re.sub(r"{\w+}", "x", path))
            problem = told(answer, 403, "missing-scope")
            assert scope in problem["detail"], path


def test_a_secret_stands_in_no_log_no_report_and_no_table(worker, monkeypatch, caplog) -> None:
    _, secret = a_token(worker)
    caplog.set_level(logging.DEBUG)
    system = System(secret)
    system.get("/teams")
    system.get("/teams/none")

    def breaks(_secret: bearer.Secret, _digest: str) -> bool:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(bearer.Secret, "is_kept_as", breaks)
    reports = []

    def report(request: Any, **_signal: Any) -> None:
        reporter = ExceptionReporter(request, *sys.exc_info())
        frames = [
            frame["vars"]
            for frame in reporter.get_traceback_frames()
            if "/src/wardmote/" in frame["filename"]
        ]
        reports.append(f"{reporter.filter.get_safe_request_meta(request)} {frames}")

    got_request_exception.connect(report)
    try:
        assert system.get("/teams").status_code == 500
    finally:
        got_request_exception.disconnect(report)
    hidden = secret.rsplit("_", 1)[1]
    assert "AccessToken" in reports[0]
    assert hidden not in reports[0]
    assert hidden not in caplog.text
    with as_system("a test looks at everything"):
        for model in (AccessToken, AuditEntry, KeptAnswer, Person):
            assert hidden not in str(list(model.objects.values_list()))
