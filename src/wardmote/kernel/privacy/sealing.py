"""Text as it stands in an encrypted column: ``wm1:key:ciphertext``, and behind it what search may find it by.

AES-256 in Galois/counter mode with a random nonce of 96 bits. The key's name stands in the clear and is authenticated
with the text. The tokens behind it are blind (`blinding`), so one value carries all that the database needs.
"""

import base64
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag

from .keys import field_keys, key_named

MARK = "wm1:"
"""How every sealed value begins. Plain text that begins so is sealed whatever its field says, so none is mistaken."""

_NONCE = 12


class Damaged(Exception):
    """A sealed value does not open with its own key: somebody or something altered it."""


def seal(text: str, tokens: Iterable[str] = ()) -> str:
    """Lock with the first key. What is empty stays empty: that nothing is known is no secret."""
    if not text:
        return ""
    key = field_keys()[0]
    nonce = os.urandom(_NONCE)
    head = f"{MARK}{key.name}:"
    locked = nonce + key.cipher.encrypt(nonce, text.encode(), head.encode())
    return " ".join([head + base64.urlsafe_b64encode(locked).decode(), *tokens])


def unseal(value: str) -> str:
    """Read a value, sealed or plain. Raises KeyMissing when its key is not here, Damaged when it was altered."""
    if not is_sealed(value):
        return value
    sealed = value.partition(" ")[0]
    head, _, locked = sealed.rpartition(":")
    key = key_named(key_of(value))
    try:
        raw = base64.urlsafe_b64decode(locked)
        return key.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], f"{head}:".encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Damaged(
            f"Text that was locked with the key {key.name} has been altered in the database and cannot be read."
            " Bring the row back from a backup."
        ) from error


def is_sealed(value: str) -> bool:
    """Whether a value, as it stands in the database, is encrypted."""
    return value.startswith(MARK)


def key_of(value: str) -> str:
    """The name of the key that a sealed value was locked with."""
    return value[len(MARK) :].partition(":")[0]
