"""What happened to what the actor may see, in the order in which it became true (R1.10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from wardmote.kernel.actor import Actor

from ..models import Happening, Observation, Referral
from ..permissions import readable_by

_AFTER = """
    select distinct newest.happening_id
    from unnest(%s::int[]) as held(key)
    cross join lateral (
        select happening_id from referrals_happeningreach
        where key = held.key and happening_id > %s
        order by happening_id limit %s
    ) as newest
    order by 1 limit %s
"""
_LAST = """
    select coalesce(max(newest.happening_id), 0)
    from unnest(%s::int[]) as held(key)
    cross join lateral (
        select happening_id from referrals_happeningreach
        where key = held.key order by happening_id desc limit 1
    ) as newest
"""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened, with the references of what it happened to."""

    public_id: UUID
    kind: str
    at: datetime
    observation: str
    referral: str | None


@dataclass(frozen=True, kw_only=True)
class Happened:
    """A page of what happened: where to go on from, and whether there is more already."""

    told: Sequence[Event]
    place: int
    more: bool


def happened_after(actor: Actor, place: int, *, size: int = 50) -> Happened:
    """What happened after a place, oldest first. Four queries, however much there is and others see.

    Nothing is missed: ids follow the order of commits. What was there and can no longer be read is passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AFTER, [list(actor.keys), place, size + 1, size + 1])
        ids = [row[0] for row in cursor.fetchall()]
    found = list(Happening.objects.filter(readable_by(actor), pk__in=ids[:size]).order_by("pk"))
    observations = dict(
        Observation.objects.filter(readable_by(actor), pk__in={h.observation_id for h in found}).values_list(
            "pk", "reference"
        )
    )
    referrals = dict(
        Referral.objects.filter(readable_by(actor), pk__in={h.referral_id for h in found}).values_list(
            "pk", "reference"
        )
    )
    return Happened(
        told=[
            Event(
                public_id=happening.public_id,
                kind=happening.kind,
                at=happening.at,
                observation=observations[happening.observation_id],
                referral=referrals[happening.referral_id] if happening.referral_id else None,
            )
            for happening in found
            if happening.observation_id in observations
            and (happening.referral_id is None or happening.referral_id in referrals)
        ],
        place=ids[:size][-1] if ids else place,
        more=len(ids) > size,
    )


def last_place(actor: Actor) -> int:
    """Where the feed ends for the actor at this moment: the place after which only news comes."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(actor.keys)])
        return int(cursor.fetchone()[0])
