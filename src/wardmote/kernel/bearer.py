"""Secrets that a machine carries to say who it is: wmt_k3J9sQ2p_… (a known beginning, a public part, a secret part).

The beginning and the checksum at the end let scanners of source code recognise one that was left lying about, and
let us turn away what cannot be one without asking the database. Letters and digits only: one double click selects
the whole, and nothing needs quoting in a shell, an address or a file.
"""

import hmac
import re
import secrets
import zlib
from dataclasses import dataclass, field
from hashlib import sha256

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SYMBOL = "[0-9A-Za-z]"
HANDLE_LENGTH = 8
_SECRET_BYTES = 32
_SECRET_LENGTH = 43  # 62 ** 43 is just more than 2 ** 256
_CHECKSUM_LENGTH = 6  # 62 ** 6 is more than 2 ** 32


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A secret as it is given out once: `whole` goes to its holder and nowhere else, `digest` is what we keep.

    `handle` is the public part, by which the row is found and a person tells one secret from another.
    """

    whole: str = field(repr=False)
    handle: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole, in hexadecimal. 256 random bits stand behind it, so it cannot be turned back."""
        return sha256(self.whole.encode()).hexdigest()

    def is_kept_as(self, digest: str) -> bool:
        """Whether this is the secret of which we keep this digest. Takes as long for a near miss as for a far one."""
        return hmac.compare_digest(self.digest, digest)


def new(prefix: str) -> Secret:
    """Make a secret that nobody can guess."""
    handle = "".join(secrets.choice(_ALPHABET) for _ in range(HANDLE_LENGTH))
    hidden = _base_62(int.from_bytes(secrets.token_bytes(_SECRET_BYTES)), _SECRET_LENGTH)
    body = f"{prefix}_{handle}_{hidden}"
    return Secret(whole=body + _checksum(body), handle=handle)


def read(prefix: str, given: str) -> Secret | None:
    """Read what a machine sent, or None when it cannot be one of ours: cut short, mistyped, or something else."""
    hidden, checksum = f"{_SYMBOL}{{{_SECRET_LENGTH}}}", f"{_SYMBOL}{{{_CHECKSUM_LENGTH}}}"
    form = f"({re.escape(prefix)}_({_SYMBOL}{{{HANDLE_LENGTH}}})_{hidden})({checksum})"
    if (found := re.fullmatch(form, given)) is None:
        return None
    body, handle, end = found.groups()
    return Secret(whole=given, handle=handle) if end == _checksum(body) else None


def _checksum(body: str) -> str:
    return _base_62(zlib.crc32(body.encode()), _CHECKSUM_LENGTH)


def _base_62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
