"""Locking away what the database keeps and nobody may read there: secrets of second factors, sessions."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Sequence


def lock_away(text: bytes) -> bytes:
    """Lock with the newest key."""
    return _locks(tuple(settings.WARDMOTE_FACTOR_KEYS)).encrypt(text)


def unlock(locked: bytes) -> bytes:
    """Unlock with whichever key fits. Raises InvalidToken when none does."""
    return _locks(tuple(settings.WARDMOTE_FACTOR_KEYS)).decrypt(locked)


class LockedSessions:
    """How sessions are written down: a form that waits until its sender has proved who they are may hold words about a
    child, and the key of an app that is being set up is a secret."""

    def dumps(self, session: dict[str, Any]) -> bytes:
        """Write a session."""
        return lock_away(json.dumps(session, separators=(",", ":")).encode())

    def loads(self, written: bytes) -> dict[str, Any]:
        """Read a session. One that no key opens is as good as ended: Django then begins a new one."""
        session: dict[str, Any] = json.loads(unlock(written))
        return session


@lru_cache(maxsize=4)
def _locks(keys: Sequence[str]) -> MultiFernet:
    """The first key locks, every one unlocks. Derived for this one use (HKDF, RFC 5869), so it opens nothing else."""
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"wardmote second factor")
    return base64.urlsafe_b64encode(derive.derive(key.encode()))
