"""The work of accounts outside the request: mail about somebody's own sign-in."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from procrastinate import RetryStrategy

from wardmote.kernel.jobs import tasks

from .models import Person
from .queries import email_to_prove, proof_link
from .rules import Notice


@tasks.task(name="accounts.mail_proof", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def mail_proof(person_id: int) -> None:
    """Mail the link to the address that waits to be proved, if it still waits. Tried again when no server answers."""
    address = email_to_prove(person_id)
    if address is None:
        return
    body = render_to_string(
        "account/email/prove_mailbox.txt", {"name": address.user.name, "link": proof_link(address)}
    )
    EmailMessage(subject="Your new e-mail address for Wardmote", body=body, to=[address.email]).send()


@tasks.task(name="accounts.tell_owner", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_owner(person_id: int, notice: str, at: str, browser: str = "", address: str = "") -> None:
    """Tell somebody what happened to their sign-in, at their own address or at the one they had before."""
    person = Person.objects.get(pk=person_id)
    said = Notice(notice)
    body = render_to_string(
        "accounts/notice.txt",
        {
            "name": person.name,
            "notice": said,
            "at": datetime.fromisoformat(at),
            "browser": browser,
            "origin": settings.WARDMOTE_ORIGIN,
        },
    )
    EmailMessage(subject=f"Wardmote: {said.subject}", body=body, to=[address or person.email]).send()
