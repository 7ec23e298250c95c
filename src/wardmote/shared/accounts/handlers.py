"""What follows when somebody's sign-in changed: by news of our own, or as django-allauth says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator

from wardmote.kernel.actor import NOBODY, Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.events import reacts_to

from .audit import Audited
from .events import EmailProposed
from .jobs import mail_proof
from .queries import themselves

if TYPE_CHECKING:
    from enum import StrEnum


def factor_saved(*, instance: Authenticator, created: bool, **_signal: Any) -> None:
    """Keep on record that a second factor was set up, in the transaction that did it.

    Whoever sets one up has just shown it, so this session counts as proved by it. New recovery codes are made only
    by who has just proved who they are, perhaps with one of the old codes, which prove nothing any more.
    """
    if not created:
        return
    _record(Audited.FACTOR_ADDED, instance)
    request = context.request
    if request is not None and request.user == instance.user:
        record_authentication(request, instance.user, "mfa", id=instance.pk, type=instance.type)


def factor_deleted(*, instance: Authenticator, **_signal: Any) -> None:
    """Keep on record that a second factor was taken away, by whomever."""
    _record(Audited.FACTOR_REMOVED, instance)


def factor_used(*, authenticator: Authenticator, **_signal: Any) -> None:
    """Keep on record that a recovery code was used: few are left, and somebody may have found them."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _record(Audited.RECOVERY_CODE_USED, authenticator)


def factor_refused(*, authenticator: Authenticator, **_signal: Any) -> None:
    """Keep on record that a wrong code was given after a right password."""
    _record(Audited.CODE_REFUSED, authenticator)


def _record(what: StrEnum, factor: Authenticator) -> None:
    record(what, by=_acting(factor), subject=factor.user, kind=factor.type, factor_id=factor.pk)


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
