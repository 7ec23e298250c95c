"""Open311 GeoReport v2 and open data: what other programs read and send (R2.1, R2.7). Examples follow the spec's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests import factories
from tests.issues.conftest import Streets

from wardmote.kernel.actor import Actor
from wardmote.kernel.api import holders
from wardmote.kernel.api.holders import Refused, TokenHolder
from wardmote.kernel.database import as_actor
from wardmote.modules.issues import actions
from wardmote.modules.issues.models import Issue, Voice
from wardmote.modules.issues.rules import IssueState
from wardmote.modules.issues.rules.telling import MOST_FROM_ONE_ADDRESS
from wardmote.modules.referrals.models import Observation, Referral
from wardmote.shared.partnerships.rules import Scope, Sensitivity

V2 = "/open311/v2"


@pytest.fixture
def key(streets: Streets) -> Iterator[str]:
    """The key of a partner's system."""
    holder = TokenHolder(streets.worker, frozenset({Scope.OBSERVATIONS_WRITE.value}), factories.number())
    before = holders.come_from(lambda secret: holder if secret == "right" else Refused.UNKNOWN)
    yield "right"
    holders.come_from(before)


@pytest.fixture
def published(streets: Streets) -> Issue:
    """An issue that everybody may read."""
    issue = streets.opened()
    with as_actor(streets.manager):
        actions.publish(by=streets.manager, issue=issue)
    return streets.fresh(issue)


class Program:
    """A client made from the specification alone: what it sends and reads is in its words."""

    def __init__(self, form: str) -> None:
        self.form, self.client = form, Client(raise_request_exception=False)

    def get(self, path: str, **asked: str) -> list[dict[str, str]]:
        answer = self.client.get(f"{V2}/{path}.{self.form}", asked)
        assert answer.status_code == 200, answer.content
        return self.read(answer.content)

    def post(self, path: str, **said: str) -> list[dict[str, str]]:
        answer = self.client.post(f"{V2}/{path}.{self.form}", said)
        assert answer.status_code == 200, answer.content
        return self.read(answer.content)

    def read(self, content: bytes) -> list[dict[str, str]]:
        if self.form == "json":
            return json.loads(content)
        return [{part.tag: part.text or "" for part in one} for one in ElementTree.fromstring(content)]  # noqa: S314 (our own answer)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_program_finds_a_service_reports_and_follows_it(streets: Streets, key: str, form: str) -> None:
    factories.a_remit(streets.other_team, streets.category)
    program = Program(form)
    assert streets.category.key in {service["service_code"] for service in program.get("services")}
    sent = {
        "service_code": streets.category.key,
        "description": "Mattresses",
        "lat": "52.58",
        "long": "-1.98",
    }
    created = program.post("requests", api_key=key, **sent)[0]
    reference = created["service_request_id"]
    with factories.everything():
        report = Observation.objects.get(reference=reference)
        assert Referral.objects.get(observation=report).receiver_team == streets.other_team
        assert report.sensitivity == Sensitivity.OPEN
    one = program.get(f"requests/{reference}", api_key=key)[0]
    assert one["status"] == "open"
    assert not one["description"]
    assert program.get(f"tokens/{reference}", api_key=key)[0]["service_request_id"] == reference
    added = program.post(
        "servicerequestupdates", api_key=key, service_request_id=reference, description="More"
    )
    assert added[0]["update_id"]
    assert program.get("requests") == [], "what nobody has read is listed nowhere"
    for path in (f"requests/{reference}", f"tokens/{reference}"):
        assert program.client.get(f"{V2}/{path}.{form}").status_code == 404


def test_how_to_reach_somebody_stands_in_no_words_that_partners_read(streets: Streets, key: str) -> None:
    said = {"service_code": streets.category.key, "description": "Noise", "address_string": "Test Row"}
    Program("json").post("requests", api_key=key, email="somebody@example.org", **said)
    Program("json").post("requests", api_key=key, phone="01922 496 0000", **said)
    with factories.everything():
        by_email, by_phone = Observation.objects.order_by("pk")
        assert Voice.objects.get(observation=by_email).contact == "somebody@example.org"
    assert "somebody" not in by_email.words
    assert by_email.sensitivity == Sensitivity.OPEN
    assert by_phone.sensitivity == Sensitivity.PARTNERS


def test_one_system_does_not_follow_what_another_sent(streets: Streets, key: str) -> None:
    said = {"service_code": streets.category.key, "description": "Noise", "address_string": "Test Row"}
    sent = Program("json").post("requests", api_key=key, **said)[0]["service_request_id"]
    other = TokenHolder(
        factories.an_actor(team=streets.other_team), frozenset({Scope.OBSERVATIONS_WRITE.value}), 77
    )
    holders.come_from(lambda _: other)
    assert Client().get(f"{V2}/requests/{sent}.json", {"api_key": "other"}).status_code == 404


def test_a_report_without_a_key_is_followed_by_a_private_link_and_bounded(streets: Streets, key: str) -> None:
    said = {"service_code": streets.category.key, "description": "Noise", "address_string": "Test Row"}
    client = Client(REMOTE_ADDR="192.0.2.45")
    answers = [client.post(f"{V2}/requests.json", said) for _ in range(MOST_FROM_ONE_ADDRESS + 1)]
    link = json.loads(answers[0].content)[0]["service_notice"].rpartition(": ")[2]
    assert client.get(link.replace("http://testserver", "")).status_code == 200
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]


