"""The work of accounts outside the request: the link that proves a mailbox is mailed."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from procrastinate import RetryStrategy

from wardmote.kernel.jobs import tasks

from .queries import email_to_prove, proof_link


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
