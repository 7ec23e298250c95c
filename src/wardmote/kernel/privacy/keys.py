"""The keys of encrypted columns: derived from the secrets of the environment, which stand nowhere else.

Each secret of WARDMOTE_FIELD_KEYS gives a key to encrypt, one to blind, and a short name that stands beside whatever
was locked with it. The first encrypts; every one decrypts.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32
"""Characters. `wardmote keys new` makes secrets of 43, which carry 256 bits."""


class KeysMissing(ImproperlyConfigured):
    """WARDMOTE_FIELD_KEYS is empty or cannot be used."""


class KeyMissing(ImproperlyConfigured):
    """Something was locked with a key that is not among those of WARDMOTE_FIELD_KEYS."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The database holds text that was locked with the key {name}, and WARDMOTE_FIELD_KEYS does not hold that"
            " key. Put it back, behind the others, and start again. Nothing is lost, but without it the text cannot"
            " be read."
        )
        self.name = name


@dataclass(frozen=True, slots=True)
class FieldKey:
    """What is made of one secret. ``name`` tells nothing of it, and may be shown."""

    name: str
    cipher: AESGCM
    blinding: bytes


def field_keys() -> Sequence[FieldKey]:
    """Every key, the one that encrypts first. Raises KeysMissing."""
    return _derived(tuple(settings.WARDMOTE_FIELD_KEYS))


def require_keys() -> None:
    """Refuse to start without keys that can be used. Raises KeysMissing with what to do."""
    field_keys()


def new_secret() -> str:
    """A secret that nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def key_named(name: str) -> FieldKey:
    """The key with this name. Raises KeyMissing."""
    for key in field_keys():
        if key.name == name:
            return key
    raise KeyMissing(name)


@lru_cache(maxsize=4)
def _derived(given: Sequence[str]) -> Sequence[FieldKey]:
    if not given:
        raise KeysMissing(
            "Set WARDMOTE_FIELD_KEYS to the secret that names and protected words are encrypted with in the database."
            " Make one with: wardmote keys new. Keep a copy apart from the backups: without it they cannot be read."
        )
    if any(len(secret) < SHORTEST_SECRET for secret in given):
        raise KeysMissing(
            f"Each secret of WARDMOTE_FIELD_KEYS needs {SHORTEST_SECRET} or more random characters."
            " Make one with: wardmote keys new"
        )
    return tuple(
        FieldKey(
            name=_made_of(secret, b"name", 4).hex(),
            cipher=AESGCM(_made_of(secret, b"encrypt", 32)),
            blinding=_made_of(secret, b"blind", 32),
        )
        for secret in given
    )


def _made_of(secret: str, purpose: bytes, length: int) -> bytes:
    # Each for one use alone (HKDF, RFC 5869): what is told of one tells nothing of another.
    derive = HKDF(algorithm=SHA256(), length=length, salt=None, info=b"wardmote field " + purpose)
    return derive.derive(secret.encode())
