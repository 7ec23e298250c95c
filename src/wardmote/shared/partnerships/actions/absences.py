"""Somebody is away for a time: what they had claimed goes to the desk or a colleague, and leads get a stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import LONDON, now, today
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..events import PersonAway
from ..models import Absence, RoleHolding
from ..permissions import Permission
from ..queries.absences import absence_of, colleagues_at, leads_of, may_say_away_at
from ..rules import RoleName

LONGEST = timedelta(days=366)
"""After that it is no absence any more: their roles should end."""

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person


@transaction.atomic
def say_away(
    *,
    by: Actor,
    person: Person,
    until: date,
    cover: Person | None = None,
    stand_ins: Mapping[int, Person] | None = None,
) -> Absence:
    """Say that somebody is away until the end of a day.

    What they had claimed in the teams for which the actor may say so goes to `cover`, as far as that colleague works
    there and may read it, and back to the desk otherwise. `stand_ins` names, by the number of a lead's role, who holds
    that role too until they are back. What was said before ends. Raises NotReady for a day or a colleague that does
    not fit, Conflict for somebody who has left.
    """
    person = lock(person)
    teams = may_say_away_at(by, person)
    access.require(by, Permission.SAY_AWAY, next(iter(teams), None))
    if not person.is_active:
        raise Conflict(f"{person} has left. There is nothing to cover.")
    if until < today():
        raise NotReady("Give today, or a day that is still to come.", field="until")
    if until > today() + LONGEST:
        raise NotReady("That is too long. Give a day within a year, or end their roles.", field="until")
    if cover is not None and cover.pk not in {one.pk for one in colleagues_at(teams, besides=person)}:
        raise NotReady(f"{cover} is away, or works in none of these teams. Choose another.", field="cover")
    _end(by, person)
    absence = Absence.objects.create(
        person=person, cover=cover, away_until=until, begun_at=now(), said_by_id=by.known_person_id
    )
    _let_stand_in(by, absence, stand_ins or {})
    record(
        Audited.AWAY_SAID,
        by=by,
        subject=absence,
        person_id=person.pk,
        cover_id=cover.pk if cover else None,
        until=until.isoformat(),
    )
    publish(
        PersonAway(
            person_id=person.pk,
            team_ids=tuple(team.pk for team in teams),
            cover_id=cover.pk if cover else None,
            said_by_id=by.known_person_id,
        ),
        about=absence,
    )
    return absence


@transaction.atomic
def say_back(*, by: Actor, person: Person) -> None:
    """Say that somebody is back before the day that was given. Who stood in for them as a lead does so no more.

    Raises Conflict when they are not away.
    """
    person = lock(person)
    access.require(by, Permission.SAY_AWAY, next(iter(may_say_away_at(by, person)), None))
    absence = absence_of(person)
    if absence is None:
        raise Conflict(f"{person} is not away.")
    _end(by, person)
    record(Audited.BACK_SAID, by=by, subject=absence, person_id=person.pk)


def _end(by: Actor, person: Person) -> None:
    """End what was said before, and with it who stood in."""
    for absence in Absence.objects.filter(person=person, ended_at__isnull=True):
        for holding in RoleHolding.objects.filter(stands_in=absence, ended_at__gt=now()).order_by("pk"):
            holding.ended_at, holding.ended_by_id = max(now(), holding.started_at), by.person_id
            holding.save(update_fields=["ended_at", "ended_by"])
            record(Audited.ROLE_ENDED, by=by, subject=holding, role=holding.role, person_id=holding.person_id)
        absence.ended_at, absence.ended_by_id = now(), by.person_id
        absence.save(update_fields=["ended_at", "ended_by"])


def _let_stand_in(by: Actor, absence: Absence, stand_ins: Mapping[int, Person]) -> None:
    """Give each stand-in the lead's role until the absence is over. It ends by itself."""
    leads = {holding.pk: holding for holding in leads_of(by, absence.person)}
    over = datetime.combine(absence.away_until + timedelta(days=1), time.min, tzinfo=LONDON)
    for number, stand_in in stand_ins.items():
        holding = leads.get(number)
        if holding is None or holding.team is None:
            raise Conflict("They do not hold that role any more. Look again.")
        if holding.role == RoleName.SAFEGUARDING_LEAD:
            access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
        if stand_in.pk not in {one.pk for one in colleagues_at([holding.team], besides=absence.person)}:
            raise NotReady(
                f"{stand_in} is away, or does not work in {holding.team}. Choose another.",
                field=f"stand_in_{number}",
            )
        held = Q(ended_at__isnull=True) | Q(ended_at__gt=now())
        if RoleHolding.objects.filter(held, person=stand_in, role=holding.role, team=holding.team).exists():
            continue  # they lead it anyway
        given = RoleHolding.objects.create(
            person=stand_in,
            role=holding.role,
            team=holding.team,
            started_at=now(),
            ended_at=over,
            reviewed_at=now(),
            given_by_id=by.person_id,
            stands_in=absence,
        )
        record(
            Audited.ROLE_GIVEN,
            by=by,
            subject=given,
            role=given.role,
            person_id=stand_in.pk,
            until=absence.away_until.isoformat(),
        )
