"""What reaches a mailbox. A mail carries its receiver's name and a link, and nothing else of anybody."""

from __future__ import annotations

import smtplib
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from ..rules import MailFault

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from wardmote.shared.accounts.models import Person

    from ..models import AccessToken

_PERMANENT = 500
"""From here on a mail server's answer is final (RFC 5321, 4.2.1)."""


def link_with(secret: str) -> str:
    """The address that an invitation leads to."""
    return settings.WARDMOTE_ORIGIN + reverse("partnerships:accept", args=[secret])


def mail_link(
    *,
    to: str,
    name: str,
    partnership: str,
    secret: str,
    until: datetime,
    connection: BaseEmailBackend | None = None,
) -> MailFault | None:
    """Hand a link over to the mail server. Gives why it was not taken, or None."""
    said = {"name": name, "partnership": partnership, "link": link_with(secret), "until": until}
    message = EmailMessage(
        subject=" ".join(f"Your invitation to {partnership}".split()),
        body=render_to_string("partnerships/people/invitation_mail.txt", said),
        to=[to],
        connection=connection,
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        return MailFault.REFUSED if min(codes, default=0) >= _PERMANENT else MailFault.UNREACHABLE
    except smtplib.SMTPResponseException as answered:
        return MailFault.REFUSED if answered.smtp_code >= _PERMANENT else MailFault.UNREACHABLE
    except OSError:  # the rest of smtplib's errors are too
        return MailFault.UNREACHABLE
    except ValueError:  # an address that cannot stand in a header
        return MailFault.REFUSED
    return None


def mail_end(token: AccessToken, *, to: Person) -> None:
    """Tell somebody that a token they keep ends soon. Raises OSError when the mail server does not answer.

    Its public name stands in it, not what it is for: that is in somebody's own words.
    """
    theirs = "partnerships:tokens" if token.person_id == to.pk else "partnerships:systems"
    said = {
        "name": to.name,
        "token": str(token),
        "is_system": token.person.is_system,
        "until": token.expires_at,
        "link": settings.WARDMOTE_ORIGIN + reverse(theirs),
    }
    EmailMessage(
        subject="Wardmote: an access token ends soon",
        body=render_to_string("partnerships/token_end_mail.txt", said),
        to=[to.email],
    ).send()
