"""Keeping the teams: added, changed, ended, never deleted; and which of them is the coordinator's desk (R1.2)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import today
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..events import MailboxChanged, WorkingTimeChanged
from ..models import Handover, Organisation, Remit, Team
from ..permissions import Permission
from ..ports import works
from ..queries import is_standing, teams_with_safeguarding_lead
from ..rules import Intake
from ..rules.details import SIGNS_IN, TEAM_WORDS, check_capacity, check_intake
from . import organisations
from .account_requests import withdraw_what_was_asked
from .ending import end_roles_at, end_what_was_said
from .keys import key_for
from .working_time import check_calendars

TELLING_OF_MAILBOX = frozenset({"intake", "email"})
"""The fields that say whether a team answers by link, and where its links go."""


@dataclass(frozen=True, kw_only=True)
class TeamDetails:
    """What is written about a team. `hours` as people say them, "Mon-Fri 08:00-18:00"; `capacity_per_week` the
    referrals a usual week can hold, 0 for a team that only sends."""

    name: str
    hours: str
    remit_words: str = ""
    response_standard: str = ""
    capacity_per_week: int = 0
    intake: Intake = Intake.ACCOUNT
    reference_format: str = ""
    email: str = ""


@transaction.atomic
def add_team(
    *,
    by: Actor,
    organisation: Organisation,
    details: TeamDetails,
    key: str = "",
    is_coordinator: bool = False,
) -> Team:
    """Add a team to an organisation that stands. Its key is made from its name, unless a free one is given.

    The first team may be the coordinator's desk, which settles what nobody claims. Raises NotReady for what is
    missing, too long, taken or unreadable; Conflict when the organisation has ended.
    """
    organisation = organisations.still(lock(organisation), None)
    access.require(by, Permission.CHANGE_REGISTER, organisation)
    if is_coordinator and Team.objects.filter(is_coordinator=True).exists():
        raise NotReady(
            "There is a coordinator's desk already. There can be only one.", field="is_coordinator"
        )
    team = Team(
        organisation=organisation, key=key_for(Team, details.name, given=key), is_coordinator=is_coordinator
    )
    _write(team, details)
    record(Audited.TEAM_ADDED, by=by, subject=team, organisation=organisation.pk)
    return team


@transaction.atomic
def change_team(
    *,
    by: Actor,
    team: Team,
    details: TeamDetails,
    organisation: Organisation | None = None,
    version: int | None = None,
) -> Team:
    """Change what is written about a team, or the organisation it belongs to. Its key stays.

    Raises Conflict when it has ended, or somebody changed it since `version`; NotReady as for adding.
    """
    if organisation is not None:
        organisation = organisations.still(lock(organisation), None)
    team = still(lock(team), version)
    access.require(by, Permission.CHANGE_REGISTER, team)
    before = (team.hours, team.organisation_id)
    if organisation is not None:
        team.organisation = organisation
    changed = _write(team, details)
    if before != (team.hours, team.organisation_id):
        publish(WorkingTimeChanged(team_ids=(team.pk,)), about=team)
    if not TELLING_OF_MAILBOX.isdisjoint(changed):
        publish(MailboxChanged(team_id=team.pk), about=team)
    record(Audited.TEAM_CHANGED, by=by, subject=team, fields=changed, organisation=team.organisation_id)
    return team


def finish_team(*, by: Actor, team: Team) -> int:
    """End a locked team with which nothing lies any more, and what hangs on it: gives how many roles ended with it.

    The caller has checked that it may end, and records it.
    """
    Remit.objects.filter(team=team, ended_on__isnull=True).update(ended_on=today())
    end_what_was_said(team)
    withdraw_what_was_asked(by=by, team=team)
    roles = end_roles_at(by=by, team=team)
    # Whoever carries on for it also carries on for those whose work it had taken over: no chains to follow.
    if team.carried_on_by_id is not None:
        Team.objects.filter(carried_on_by=team).exclude(pk=team.carried_on_by_id).update(
            carried_on_by=team.carried_on_by_id
        )
    team.ended_on = today()
    team.version += 1
    team.save()
    return roles


@transaction.atomic
def name_coordinator_desk(*, by: Actor, team: Team) -> Team:
    """Make this team the one that settles what nobody claims. The team that was stays as it is otherwise.

    What it had to settle goes along. Raises Conflict for a team that answers by link or hands its own work over, and
    for one without a safeguarding lead where the old desk has one: whether or not protected matters lie there, so
    that the answer tells nothing.
    """
    before = Team.objects.select_for_update().filter(is_coordinator=True).first()
    team = still(lock(team), None)
    access.require(by, Permission.CHANGE_REGISTER, team)
    if before == team:
        return team
    if team.answers_by_link:
        raise Conflict(f"{SIGNS_IN} First change how referrals reach {team}.")
    if Handover.objects.filter(from_team=team, ended_at__isnull=True).exists():
        raise Conflict(f"{team} hands its own work over just now. Wait until it is done.")
    if before is not None:
        safe = teams_with_safeguarding_lead([before.pk, team.pk])
        if before.pk in safe and team.pk not in safe:
            raise Conflict(
                f"Nobody in {team} may read a protected matter. Name a safeguarding lead there first."
            )
        Team.objects.filter(pk=before.pk).update(is_coordinator=False, version=before.version + 1)
    team.is_coordinator = True
    team.version += 1
    team.save()
    if before is not None:
        _settles_from_now_on(by=by, before=before, team=team)
    record(Audited.COORDINATOR_DESK_NAMED, by=by, subject=team, before=before.pk if before else None)
    return team


def _settles_from_now_on(*, by: Actor, before: Team, team: Team) -> None:
    for work in works():
        for number in work.to_settle(before.pk):
            work.hand_over(
                by=by,
                number=number,
                from_team=before,
                to_team=team,
                guardian=team,
                words=f"{team} is the coordinator's desk now.",
            )


def still(team: Team, version: int | None) -> Team:
    """The team, if it stands and nobody has changed it since the page with this version was shown."""
    if not is_standing(team):
        raise Conflict(f"{team} has ended. Nothing of it can be changed now.")
    if version is not None and team.version != version:
        raise Conflict(f"Somebody changed {team} while you were writing. What you wrote is kept below.")
    return team


def _write(team: Team, details: TeamDetails) -> list[str]:
    """Check and save. Gives the names of the fields that changed."""
    given: dict[str, object] = {name: read(getattr(details, name)) for name, read in TEAM_WORDS.items()}
    given["capacity_per_week"] = check_capacity(details.capacity_per_week)
    given["intake"] = check_intake(
        details.intake, str(given["email"]), is_coordinator=team.is_coordinator
    ).value
    same = Team.objects.filter(
        organisation=team.organisation, name__iexact=given["name"], ended_on__isnull=True
    )
    if same.exclude(pk=team.pk).exists():
        raise NotReady(
            f"{team.organisation} has a team of this name already. Give another name.", field="name"
        )
    changed = [name for name, value in given.items() if getattr(team, name) != value]
    for name in changed:
        setattr(team, name, given[name])
    if team.pk is not None:
        team.version += 1
        check_calendars([team], field="hours")
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise Conflict("Somebody else has just written a team of this name. Look at the list.") from error
    return changed
