"""Sending one request until it is answered: what may be repeated is repeated, after as long as the server asks."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from .problems import Problem, Unanswered, problem_of

TRIES = 5
LONGEST_WAIT = 70.0
"""Seconds that the client waits by itself: a little more than the minute in which requests are counted."""

_AT_HOME = {"localhost", "127.0.0.1", "::1"}
_PASSES = {429, 500, 502, 503, 504}
"""Statuses that may be better in a moment. Every request here may be repeated: it only reads, or it carries a key."""


class Line:
    """The line to one Wardmote, with one token."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open it. Raises ValueError for an address to which the token would go in the clear."""
        address = urlsplit(url)
        if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _AT_HOME):
            raise ValueError("Use an https address: with http, anybody on the way could read the token.")
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=url.rstrip("/"),
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/json, application/problem+json",
                "User-Agent": "wardmote-client/1",
            },
            timeout=httpx.Timeout(10.0, read=30.0),
            transport=transport,
        )

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def get(
        self, address: str, parameters: Mapping[str, object] | None = None, *, etag: str = ""
    ) -> httpx.Response:
        """Ask for something, by its path or by an address that the server gave. None and "" are left out.

        With the `etag` of an answer kept from before, the answer is 304 and empty while nothing has changed.
        """
        given = {
            name: _written(value) for name, value in (parameters or {}).items() if value not in (None, "")
        }
        headers = {"If-None-Match": etag} if etag else {}
        # An address from the server carries its own parameters; handing httpx others would replace them.
        return self._ask("GET", address, headers, params=given or None)

    def ask(self, address: str, body: Mapping[str, object]) -> httpx.Response:
        """Ask something that needs a body, and changes nothing."""
        return self._ask("POST", address, {}, json=body)

    def change(
        self, address: str, body: Mapping[str, object] | None, *, key: str | None, etag: str | None = None
    ) -> httpx.Response:
        """Change something once, however often it must be sent: all tries carry one Idempotency-Key."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        if etag is not None:
            headers["If-Match"] = etag
        return self._ask("POST", address, headers, json=body)

    def _ask(self, method: str, address: str, headers: Mapping[str, str], **more: Any) -> httpx.Response:
        for tried in range(1, TRIES + 1):
            wait = _pause(tried)
            try:
                response = self._http.request(method, address, headers=dict(headers), **more)
            except httpx.TransportError as error:
                if tried == TRIES:
                    raise Unanswered(
                        f"{method} {address} got no answer in {TRIES} tries: {error!r}"
                    ) from error
            else:
                if _is_answer(response):
                    return response
                problem = problem_of(response)
                wait = problem.retry_after if problem.retry_after is not None else wait
                if tried == TRIES or wait > LONGEST_WAIT or not _may_pass(problem):
                    raise problem
            self._sleep(wait)
        raise AssertionError("The last try returns or raises")


def _is_answer(response: httpx.Response) -> bool:
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    return (response.is_success and is_json) or response.status_code == httpx.codes.NOT_MODIFIED


def _may_pass(problem: Problem) -> bool:
    return problem.status in _PASSES or problem.kind == "busy"


def _pause(tried: int) -> float:
    """Seconds before the next try: twice as long each time, and not all clients at once."""
    return float(2 ** (tried - 1)) * random.uniform(0.75, 1.25)  # noqa: S311 (spreads load, keeps no secret)


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
