"""A mail server of our own, over real SMTP. `tests/contracts/test_smtp.py` holds it to what real ones do (RFC 5321).

To whom a mail goes decides what it answers, as with the simulated recipients of real services.
"""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

DELIVERED = "somebody@people.example"
AT_THE_ADDRESS = {
    "later@people.example": "450 4.2.0 Greylisted, come back later",
    "nobody@people.example": "550 5.1.1 No such user here",
    "policy@people.example": "550 5.7.1 Relaying denied",
    "full@people.example": "552 5.2.2 Mailbox full",
}
AT_THE_WORDS = {
    "spam@people.example": "554 5.6.0 This looks like spam",
    "busy@people.example": "451 4.3.0 Try again later",
}
CUT_OFF = "cut-off@people.example"
"""The server takes the mail, and the line breaks before it can say so."""


class _AnyPort(Controller):
    """Listens where there is room."""

    port: int

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class FakeSmtp:
    """Takes mail and keeps it in `taken`. `excuses` are answered at an address before anything else, once each."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.excuses: dict[str, list[str]] = {}
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> FakeSmtp:
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._controller.port

    @property
    def ids(self) -> list[str]:
        """By what a mailbox tells the mails apart, in the order in which they came."""
        return [str(one["Message-ID"]) for one in self.taken]

    async def handle_RCPT(  # noqa: N802 (the name that aiosmtpd asks for)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if excuses := self.excuses.get(address):
            return excuses.pop(0)
        if refusal := AT_THE_ADDRESS.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the name that aiosmtpd asks for)
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        (to,) = envelope.rcpt_tos
        if refusal := AT_THE_WORDS.get(to):
            return refusal
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content))
        if to == CUT_OFF and server.transport is not None:
            server.transport.abort()
        return "250 OK"
