"""Who holds a token. The app that keeps tokens registers the one source of the answer, in its `apps.ready`.

    holders.come_from(holder_of_token)

The source gets the secret as it was sent. It answers with the holder, or says why there is none, so that the
caller learns what to do: get a token, get a new one, or ask who took it away. It compares digests, never secrets,
and builds the actor afresh each time, so that a role that has ended has ended here too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wardmote.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """For whom a token speaks, what it may be used for, and its own number (never its secret)."""

    actor: Actor
    scopes: frozenset[str]
    token_id: int


class Refused(StrEnum):
    """Why a token opens nothing."""

    UNKNOWN = "unknown-token"
    EXPIRED = "expired-token"
    REVOKED = "revoked-token"


Source = Callable[[str], TokenHolder | Refused]

_source: Source | None = None


def come_from(source: Source | None) -> Source | None:
    """Register who knows tokens; return who knew them before, so that a test can put it back."""
    global _source
    before, _source = _source, source
    return before


def holder_of(secret: str) -> TokenHolder | Refused:
    """Say who holds the token with this secret. Nobody, while no source is registered."""
    return _source(secret) if _source else Refused.UNKNOWN
