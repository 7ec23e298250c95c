"""The reference tells people what the document tells programs, and every problem leads to its place there (R1.10)."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from tests import factories as make
from tests.api.conftest import System, Tokens
from tests.api.test_document import DOCUMENT, OPERATIONS
from tests.api.test_gate import told
from tests.api.test_life import Hub, step

from wardmote.kernel.api import problems
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import RoleName

SOURCE = Path(__file__).parents[2] / "src/wardmote"
EXAMPLES = {
    operation["operationId"]: body["content"]["application/json"]
    for methods in DOCUMENT["paths"].values()
    for operation in methods.values()
    if (body := operation.get("requestBody"))
}


class Read(HTMLParser):
    """What a page says: its anchors, its links, the level of each heading, and what it loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag in ("script", "link", "img"):
            self.loads.append(given.get("src") or given.get("href", ""))
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))


@pytest.fixture
def page(db: None) -> str:
    answer = Client().get("/api/v1/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_link_leads_somewhere_and_nothing_comes_from_elsewhere(page: str) -> None:
    read = Read(page)
    assert len(read.anchors) == len(set(read.anchors))
    assert {link.removeprefix("#") for link in read.links if link.startswith("#")} <= set(read.anchors)
    assert all(address.startswith("/static/") for address in read.loads), read.loads
    body = read.levels[read.levels.index(1) :]
    assert read.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(body))


def test_every_call_and_every_scope_is_told(page: str) -> None:
    anchors = set(Read(page).anchors)
    for operation in OPERATIONS:
        path, _, told_of = operation.values
        assert f"call-{told_of['operationId']}" in anchors
        assert f"<code>{path}</code>" in page
    for scope in DOCUMENT["info"]["x-scopes"]:
        assert f"<code>{scope}</code>" in page


def test_every_problem_that_the_code_can_send_has_its_place(page: str) -> None:
    anchors = set(Read(page).anchors)
    made = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r'\bKind\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert made == {kind.name for kind in problems.KINDS}
    for kind in problems.KINDS:
        assert kind.type.removeprefix("/api/v1/#") in anchors
        assert kind.advice.endswith(".")


def test_a_list_of_values_and_the_limits_of_a_field_are_told(page: str) -> None:
    assert "text, 1 to 20,000 characters" in page
    assert "whole number, 1 to 5" in page
    assert "<code>waiting-for-court</code>: " in page
    assert "<code>resolved</code>: Resolved" in page
    assert "600 requests a minute" in page


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_its_schema_wants(name: str) -> None:
    schema = {**EXAMPLES[name]["schema"], "components": DOCUMENT["components"]}
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(EXAMPLES[name]["example"])


@pytest.mark.django_db
def test_every_example_is_taken_as_it_stands(tokens: Tokens) -> None:
    hub = Hub(tokens)
    named = {"street-cleansing": hub.cleansing, "fly-tipping": hub.category, "parks": make.a_team("Parks")}
    for key, what in named.items():
        what.key = key
        what.save()
    taken: set[str] = set()

    def sent(name: str, system: System, path: str, **changes: Any) -> Any:
        taken.add(name)
        body = {**EXAMPLES[name]["example"], **changes}
        answer = (
            step(system, *path.removeprefix("/referrals/").split("/"), body)
            if path.startswith("/referrals/") and not path.endswith("/notes")
            else system.post(path, body, If_Match="*")
        )
        assert answer.status_code in (200, 201), (name, answer.content)
        return answer.json()

    sent("ask_suggestions", hub.sender, "/suggestions")
    sent("ask_where", hub.sender, "/where")
    observation = sent("create_observation", hub.sender, "/observations")["reference"]
    sent("add_to_observation", hub.sender, f"/observations/{observation}/additions")
    known = [{"name": "Ada Invented"}]
    one, other = (
        sent("create_observation", hub.sender, "/observations", people=known, their_reference=f"{n} of ours")[
            "reference"
        ]
        for n in range(2)
    )
    person = f"/observations/{one}/people/0"
    said = sent("identify", hub.sender, f"{person}/same", observation=other)["said"]
    sent("undo_identification", hub.sender, f"{person}/same/undo", number=said[0]["number"])
    first = sent("send_referrals", hub.sender, "/referrals", observation=observation)["referrals"][0]
    mine = f"/referrals/{first['reference']}"
    for name, system, verb in (
        ("acknowledge_referral", hub.receiver, "acknowledge"),
        ("accept_referral", hub.receiver, "accept"),
        ("keep_team_note", hub.receiver, "notes"),
        ("ask_for_information", hub.receiver, "ask"),
        ("answer_question", hub.sender, "answer"),
        ("note_progress", hub.receiver, "progress"),
        ("pause_referral", hub.receiver, "pause"),
        ("resume_referral", hub.receiver, "resume"),
        ("close_referral", hub.receiver, "close"),
        ("reopen_referral", hub.sender, "reopen"),
        ("return_referral", hub.receiver, "return"),
    ):
        sent(name, system, f"{mine}/{verb}")
    onward = sent("redirect_referral", hub.sender, f"{mine}/redirect")["reference"]
    sent("withdraw_referral", hub.sender, f"/referrals/{onward}/withdraw")
    disputed = hub.sent()
    sent("return_referral", hub.receiver, f"/referrals/{disputed}/return")
    sent("call_coordinator", hub.sender, f"/referrals/{disputed}/call-coordinator")
    desk = Team.objects.get(is_coordinator=True)
    coordinator = System(tokens.give(make.an_actor(RoleName.TEAM_LEAD, team=desk)))
    sent("give_back_referral", coordinator, f"/referrals/{disputed}/give-back")
    alone = hub.recorded()
    sent("end_observation", hub.sender, f"/observations/{alone}/end")
    assert taken == set(EXAMPLES)


@pytest.mark.django_db
def test_a_program_that_sends_something_to_the_page_hears_why_not() -> None:
    answer = Client(enforce_csrf_checks=True).post("/api/v1/", b"{}", content_type="application/json")
    assert answer.status_code == 405
    assert answer.json()["type"] == problems.WRONG_METHOD.type
    told(System("x").get("/teams"), 401, "unknown-token")
