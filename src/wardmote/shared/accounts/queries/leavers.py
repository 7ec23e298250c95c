"""Who left so long ago that nothing of them need be kept. Asked as the system."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from wardmote.kernel.privacy.kinds import Asked, Counted

from ..models import Person


def count_leavers(asked: Asked) -> Counted:
    """How many left before the moment, and how many of these are held. One query."""
    return _counted(_left(asked), asked)


def take_leavers(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the longest gone first; held until the transaction ends."""
    return _taken(_left(asked), asked, size)


def count_sign_ins(asked: Asked) -> Counted:
    """How many who left could still prove who they are, and how many of these are held. One query."""
    return _counted(_can_prove(asked), asked)


def take_sign_ins(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those who may lose that, the longest gone first; held until the transaction ends."""
    return _taken(_can_prove(asked), asked, size)


def _left(asked: Asked) -> QuerySet[Person]:
    return Person.objects.filter(
        is_active=False, is_system=False, shed_at__isnull=True, left_at__lt=asked.before
    )


def _can_prove(asked: Asked) -> QuerySet[Person]:
    factors = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    return _left(asked).filter(~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(factors))


def _counted(rows: QuerySet[Person], asked: Asked) -> Counted:
    held = Q(pk__in=sorted(asked.holds.colleagues))
    found = rows.aggregate(
        due=Count("pk", filter=~held), held=Count("pk", filter=held), oldest=Min("left_at")
    )
    return Counted(**found)


def _taken(rows: QuerySet[Person], asked: Asked, size: int) -> Sequence[int]:
    free = rows.exclude(pk__in=sorted(asked.holds.colleagues)).order_by("left_at", "pk")
    return list(free.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:size])
