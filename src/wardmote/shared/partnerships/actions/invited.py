"""Which invitations have been kept for their time, and how they are shed. All as the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import models
from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from wardmote.kernel.privacy.kinds import Asked, Counted

from ..models import Invitation

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
