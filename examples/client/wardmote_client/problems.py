"""What can go wrong, as exceptions. Each carries the server's own words: what happened, where, and what to do.

try:
    wardmote.create_observation(category="fly-tip", words="…")
except Invalid as problem:
    for fault in problem.faults:
        print(fault)            # /seriousness: Send a whole number, not as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Fault:
    """One thing to put right: where (a JSON pointer into what was sent, or a parameter's name), and what to do."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class Problem(Exception):
    """The server did not do what was asked, and says why (RFC 9457). Nothing was changed."""

    def __init__(self, response: httpx.Response) -> None:
        said = _said(response)
        self.status = response.status_code
        self.kind = str(said.get("type", "")).rpartition("#problem-")[2] or "unknown"
        """Its name in the reference, such as `key-reused`. Decide by this or by the class, never by the words."""
        self.title = str(said.get("title", response.reason_phrase))
        self.detail = str(said.get("detail", "The answer was not one of Wardmote's. Is this its address?"))
        self.faults = [
            Fault(fault.get("pointer") or fault.get("parameter") or "", fault["message"])
            for fault in said.get("errors", ())
        ]
        self.retry_after = _seconds(response)
        """After how many seconds to come back, where the server said so."""
        super().__init__(" ".join([f"{self.title}. {self.detail}", *map(str, self.faults)]))


class Invalid(Problem):
    """Something in the request must be put right first: `faults` names each field. Do not repeat it as it is."""


class TokenRefused(Problem):
    """The token is unknown, expired or revoked: `kind` says which. Stop, and tell whoever keeps the tokens."""


class NotAllowed(Problem):
    """The token lacks a scope, or its holder's role does not allow it."""


class NotFound(Problem):
    """It is not there, or not for you to read."""


class Conflict(Problem):
    """It cannot be done as things stand. Get it again, see how it stands, then decide."""


class Changed(Conflict):
    """Somebody was quicker. Get it again, see what changed, then decide again."""


class Forgotten(Problem):
    """The news after this place is no longer kept. Get everything you keep once more, then begin to listen anew."""


class KeyReused(Problem):
    """One Idempotency-Key was used for two different requests: a fault in the program."""


class ComeBackLater(Problem):
    """Too many requests, or busy, and for longer than the client would wait. Come back after `retry_after` seconds."""


class ServerFault(Problem):
    """Something went wrong at the server's end, again and again."""


class Unanswered(Exception):
    """No answer came, again and again. Whether it was done is not known: repeat it with the same idempotency key."""


_KINDS: dict[str, type[Problem]] = {
    "conflict": Conflict,
    "changed": Changed,
    "key-reused": KeyReused,
    "busy": ComeBackLater,
}
_STATUSES: dict[int, type[Problem]] = {
    401: TokenRefused,
    403: NotAllowed,
    404: NotFound,
    410: Forgotten,
    429: ComeBackLater,
    503: ComeBackLater,
}


def problem_of(response: httpx.Response) -> Problem:
    """The exception for an answer that is not a success."""
    status = response.status_code
    problem = _STATUSES.get(status) or (ServerFault if status >= 500 else Invalid)
    kind = str(_said(response).get("type", "")).rpartition("#problem-")[2]
    return _KINDS.get(kind, problem)(response)


def _said(response: httpx.Response) -> dict[str, Any]:
    if response.headers.get("Content-Type", "").partition(";")[0] != "application/problem+json":
        return {}
    said: dict[str, Any] = response.json()
    return said


def _seconds(response: httpx.Response) -> float | None:
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else None
