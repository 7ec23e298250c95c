"""What was said near a place, about a time: a bounded look, however long the history is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import MD5

from wardmote.kernel.actor import Actor
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Observation
from ..permissions import readable_by
from ..rules import DISCARDED, ObservationState, cells_near

MOST_IN_A_CELL = 100
"""Of each square those nearest in time, before and after: a bound on what a default coordinate can cost."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """An observation near a place. ``kind`` and ``group`` are keys; ``written`` is one for one way to write a place."""

    id: int
    latitude: float
    longitude: float
    observed_at: datetime
    ended_at: datetime | None
    kind: str
    group: str
    written: str


def is_platform(actor: Actor) -> bool:
    """Whether Wardmote itself looks, which holds no keys: the caller sees as the system, and says why."""
    return actor.id.startswith("system:")


_ONE_WAY = """
    (select id, latitude, longitude, observed_at, ended_at, category_id, md5(place_words) as written
    from referrals_observation o
    where o.cell = square.number and o.observed_at {after} %(at)s and o.observed_at {until}
        and (%(everybody)s or o.readers && %(keys)s::integer[]) and o.sensitivity = any(%(sensitivities)s)
        and o.state <> %(draft)s and o.ended_reason <> %(discarded)s and o.shed_at is null
    order by o.observed_at {order} limit %(most)s)
"""
_NEARBY = f"""
select near.id, latitude, longitude, observed_at, near.ended_at, kind.key, kinds.key, written
from unnest(%(squares)s::bigint[]) as square (number) cross join lateral (
    {_ONE_WAY.format(after="<=", until=">= %(at)s - %(reach)s", order="desc")} union all
    {_ONE_WAY.format(after=">", until="<= %(at)s + %(reach)s", order="asc")}
) near
join partnerships_category kind on kind.id = near.category_id
join partnerships_categorygroup kinds on kinds.id = kind.group_id
"""  # noqa: S608 (no value in it)


def said_near(
    actor: Actor,
    *,
    latitude: float,
    longitude: float,
    at: datetime,
    reach: timedelta,
    with_protected: bool = False,
) -> Sequence[Nearby]:
    """What the actor may read of what was said in the square that holds a place and the eight round it.

    At most `MOST_IN_A_CELL` of each square before that time and as many after, the nearest in time; nothing protected
    unless asked for, and then only for who may read it. One query. All within `NEIGHBOURHOOD_METRES` is in the squares.
    """
    sensitivities = [
        level.value for level in Sensitivity if with_protected or level is not Sensitivity.PROTECTED
    ]
    given: dict[str, Any] = {
        "squares": list(cells_near(latitude, longitude)),
        "at": at,
        "reach": reach,
        "keys": list(actor.keys),
        "everybody": is_platform(actor),
        "sensitivities": sensitivities,
        "draft": ObservationState.DRAFT,
        "discarded": DISCARDED,
        "most": MOST_IN_A_CELL,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEARBY, given)
        return [Nearby(*row) for row in cursor.fetchall()]


def said_since(actor: Actor, since: datetime) -> Iterator[Nearby]:
    """Everything with a place that was said since then, but for what is protected, as far as the actor may read it.

    The oldest first, a batch of rows at a time.
    """
    rows = (
        Observation.objects.filter(
            Q() if is_platform(actor) else readable_by(actor),
            observed_at__gte=since,
            latitude__isnull=False,
            shed_at__isnull=True,
        )
        .exclude(sensitivity=Sensitivity.PROTECTED)
        .exclude(state=ObservationState.DRAFT)
        .exclude(ended_reason=DISCARDED)
        .annotate(written=MD5("place_words"))
        .order_by("observed_at", "pk")
        .values_list(
            "pk",
            "latitude",
            "longitude",
            "observed_at",
            "ended_at",
            "category__key",
            "category__group__key",
            "written",
        )
    )
    return (
        Nearby(pk, latitude, longitude, *rest)
        for pk, latitude, longitude, *rest in rows.iterator(chunk_size=5_000)
        if latitude is not None and longitude is not None
    )


def in_full(actor: Actor, numbers: Collection[int]) -> Mapping[int, Observation]:
    """Some observations with kind, team and organisation, as far as the actor may read them. One query."""
    rows = Observation.objects.filter(Q() if is_platform(actor) else readable_by(actor)).select_related(
        "category__group", "ward", "recorded_for__organisation"
    )
    return rows.in_bulk(list(numbers))
