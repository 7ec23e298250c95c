"""The one shape of everything that goes wrong: problem details after RFC 9457.

    {"type": "/api/v1/#problem-invalid", "title": …, "status": 422, "detail": …, "instance": "/api/v1/observations",
     "errors": [{"pointer": "/words", "message": "Send this field."}]}

`title` never changes for a type; `detail` tells of this one time and says what to do; neither repeats what was sent.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse

from wardmote.kernel.api import ROOT

MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """A kind of problem: its name, status and title, and what a caller should do about it."""

    name: str
    status: int
    title: str
    advice: str

    @property
    def type(self) -> str:
        """The address that tells of it: a place on the reference page."""
        return f"{ROOT}#problem-{self.name}"


class Fault(NamedTuple):
    """One thing that is wrong with a request: where (a JSON pointer, or a parameter's name), and what to do."""

    message: str
    pointer: str | None = None
    parameter: str | None = None

    def as_json(self) -> dict[str, str]:
        """Give the members that are there."""
        return {name: value for name, value in self._asdict().items() if value is not None}


@dataclass(eq=False)
class Problem(Exception):
    """What went wrong, raised anywhere within a call."""

    kind: Kind
    detail: str
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] | None = None

    def response(self, request: HttpRequest) -> HttpResponse:
        """Give the answer."""
        body: dict[str, Any] = {
            "type": self.kind.type,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "instance": request.path,
        }
        if self.faults:
            body["errors"] = [fault.as_json() for fault in self.faults]
        return HttpResponse(
            json.dumps(body, ensure_ascii=False),
            status=self.kind.status,
            content_type=MEDIA_TYPE,
            headers=dict(self.headers or {}),
        )


MALFORMED = Kind("malformed", 400, "The request cannot be read", "Send well-formed JSON, in UTF-8.")
NO_KEY = Kind(
    "no-idempotency-key",
    400,
    "The request needs an Idempotency-Key",
    "Send a fresh random value, such as a UUID, in the header Idempotency-Key. Keep it for every repetition.",
)
BAD_CURSOR = Kind(
    "bad-cursor", 400, "The cursor does not belong here", "Begin the list again without a cursor."
)
NO_TOKEN = Kind(
    "no-token", 401, "The request carries no token", "Send “Authorization: Bearer” and your token."
)
UNKNOWN_TOKEN = Kind("unknown-token", 401, "The token is not known", "Check that it was copied whole.")
EXPIRED_TOKEN = Kind("expired-token", 401, "The token has expired", "Make a new one.")
REVOKED_TOKEN = Kind(
    "revoked-token", 401, "The token was taken away", "Ask whoever keeps your tokens, then make a new one."
)
MISSING_SCOPE = Kind(
    "missing-scope", 403, "The token may not be used for this", "Make a token with the scope that is named."
)
NOT_ALLOWED = Kind("not-allowed", 403, "You may not do this", "Ask somebody whose role allows it.")
NOT_FOUND = Kind(
    "not-found",
    404,
    "There is nothing here",
    "Check the address. What you may not read looks the same as what is not there.",
)
WRONG_METHOD = Kind(
    "wrong-method", 405, "The address does not take this method", "Use one of those in the header Allow."
)
NOT_ACCEPTABLE = Kind("not-acceptable", 406, "We answer in JSON only", "Accept application/json.")
CONFLICT = Kind(
    "conflict", 409, "It cannot be done as things stand", "Get it again, see how it stands, then decide."
)
KEY_REUSED = Kind(
    "key-reused",
    409,
    "The Idempotency-Key was used for another request",
    "Make a new key for every new request.",
)
BUSY = Kind("busy", 409, "Somebody else is working on this", "Wait the seconds in Retry-After, then repeat.")
CURSOR_FORGOTTEN = Kind(
    "cursor-forgotten",
    410,
    "What followed the cursor is no longer kept",
    "Get everything you keep once more, then begin without a cursor.",
)
CHANGED = Kind(
    "changed",
    412,
    "It has changed since you got it",
    "Get it again, see what changed, then decide again with the new ETag.",
)
TOO_LARGE = Kind("too-large", 413, "The request is too large", "Send less in one request.")
NOT_JSON = Kind("not-json", 415, "The body is not JSON", "Send JSON, and “Content-Type: application/json”.")
INVALID = Kind("invalid", 422, "Something must be put right first", "Put right what “errors” names.")
NO_IF_MATCH = Kind(
    "no-if-match",
    428,
    "The request must say what it was decided on",
    "Get it, and send its ETag in the header If-Match.",
)
TOO_MANY = Kind(
    "too-many-requests", 429, "Too many requests", "Wait the seconds in Retry-After, then go on more slowly."
)
OUR_FAULT = Kind(
    "our-fault",
    500,
    "Something went wrong at our end",
    "Repeat the request with the same Idempotency-Key: it is done once.",
)

KINDS = (
    MALFORMED, NO_KEY, BAD_CURSOR, NO_TOKEN, UNKNOWN_TOKEN, EXPIRED_TOKEN, REVOKED_TOKEN, MISSING_SCOPE,
    NOT_ALLOWED, NOT_FOUND, WRONG_METHOD, NOT_ACCEPTABLE, CONFLICT, KEY_REUSED, BUSY, CURSOR_FORGOTTEN, CHANGED,
    TOO_LARGE, NOT_JSON, INVALID, NO_IF_MATCH, TOO_MANY, OUR_FAULT,
)  # fmt: skip

Telling = Callable[[Any], Problem]

_told: dict[type[Exception], Telling] = {}


def tell(exception: type[Exception], telling: Telling) -> None:
    """Register how an exception of a module is told. Its subclasses are told alike unless they have their own."""
    _told[exception] = telling


def of(error: Exception) -> Problem | None:
    """Tell an exception as a problem; None for what nobody foresaw."""
    if isinstance(error, Problem):
        return error
    telling = next((_told[kind] for kind in type(error).__mro__ if kind in _told), None)
    return telling(error) if telling else None
