"""The document is the contract: every call says what it needs, and answers as the document says (R1.10).

The calls are asked with what Schemathesis makes of the document, good and bad, the same each run. To try more:
`WARDMOTE_THOROUGH=20 pytest tests/api/test_document.py`.
"""

from typing import Any

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from tests import factories as make
from tests.api.conftest import THOROUGH, Tokens
from tests.api.test_life import Hub

from wardmote.kernel.api.calls import call_of
from wardmote.kernel.api.document import document_of
from wardmote.project.api import api
from wardmote.shared.partnerships.rules import Scope

DOCUMENT = document_of(api)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"])
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
CALLS = {
    operation.operation_id: call_of(operation)
    for router in api._get_bound_routers()
    for view in router.path_operations.values()
    for operation in view.operations
}
ASKED = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
]
EXAMPLES = 4 * THOROUGH


def test_there_are_calls_to_look_at() -> None:
    assert len(OPERATIONS) > 25
    assert DOCUMENT["openapi"].startswith("3.1")


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_a_call_says_what_it_is_for_and_what_it_needs(path: str, method: str, operation: Any) -> None:
    call = CALLS[operation["operationId"]]
    assert call.scope in set(Scope)
    assert operation["security"] == [{"token": [call.scope]}]
    assert operation["summary"]
    assert operation["description"].rstrip().endswith((".", "”"))
    assert {"400", "401", "403", "406", "422", "429", "500"} <= set(operation["responses"])
    assert ("404" in operation["responses"]) == ("{" in path)
    assert method in ("get", "post")
    needed = {parameter["name"] for parameter in operation["parameters"] if parameter["required"]}
    if call.changes:
        assert "Idempotency-Key" in needed
        assert call.scope.endswith(":write")
    if call.needs_if_match:
        assert {"412", "428"} <= set(operation["responses"])
    for status, answer in operation["responses"].items():
        if status >= "400":
            assert list(answer["content"]) == ["application/problem+json"]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_a_call_answers_as_the_document_says(
    tokens: Tokens, settings: Any, path: str, method: str, operation: Any
) -> None:
    settings.WARDMOTE_API_RATE = 100_000
    hub = Hub(tokens)
    referral = make.a_referral(hub.worker, hub.housing, hub.cleansing, hub.category)
    ask(hub, path, method, referral=referral.reference, observation=referral.observation.reference)


def ask(hub: Hub, path: str, method: str, *, referral: str, observation: str) -> None:
    """Ask one call with what can be made of its document, and look at each answer.

    What is well made is asked of a referral that is there, by those whose turn it is.
    """
    there = {
        "reference": referral if "/referrals" in path else observation,
        "team": hub.cleansing.key,
        "position": 0,
    }
    secret = (hub.receiver if "/referrals/" in path else hub.sender).secret

    def of_what_is_there(case: Any) -> Any:
        case.path_parameters = {name: there[name] for name in case.path_parameters}
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = "*"
        return case

    client = Client(raise_request_exception=False)
    described = SCHEMA[path][method.upper()]
    good = described.as_strategy(generation_mode=GenerationMode.POSITIVE).map(of_what_is_there)
    cases = good | described.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def look(case: Any) -> None:
        case.headers["Authorization"] = f"Bearer {secret}"
        with transaction.atomic():
            response = answered(client, case)
            transaction.set_rollback(True)
        case.validate_response(response, checks=[CHECKS.get_one(name) for name in ASKED])

    look()


def answered(client: Client, case: Any) -> Any:
    """Send a case through Django's own client, on the test's connection."""
    sent = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    got = client.generic(
        sent.method,
        sent.path_url,
        sent.body or b"",
        content_type=sent.headers.pop("Content-Type", ""),
        headers={name: value for name, value in sent.headers.items() if name != "Content-Length"},
    )
    return schemathesis.Response(
        status_code=got.status_code,
        headers={name: [value] for name, value in got.headers.items()},
        content=got.content,
        request=sent,
        elapsed=0.0,
        verify=False,
    )
