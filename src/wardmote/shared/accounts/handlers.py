"""What follows when somebody's sign-in changed: by news of our own, or as django-allauth says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from wardmote.kernel.actor import NOBODY, Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.events import reacts_to

from .adapters import is_known_browser
from .audit import Audited
from .events import EmailProposed, FactorReset
from .jobs import mail_proof, tell_owner
from .queries import themselves
from .rules import Notice, browser_in_words

if TYPE_CHECKING:
    from enum import StrEnum

    from allauth.account.models import EmailAddress
    from django.http import HttpRequest

    from .models import Person

_APP, _PASSKEY, _CODES = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.RECOVERY_CODES,
)
_ADDED = {_APP: Notice.APP_ADDED, _PASSKEY: Notice.PASSKEY_ADDED}
_REMOVED = {_APP: Notice.APP_REMOVED, _PASSKEY: Notice.PASSKEY_REMOVED}
_TOLD_ONCE_IN = 60 * 60
"""Seconds in which one mail about refused codes is enough: who guesses must not fill a mailbox."""
_REFUSED_TOO_OFTEN = 3
"""Wrong codes that are more than a slip of the finger."""


def factor_saved(*, instance: Authenticator, created: bool, **_signal: Any) -> None:
    """Keep on record that a second factor was set up, in the transaction that did it; tell its owner.

    Whoever sets one up has just shown it, so this session counts as proved by it. New recovery codes are made only
    by who has just proved who they are, perhaps with one of the old codes, which prove nothing any more.
    """
    if not created:
        return
    _record(Audited.FACTOR_ADDED, instance)
    if instance.type in _ADDED:
        _tell(instance.user, _ADDED[instance.type])
    request = context.request
    if request is not None and request.user == instance.user:
        record_authentication(request, instance.user, "mfa", id=instance.pk, type=instance.type)


def factor_deleted(*, instance: Authenticator, **_signal: Any) -> None:
    """Keep on record that a second factor was taken away, by whomever; tell its owner, if they did it themselves.

    Of a reset by somebody else they hear once, by `tell_of_reset`.
    """
    by = _record(Audited.FACTOR_REMOVED, instance)
    if instance.type in _REMOVED and by.person_id == instance.user_id:
        _tell(instance.user, _REMOVED[instance.type])


def codes_made(*, user: Person, **_signal: Any) -> None:
    """Tell that the old recovery codes work no more."""
    _tell(user, Notice.CODES_MADE)


def factor_used(*, authenticator: Authenticator, **_signal: Any) -> None:
    """Keep on record and tell that a recovery code was used: few are left, and somebody may have found them."""
    if authenticator.type == _CODES:
        _record(Audited.RECOVERY_CODE_USED, authenticator)
        _tell(authenticator.user, Notice.CODE_USED)


def factor_refused(*, authenticator: Authenticator, reauthentication: bool = False, **_signal: Any) -> None:
    """Keep on record that a wrong code was given after a right password; tell the owner of the third in an hour."""
    _record(Audited.CODE_REFUSED, authenticator)
    if reauthentication:
        return
    key = f"accounts.refused:{authenticator.user_id}"
    cache.add(key, 0, timeout=_TOLD_ONCE_IN)
    if cache.incr(key) == _REFUSED_TOO_OFTEN:
        _tell(authenticator.user, Notice.CODES_REFUSED)


def password_changed(*, user: Person, **_signal: Any) -> None:
    """Keep on record and tell that a password was changed."""
    record(Audited.PASSWORD_CHANGED, by=themselves(user), subject=user)
    _tell(user, Notice.PASSWORD_CHANGED)


def email_changed(*, user: Person, from_email_address: EmailAddress | None, **_signal: Any) -> None:
    """Keep on record that an address was changed; tell the one it had before, where a thief does not read."""
    record(Audited.EMAIL_CHANGED, by=themselves(user), subject=user)
    if from_email_address is not None:
        _tell(user, Notice.EMAIL_CHANGED, address=from_email_address.email)


def signed_in(*, request: HttpRequest, user: Person, **_signal: Any) -> None:
    """Tell of a browser that this person has not used before."""
    if not is_known_browser(request, user.email):
        _tell(user, Notice.NEW_BROWSER)


def _tell(person: Person, notice: Notice, address: str = "") -> None:
    request = context.request
    said = request.headers.get("User-Agent", "") if request is not None else ""
    tell_owner.configure().defer(
        person_id=person.pk,
        notice=notice.value,
        at=now().isoformat(),
        browser=browser_in_words(said) if said else "",
        address=address,
    )


def _record(what: StrEnum, factor: Authenticator) -> Actor:
    by = _acting(factor)
    record(what, by=by, subject=factor.user, kind=factor.type, factor_id=factor.pk)
    return by


def _acting(factor: Authenticator) -> Actor:
    """Who acts in the present request; the owner while they sign in, Wardmote itself outside any request."""
    if context.request is None:
        return system("second factor")
    actor: Actor = getattr(context.request, "actor", NOBODY)
    return themselves(factor.user) if actor == NOBODY else actor


@reacts_to(EmailProposed)
def have_proof_mailed(event: EmailProposed) -> None:
    """Ask for the link to be mailed."""
    mail_proof.configure().defer(person_id=event.person_id)


@reacts_to(FactorReset)
def tell_of_reset(event: FactorReset) -> None:
    """Tell somebody that their second factor was taken off."""
    tell_owner.configure().defer(
        person_id=event.person_id, notice=Notice.FACTOR_RESET.value, at=event.at.isoformat()
    )
