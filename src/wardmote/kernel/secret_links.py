"""Secrets that go out in a link or a mail: computed when they are needed, and kept nowhere.

Each hangs on a number and a nonce that stand in the database and on the signing key, which does not. So neither the
database nor the signing key alone gives one, and changing the nonce ends it.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

CODE_LENGTH = 6
"""Digits in a code that a person reads in one window and types in another."""


@dataclass(frozen=True, slots=True)
class SecretLinks:
    """The secrets of one kind of link. `salt` keeps kinds apart: what opens one of them opens no other."""

    salt: str

    def secret_for(self, number: int, nonce: str) -> str:
        """The secret of the link with this number, for its address."""
        return f"{number}-{self._mac(number, nonce, settings.SECRET_KEY)}"

    def opens(self, secret: str, number: int, nonce: str) -> bool:
        """Whether the secret is this link's, in a time that does not tell how much of it was right."""
        right = [
            constant_time_compare(secret, f"{number}-{self._mac(number, nonce, key)}") for key in _keys()
        ]
        return any(right)

    def code_for(self, number: int, nonce: str) -> str:
        """The code that goes with this number and nonce: six digits. It is guessed in a million tries, so few are
        let through and each code soon ends."""
        return self._code(number, nonce, settings.SECRET_KEY)

    def is_code(self, typed: str, number: int, nonce: str) -> bool:
        """Whether this is the code, however it was spaced; in a time that does not tell how much of it was right."""
        digits = "".join(typed.split())
        right = [constant_time_compare(digits, self._code(number, nonce, key)) for key in _keys()]
        return any(right)

    def _digest(self, number: int, nonce: str, key: str | bytes) -> bytes:
        return salted_hmac(self.salt, f"{number}:{nonce}", secret=key, algorithm="sha256").digest()

    def _mac(self, number: int, nonce: str, key: str | bytes) -> str:
        return urlsafe_b64encode(self._digest(number, nonce, key)).decode().rstrip("=")

    def _code(self, number: int, nonce: str, key: str | bytes) -> str:
        return f"{int.from_bytes(self._digest(number, nonce, key)) % 10**CODE_LENGTH:0{CODE_LENGTH}}"


def number_in(secret: str) -> int:
    """The number that a secret speaks of, which proves nothing yet; 0 for none."""
    number = secret.partition("-")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0


def _keys() -> Iterator[str | bytes]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS
