"""Cursors that tell nothing: a place in a list, sealed with the list it belongs to.

Sealed rather than signed, because the numbers inside would tell how many rows lie between two that one may read.
"""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from wardmote.kernel.api.problems import BAD_CURSOR, Problem

LONGEST = 1000


def seal(place: str, *, of: str) -> str:
    """Return the cursor for a place in a list."""
    return _seals().encrypt(json.dumps([of, place]).encode()).decode().rstrip("=")


def unseal(cursor: str, *, of: str) -> str:
    """Return the place a cursor stands for. Raises Problem unless we gave it out for this very list."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        belongs_to, place = json.loads(_seals().decrypt(padded.encode()))
    except (InvalidToken, ValueError) as error:
        raise _not_ours() from error
    if belongs_to != of:
        raise _not_ours()
    return str(place)


def _not_ours() -> Problem:
    return Problem(
        BAD_CURSOR,
        "This cursor was not given out for this list with these filters. Begin again without a cursor.",
    )


def _seals() -> MultiFernet:
    secrets = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    keys = [hashlib.sha256(f"wardmote.kernel.api.cursors {secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
