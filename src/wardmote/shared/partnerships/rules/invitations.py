"""How long a link works, when it may be sent again, and the secret it carries."""

from datetime import datetime, timedelta
from enum import StrEnum

from wardmote.kernel.secret_links import SecretLinks, number_in

INVITATION_LASTS = timedelta(days=14)

SEND_AGAIN_AFTER = timedelta(minutes=10)
MOST_SENDINGS = 5
"""How often one link is sent before somebody asks whether the address is right: nobody's mailbox is flooded."""

MOST_AN_HOUR = 100
"""Invitations that one person writes by hand in an hour. A file may hold more: it is looked at first."""

MAIL_AGAIN_AFTER = timedelta(minutes=10)
"""How long we wait after the mail server did not answer."""

_LINKS = SecretLinks("wardmote.partnerships.invitation")


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
    return _LINKS.secret_for(invitation_id, nonce)


def invitation_named(secret: str) -> int:
    """The number of the invitation that a secret speaks of, which proves nothing yet; 0 for none."""
    return number_in(secret)


def opens(secret: str, invitation_id: int, nonce: str) -> bool:
    """Whether the secret is this invitation's, in a time that does not tell how much of it was right."""
    return _LINKS.opens(secret, invitation_id, nonce)


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
