"""E-mail by the partnership's own mail server (SMTP, RFC 5321)."""

import logging
import re
import smtplib
from email.errors import MessageError
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from ..rules import Fault
from .letters import Answer, Letter

log = logging.getLogger(__name__)

_FINAL = 500
"""From here on a mail server's answer is final (RFC 5321, 4.2.1)."""
_ABOUT_THE_ADDRESS = {550, 551, 553}
"""Answers that say nobody is there (RFC 5321, 4.2.3), unless the finer code says it is a matter of policy."""
_POLICY = re.compile(rb"\s*5\.7\.")
"""Refused for what or who we are, not for the address (RFC 3463, 3.8)."""


def message_id(reference: str) -> str:
    """By what a mailbox recognises a message that reaches it twice."""
    return f"<{reference}@{urlsplit(settings.WARDMOTE_ORIGIN).hostname}>"


def send_mail(letter: Letter) -> Answer:
    """Hand an e-mail over to the mail server."""
    headers = {"Message-ID": message_id(letter.reference), "Auto-Submitted": "auto-generated"}
    message = EmailMessage(
        subject=" ".join(letter.subject.split()), body=letter.body, to=[letter.to], headers=headers
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        return Answer(fault=_of_recipient(*next(iter(refused.recipients.values()), (0, b""))))
    except smtplib.SMTPDataError as refused:
        return Answer(fault=Fault.REFUSED if refused.smtp_code >= _FINAL else Fault.LATER)
    except OSError as error:  # the rest of smtplib's errors are too: of us, or of everybody
        log.warning("The mail server did not take a message: %s", type(error).__name__)
        return Answer(fault=Fault.NO_ANSWER)
    except (ValueError, MessageError):  # an address that cannot stand in a header
        return Answer(fault=Fault.NO_SUCH_ADDRESS)
    return Answer(provider_id=message_id(letter.reference))


def _of_recipient(code: int, said: bytes) -> Fault:
    if code < _FINAL:
        return Fault.LATER
    if code in _ABOUT_THE_ADDRESS and not _POLICY.match(said):
        return Fault.NO_SUCH_ADDRESS
    return Fault.REFUSED
