"""The account of somebody, for their own copy."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from wardmote.kernel.actor import Actor
from wardmote.kernel.privacy.own_copy import Part, Row

from ..models import Person


def rows_of_account(actor: Actor, key: str) -> Iterator[Row]:
    """An account, its addresses, second factors and sessions. Five queries."""
    number = int(key)
    for person in Person.objects.filter(pk=number):
        yield Row(row=person, heading="Your account", is_own=True)
    for address in EmailAddress.objects.filter(user=number).select_related("user"):
        yield Row(row=address, heading="An e-mail address", is_own=True)
    for sent in EmailConfirmation.objects.filter(email_address__user=number).select_related("email_address"):
        yield Row(row=sent, heading="A link to prove an address", is_own=True)
    for factor in Authenticator.objects.filter(user=number).select_related("user"):
        yield Row(row=factor, heading="A second factor", is_own=True)
    for session in UserSession.objects.filter(user=number).select_related("user"):
        yield Row(row=session, heading="A session", is_own=True)


PARTS = (
    Part(
        of="partnerships.colleague",
        tables=(
            "accounts.Person",
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
            "usersessions.UserSession",
        ),
        rows=rows_of_account,
    ),
)
