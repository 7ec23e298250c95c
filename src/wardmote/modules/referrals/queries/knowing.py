"""Who of several observations is one person, or may be; and what is known of them (R1.2).

Everything here is put together from what the actor may read, each record by itself. A record that they may not read
neither joins two others nor is counted, and what they may not read of a record speaks for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import connection
from django.db.models import Prefetch, Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, saw
from wardmote.kernel.clock import LONDON
from wardmote.kernel.privacy import blinds
from wardmote.shared.partnerships.rules import PERSON_ITEMS

from ..models import Identification, Observation, PersonConcerned
from ..permissions import Permission, readable_both_by, readable_by
from ..rules import ObservationState, Verdict, ground_by_keys
from ..rules.matching import Alike, KnownOf, Likeness, compare, traces_to_seek
from .concerned import Concerned, people_in, put_together

End = tuple[int, int]
"""One of the people of an observation: its number, and which of them."""

MOST_ASKED = 5
"""Of how many people of one observation it is asked at once who they may be."""
MOST_MET = 20
"""How many of the newest that share one trace are compared."""
MOST_SHOWN = 10
MOST_JOINED = 100


@dataclass(frozen=True, kw_only=True)
class MayBe:
    """Somebody in another observation who may be the same person, or of the same household."""

    position: int
    """Whom of the observation that is looked at."""
    reference: str
    recorded_at: datetime
    person: Concerned
    likeness: Likeness
    told_apart: bool
    """Whether somebody has said that they are two people: then they can only share a home."""

    @property
    def is_person(self) -> bool:
        """Whether it may be the same person, and not of the household alone."""
        return self.likeness.alike == Alike.PERSON


@dataclass(frozen=True, kw_only=True)
class KnownFrom:
    """What one observation tells the actor of a person."""

    observation: Observation
    person: Concerned


@dataclass(frozen=True, kw_only=True)
class KnownPerson:
    """What the actor may know of one person, record by record: no more than each record tells them by itself.

    ``said`` is what was said of who they are, the latest first, with what was taken back.
    """

    position: int
    records: Sequence[KnownFrom]
    said: Sequence[Identification]
    may_be: Sequence[MayBe]


def may_be(actor: Actor, observation: Observation, people: Sequence[Concerned]) -> Sequence[MayBe]:
    """Who may be one of these people, the likeliest first, as far as the actor reads of both. At most three queries.

    ``people`` are those of the observation as the actor reads them: what speaks for it is only what they see of both.
    """
    asked = people[:MOST_ASKED]
    met = _met(actor, observation, asked)
    if not met:
        return []
    said = who_is_who(actor, observation.pk, [person.position for person in asked])
    rows = (
        PersonConcerned.objects.filter(readable_by(actor), observation__in={number for number, _ in met})
        .exclude(observation__state=ObservationState.DRAFT)
        .order_by("observation", "position", "pk")
        .values(
            "observation",
            "position",
            "readers",
            "observation__reference",
            "observation__created_at",
            *PERSON_ITEMS,
        )
    )
    found: list[tuple[MayBe, Seen]] = []
    for end, group in groupby(rows, key=lambda row: (row["observation"], row["position"])):
        of_one = list(group)
        (other,), at = put_together(of_one), of_one[0]["observation__created_at"]
        keys = {key for row in of_one for key in row["readers"]}
        for person in asked:
            likeness = compare(known_of(person, observation.created_at), known_of(other, at))
            told_apart = end in said[person.position].apart
            if likeness and told_apart:
                likeness = likeness.of_two()
            if end not in met or likeness is None or end in said[person.position].one:
                continue
            alike = MayBe(
                position=person.position,
                reference=of_one[0]["observation__reference"],
                recorded_at=at,
                person=other,
                likeness=likeness,
                told_apart=told_apart,
            )
            found.append((alike, (f"people:{end[0]}", ground_by_keys(keys=actor.keys, readers=sorted(keys)))))
    found.sort(key=lambda one: (not one[0].is_person, -one[0].likeness.bits, -one[0].recorded_at.timestamp()))
    saw(seen for _, seen in found[:MOST_SHOWN])
    return [alike for alike, _ in found[:MOST_SHOWN]]


def _met(actor: Actor, observation: Observation, people: Iterable[Concerned]) -> set[End]:
    """Whom a trace of these people leads to: by the index, the newest of each trace, whatever the table holds."""
    sought = {
        key
        for person in people
        for item in PERSON_ITEMS
        for trace in traces_to_seek(item, getattr(person, item))
        for key in blinds("people.trace", trace)
    }
    if not sought:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct met.observation_id, met.position from unnest(%s::text[]) as sought(trace)
            cross join lateral (
                select p.observation_id, p.position from referrals_personconcerned p
                where p.trace = sought.trace and p.trace <> '' and p.observation_id <> %s
                  and p.readers && %s::int[]
                order by p.id desc limit %s
            ) as met
            """,
            [sorted(sought), observation.pk, list(actor.keys), MOST_MET],
        )
        return set(cursor.fetchall())


