"""The days on which nobody works. They stop clocks, so no team may be left without any working time."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.working_time import NoWorkingTime

from ..audit import Audited
from ..events import WorkingTimeChanged
from ..models import Closure, Organisation, Team
from ..permissions import Permission
from ..queries import calendars_for, standing

_FURTHEST = timedelta(days=5 * 366)
"""A closure further away than this was mistyped."""


@transaction.atomic
def add_closure(*, by: Actor, at: Team | Organisation, name: str, starts_on: date, ends_on: date) -> Closure:
    """Say on which days a team, or every team of an organisation, does not work; both days count.

    The deadlines of open referrals follow. Raises NotReady for dates in the wrong order, or when a team would not
    work for more than a year.
    """
    at = lock(at)
    access.require(by, Permission.CHANGE_REGISTER, at)
    if ends_on < starts_on:
        raise NotReady("The last closed day is before the first. Swap the two dates.", field="ends_on")
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if abs(day - today()) > _FURTHEST:
            raise NotReady("That is too far away. Give a day within five years.", field=field)
    closure = Closure.objects.create(
        name=wording.line(name, field="name", called="why it is closed", longest=100, required=True),
        starts_on=starts_on,
        ends_on=ends_on,
        team=at if isinstance(at, Team) else None,
        organisation=at if isinstance(at, Organisation) else None,
    )
    teams = _teams(at)
    check_calendars(teams, field="ends_on")
    record(Audited.CLOSURE_SET, by=by, subject=closure)
    publish(WorkingTimeChanged(team_ids=tuple(team.pk for team in teams)), about=closure)
    return closure


@transaction.atomic
def withdraw_closure(*, by: Actor, closure: Closure) -> Closure:
    """Call a closure off, as if it had never been said. It stays on record."""
    closure = lock(closure)
    at = closure.team or closure.organisation
    access.require(by, Permission.CHANGE_REGISTER, at)
    if closure.withdrawn_at is None and at is not None:
        closure.withdrawn_at = now()
        closure.save(update_fields=["withdrawn_at"])
        record(Audited.CLOSURE_WITHDRAWN, by=by, subject=closure)
        publish(WorkingTimeChanged(team_ids=tuple(team.pk for team in _teams(at))), about=closure)
    return closure


def check_calendars(teams: Sequence[Team], *, field: str) -> None:
    """Raise NotReady if one of the teams would not work for more than a year, as its hours and closures stand."""
    try:
        calendars_for(teams)
    except (NoWorkingTime, ValueError) as error:
        raise NotReady(str(error), field=field) from error


def _teams(at: Team | Organisation) -> list[Team]:
    return [at] if isinstance(at, Team) else list(standing(at.teams.all()).order_by("pk"))
