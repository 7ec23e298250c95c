"""Which records tell of one person or of their household, whoever told of it: for what counts by the victim.

Unlike `known_person`, which shows no more than each record shows by itself, this also finds records that the actor
may not read, so that what several agencies were told can be counted. Of those it says when, where and whom, for a
rule to weigh, and that the actor does not read them: what is shown of them must be no more than a number. Of what is
protected nothing is found except by those who read it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection
from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_system
from wardmote.kernel.privacy import blinds
from wardmote.shared.partnerships.rules import PERSON_ITEMS, Sensitivity, SharedItem

from ..models import Identification, Observation, PersonConcerned, Referral
from ..permissions import Permission
from ..rules import ObservationState, Verdict
from ..rules.matching import Alike, compare, traces_to_seek
from .concerned import Concerned, put_together
from .knowing import End, known_of

MOST_OF_A_TRACE = 200
"""How many of the newest that share one trace are looked at."""
MOST_STEPS = 5


class Tie(StrEnum):
    """Why a record is taken to tell of the same victim."""

    ITSELF = "itself"
    SAID_TO_BE = "said_to_be"
    LIKELY = "likely"
    HOUSEHOLD = "household"


@dataclass(frozen=True, kw_only=True)
class ReportOf:
    """One record that tells of a victim. ``agency`` is one word for whoever was told, ``told`` its name."""

    number: int
    reference: str
    category: int
    category_name: str
    happened_at: datetime
    reported_at: datetime
    agency: str
    told: str
    place: str
    latitude: float | None
    longitude: float | None
    tie: Tie
    is_protected: bool
    readers: Sequence[int]
    is_read: bool
    """Whether the actor may read it."""


def reports_of(
    actor: Actor, observation: Observation, position: int, *, categories: Collection[int], since: datetime
) -> Sequence[ReportOf]:
    """The records of some kinds, recorded since a moment, that tell of one person or their household, the oldest
    first: at most eight queries. Raises NotAllowed where the actor does not read the record that is asked from.
    """
    access.require(actor, Permission.READ_OBSERVATION, observation)
    with as_system("what several agencies were told of one victim is counted"):
        return _found(actor.keys, observation, position, categories, since)


def reports_counted(
    keys: Collection[int],
    observation: int,
    position: int,
    *,
    categories: Collection[int],
    since: datetime,
) -> Sequence[ReportOf]:
    """The same for a case that is reviewed, for callers that have asked their own permission: the report from which it
    was asked for counts, and of what else is protected only what one of these keys opens. At most eight queries.
    """
    with as_system("a review counts what several agencies were told of the victim"):
        asked = Observation.objects.filter(pk=observation).first()
        return _found(keys, asked, position, categories, since) if asked else []


@dataclass(frozen=True, kw_only=True)
class SentOn:
    """A referral that was sent: of which record, which of the people it is about, and to which team."""

    observation: Observation
    positions: Sequence[int]
    team: int


def sent_on(referral: int) -> SentOn:
    """What was sent to whom, for a handler: as the system. Raises DoesNotExist."""
    sent = Referral.objects.select_related("observation").get(pk=referral)
    rows = PersonConcerned.objects.filter(observation=sent.observation_id).values_list("position", flat=True)
    return SentOn(observation=sent.observation, positions=sorted(set(rows)), team=sent.receiver_team_id)


def _found(
    keys: Collection[int],
    observation: Observation,
    position: int,
    categories: Collection[int],
    since: datetime,
) -> Sequence[ReportOf]:
    start = (observation.pk, position)
    ties = _said_to_be(keys, start)
    people = _people(keys, ties, also=observation.pk)
    here = people.get(start)
    if here is None:
        return []
    for end, person in _meeting(keys, [*people.values()]).items():
        if end in ties:
            continue
        likeness = [found for one in people.values() if (found := compare(known_of(*one), known_of(*person)))]
        if any(found.alike == Alike.PERSON for found in likeness):
            ties[end] = Tie.LIKELY
        elif likeness:
            ties[end] = Tie.HOUSEHOLD
    strongest: dict[int, Tie] = {}
    for (number, _), tie in ties.items():
        strongest[number] = min(strongest.get(number, tie), tie, key=list(Tie).index)
    rows = (
        Observation.objects.filter(
            _counted_for(keys, also=observation.pk),
            pk__in=strongest,
            category__in=categories,
            created_at__gte=since,
        )
        .exclude(state=ObservationState.DRAFT)
        .select_related("category", "recorded_for__organisation")
        .order_by("created_at", "pk")
    )
    return [_report(row, strongest[row.pk], keys) for row in rows]


def _counted_for(keys: Collection[int], beginning: str = "", *, also: int = 0) -> Q:
    """What is not protected, and of what is, that which these keys open."""
    return (
        ~Q(**{f"{beginning}sensitivity": Sensitivity.PROTECTED})
        | Q(**{f"{beginning}readers__overlap": list(keys)})
        | Q(**{f"{beginning}pk": also})
    )


def _said_to_be(keys: Collection[int], start: End) -> dict[End, Tie]:
    ties = {start: Tie.ITSELF}
    frontier = {start}
    for _ in range(MOST_STEPS):
        numbers = {number for number, _ in frontier}
        if not numbers:
            break
        said = Identification.objects.filter(
            Q(first__in=numbers) | Q(second__in=numbers),
            _counted_for(keys, "first__"),
            _counted_for(keys, "second__"),
            verdict=Verdict.SAME,
            undone_at__isnull=True,
        ).values_list("first", "first_position", "second", "second_position")
        following: set[End] = set()
        for first, first_position, second, second_position in said:
            one, other = (first, first_position), (second, second_position)
            following |= ({other} if one in frontier else set()) | ({one} if other in frontier else set())
        frontier = following - ties.keys()
        ties |= dict.fromkeys(frontier, Tie.SAID_TO_BE)
    return ties


Known = tuple[Concerned, datetime]


def _people(keys: Collection[int], ends: Collection[End], *, also: int = 0) -> dict[End, Known]:
    """What is known of each of these, and when it was recorded."""
    wanted = set(ends)
    grouped: dict[End, list[dict[str, object]]] = {}
    at: dict[End, datetime] = {}
    rows = (
        PersonConcerned.objects.filter(
            _counted_for(keys, "observation__", also=also), observation__in={number for number, _ in wanted}
        )
        .exclude(observation__state=ObservationState.DRAFT)
        .order_by("observation", "position", "pk")
        .values("observation", "position", "observation__created_at", *PERSON_ITEMS)
    )
    for row in rows:
        end = (row["observation"], row["position"])
        if end in wanted:
            grouped.setdefault(end, []).append(row)
            at[end] = row["observation__created_at"]
    return {end: (put_together(known)[0], at[end]) for end, known in grouped.items()}


def _meeting(keys: Collection[int], people: Sequence[Known]) -> dict[End, Known]:
    """Whom a trace of these people leads to: by the index, the newest of each trace, whatever the table holds."""
    sought = {
        key
        for person, _ in people
        for item in (SharedItem.NAME, SharedItem.CONTACT, SharedItem.ADDRESS)
        for trace in traces_to_seek(item, getattr(person, item))
        for key in blinds("people.trace", trace)
    }
    if not sought:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct met.observation_id, met.position from unnest(%s::text[]) as sought(trace)
            cross join lateral (
                select p.observation_id, p.position from referrals_personconcerned p
                where p.trace = sought.trace and p.trace <> ''
                order by p.id desc limit %s
            ) as met
            """,
            [sorted(sought), MOST_OF_A_TRACE],
        )
        return _people(keys, cursor.fetchall())


def _report(row: Observation, tie: Tie, keys: Collection[int]) -> ReportOf:
    told = row.recorded_for.organisation if row.recorded_for else None
    return ReportOf(
        number=row.pk,
        reference=row.reference,
        category=row.category_id,
        category_name=row.category.name,
        happened_at=row.observed_at,
        reported_at=row.created_at,
        agency=f"organisation:{told.pk}" if told else f"system:{row.their_system}",
        told=told.name if told else row.their_system,
        place=row.place_words,
        latitude=row.latitude,
        longitude=row.longitude,
        tie=tie,
        is_protected=row.is_protected,
        readers=tuple(row.readers),
        is_read=not set(row.readers).isdisjoint(keys),
    )
