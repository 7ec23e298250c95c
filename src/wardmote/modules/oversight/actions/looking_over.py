"""Going through the looks of one day: what is out of the ordinary is kept as a finding, and its officers are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import days_opened
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.kernel.working_time import Calendar
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.queries import Watched
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.queries import HeldThen, SomebodyWatched
from wardmote.shared.partnerships.rules import ELECTED_ROLES, RoleName

from ..audit import Audited
from ..models import DayLookedOver, Finding, LookDay
from ..permissions import Permission
from ..queries import days_of, seen_before, seen_on, usual_for
from ..queries.seen import PeopleSeen, SeenBy, day_begins, records
from ..rules import (
    LOOK_BACK,
    MANY_OPENED,
    MANY_SEEN,
    OUT_OF_HOURS_LEAST,
    Kind,
    is_again,
    is_many,
    is_out_of_hours,
    is_own,
    is_same_surname,
    is_worked,
    works_on_it,
)

FOUND = "oversight.found"
"""The message to the officers."""
NOBODY_TO_JUDGE = "oversight.nobody_to_judge"
"""The message to administrators: there is something, and nobody may look into it."""

_BY_HOW_MUCH_THEY_OPEN = (
    RoleName.DUTY_OFFICER,
    RoleName.SAFEGUARDING_LEAD,
    RoleName.TEAM_LEAD,
    RoleName.WORKER,
)


@dataclass(frozen=True, slots=True)
class _Odd:
    """Something out of the ordinary that one person did, before it is kept."""

    kind: Kind
    record: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """What all people of one day are compared with."""

    by: Actor
    day: date
    people: Mapping[int, SomebodyWatched]
    calendars: Mapping[int, Calendar]
    matters: Mapping[int, Watched]
    opened_on: Mapping[tuple[str, str], int]
    found_before: frozenset[tuple[str, int, str]]


@transaction.atomic
def look_over_day(*, by: Actor, day: date) -> int | None:
    """Go through every look of a day, once. Gives how many findings there were; None for a day that was done before.

    Takes time in proportion to the looks of that day. Two at once: the second waits, and finds it done.
    """
    access.require(by, Permission.LOOK_OVER)
    done, is_new = DayLookedOver.objects.get_or_create(day=day, defaults={"at": now()})
    if not is_new:
        return None
    done.looks, seen = seen_on(by, day)
    with as_system("keeping what was out of the ordinary among the looks of a day"):
        compared = _compared(by, day, seen)
        found: list[Finding] = []
        counts: list[LookDay] = []
        for person in compared.people.values():
            of_day, odd = _odd_of(compared, person, seen[person.id])
            counts.append(of_day)
            if odd:
                found += _keep(compared, person, odd)
        LookDay.objects.bulk_create(counts, batch_size=1_000)
        _tell(by, day, found)
    done.findings = len(found)
    done.save(update_fields=["looks", "findings"])
    record(Audited.DAY_LOOKED_OVER, by=by, subject=done, looks=done.looks, findings=len(found))
    return len(found)


def _compared(by: Actor, day: date, seen: Mapping[int, SeenBy]) -> _Day:
    people = partnerships.people_watched(seen)
    teams = {held.team.pk: held.team for one in people.values() for held in one.held if held.team}
    begins, ends = day_begins(day), day_begins(day + timedelta(days=1))
    numbers = {number for one in seen.values() for number in one.people}
    strange = {
        (who, number)
        for who, one in seen.items()
        for number, people_seen in one.people.items()
        if _might_be_again(people_seen)
    }
    return _Day(
        by=by,
        day=day,
        people=people,
        calendars=partnerships.calendars_for(list(teams.values())),
        matters=referrals.watched(by, numbers, since=begins - LOOK_BACK),
        opened_on=days_opened(
            {f"people:{number}" for _, number in strange},
            {f"person:{who}" for who, _ in strange},
            begin=ends - LOOK_BACK,
            end=ends,
        ),
        found_before=frozenset(seen_before(by, people, before=day)),
    )


def _might_be_again(seen: PeopleSeen) -> bool:
    return seen.opened and not seen.by_program and not works_on_it(seen.ground)


def _odd_of(compared: _Day, person: SomebodyWatched, seen: SeenBy) -> tuple[LookDay, list[_Odd]]:
    """One person's counts of the day, not saved, and what was odd."""
    role = _role_of(person, compared.day)
    outside = _outside(compared, person, seen)
    counts = LookDay(
        person_id=person.id,
        day=compared.day,
        role=role,
        opened=seen.records_opened,
        seen=seen.records_seen,
        out_of_hours=outside,
    )
    return counts, [
        *_odd_of_records(compared, person, seen),
        *_odd_of_day(compared, person, seen, role, outside),
    ]


def _keep(compared: _Day, person: SomebodyWatched, odd: Iterable[_Odd]) -> Iterator[Finding]:
    """Keep what was odd of one person, for the officers of their organisation, else for those there are."""
    own = _organisations(person, compared.day)
    officers = partnerships.protection_officers(own, besides=person.id)
    for one in odd:
        finding = Finding.objects.create(
            kind=one.kind,
            person_id=person.id,
            day=compared.day,
            record=one.record,
            facts=dict(one.facts),
            organisations=sorted(own | set(officers.values())),
            found_at=now(),
        )
        record(Audited.FOUND, by=compared.by, subject=finding, kind=one.kind)
        yield finding


