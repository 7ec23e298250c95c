"""Every change to people's accounts that Wardmote makes itself; signing in is django-allauth's."""

import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict

from ..audit import Audited
from ..events import EmailProposed, FactorReset
from ..models import Person
from ..permissions import Permission
from ..rules import SYSTEM_ADDRESS, ResetReason, fold_email


class AddressTaken(Exception):
    """Somebody else signs in with this address."""


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


@transaction.atomic
def open_system(*, by: Actor, name: str) -> Person:
    """Open the account of a partner's system. It acts by access tokens and never signs in."""
    access.require(by, Permission.KEEP_SYSTEMS)
    person = Person(
        email=f"{SYSTEM_ADDRESS}{secrets.token_hex(16)}", name=name.strip(), is_system=True, created_at=now()
    )
    person.set_unusable_password()
    person.save()
    record(Audited.SYSTEM_OPENED, by=by, subject=person)
    return person


@transaction.atomic
def close_system(*, by: Actor, person: Person) -> Person:
    """Close the account of a partner's system: it has left, and what it did stays on record."""
    person = lock(person)
    access.require(by, Permission.KEEP_SYSTEMS)
    if person.is_system and person.is_active:
        person.is_active, person.left_at = False, now()
        person.save(update_fields=["is_active", "left_at"])
        record(Audited.SYSTEM_CLOSED, by=by, subject=person)
    return person


@transaction.atomic
def end_sessions(*, by: Actor, person: Person, keep: str | None = None, only: int | None = None) -> int:
    """Sign somebody out: everywhere, everywhere but in the session `keep`, or only in session number `only`.

    Returns how many sessions ended. The next click in each of them leads to the sign-in page.
    """
    access.require(by, Permission.END_SESSIONS, person)
    ending = UserSession.objects.filter(user=person).exclude(session_key=keep or "")
    if only is not None:
        ending = ending.filter(pk=only)
    keys = list(ending.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    ending.delete()
    record(Audited.SESSIONS_ENDED, by=by, subject=person, count=len(keys))
    return len(keys)


@transaction.atomic
def reset_second_factor(*, by: Actor, person: Person, reason: ResetReason) -> int:
    """Take off every second factor of somebody who lost it, and sign them out everywhere. Gives how many there were.

    They are told by mail. With the next sign-in a role that needs a second factor asks for a new one.
    """
    person = lock(person)
    access.require(by, Permission.RESET_SECOND_FACTOR, person)
    factors = Authenticator.objects.filter(user=person)
    count: int = factors.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    if not factors.exists():
        return 0
    factors.delete()
    sessions = end_sessions(by=system("second factor reset"), person=person)
    record(
        Audited.FACTOR_RESET,
        by=by,
        subject=person,
        reason=reason.value,
        factors=count,
        sessions_ended=sessions,
    )
    publish(FactorReset(person_id=person.pk, at=now()), about=person)
    return count


@transaction.atomic
def close_account(*, by: Actor, person: Person) -> int:
    """Stop sign-in at once: every session ends, wherever it is open. Gives how many. Nothing is deleted."""
    person = lock(person)
    access.require(by, Permission.KEEP_ACCOUNTS)
    if not person.is_active:
        return 0
    person.is_active, person.left_at = False, now()
    person.save(update_fields=["is_active", "left_at"])
    sessions = end_sessions(by=system("somebody left"), person=person)
    EmailAddress.objects.filter(user=person, verified=False).delete()
    record(Audited.ACCOUNT_CLOSED, by=by, subject=person, sessions_ended=sessions)
    return sessions


@transaction.atomic
def open_account_again(*, by: Actor, person: Person) -> Person:
    """Let somebody who left sign in again, with the password they had or a new one by mail."""
    person = lock(person)
    access.require(by, Permission.KEEP_ACCOUNTS)
    if person.shed_at is not None:
        raise Conflict("Nothing is kept any more of who this was. Invite them anew.")
    if not person.is_active:
        person.is_active, person.left_at = True, None
        person.save(update_fields=["is_active", "left_at"])
        record(Audited.ACCOUNT_OPENED_AGAIN, by=by, subject=person)
    return person


@transaction.atomic
def rename_person(*, by: Actor, person: Person, name: str) -> Person:
    """Change somebody's name, from now on everywhere it is shown."""
    person = lock(person)
    access.require(by, Permission.KEEP_ACCOUNTS)
    if person.name != name.strip():
        person.name = name.strip()
        person.save(update_fields=["name"])
        record(Audited.PERSON_RENAMED, by=by, subject=person)
    return person


@transaction.atomic
def propose_email(*, by: Actor, person: Person, email: str) -> None:
    """Send a link to somebody's new mailbox. Until it is opened they sign in with the old address.

    Raises AddressTaken when somebody else signs in with it.
    """
    person = lock(person)
    access.require(by, Permission.KEEP_ACCOUNTS)
    folded = fold_email(email)
    EmailAddress.objects.filter(user=person, verified=False).delete()
    if folded == person.email:
        return
    if Person.objects.filter(email=folded).exists():
        raise AddressTaken
    EmailAddress.objects.create(user=person, email=folded, verified=False, primary=False)
    record(Audited.EMAIL_PROPOSED, by=by, subject=person)
    publish(EmailProposed(person_id=person.pk), about=person)
