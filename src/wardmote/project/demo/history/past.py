"""What the history is made of: everything that was said, and everything that was passed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from .life import Sending
from .said import Said


@dataclass
class History:
    """Everything that was said, and everything that was passed on."""

    said: list[Said] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)

    def digest(self) -> str:
        """A fingerprint: the same history has the same."""
        fingerprint = sha256()
        for said in self.said:
            fingerprint.update(repr(said).encode())
        for s in self.sendings:
            fingerprint.update(
                repr((s.key, s.sender, s.receiver, s.happenings, s.notes, s.their_reference)).encode()
            )
        return fingerprint.hexdigest()


def desk_of(sending: Sending, coordinator: str) -> str | None:
    """The team on whose desk a referral lies, if on any."""
    side = sending.situation.accountable
    return None if side is None else {
        "sender": sending.sender, "receiver": sending.receiver, "coordinator": coordinator
    }[side.value]  # fmt: skip
