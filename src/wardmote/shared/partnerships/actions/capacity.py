"""A team says whether it can take more work. No clock moves, and nothing is refused for it (R1.2)."""

from datetime import date

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish

from ..audit import Audited
from ..events import CapacitySaid
from ..models import CapacityStatement, Team
from ..permissions import Permission
from ..rules import Capacity, CapacityState
from ..rules.capacity import check
from .ending import end_what_was_said
from .teams import still


@transaction.atomic
def say_capacity(
    *,
    by: Actor,
    team: Team,
    state: CapacityState,
    waiting_weeks: int | None = None,
    closed_until: date | None = None,
    words: str = "",
) -> CapacityStatement:
    """Say that a team is open, has a waiting list of so many weeks, or takes nothing new until a day.

    What was said before ends, and stays on record. Saying the same again renews it. Raises NotReady for what is
    missing or mistyped, Conflict for a team that has ended.
    """
    team = lock(team)
    access.require(by, Permission.SAY_CAPACITY, team)
    still(team, None)
    said = check(
        Capacity(
            state=state, said_on=today(), waiting_weeks=waiting_weeks, closed_until=closed_until, words=words
        )
    )
    end_what_was_said(team)
    statement = CapacityStatement.objects.create(
        team=team,
        state=said.state,
        waiting_weeks=said.waiting_weeks,
        closed_until=said.closed_until,
        words=said.words,
        said_at=now(),
        said_by_id=by.person_id,
    )
    record(Audited.CAPACITY_SAID, by=by, subject=statement, team=team.pk, state=said.state)
    publish(CapacitySaid(team_id=team.pk), about=team)
    return statement
