"""Which invitations, and requests to be invited, have been kept for their time, and how they go. All as the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import models
from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from wardmote.kernel.privacy.kinds import Asked, Counted

from ..models import AccountRequest, Invitation

_NOBODY = "@nobody.invalid"
"""Nobody has such an address: the name is reserved (RFC 2606)."""


def _over(asked: Asked) -> QuerySet[Invitation]:
    left = Q(accepted_by__is_active=False, accepted_by__left_at__lt=asked.before)
    ran_out = Q(accepted_by=None, expires_at__lt=asked.before)
    return Invitation.objects.filter(left | ran_out).exclude(email__endswith=_NOBODY)


def count_due(asked: Asked) -> Counted:
    """How many invitations are due, and how many of these were taken up by somebody held. One query."""
    held = Q(accepted_by__in=sorted(asked.holds.colleagues))
    found = _over(asked).aggregate(
        due=Count("pk", filter=~held | Q(accepted_by=None)),
        held=Count("pk", filter=held),
        oldest=Min(Coalesce("accepted_by__left_at", "expires_at")),
    )
    return Counted(**found)


def take_due(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the first sent first; held until the transaction ends."""
    held = Q(accepted_by__in=sorted(asked.holds.colleagues))
    rows = _over(asked).filter(~held | Q(accepted_by=None)).order_by("pk")
    return list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:size])


def shed_invitations(ids: Sequence[int]) -> Mapping[str, int]:
    """Replace to whom a role was offered."""
    shed = Invitation.objects.filter(pk__in=ids).update(
        name="Somebody who was invited",
        email=Concat(Value("invited-"), Cast(F("pk"), models.CharField()), Value(_NOBODY)),
    )
    return {Invitation._meta.label: shed}


def _asked(asked: Asked) -> QuerySet[AccountRequest]:
    return AccountRequest.objects.filter(decided_at__lt=asked.before).exclude(mailbox__endswith=_NOBODY)


def count_requests(asked: Asked) -> Counted:
    """How many requests for an account are due. One query."""
    return Counted(**_asked(asked).aggregate(due=Count("pk"), oldest=Min("decided_at")))


def take_requests(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the first decided first; held until the transaction ends."""
    rows = _asked(asked).order_by("decided_at", "pk").select_for_update(skip_locked=True, of=("self",))
    return list(rows.values_list("pk", flat=True)[:size])


def shed_requests(ids: Sequence[int]) -> Mapping[str, int]:
    """Replace who asked for an account."""
    shed = AccountRequest.objects.filter(pk__in=ids).update(
        name="Somebody who asked",
        mailbox=Concat(Value("asked-"), Cast(F("pk"), models.CharField()), Value(_NOBODY)),
    )
    return {AccountRequest._meta.label: shed}