def _odd_of_records(compared: _Day, person: SomebodyWatched, seen: SeenBy) -> Iterator[_Odd]:
    """What is odd of single matters whose people somebody saw."""
    if person.is_system:
        return
    for number, of_people in sorted(seen.people.items()):
        matter, code = compared.matters.get(number), f"observation:{number}"
        if matter is None:
            continue
        kind = _kind_of(compared, person, matter, number, of_people)
        if kind is None or (kind, person.id, code) in compared.found_before:
            continue
        facts: dict[str, Any] = {
            "at": of_people.at.isoformat(),
            "times": of_people.times,
            "pages": of_people.pages,
            "ground": of_people.ground,
            "sensitivity": matter.sensitivity,
        }
        if kind is Kind.AGAIN:
            facts["days"] = compared.opened_on[f"person:{person.id}", f"people:{number}"]
        yield _Odd(kind, code, facts)


def _kind_of(
    compared: _Day, person: SomebodyWatched, matter: Watched, number: int, seen: PeopleSeen
) -> Kind | None:
    """The gravest way in which it is odd that somebody saw whom this matter concerns; None if it is not."""
    if any(
        is_own(
            name=person.name,
            email=person.email,
            phone=person.phone,
            of_name=one.name,
            of_contact=one.contact,
        )
        for one in matter.people
    ):
        return Kind.OWN
    did_something = f"person:{person.id}" in matter.worked_on_by
    if not _might_be_again(seen) or did_something:
        return None
    if any(is_same_surname(person.name, one.name) for one in matter.people):
        return Kind.SURNAME
    days = compared.opened_on.get((f"person:{person.id}", f"people:{number}"), 0)
    return Kind.AGAIN if is_again(days, did_something=did_something, ground=seen.ground) else None


def _odd_of_day(
    compared: _Day, person: SomebodyWatched, seen: SeenBy, role: str, outside: int
) -> Iterator[_Odd]:
    """What is odd of a whole day of somebody."""
    by, day = compared.by, compared.day
    without = [at for at in seen.all_at if not any(held.stood_at(at) for held in person.held)]
    if without:
        yield _Odd(Kind.AFTER_ROLE_ENDED, facts={"count": len(without), "at": min(without).isoformat()})
    for measure, count, least in (
        ("opened", seen.records_opened, MANY_OPENED),
        ("seen", seen.records_seen, MANY_SEEN),
    ):
        if count < least:
            continue
        usual = usual_for(by, person_id=person.id, role=role, measure=measure, before=day)
        if is_many(count, usual, least=least):
            yield _Odd(
                Kind.MANY,
                facts={"measure": measure, "count": count, "own": usual.own, "role": usual.role},
            )
            break
    if outside >= OUT_OF_HOURS_LEAST:
        days, days_outside = days_of(by, person_id=person.id, before=day)
        if is_out_of_hours(outside, days=days, days_outside=days_outside):
            yield _Odd(
                Kind.OUT_OF_HOURS,
                facts={"count": outside, "days": days, "days_outside": days_outside},
            )


def _outside(compared: _Day, person: SomebodyWatched, seen: SeenBy) -> int:
    """How many records somebody opened when none of their teams works.

    Elected members keep no hours, nor does a team that has stated none; a system never sleeps.
    """
    held = _held_on(person, compared.day)
    if person.is_system or not held or any(one.role in ELECTED_ROLES for one in held):
        return 0
    calendars = [compared.calendars[one.team.pk] for one in held if one.team]
    if any(not calendar.hours.stated for calendar in calendars):
        return 0
    calendars = calendars or [partnerships.usual_calendar()]
    codes: dict[str, set[str]] = {}
    for at, opened in seen.opened_at:
        if not is_worked(at, calendars):
            for code in opened:
                codes.setdefault(code.partition(":")[0], set()).add(code)
    return records(codes)


def _held_on(person: SomebodyWatched, day: date) -> list[HeldThen]:
    """The roles that were in force at some time of a day."""
    begins, ends = day_begins(day), day_begins(day + timedelta(days=1))
    return [
        held
        for held in person.held
        if held.started_at < ends and (held.ended_at is None or held.ended_at > begins)
    ]


def _role_of(person: SomebodyWatched, day: date) -> str:
    """The role by whose measure somebody is compared: the one that opens most; a system is none of them."""
    if person.is_system:
        return "system"
    roles = sorted(held.role for held in _held_on(person, day))
    return next((role for role in _BY_HOW_MUCH_THEY_OPEN if role in roles), next(iter(roles), ""))


def _organisations(person: SomebodyWatched, day: date) -> set[int]:
    """Whose officers answer for somebody: of the day, else of the last role they held."""
    held = _held_on(person, day) or list(person.held[-1:])
    return {one.organisation_id for one in held if one.organisation_id is not None}


def _tell(by: Actor, day: date, found: list[Finding]) -> None:
    """Tell the officers that there is something, without what; or administrators that nobody may look into it."""
    officers: set[int] = set()
    for finding in found:
        able = set(partnerships.protection_officers(finding.organisations, besides=finding.person_id))
        officers |= able
        if not able:
            messaging.tell(
                by=by,
                kind=NOBODY_TO_JUDGE,
                people=partnerships.administrators(),
                link=reverse("partnerships:invite"),
                once=f"{day}",
            )
    if officers:
        messaging.tell(by=by, kind=FOUND, people=officers, link=reverse("oversight:findings"), once=f"{day}")
