"""What a session has shown of who sits there, and which second factors people have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery

from wardmote.kernel.clock import now

from ..rules import NOTED_EVERY, Proof, is_fresh, is_left

if TYPE_CHECKING:
    from django.db.models import OuterRef
    from django.http import HttpRequest

IN_DEMONSTRATION = "accounts.in_demonstration"
"""The mark of a session that was chosen on the demonstration's page. Outside demo mode it means nothing."""

_USED_AT = "accounts.used_at"
"""When a session was last used, in seconds, at most five minutes behind."""


def proofs_of(request: HttpRequest) -> list[Proof]:
    """Every time this session showed who it is, as django-allauth and the demonstration wrote it down. No query."""
    proofs = [_proof(kept) for kept in get_authentication_records(request, _user(request))]
    if settings.WARDMOTE_DEMO and request.session.get(IN_DEMONSTRATION) == request.user.pk:
        proofs.append(Proof(at=now(), in_demonstration=True))
    return proofs


def _proof(kept: dict[str, Any]) -> Proof:
    factor = kept.get("id") if kept.get("method") == "mfa" else None
    return Proof(at=datetime.fromtimestamp(kept["at"], UTC), factor=factor)


def _user(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def factors_of(person: OuterRef | int) -> ArraySubquery:
    """The numbers of somebody's second factors, recovery codes among them, for use inside another query."""
    return ArraySubquery(Authenticator.objects.filter(user_id=person).values("pk"))


def factor_ids(person_id: int) -> list[int]:
    """The numbers of somebody's second factors. One query."""
    return list(Authenticator.objects.filter(user_id=person_id).values_list("pk", flat=True))


def is_fresh_request(request: HttpRequest) -> bool:
    """Whether whoever sits there proved just now that it is them. One query."""
    if not request.user.is_authenticated:
        return False
    return is_fresh(proofs_of(request), factors=factor_ids(request.user.pk), now=now())


def still_there(request: HttpRequest) -> bool:
    """Whether this session was used lately; then it counts as used now. A write every five minutes, and no query.

    What a page asks for by itself, to show how a job goes on, is no use: a desk that was left would never be closed.
    """
    at, kept = now(), request.session.get(_USED_AT)
    used_at = datetime.fromtimestamp(kept, UTC) if isinstance(kept, int) else None
    proofs = proofs_of(request)
    if is_left(proofs, used_at=used_at, now=at):
        return False
    by_itself = request.method == "GET" and bool(request.headers.get("HX-Request"))
    latest = max([proof.at for proof in proofs] + ([used_at] if used_at else []), default=None)
    if not by_itself and (latest is None or at - latest > NOTED_EVERY):
        request.session[_USED_AT] = int(at.timestamp())
    return True


def has_second_factor(person_id: int) -> bool:
    """Whether somebody has set up an authenticator app or a passkey."""
    return bool(_factors(person_id).exists())


def can_prove(request: HttpRequest) -> bool:
    """Whether whoever is signed in here has a second factor to be asked for. One query."""
    return has_second_factor(int(request.user.pk or 0))


def recovery_codes_left(person_id: int) -> int:
    """How many recovery codes somebody has not used yet. One query."""
    codes = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(codes.wrap().get_unused_codes()) if codes else 0


def second_factors(person_id: int) -> list[Authenticator]:
    """Somebody's authenticator app and passkeys, in the order they were set up."""
    return list(_factors(person_id).order_by("created_at", "pk"))


def _factors(person_id: int) -> Any:
    return Authenticator.objects.filter(user_id=person_id).exclude(type=Authenticator.Type.RECOVERY_CODES)
