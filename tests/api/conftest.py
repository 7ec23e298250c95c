"""Tokens before there are any: a source that knows the secrets it has handed out itself."""

import os
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.api import holders
from wardmote.kernel.api.holders import Refused, TokenHolder
from wardmote.shared.partnerships.rules import Scope

_keys = count(1)

THOROUGH = int(os.environ.get("WARDMOTE_THOROUGH", "1"))
"""How many times as many examples are tried as on an ordinary day."""


class Tokens:
    """The tokens of a test."""

    def __init__(self) -> None:
        self.held: dict[str, TokenHolder | Refused] = {}

    def find(self, secret: str) -> TokenHolder | Refused:
        return self.held.get(secret, Refused.UNKNOWN)

    def give(self, actor: Actor, *granted: str) -> str:
        secret = f"secret-{make.number()}"
        self.held[secret] = TokenHolder(
            actor, frozenset(granted or [scope.value for scope in Scope]), make.number()
        )
        return secret


class System:
    """Another system, speaking for somebody."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.secret}"}
        if method == "POST":
            given["Idempotency-Key"] = f"key-{next(_keys)}"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        path = path if path.startswith("/api/") else f"/api/v1{path}"
        sent = {"data": body, "content_type": "application/json"} if body is not None else {}
        call = getattr(self.client, method.lower())
        return call(path, headers={k: v for k, v in given.items() if v}, **sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)


@pytest.fixture(autouse=True)
def an_ordinary_tuesday() -> Iterator[None]:
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    given = Tokens()
    before = holders.come_from(given.find)
    yield given
    holders.come_from(before)
