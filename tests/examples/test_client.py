"""examples/client against the real API: it makes keys, waits, repeats, keeps ETags and follows the news (R1.10)."""

import inspect
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make

import follow_events
import wardmote_client
from wardmote.kernel import clock
from wardmote.kernel.api import limits
from wardmote.kernel.api.document import document_of
from wardmote.kernel.api.problems import KINDS
from wardmote.kernel.events import relay
from wardmote.project.api import api
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.models import AccessToken
from wardmote.shared.partnerships.rules import RoleName, Scope
from wardmote_client import Wardmote, problems
from wardmote_client.asking import LONGEST_WAIT, TRIES
from wardmote_client.problems import (
    Changed,
    ComeBackLater,
    Conflict,
    Forgotten,
    Invalid,
    KeyReused,
    NotAllowed,
    NotFound,
    ServerFault,
    TokenRefused,
    Unanswered,
)

URL = "https://testserver"


def server(request: httpx.Request) -> httpx.Response:
    """The real application, on the test's own connection to the database."""
    got = Client(raise_request_exception=False).generic(
        request.method,
        request.url.raw_path.decode(),
        request.content,
        content_type=request.headers.get("Content-Type", ""),
        headers={name: value for name, value in request.headers.items() if not name.startswith("content-")},
    )
    return httpx.Response(got.status_code, headers=list(got.items()), content=got.content, request=request)


class Wire(httpx.BaseTransport):
    """The way to the server of the tests; what is planted happens first, one for each try."""

    def __init__(self, *planted: Callable[[httpx.Request], httpx.Response | None]) -> None:
        self._planted = list(planted)
        self.sent: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        happens = self._planted.pop(0) if self._planted else None
        answer = happens(request) if happens else None
        return answer or server(request)


class Hub:
    """Housing's system passes on to Cleansing's, each with a client of its own."""

    def __init__(self) -> None:
        make.a_partnership()
        self.category = make.a_category()
        self.housing, self.cleansing = make.a_team("Housing"), make.a_team("Cleansing")
        make.a_remit(self.cleansing, self.category, make.a_ward())
        self.by = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
        self.waits: list[float] = []
        self.tokens: dict[str, AccessToken] = {}
        self.secret = self.secret_for(self.housing)
        self.sender, self.receiver = self.client(), self.client(self.secret_for(self.cleansing))

    def secret_for(self, team: Any, scopes: Any = Scope) -> str:
        token, secret = actions.connect_system(
            by=self.by, organisation=team.organisation, teams=[team], name=f"{team}'s system", scopes=scopes
        )
        self.tokens[secret] = token
        return secret

    def client(self, secret: str = "", *planted: Any, wire: Wire | None = None) -> Wardmote:
        return Wardmote(URL, secret or self.secret, transport=wire or Wire(*planted), sleep=self.waits.append)

    def recorded(self, **changes: Any) -> Any:
        return self.sender.create_observation(
            category=self.category.key,
            words="Two mattresses by the garages.",
            place={"latitude": 52.58, "longitude": -1.98},
            **changes,
        )

    def sent(self) -> str:
        sent = self.sender.send_referrals(
            observation=self.recorded().body["reference"],
            to_teams=[self.cleansing.key],
            words="Please clear it.",
        )
        return sent["referrals"][0]["reference"]


@pytest.fixture
def hub(db: Any) -> Iterator[Hub]:
    with clock.fixed(make.TUESDAY):
        yield Hub()