def test_everybody_reads_what_is_published_and_what_was_decided(
    streets: Streets, published: Issue, key: str
) -> None:
    hidden = streets.opened(title="Not read yet")
    program = Program("json")
    (one,) = program.get("requests", status="open", service_code=published.category.key)
    assert (one["service_request_id"], one["status"]) == (published.reference, "open")
    assert "Mattresses" in one["description"]
    assert [one["service_request_id"] for one in program.get("requests", api_key=key)] == [
        published.reference
    ], "a key shows no more than everybody reads"
    assert program.client.get(f"{V2}/requests/{hidden.reference}.json").status_code == 404
    with as_actor(streets.manager):
        actions.decide(
            by=streets.manager,
            issue=streets.fresh(published),
            state=IssueState.NOT_TACKLED,
            decided_by="The area's table",
            reason="The land is private",
        )
    assert program.get("requests", status="open") == []
    (one,) = program.get("requests", service_request_id=f"{published.reference},{hidden.reference}")
    assert (one["status"], one["status_notes"]) == ("closed", "The land is private")
    (update,) = Program("xml").get("servicerequestupdates")
    assert (update["status"], update["service_request_id"]) == ("closed", published.reference)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/nothing.xml", 404),
        ("services.txt", 404),
        ("requests.json?start_date=soon", 400),
        ("requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z", 400),
        ("requests.xml?status=lost", 400),
        ("requests.xml?page=0", 400),
        ("requests.xml?api_key=wrong", 403),
        ("requests.xml?jurisdiction_id=elsewhere.gov.uk", 404),
    ],
)
def test_a_refusal_has_its_code_and_says_why(streets: Streets, key: str, settings, path, status) -> None:
    settings.WARDMOTE_JURISDICTION = "testborough.gov.uk"
    answer = Client().get(f"{V2}/{path}")
    assert answer.status_code == status
    said = Program("json" if ".json" in path else "xml").read(answer.content)
    assert said[0]["code"] in (status, str(status))
    assert said[0]["description"]


def test_a_report_needs_a_service_a_place_and_words(streets: Streets, key: str) -> None:
    code = streets.category.key
    whole = {
        "api_key": key,
        "service_code": code,
        "description": "Mattresses",
        "lat": "52.58",
        "long": "-1.98",
    }
    for without, status in {"service_code": 400, "description": 400, "lat": 400}.items():
        said = {name: value for name, value in whole.items() if name != without}
        assert Client().post(f"{V2}/requests.json", said).status_code == status, without
    assert Client().post(f"{V2}/requests.json", {**whole, "lat": "nan"}).status_code == 400
    protected = factories.a_category(sensitivity=Sensitivity.PROTECTED)
    assert Client().post(f"{V2}/requests.json", {**whole, "service_code": protected.key}).status_code == 404
    with factories.everything():
        assert not Observation.objects.exists()


def test_too_many_requests_are_told_when_to_come_back(db: None, settings) -> None:
    settings.WARDMOTE_API_RATE = 2
    client = Client(REMOTE_ADDR="192.0.2.44")
    answers = [client.get("/open311/discovery.json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


_WORDS = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=some.dictionaries(
        some.sampled_from(
            [
                "service_code",
                "description",
                "lat",
                "long",
                "address_string",
                "status",
                "start_date",
                "page",
                "email",
            ]
        ),
        _WORDS
        | some.sampled_from(["52.58", "-1.98", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "open"]),
    ),
    path=some.sampled_from(["requests", "servicerequestupdates", "services"]),
    form=some.sampled_from(["json", "xml"]),
)
def test_nothing_that_is_sent_breaks_it(streets: Streets, key: str, said, path, form) -> None:
    client = Client(raise_request_exception=False)
    for answer in (
        client.get(f"{V2}/{path}.{form}", said),
        client.post(f"{V2}/{path}.{form}", {**said, "api_key": key}),
    ):
        assert answer.status_code < 500
        Program(form).read(answer.content)


def test_published_issues_are_data_for_anybody(streets: Streets, published: Issue) -> None:
    hidden = streets.opened(title="Not read yet")
    client = Client()
    page = client.get("/our-issues?area=areas/area-1").content.decode()
    for kind in ("geojson", "csv", "atom"):
        assert f"/our-issues.{kind}?area=areas%2Farea-1" in page
        answer = client.get(f"/our-issues.{kind}?area=areas/area-1")
        assert answer.status_code == 200
        said = answer.content.decode()
        assert published.reference in said
        assert hidden.reference not in said
        again = client.get(
            f"/our-issues.{kind}?area=areas/area-1", headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert kind == "atom" or again.status_code == 304
    found = json.loads(client.get("/our-issues.geojson").content)["features"][0]
    if found["geometry"]:
        assert all(round(degrees, 3) == degrees for degrees in found["geometry"]["coordinates"])
    assert json.loads(client.get("/our-issues.geojson?state=done").content)["features"] == []


def test_a_session_in_a_browser_counts_for_nothing(streets: Streets, worker_browser: Client) -> None:
    sent = {"service_request_id": "O-00000-00000", "description": "More"}
    assert worker_browser.post(f"{V2}/servicerequestupdates.json", sent).status_code == 403


@pytest.fixture
def worker_browser(streets: Streets) -> Client:
    """A worker who is signed in."""
    from wardmote.shared.accounts.models import Person

    worker: Actor = streets.worker
    client = Client()
    client.force_login(Person.objects.get(pk=worker.person_id))
    return client
