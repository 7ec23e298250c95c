"""How sure a session is of who sits there, and for how long.

A session collects proofs: a password, a code from an authenticator app, a passkey, a recovery code. What they
are worth is decided here, from times and numbers alone.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

FRESH_FOR = timedelta(minutes=15)
"""After this long somebody proves again who they are before a sensitive act. NCSC asks for it and names no time;
15 minutes is what OWASP's session guide gives for services of high value."""

PROVED_FOR = timedelta(hours=4)
"""For this long a second factor opens what only it may open: half a working day, so that a desk left over lunch
does not show a child's case in the afternoon."""

REST_FOR = timedelta(hours=1)
"""A session that nobody has used for so long asks who sits there (ASVS 5.0, 7.3.1): long enough for a visit or a
meeting, short enough that a desk which was left does not stay open."""

NOTED_EVERY = timedelta(minutes=5)
"""How exactly it is kept when a session was last used: each time costs a write."""


class Proof(NamedTuple):
    """One time a session showed who it is.

    `factor` is the number of the second factor that was used, None for a password. `in_demonstration` marks
    somebody who was chosen on the demonstration's page, where people and cases are invented.
    """

    at: datetime
    factor: int | None = None
    in_demonstration: bool = False


def is_proved(proofs: Iterable[Proof], *, factors: Collection[int], now: datetime) -> bool:
    """Whether a second factor was shown lately, and still stands: a factor that was taken away proves nothing."""
    return any(
        (proof.factor in factors or proof.in_demonstration) and now - proof.at <= PROVED_FOR
        for proof in proofs
    )


def is_fresh(proofs: Iterable[Proof], *, factors: Collection[int], now: datetime) -> bool:
    """Whether somebody proved who they are just now: who has a second factor with it, others with the password."""
    return any(
        (proof.factor in factors or proof.in_demonstration or not factors) and now - proof.at <= FRESH_FOR
        for proof in proofs
    )


def is_left(proofs: Iterable[Proof], *, used_at: datetime | None, now: datetime) -> bool:
    """Whether nobody has used a session for a while, nor proved who they are. One that tells of neither is new."""
    known = [proof.at for proof in proofs] + ([used_at] if used_at else [])
    return bool(known) and now - max(known) > REST_FOR
