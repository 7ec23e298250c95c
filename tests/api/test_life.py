"""A referral's whole life over the API, between two systems that never see each other (R1.1 to R1.5, R1.10)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.api.conftest import System, Tokens
from tests.api.test_gate import told

from wardmote.kernel.audit.models import Look
from wardmote.kernel.clock import now
from wardmote.modules.referrals.models import Observation
from wardmote.shared.partnerships.models import Partnership
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db


class Hub:
    """Housing's system passes on to Cleansing's; Police look on."""

    def __init__(self, tokens: Tokens, sensitivity: Sensitivity = Sensitivity.OPEN) -> None:
        self.tokens = tokens
        make.a_partnership()
        self.ward = make.a_ward()
        self.category = make.a_category(sensitivity=sensitivity)
        self.housing, self.cleansing, self.police = map(make.a_team, ("Housing", "Cleansing", "Police"))
        make.a_remit(self.cleansing, self.category, self.ward)
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Housing's system")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing, name="Cleansing's system")
        self.lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=self.cleansing, name="Lena Lead")
        self.stranger = make.an_actor(RoleName.WORKER, team=self.police, name="Sam Stranger")
        self.sender, self.receiver, self.leader, self.outside = (
            System(tokens.give(actor)) for actor in (self.worker, self.officer, self.lead, self.stranger)
        )

    def seen(self, **changes: Any) -> dict[str, Any]:
        return {
            "category": self.category.key,
            "words": "Two mattresses by the garages. They block the path.",
            "people_affected": 30,
            "observed_at": "2026-03-03T10:30:00+01:00",
            "place": {"latitude": 52.58, "longitude": -1.98, "words": "Behind Test Row"},
            **changes,
        }

    def recorded(self, **changes: Any) -> str:
        answer = self.sender.post("/observations", self.seen(**changes))
        assert answer.status_code == 201, answer.content
        return answer.json()["reference"]

    def sent(self, **changes: Any) -> str:
        answer = self.sender.post(
            "/referrals",
            {
                "observation": self.recorded(**changes),
                "to_teams": [self.cleansing.key],
                "words": "Please clear it.",
            },
        )
        assert answer.status_code == 201, answer.content
        return answer.json()["referrals"][0]["reference"]


@pytest.fixture
def hub(tokens: Tokens) -> Hub:
    return Hub(tokens)


def step(system: System, reference: str, verb: str, body: Any = None, **headers: str) -> Any:
    """Get it, decide, and send the step with its ETag."""
    etag = system.get(f"/referrals/{reference}")["ETag"]
    return system.post(f"/referrals/{reference}/{verb}", body, **{"If_Match": etag, **headers})


def test_one_life_from_seen_to_closed(hub: Hub) -> None:
    recorded = hub.sender.post("/observations", hub.seen(their_reference="H-1"))
    seen = recorded.json()
    assert recorded["Location"] == f"/api/v1/observations/{seen['reference']}"
    assert seen["place"]["ward"] == {"key": "testward", "name": "Testward"}
    assert (seen["observed_at"], seen["their_reference"]) == ("2026-03-03T09:30:00Z", "H-1")
    assert hub.outside.get(recorded["Location"]).json()["their_reference"] == ""
    asked = {"category": hub.category.key, "place": {"latitude": 52.58, "longitude": -1.98}}
    suggested = hub.sender.post("/suggestions", asked).json()
    assert suggested["teams"][0]["team"]["key"] == hub.cleansing.key
    assert "in Testward" in suggested["teams"][0]["reasons"][0]
    sent = hub.sender.post(
        "/referrals",
        {"observation": seen["reference"], "to_teams": [hub.cleansing.key], "words": "Please clear it."},
    ).json()
    reference = sent["referrals"][0]["reference"]
    inbox = hub.receiver.get("/referrals").json()["items"]
    assert [row["reference"] for row in inbox] == [reference]
    assert inbox[0]["title"] == "Two mattresses by the garages"
    acknowledged = step(hub.receiver, reference, "acknowledge", {"their_reference": "C-77"})
    assert acknowledged.status_code == 200, acknowledged.content
    assert acknowledged.json()["claimed_by"] == "Cleansing's system"
    for verb, system, body in (
        ("accept", hub.receiver, {"words": "On Thursday."}),
        ("ask", hub.receiver, {"words": "Which garage?"}),
        ("answer", hub.sender, {"words": "The third."}),
        ("progress", hub.receiver, {"words": "The lorry is on its way."}),
        ("pause", hub.receiver, {"reason": "waiting-for-part", "until": "2026-03-10T09:00:00Z"}),
        ("resume", hub.receiver, {}),
        ("release", hub.receiver, None),
        ("claim", hub.receiver, None),
        ("close", hub.receiver, {"outcome": "resolved", "words": "All gone."}),
        ("reopen", hub.sender, {"words": "One is back."}),
        ("close", hub.receiver, {"outcome": "resolved", "words": "That one too."}),
    ):
        answer = step(system, reference, verb, body)
        assert answer.status_code == 200, (verb, answer.content)
    noted = hub.receiver.post(f"/referrals/{reference}/notes", {"words": "Ring first."})
    told(noted, 403, "not-allowed")
    story = hub.sender.get(f"/referrals/{reference}").json()
    assert (story["state"], story["outcome"]) == ("closed", "resolved")
    assert story["steps"][0]["words"] == "Please clear it."
    assert hub.receiver.get("/referrals?side=received&their_reference=C-77").json()["items"]
    assert hub.sender.get("/referrals?side=sent").json()["items"][0]["reference"] == reference
    found = hub.sender.get("/observations?their_reference=H-1").json()["items"]
    assert [(row["reference"], row["state"]) for row in found] == [(seen["reference"], "ended")]


def test_ways_back_and_onward(hub: Hub) -> None:
    reference = hub.sent()
    problem = told(step(hub.receiver, reference, "return", {"reason": "not-ours"}), 422, "invalid")
    assert problem["errors"] == [
        {"pointer": "/words", "message": "Say it in a sentence. The other side reads it."}
    ]
    named = {"reason": "not-ours", "words": "It is the police's.", "named_team": hub.police.key}
    returned = step(hub.receiver, reference, "return", named)
    assert returned.status_code == 200, returned.content
    problem = told(
        step(hub.sender, reference, "redirect", {"to_team": "no-such-team", "words": "x"}), 422, "invalid"
    )
    assert problem["errors"][0]["pointer"] == "/to_team"
    onward = step(hub.sender, reference, "redirect", {"to_team": hub.police.key, "words": "Yours, they say."})
    assert onward.status_code == 200, onward.content
    assert onward.json()["carries_on"] == reference
    assert onward["Location"].endswith(onward.json()["reference"])
    withdrawn = step(hub.sender, onward.json()["reference"], "withdraw", {"reason": "sorted-itself"})
    assert withdrawn.json()["state"] == "withdrawn"
    assert hub.sender.get(f"/referrals/{reference}").json()["carried_on_by"] == onward.json()["reference"]


def test_whoever_passes_on_what_they_may_not_follow_is_told_of_what_they_had(tokens: Tokens) -> None:
    hub = Hub(tokens, Sensitivity.PARTNERS)
    reference = hub.sent()
    onward = step(hub.receiver, reference, "redirect", {"to_team": hub.police.key, "words": "It is theirs."})
    assert onward.status_code == 200, onward.content
    told_of = onward.json()
    assert (told_of["reference"], told_of["state"], told_of["carried_on_by"]) == (reference, "closed", None)
    assert hub.outside.get("/referrals").json()["items"][0]["carries_on"] == reference


def test_the_field_of_a_refusal_is_that_of_the_call(hub: Hub) -> None:
    reference = hub.sent()
    step(hub.receiver, reference, "acknowledge", {})
    problem = told(step(hub.receiver, reference, "close", {"outcome": "nonsense"}), 422, "invalid")
    assert problem["errors"][0]["pointer"] == "/outcome"
    observation = hub.recorded()
    for teams, pointer in ((["no-such-team"], "/to_teams/0"), ([hub.housing.key], "/to_teams")):
        body = {"observation": observation, "to_teams": teams, "words": "Please."}
        problem = told(hub.sender.post("/referrals", body), 422, "invalid")
        assert problem["errors"][0]["pointer"] == pointer


def test_nobody_decides_on_what_they_have_not_seen(hub: Hub) -> None:
    reference = hub.sent()
    address = f"/referrals/{reference}/acknowledge"
    told(hub.receiver.post(address, {}), 428, "no-if-match")
    told(hub.receiver.post(address, {}, If_Match="yesterday"), 400, "malformed")
    stale = hub.receiver.get(f"/referrals/{reference}")["ETag"]
    assert step(hub.receiver, reference, "claim").status_code == 200
    told(hub.receiver.post(address, {}, If_Match=stale), 412, "changed")
    assert hub.receiver.post(address, {}, If_Match="*").status_code == 200
    told(step(hub.receiver, reference, "acknowledge", {}), 409, "conflict")


def test_what_one_may_not_do_is_told_and_what_one_may_not_read_is_not_there(tokens: Tokens) -> None:
    hub = Hub(tokens, Sensitivity.PARTNERS)
    reference = hub.sent()
    told(hub.outside.get(f"/referrals/{reference}"), 404, "not-found")
    told(hub.outside.post(f"/referrals/{reference}/accept", {}, If_Match="*"), 404, "not-found")
    told(step(hub.sender, reference, "acknowledge", {}), 403, "not-allowed")
    told(hub.outside.get("/observations/O-00000-00000"), 404, "not-found")


def test_of_a_protected_matter_its_sender_learns_received_and_nothing_else(tokens: Tokens) -> None:
    hub = Hub(tokens, Sensitivity.PROTECTED)
    observation = hub.recorded(people=[{"name": "Arthur Invented"}])
    body = {"observation": observation, "to_teams": [hub.cleansing.key], "words": "Please look."}
    sent = hub.sender.post("/referrals", body)
    assert (sent.status_code, sent.json()) == (201, {"observation": observation, "referrals": []})
    assert hub.receiver.get("/referrals").json()["items"] == []
    reference = hub.leader.get("/referrals").json()["items"][0]["reference"]
    for system in (hub.sender, hub.receiver, hub.outside):
        told(system.get(f"/referrals/{reference}"), 404, "not-found")
    withheld = hub.leader.get(f"/referrals/{reference}").json()["told"]
    assert (withheld["people"], withheld["people_withheld"]) == ([], True)
    shown = hub.leader.get(f"/referrals/{reference}?people=shown").json()["told"]
    assert shown["people"][0]["name"] == "Arthur Invented"
    looks = Look.objects.filter(page="api:get_referral").order_by("id")
    assert [any(code.startswith("people:") for code in look.subjects) for look in looks] == [False, True]
    step(hub.leader, reference, "acknowledge", {})
    mine = hub.sender.get(f"/observations/{observation}").json()
    assert mine["received_at"] is not None
    assert mine["referrals"] == []


def test_ones_own_reference_is_taken_once_and_is_ones_own(hub: Hub) -> None:
    first = hub.recorded(their_reference="H-1")
    problem = told(hub.sender.post("/observations", hub.seen(their_reference="H-1")), 409, "conflict")
    assert first in problem["detail"]
    assert hub.outside.post("/observations", hub.seen(their_reference="H-1")).status_code == 201
    assert hub.outside.get("/observations?their_reference=H-2").json()["items"] == []


def test_an_observation_is_added_to_and_ended_with_a_reason(hub: Hub) -> None:
    reference = hub.recorded()
    added = hub.outside.post(f"/observations/{reference}/additions", {"words": "A third one now."})
    assert added.json()["additions"][0]["words"] == "A third one now."
    told(hub.outside.post(f"/observations/{reference}/end", {"words": "x"}, If_Match="*"), 403, "not-allowed")
    etag = hub.sender.get(f"/observations/{reference}")["ETag"]
    ended = hub.sender.post(f"/observations/{reference}/end", {"words": "Gone by itself."}, If_Match=etag)
    assert ended.json()["ended_reason"] == "nothing-more"
    told(hub.sender.post(f"/observations/{reference}/end", {"words": "x"}, If_Match=etag), 412, "changed")


BAD = [
    ({"words": ""}, "/words"),
    ({"words": " \n"}, "/words"),
    ({"words": "x" * 20_001}, "/words"),
    ({"words": 7}, "/words"),
    ({"category": "no-such-kind"}, "/category"),
    ({"people_affected": "30"}, "/people_affected"),
    ({"people_affected": True}, "/people_affected"),
    ({"people_affected": 10**30}, "/people_affected"),
    ({"seriousness": 6}, "/seriousness"),
    ({"sensitivity": "secret"}, "/sensitivity"),
    ({"observed_at": "2026-03-03T10:00:00"}, "/observed_at"),
    ({"observed_at": 1772532000}, "/observed_at"),
    ({"observed_at": "yesterday"}, "/observed_at"),
    ({"observed_at": "0001-01-01T00:00:00+14:00"}, "/observed_at"),
    ({"observed_at": "2126-03-03T10:00:00Z"}, "/observed_at"),
    ({"place": {"latitude": 91, "longitude": 0}}, "/place/latitude"),
    ({"place": {"latitude": 52.5}}, "/place"),
    ({"channel": "import"}, "/channel"),
    ({"people": [{"name": "A", "shoe_size": 9}]}, "/people/0/shoe_size"),
    ({"people": [{"name": "A"}] * 21}, "/people"),
    ({"team": "police"}, "/team"),
    ({"surprise": 1}, "/surprise"),
]


@pytest.mark.parametrize(("changes", "pointer"), BAD, ids=lambda value: str(value)[:40])
def test_what_cannot_be_taken_is_told_beside_its_field_and_changes_nothing(
    hub: Hub, changes: dict[str, Any], pointer: str
) -> None:
    problem = told(hub.sender.post("/observations", hub.seen(**changes)), 422, "invalid")
    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]
    assert problem["errors"][0]["message"].endswith((".", "…"))
    with make.everything():
        assert not Observation.objects.exists()


UNREADABLE = [
    (b"", 400),
    (b"{", 400),
    (b"\xff\xfe{}", 400),
    (b'{"words": "a\\u0000b"}', 400),
    (b'{"words": "\\ud800"}', 400),
    (b'{"words": NaN}', 400),
    (b'{"words": 1e999}', 400),
    (b'{"words": "a", "words": "b"}', 400),
    (b"[" * 100 + b"]" * 100, 400),
    (b"[" * 100_000, 400),
    (b"9" * 5_000, 400),
    (b"[]", 422),
    (b"null", 422),
    (b'{"words": "' + b"x" * 1_000_001 + b'"}', 413),
]


@pytest.mark.parametrize(("body", "status"), UNREADABLE, ids=lambda value: str(value)[:25])
def test_a_body_that_cannot_be_read_is_told_as_such(hub: Hub, body: bytes, status: int) -> None:
    names = {400: "malformed", 413: "too-large", 422: "invalid"}
    told(hub.sender.post("/observations", body), status, names[status])


def test_another_kind_of_body_is_refused(hub: Hub) -> None:
    told(hub.sender.post("/observations", b"<a/>", Content_Type="application/xml"), 415, "not-json")


def test_any_script_comes_back_as_it_was_sent(hub: Hub) -> None:
    words = "ہم دو بار آئے 🦊\u202e e\u0301 \r\n"
    reference = hub.recorded(words=words)
    assert hub.sender.get(f"/observations/{reference}").json()["words"] == words


def test_a_list_of_fifty_costs_a_bounded_number_of_queries(hub: Hub) -> None:
    def costs(path: str) -> int:
        system = hub.sender if "mine" in path else hub.receiver
        system.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert system.get(path).status_code == 200
        return len([q for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]])

    paths = [
        "/referrals?limit=50",
        "/referrals?side=received&limit=50",
        "/observations?limit=50",
        "/observations?mine=true&limit=50",
        "/events?limit=50",
    ]
    for _ in range(2):
        make.a_referral(hub.worker, hub.housing, hub.cleansing, hub.category)
    few = [costs(path) for path in paths]
    for _ in range(6):
        make.a_referral(hub.worker, hub.housing, hub.cleansing, hub.category)
    assert [costs(path) for path in paths] == few
    assert max(few) <= 16, few


def test_pages_of_a_list_show_every_row_once(hub: Hub) -> None:
    references = {hub.recorded() for _ in range(5)}
    for path in ("/observations?limit=2", "/observations?mine=true&limit=2"):
        found, following = [], path
        while following:
            answer = hub.sender.get(following).json()
            found += [row["reference"] for row in answer["items"]]
            following = answer["next"]
        assert sorted(found) == sorted(references)
    following = hub.sender.get("/observations?limit=2").json()["next"]
    cursor = following.rpartition("cursor=")[2]
    told(hub.sender.get(f"/observations?mine=true&cursor={cursor}"), 400, "bad-cursor")
    told(hub.outside.get(following), 400, "bad-cursor")


def test_people_are_told_of_on_a_ground_and_only_what_was_chosen(tokens: Tokens) -> None:
    hub = Hub(tokens, Sensitivity.PARTNERS)
    Partnership.objects.update(grounds_from=now().date())
    people = [{"name": "Arthur Invented", "address": "Flat 3, Test Row"}]
    body = {
        "observation": hub.recorded(people=people),
        "to_teams": [hub.cleansing.key],
        "words": "Please look.",
        "withheld": ["name"],
    }
    missing = hub.sender.post("/referrals", body)
    told(missing, 422, "invalid")
    assert missing.json()["errors"][0]["pointer"] == "/ground"
    consent = {"given_by": "person", "how": "shouted", "purpose": "To help."}
    wrong = hub.sender.post("/referrals", {**body, "ground": {"consent": consent}})
    assert wrong.json()["errors"][0]["pointer"] == "/ground/consent/how"
    sent = hub.sender.post("/referrals", {**body, "ground": {"consent": {**consent, "how": "spoken"}}})
    assert sent.status_code == 201, sent.content
    seen = hub.receiver.get(f"/referrals/{sent.json()['referrals'][0]['reference']}").json()
    assert (seen["ground"], seen["tells_of"]) == ("consent", ["address", "words"])
    assert [(p["name"], p["address"]) for p in seen["told"]["people"]] == [("", "Flat 3, Test Row")]


def test_open_words_that_look_personal_come_back_with_a_warning_to_their_writer_alone(tokens: Tokens) -> None:
    hub = Hub(tokens)
    answer = hub.sender.post("/observations", hub.seen(words="Cold. Ring Mrs Invented."))
    assert answer.json()["looks_personal"] == [{"kind": "name", "start": 11}]
    other = hub.outside.get(f"/observations/{answer.json()['reference']}").json()
    assert other["looks_personal"] == []