def refuses(status: int, kind: str, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    body = {"type": f"/api/v1/#problem-{kind}", "title": "No", "status": status, "detail": "Not now."}
    shown = {"Content-Type": "application/problem+json", **headers}
    return lambda _: httpx.Response(status, headers=shown, content=json.dumps(body))


def breaks_off(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("The line broke", request=request)


def answers_into_the_void(request: httpx.Request) -> httpx.Response:
    """The server does its work; the answer is lost on the way."""
    server(request)
    raise httpx.ReadTimeout("No answer", request=request)


# One life


def test_one_life_from_seen_to_closed(hub: Hub) -> None:
    need = {"category": hub.category.key, "place": {"latitude": 52.58, "longitude": -1.98}}
    best = hub.sender.ask_suggestions(**need)["teams"][0]["team"]["key"]
    assert best == hub.cleansing.key
    assert hub.sender.get_team(best)["name"] == "Cleansing"
    assert [team["key"] for team in hub.sender.list_teams(category=hub.category.key)] == [best]
    assert hub.sender.list_categories()["items"]
    assert hub.sender.list_areas()["items"]
    seen = hub.recorded(their_reference="CRM-1")
    seen = hub.sender.add_to_observation(seen.body["reference"], words="Three now.")
    (found,) = hub.sender.list_observations(their_reference="CRM-1", mine=True)
    assert found["reference"] == seen.body["reference"]
    hub.sender.send_referrals(observation=found["reference"], to_teams=[best], words="Please clear it.")
    (row,) = hub.receiver.list_referrals(side="inbox")
    referral = hub.receiver.get_referral(row["reference"])
    referral = hub.receiver.claim_referral(referral)
    referral = hub.receiver.acknowledge_referral(referral, their_reference="DEPOT-1")
    referral = hub.receiver.accept_referral(referral)
    referral = hub.receiver.ask_for_information(referral, words="Which garage?")
    hub.sender.answer_question(hub.sender.get_referral(row["reference"]), words="The third.")
    referral = hub.receiver.note_progress(hub.receiver.look_again(referral), words="On its way.")
    until = (make.TUESDAY + timedelta(days=3)).isoformat()
    referral = hub.receiver.pause_referral(referral, reason="waiting-for-part", until=until)
    referral = hub.receiver.resume_referral(referral)
    hub.receiver.keep_team_note(row["reference"], words="Ring first.")
    referral = hub.receiver.close_referral(
        hub.receiver.look_again(referral), outcome="resolved", words="Gone."
    )
    assert (referral.body["state"], referral.body["outcome"]) == ("closed", "resolved")
    again = hub.sender.reopen_referral(hub.sender.get_referral(row["reference"]), words="One is back.")
    assert again.body["state"] == "in_progress"


def test_the_other_ways_a_referral_goes(hub: Hub) -> None:
    def arrived() -> Any:
        return hub.receiver.get_referral(hub.sent())

    released = hub.receiver.release_referral(hub.receiver.claim_referral(arrived()))
    assert released.body["claimed_by"] is None
    returned = hub.receiver.return_referral(released, reason="needs-information", words="Where?")
    assert returned.body["state"] == "returned"
    called = hub.sender.call_coordinator(hub.sender.get_referral(returned.body["reference"]))
    assert called.body["version"] > returned.body["version"]
    desk = hub.client(hub.secret_for(make.Team.objects.get(is_coordinator=True)))
    given_back = desk.give_back_referral(desk.get_referral(called.body["reference"]), words="Theirs to say.")
    assert given_back.body["accountable_team"]["key"] == hub.housing.key
    onward = hub.receiver.redirect_referral(arrived(), to_team=make.a_team("Parks").key, words="Theirs.")
    assert onward.body["carries_on"]
    assert onward.at.endswith(onward.body["reference"]), "what carries it on has an address of its own"
    mine = hub.sender.get_referral(hub.sent())
    assert hub.sender.withdraw_referral(mine, reason="sent-in-error").body["state"] == "withdrawn"
    assert hub.sender.end_observation(hub.recorded(), words="Seen to.").body["state"] == "ended"


def test_what_has_not_changed_is_not_sent_again(hub: Hub) -> None:
    wire = Wire()
    client = hub.client(wire=wire)
    seen = client.get_observation(hub.recorded().body["reference"])
    assert client.look_again(seen) is seen
    hub.sender.add_to_observation(seen.body["reference"], words="More.")
    assert client.look_again(seen).body["additions"]


# What goes wrong


def test_who_was_slower_is_told_and_decides_again(hub: Hub) -> None:
    seen = hub.receiver.get_referral(hub.sent())
    hub.receiver.acknowledge_referral(seen)
    with pytest.raises(Changed) as refused:
        hub.receiver.return_referral(seen, reason="not-ours", words="Not ours.")
    assert isinstance(refused.value, Conflict)
    assert "Somebody acted on it" in str(refused.value)
    assert hub.receiver.accept_referral(hub.receiver.look_again(seen)).body["state"] == "in_progress"


def test_an_expired_and_a_revoked_token_are_told_apart(hub: Hub) -> None:
    with clock.fixed(make.TUESDAY + timedelta(days=91)), pytest.raises(TokenRefused) as refused:
        hub.sender.list_categories()
    assert refused.value.kind == "expired-token"
    actions.revoke_token(by=hub.by, token=hub.tokens[hub.secret])
    with pytest.raises(TokenRefused, match="taken away") as refused:
        hub.sender.list_categories()
    assert refused.value.kind == "revoked-token"
    assert not hub.waits, "repeating it would not help"


def test_a_missing_scope_names_it(hub: Hub) -> None:
    reader = hub.client(hub.secret_for(hub.housing, [Scope.REGISTER_READ]))
    with pytest.raises(NotAllowed, match="observations:read"):
        list(reader.list_observations())


def test_what_is_wrong_is_named_with_what_to_do(hub: Hub) -> None:
    with pytest.raises(Invalid) as refused:
        hub.sender.create_observation(category="no-such-kind", words="Two mattresses.")
    (fault,) = refused.value.faults
    assert fault.where == "/category"
    assert "No category in use has this key" in str(refused.value)
    with pytest.raises(NotFound):
        hub.sender.get_observation("../teams")


def test_a_key_used_for_something_else_is_a_fault_of_the_program(hub: Hub) -> None:
    hub.recorded(key="mine-1")
    with pytest.raises(KeyReused):
        hub.recorded(key="mine-1", their_reference="other")


def test_over_the_limit_it_waits_as_long_as_it_is_told_and_then_goes_on(
    hub: Hub, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WARDMOTE_API_RATE = 2
    for _ in range(2):
        hub.sender.list_categories()
    over = hub.client()
    monkeypatch.setattr(
        over._line,
        "_sleep",
        lambda seconds: (hub.waits.append(seconds), setattr(settings, "WARDMOTE_API_RATE", 9)),
    )
    assert over.list_categories()["items"]
    assert hub.waits == [limits.WINDOW.total_seconds()]


def test_it_does_not_wait_for_ever(hub: Hub) -> None:
    long = str(int(LONGEST_WAIT) + 1)
    client = hub.client("", refuses(503, "our-fault", **{"Retry-After": long}))
    with pytest.raises(ComeBackLater) as refused:
        client.list_categories()
    assert refused.value.retry_after == float(long)
    assert hub.waits == []
    hub.sender = hub.client("", *[refuses(409, "busy", **{"Retry-After": "1"})] * TRIES)
    with pytest.raises(ComeBackLater):
        hub.recorded()
    assert hub.waits == [1.0] * (TRIES - 1)


def test_a_change_whose_answer_was_lost_is_repeated_with_its_key_and_done_once(hub: Hub) -> None:
    wire = Wire(breaks_off, answers_into_the_void, refuses(500, "our-fault"))
    hub.sender = hub.client(wire=wire)
    recorded = hub.recorded()
    assert len({request.headers["Idempotency-Key"] for request in wire.sent}) == 1
    assert len(wire.sent) == 4
    assert [o["reference"] for o in hub.sender.list_observations(mine=True)] == [recorded.body["reference"]]
    assert hub.waits == sorted(hub.waits), "it waits longer each time"


def test_two_changes_have_two_keys(hub: Hub) -> None:
    wire = Wire()
    hub.sender = hub.client(wire=wire)
    hub.recorded()
    hub.recorded()
    assert len({request.headers["Idempotency-Key"] for request in wire.sent}) == 2


def test_without_any_answer_it_says_that_nobody_knows(hub: Hub) -> None:
    with pytest.raises(Unanswered, match="no answer in 5 tries"):
        hub.client("", *[breaks_off] * TRIES).list_categories()
    client = hub.client("", *[lambda _: httpx.Response(502, html="<h1>Bad gateway</h1>")] * TRIES)
    with pytest.raises(ServerFault, match="Is this its address"):
        client.list_categories()
    with pytest.raises(Invalid, match="Is this its address"):
        hub.client("", lambda _: httpx.Response(200, html="<h1>Welcome</h1>")).list_categories()


def test_a_token_is_not_sent_in_the_clear() -> None:
    for url in ("http://wardmote.example", "wardmote.example", "ftp://localhost", ""):
        with pytest.raises(ValueError, match="https"):
            Wardmote(url, "secret")
    Wardmote("http://localhost:8000", "secret")


@given(st.sampled_from(KINDS))
def test_every_kind_of_problem_has_an_exception_that_carries_its_words(kind: Any) -> None:
    answer = refuses(kind.status, kind.name)(httpx.Request("GET", URL))
    problem = problems.problem_of(answer)
    assert (problem.kind, problem.status, problem.detail) == (kind.name, kind.status, "Not now.")
    assert isinstance(problem, ServerFault) == (kind.status >= 500)
    assert isinstance(problem, Forgotten) == (kind.status == 410)
    assert isinstance(problem, TokenRefused) == (kind.status == 401)


# Lists and news


def test_a_list_is_followed_to_its_end(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    references = [hub.recorded().body["reference"] for _ in range(3)]
    wire = Wire()
    client = hub.client(wire=wire)
    real = client._line.get
    monkeypatch.setattr(
        client._line, "get", lambda at, given=None: real(at, {**given, "limit": 2} if given else None)
    )
    assert [row["reference"] for row in client.list_observations(mine=True)] == references[::-1]
    assert len(wire.sent) == 2


def test_news_is_followed_from_a_place_and_nothing_is_missed(hub: Hub) -> None:
    place = hub.sender.list_events()["next"]
    hub.recorded()
    relay.drain()
    pages = hub.sender.follow_events(place, every=5)
    first = next(pages)
    assert [event["kind"] for event in first["items"]] == ["observation.recorded"]

    def meanwhile(seconds: float) -> None:
        assert seconds == 5
        if len(hub.waits) == 2:
            hub.recorded()
            relay.drain()
        hub.waits.append(seconds)

    hub.sender._sleep = meanwhile
    assert len(next(pages)["items"]) == 1
    again = hub.sender.list_events(first["next"])
    assert len(again["items"]) == 1, "a place that was kept goes on where it was"


def test_the_example_tells_everything_once_and_goes_on_after_a_stop(
    hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stopped(Exception):
        pass

    def stop(_seconds: float) -> None:
        raise Stopped

    kept = tmp_path / "place.txt"
    hub.receiver._sleep = stop

    def told() -> list[str]:
        relay.drain()
        with pytest.raises(Stopped):
            follow_events.follow(hub.receiver, kept)
        return capsys.readouterr().out.splitlines()

    assert told() == []
    reference = hub.sent()
    said = told()
    assert len(said) == 2
    assert any(f"{reference}  sent, acknowledge by 2026-03-" in row for row in said)
    assert told() == []
    hub.recorded()
    (row,) = told()
    assert "observation.recorded" in row


def test_the_example_says_what_it_needs_and_what_stopped_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WARDMOTE_TOKEN", raising=False)
    assert follow_events.main(["place.txt"]) == 2
    assert "export WARDMOTE_URL" in capsys.readouterr().err
    monkeypatch.setenv("WARDMOTE_TOKEN", "x")
    monkeypatch.setenv("WARDMOTE_URL", "http://elsewhere.example")
    assert follow_events.main(["place.txt"]) == 1
    assert "https" in capsys.readouterr().err


# All of it


def test_the_client_has_every_call_under_its_own_name() -> None:
    calls = {call["operationId"]: call for at in document_of(api)["paths"].values() for call in at.values()}
    there = {name for name, _ in inspect.getmembers(Wardmote, inspect.isfunction) if not name.startswith("_")}
    assert set(calls) <= there, "leave a call out only if the README says why"
    assert there - set(calls) == {"follow_events", "look_again"}
    for name, call in calls.items():
        takes = set(inspect.signature(getattr(Wardmote, name)).parameters)
        needed = {p["name"] for p in call["parameters"]}
        assert ("key" in takes) == ("Idempotency-Key" in needed), name
        filters = needed - {"cursor", "limit", "reference", "Idempotency-Key", "If-Match", "If-None-Match"}
        assert filters - {"people"} <= takes, name


def test_pauses_grow_and_never_pass_the_longest_wait() -> None:
    from wardmote_client.asking import _pause

    for tried in range(1, TRIES):
        assert 0 < _pause(tried) <= 1.5 * 2 ** (tried - 1) < LONGEST_WAIT


def test_the_readme_runs_as_it_stands(hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """Its first example, with the test's own borough in place of the demo's."""
    readme = (Path(follow_events.__file__).parent / "README.md").read_text(encoding="utf-8")
    example = readme.partition("```python\n")[2].partition("```")[0]
    for said, ours in (("fly-tip", hub.category.key), ("contact-centre", hub.housing.key)):
        assert f'"{said}"' in example
        example = example.replace(f'"{said}"', f'"{ours}"')
    monkeypatch.setenv("WARDMOTE_URL", URL)
    monkeypatch.setenv("WARDMOTE_TOKEN", hub.secret)
    monkeypatch.setattr(
        wardmote_client, "Wardmote", lambda url, token: Wardmote(url, token, transport=Wire())
    )
    example = example.replace("52.6068", "52.58").replace("-1.9808", "-1.98")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 (our own page)
    assert "to Cleansing" in capsys.readouterr().out


def test_the_readme_names_every_problem() -> None:
    readme = (Path(follow_events.__file__).parent / "README.md").read_text(encoding="utf-8")
    named = {
        name
        for name, kind in inspect.getmembers(problems, inspect.isclass)
        if issubclass(kind, Exception) and kind is not problems.Problem
    }
    assert {name for name in named if f"`{name}`" not in readme} == set()
