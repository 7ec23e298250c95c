"""Every change to people's accounts that Wardmote makes itself; signing in is django-allauth's."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now

from .audit import Audited
from .models import Person
from .permissions import Permission
from .rules import fold_email


@transaction.atomic
def open_account(*, by: Actor, email: str, name: str, password: str) -> Person:
    """Open an account whose mailbox is proved, because its invitation arrived there.

    Raises ValidationError when the password is too weak.
    """
    access.require(by, Permission.OPEN_ACCOUNT, None)
    person = Person(email=fold_email(email), name=name.strip(), created_at=now())
    validate_password(password, person)
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    record(Audited.ACCOUNT_OPENED, by=by, subject=person)
    return person
