"""The same request sent twice does its work once, and is answered alike, even if we died after doing it.

The answer is kept in the transaction of the change itself: either both are there or neither. A second request with
the same key waits for the first, for as long as any lock is waited for, and is then asked to come back. What was
refused changed nothing and keeps no answer, so it may be put right and sent again under the same key.
"""

import hashlib
import json
import re
from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from wardmote.kernel.api.models import KeptAnswer
from wardmote.kernel.api.problems import BUSY, KEY_REUSED, MALFORMED, NO_KEY, Problem
from wardmote.kernel.database import as_system, waited_in_vain

KEPT = timedelta(days=2)
REPLAYED = "Idempotent-Replayed"

_WRITTEN = re.compile(r"[\x21-\x7e]{1,255}")
_REASON = "the answer to a repeated request belongs to whoever made it"


def key_of(request: HttpRequest) -> str:
    """Return the request's key. Raises Problem when there is none, or it cannot be one."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Problem(NO_KEY, NO_KEY.advice)
    if not _WRITTEN.fullmatch(key):
        raise Problem(
            MALFORMED, "An Idempotency-Key is 1 to 255 letters, digits and signs, without spaces. Use a UUID."
        )
    return key


def begin(request: HttpRequest, *, holder: str, body: Any) -> KeptAnswer | HttpResponse:
    """Take the key for this request, or return the answer it got the first time. Within the call's transaction.

    A key belongs to its holder (an actor's id), not to the token, which may be renewed before a request is repeated.

    Raises Problem when the key was used for another request, or another process is at work on this one.
    """
    digest = _digest(request, body)
    try:
        with as_system(_REASON):
            kept, is_new = KeptAnswer.objects.get_or_create(
                holder=holder, key=key_of(request), defaults={"request": digest}
            )
    except OperationalError as error:
        if waited_in_vain(error):
            raise still_busy() from error
        raise
    if is_new:
        return kept
    if kept.request != digest:
        raise Problem(
            KEY_REUSED,
            "This Idempotency-Key came before with another address or body. Nothing was done. Use a new key.",
        )
    return HttpResponse(
        kept.body,
        status=kept.status,
        content_type="application/json",
        headers={**kept.headers, REPLAYED: "true"},
    )


def keep(kept: KeptAnswer, response: HttpResponse) -> None:
    """Keep the answer with its key."""
    kept.status = response.status_code
    kept.headers = {name: response[name] for name in ("ETag", "Location") if name in response}
    kept.body = response.content.decode()
    with as_system(_REASON):
        kept.save(update_fields=["status", "headers", "body"])


def still_busy() -> Problem:
    """Tell that somebody holds what this request needs."""
    return Problem(
        BUSY,
        "Nothing was changed. Repeat the request in a moment, with the same Idempotency-Key.",
        headers={"Retry-After": "1"},
    )


def _digest(request: HttpRequest, body: Any) -> str:
    canonical = json.dumps([request.method, request.get_full_path(), body], sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