def known_of(person: Concerned, recorded_at: datetime) -> KnownOf:
    """Give what is compared of somebody."""
    return KnownOf(
        recorded_on=recorded_at.astimezone(LONDON).date(),
        name=person.name,
        date_of_birth=person.date_of_birth,
        age_band=person.age_band,
        contact=person.contact,
        address=person.address,
    )


@dataclass(frozen=True)
class Said:
    """What was said of who somebody is and still stands: with whom they are one, and who is another."""

    one: frozenset[End]
    apart: frozenset[End]


_OTHER_END = """
    select {other}_id, {other_position} from referrals_identification
    where {this}_id = j.observation and {this_position} = j.position and verdict = %(verdict)s
      and undone_at is null and readers && %(keys)s::int[] and second_readers && %(keys)s::int[]
"""


def _told(verdict: Verdict) -> str:
    """Those of whom it was said that they are, or are not, the one in `j`."""
    first, second = ("first", "first_position"), ("second", "second_position")
    return " union all ".join(
        _OTHER_END.format(
            this=this[0], this_position=this[1], other=other[0], other_position=other[1]
        ).replace("%(verdict)s", f"'{verdict}'")
        for this, other in ((first, second), (second, first))
    )


_WHO_IS_WHO = f"""
    with recursive joined (asked, observation, position) as (
        select asked, %(observation)s::bigint, asked from unnest(%(positions)s::int[]) as asked
        union
        select j.asked, met.* from joined j cross join lateral ({_told(Verdict.SAME)}) as met
    )
    select true, * from joined
    union all
    select false, j.asked, other.* from joined j cross join lateral ({_told(Verdict.DIFFERENT)}) as other
"""  # noqa: S608 (no value in it)


def who_is_who(actor: Actor, observation: int, positions: Sequence[int]) -> dict[int, Said]:
    """For each of these people of an observation, by position, what was said of them. One query.

    Joined from one record to the next only by what the actor may know: one they do not read joins nothing.
    """
    one: dict[int, set[End]] = {position: set() for position in positions}
    apart: dict[int, set[End]] = {position: set() for position in positions}
    with connection.cursor() as cursor:
        cursor.execute(
            _WHO_IS_WHO,
            {"observation": observation, "positions": list(positions), "keys": list(actor.keys)},
        )
        for is_one, asked, number, position in cursor.fetchall():
            (one if is_one else apart)[asked].add((number, position))
    return {at: Said(one=frozenset(one[at]), apart=frozenset(apart[at])) for at in positions}


def known_person(actor: Actor, observation: Observation, position: int) -> KnownPerson:
    """What is known of one of the people of an observation, from every record that is said to be theirs.

    At most seven queries. Raises DoesNotExist where the actor reads nothing of them in this observation.
    """
    access.require(actor, Permission.READ_OBSERVATION, observation)
    ends = who_is_who(actor, observation.pk, [position])[position].one
    numbers = sorted({number for number, _ in ends}, reverse=True)[:MOST_JOINED]
    found = {
        row.pk: row
        for row in Observation.objects.filter(readable_by(actor), pk__in={*numbers, observation.pk})
        .select_related("category", "recorded_for__organisation")
        .prefetch_related(Prefetch("people", PersonConcerned.objects.filter(readable_by(actor))))
    }
    records = [
        KnownFrom(observation=row, person=person)
        for row in sorted(found.values(), key=lambda row: (row.created_at, row.pk), reverse=True)
        for person in people_in(row)
        if (row.pk, person.position) in ends
    ]
    here = [one for one in records if one.observation.pk == observation.pk]
    if not here:
        raise Observation.DoesNotExist
    return KnownPerson(
        position=position,
        records=records,
        said=_said_of(actor, ends),
        may_be=may_be(actor, observation, [one.person for one in here]),
    )


def _said_of(actor: Actor, ends: Collection[End]) -> Sequence[Identification]:
    """What was ever said of these, the latest first, at most fifty."""
    numbers = {number for number, _ in ends}
    rows = (
        Identification.objects.filter(readable_both_by(actor), Q(first__in=numbers) | Q(second__in=numbers))
        .select_related("first", "second", "said_by", "undone_by")
        .order_by("-said_at", "-pk")[:MOST_JOINED]
    )
    return [
        row
        for row in rows
        if {(row.first_id, row.first_position), (row.second_id, row.second_position)} & set(ends)
    ]


def identification_for(actor: Actor, number: int) -> Identification:
    """One thing that was said of who is who. Raises DoesNotExist when it is not there or not readable."""
    found = Identification.objects.filter(readable_both_by(actor), pk=number).select_related(
        "first", "second"
    )
    identification = found.get()
    for observation in (identification.first, identification.second):
        access.require(actor, Permission.READ_OBSERVATION, observation)
    return identification
