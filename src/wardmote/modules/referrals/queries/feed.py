"""What happened to what the actor may see, in the order in which it became true (R1.10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_system

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
_ENDS = """
    select coalesce((select max(id) from referrals_happening), 0),
           coalesce((select max(up_to) from referrals_feedforgotten), 0)
"""


class Forgotten(Exception):
    """What happened after this place is not kept any more."""


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


def happened_after(actor: Actor, place: int | None, *, size: int = 50) -> Happened:
    """What happened after a place, oldest first; without a place, from the first that is kept.

    Nothing is missed: ids follow the order of commits. What was there and can no longer be read is passed over.
    Five queries, however much there is and others see. Raises Forgotten for a place before the first that is kept.
    """
    last, forgotten = _ends()
    if place is None:
        place = forgotten
    elif place < forgotten:
        raise Forgotten
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
        # Whoever has read to the end stands there, also where nothing was for them: so that who asks in time is
        # never told that they missed something.
        place=ids[size - 1] if len(ids) > size else max([place, last, *ids]),
        more=len(ids) > size,
    )


def last_place(_actor: Actor) -> int:
    """Where the feed ends at this moment: the place after which only news comes."""
    return max(_ends())


def _ends() -> tuple[int, int]:
    """The number of the newest event and of the last forgotten one. They tell a caller nothing, being sealed."""
    with as_system("a place in the feed counts what everybody reads"), connection.cursor() as cursor:
        cursor.execute(_ENDS)
        last, forgotten = cursor.fetchone()
    return int(last), int(forgotten)
