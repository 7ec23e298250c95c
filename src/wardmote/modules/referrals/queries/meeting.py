"""What all agencies recorded, side by side, for patterns across them (R1.7). Only the platform reads it like this.

What is protected is left out unless it is asked for: whoever finds patterns for partners never holds it at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import combinations, groupby

from django.db.models import Max, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON
from wardmote.kernel.database import as_system
from wardmote.shared.partnerships.rules import PERSON_ITEMS, PERSON_KEYS, Sensitivity

from ..models import Identification, Observation, PersonConcerned
from ..permissions import Permission, readable_by
from ..rules import DISCARDED, ObservationState, Verdict
from ..rules.matching import Alike, compare
from ..rules.met import Met
from .concerned import Concerned, put_together
from .knowing import known_of

_WHY = "comparing what agencies recorded, to find patterns"
_MOST_OF_A_TRACE = 50
"""A name that more people than this share brings nobody together."""


@dataclass(frozen=True, kw_only=True)
class SomebodyMet:
    """Somebody concerned in an observation: which person they are among all, and the address they are said to have."""

    person: int
    number: int
    address: str


def _sent(*, protected: bool) -> QuerySet[Observation]:
    rows = Observation.objects.exclude(state=ObservationState.DRAFT).exclude(ended_reason=DISCARDED)
    return rows if protected else rows.exclude(sensitivity=Sensitivity.PROTECTED)


def newest_met(actor: Actor, *, protected: bool) -> date | None:
    """The day on which anything was last observed. None before the first. One query. Raises NotAllowed."""
    access.require(actor, Permission.COMPARE)
    with as_system(_WHY):
        newest = _sent(protected=protected).aggregate(newest=Max("observed_at"))["newest"]
    return newest.astimezone(LONDON).date() if newest else None


def met_between(actor: Actor, *, since: date, until: date, protected: bool) -> list[Met]:
    """Everything that was observed from a day to before another, in order of number. One query. Raises NotAllowed."""
    access.require(actor, Permission.COMPARE)
    with as_system(_WHY):
        rows = (
            _sent(protected=protected)
            .filter(observed_at__gte=_begins(since), observed_at__lt=_begins(until))
            .order_by("pk")
            .values_list(
                "pk",
                "observed_at",
                "category__key",
                "sensitivity",
                "recorded_for__organisation_id",
                "recorded_for_id",
                "readers",
                "ward_id",
                "latitude",
                "longitude",
                "place_words",
            )
        )
        return [
            Met(
                number=number,
                at=at.astimezone(LONDON),
                category=category,
                sensitivity=sensitivity,
                organisation=organisation,
                team=team,
                teams=_teams(readers, team),
                ward=ward,
                latitude=latitude,
                longitude=longitude,
                place=place,
            )
            for (
                number,
                at,
                category,
                sensitivity,
                organisation,
                team,
                readers,
                ward,
                latitude,
                longitude,
                place,
            ) in rows.iterator(chunk_size=5_000)
        ]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _teams(readers: Sequence[int], team: int | None) -> tuple[int, ...]:
    named = {abs(key) for key in readers if 0 < abs(key) < PERSON_KEYS}
    return tuple(sorted(named | ({team} if team else set())))


def people_met(actor: Actor, numbers: Collection[int], *, protected: bool) -> list[SomebodyMet]:
    """Who is concerned in these observations, and which of them are one person. Two queries. Raises NotAllowed.

    Two are one person where somebody has said so, or where enough that is known of both agrees (`rules/matching`), and
    nobody has said that they are two.
    """
    access.require(actor, Permission.COMPARE)
    with as_system(_WHY):
        allowed = PersonConcerned.objects.filter(observation__in=_sent(protected=protected))
        rows = (
            allowed.filter(observation__in=numbers)
            .order_by("observation", "position", "pk")
            .values("observation", "position", "trace", "observation__created_at", *PERSON_ITEMS)
        )
        known: list[tuple[int, datetime, Concerned]] = []
        of_trace: dict[str, list[int]] = {}
        for _, group in groupby(rows, key=lambda row: (row["observation"], row["position"])):
            of_one = list(group)
            (person,) = put_together(of_one)
            for trace in {row["trace"] for row in of_one} - {""}:
                of_trace.setdefault(trace, []).append(len(known))
            known.append((of_one[0]["observation"], of_one[0]["observation__created_at"], person))
        place = {(number, person.position): at for at, (number, _, person) in enumerate(known)}
        said, apart = _apart(place)
    joined = list(range(len(known)))

    def root(at: int) -> int:
        while joined[at] != at:
            joined[at] = at = joined[joined[at]]
        return at

    met = {
        pair
        for sharing in of_trace.values()
        if len(sharing) <= _MOST_OF_A_TRACE
        for pair in combinations(sorted(sharing), 2)
    }
    for first, second in sorted((met | said) - apart):
        likeness = compare(
            known_of(known[first][2], known[first][1]), known_of(known[second][2], known[second][1])
        )
        if (first, second) in said or (likeness and likeness.alike == Alike.PERSON):
            one, other = sorted((root(first), root(second)))
            joined[other] = one
    return [
        SomebodyMet(person=root(at), number=number, address=person.address)
        for at, (number, _, person) in enumerate(known)
    ]


def _apart(place: dict[tuple[int, int], int]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Of which of these it was said that they are one, and of which that they are two, and still stands."""
    numbers = {number for number, _ in place}
    one: set[tuple[int, int]] = set()
    two: set[tuple[int, int]] = set()
    for first, at_first, second, at_second, verdict in Identification.objects.filter(
        undone_at=None, first__in=numbers, second__in=numbers
    ).values_list("first", "first_position", "second", "second_position", "verdict"):
        start, end = place.get((first, at_first)), place.get((second, at_second))
        if start is not None and end is not None:
            (one if verdict == Verdict.SAME else two).add((min(start, end), max(start, end)))
    return one, two


def matters_among(actor: Actor, numbers: Collection[int]) -> list[Observation]:
    """Those of some observations that the actor may read, the latest first. One query."""
    return list(
        Observation.objects.filter(readable_by(actor), pk__in=list(numbers))
        .select_related("category", "ward", "recorded_for__organisation")
        .order_by("-observed_at", "-pk")
    )
