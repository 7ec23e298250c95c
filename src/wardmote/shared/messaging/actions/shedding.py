"""Which messages, addresses and wishes have been kept for their time, and how they are shed. All as the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from wardmote.kernel.clock import now
from wardmote.kernel.privacy.kinds import Asked, Counted

from ..models import Delivery, LostAddress, Message, Wishes
from ..rules import Ordinary, Urgent

_NOBODY = Concat(Value("removed-"), Cast(F("pk"), models.CharField()))
"""Stands where there was an address, one for each row, because two may not be alike. No mail goes there."""


def _messages(asked: Asked) -> QuerySet[Message]:
    return Message.objects.filter(shed_at__isnull=True, created_at__lt=asked.before)


def _lost(asked: Asked) -> QuerySet[LostAddress]:
    return LostAddress.objects.filter(ended_at__lt=asked.before).exclude(address__startswith="removed-")


def _wishes(asked: Asked) -> QuerySet[Wishes]:
    shipped = Q(
        ordinary=Ordinary.DIGEST, urgent=Urgent.AT_ONCE, quiet_begins=None, urgent_in_quiet=False, phone=""
    )
    return Wishes.objects.filter(person__is_active=False, person__left_at__lt=asked.before).exclude(shipped)


def _held(asked: Asked) -> Q:
    return Q(person__in=sorted(asked.holds.colleagues))


def _counted(rows: QuerySet[Any], asked: Asked, began: str) -> Counted:
    held = _held(asked)
    found = rows.aggregate(
        due=Count("pk", filter=~held | Q(person=None)), held=Count("pk", filter=held), oldest=Min(began)
    )
    return Counted(**found)


def _taken(rows: QuerySet[Any], asked: Asked, began: str, size: int) -> Sequence[int]:
    free = rows.filter(~_held(asked) | Q(person=None)).order_by(began, "pk")
    return list(free.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:size])


def count_messages(asked: Asked) -> Counted:
    """How many messages were written before the moment, and how many of these went to somebody held. One query."""
    return _counted(_messages(asked), asked, "created_at")


def take_messages(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the oldest first; held until the transaction ends."""
    return _taken(_messages(asked), asked, "created_at", size)


def shed_messages(ids: Sequence[int]) -> Mapping[str, int]:
    """Forget to whom outside these messages went, and what filled their gaps. That they went, and when, stays."""
    Message.objects.filter(pk__in=ids, person__isnull=True).update(address=_NOBODY)
    Message.objects.filter(pk__in=ids).update(name="", values={}, shed_at=now())
    sent = Delivery.objects.filter(message__in=ids).exclude(address="").update(address="")
    return {Message._meta.label: len(ids), Delivery._meta.label: sent}


def count_lost(asked: Asked) -> Counted:
    """How many addresses that did not work for a time have worked again since before the moment. One query."""
    return _counted(_lost(asked), asked, "ended_at")


def take_lost(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the oldest first; held until the transaction ends."""
    return _taken(_lost(asked), asked, "ended_at", size)


def shed_lost(ids: Sequence[int]) -> Mapping[str, int]:
    """Forget which addresses did not work."""
    return {LostAddress._meta.label: LostAddress.objects.filter(pk__in=ids).update(address=_NOBODY)}


def count_wishes(asked: Asked) -> Counted:
    """How many people who left before the moment have wishes still. One query."""
    return _counted(_wishes(asked), asked, "person__left_at")


def take_wishes(asked: Asked, size: int) -> Sequence[int]:
    """The numbers of those that may go, the longest gone first; held until the transaction ends."""
    return _taken(_wishes(asked), asked, "person__left_at", size)


def shed_wishes(ids: Sequence[int]) -> Mapping[str, int]:
    """Let them be as they are for somebody new, without a telephone number."""
    shed = Wishes.objects.filter(pk__in=ids).update(
        ordinary=Ordinary.DIGEST,
        urgent=Urgent.AT_ONCE,
        quiet_begins=None,
        quiet_ends=None,
        urgent_in_quiet=False,
        phone="",
        phone_proved_at=None,
        code_sent_at=None,
        code_tries=0,
    )
    return {Wishes._meta.label: shed}
