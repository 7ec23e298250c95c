"""How long a link works, when it may be sent again, and the secret it carries."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

INVITATION_LASTS = timedelta(days=14)

SEND_AGAIN_AFTER = timedelta(minutes=10)
MOST_SENDINGS = 5
"""How often one link is sent before somebody asks whether the address is right: nobody's mailbox is flooded."""

MOST_AN_HOUR = 100
"""Invitations that one person writes by hand in an hour. A file may hold more: it is looked at first."""

MAIL_AGAIN_AFTER = timedelta(minutes=10)
"""How long we wait after the mail server did not answer."""

_SALT = "wardmote.partnerships.invitation"


class Refused(ValueError):
    """It cannot be done as it was asked. The message says why and what to do; ``field`` says beside what."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class InvitationState(StrEnum):
    """How an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class MailFault(StrEnum):
    """Why the mail with a link has not gone out."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"


def secret_for(invitation_id: int, nonce: str) -> str:
    """The secret of a link, computed and kept nowhere: neither the database nor the signing key alone gives it."""
    return f"{invitation_id}-{_mac(invitation_id, nonce, settings.SECRET_KEY)}"


def invitation_named(secret: str) -> int:
    """The number of the invitation that a secret speaks of, which proves nothing yet; 0 for none."""
    number = secret.partition("-")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0


def opens(secret: str, invitation_id: int, nonce: str) -> bool:
    """Whether the secret is this invitation's, in a time that does not tell how much of it was right."""
    right = [
        constant_time_compare(secret, f"{invitation_id}-{_mac(invitation_id, nonce, key)}") for key in _keys()
    ]
    return any(right)


def _keys() -> Iterator[str | bytes]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _mac(invitation_id: int, nonce: str, key: str | bytes) -> str:
    mac = salted_hmac(_SALT, f"{invitation_id}:{nonce}", secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(mac).decode().rstrip("=")


def check_sending_again(*, times_sent: int, last_sent_at: datetime | None, now: datetime) -> None:
    """Raise Refused when a link went out just now, or too often."""
    if times_sent >= MOST_SENDINGS:
        raise Refused(
            f"This link has been sent {times_sent} times. Ask them whether the address is right, "
            "then withdraw it and invite them again."
        )
    if last_sent_at is not None and now < last_sent_at + SEND_AGAIN_AFTER:
        raise Refused(
            "The link went out less than ten minutes ago. Give it time, and ask them to look in their junk mail."
        )
