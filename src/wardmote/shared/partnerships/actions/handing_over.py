"""A team's open work, its remits and on asking its people's roles go to another team, and it may end (R1.10).

Begun by the administrator, carried over piece by piece by a job, so that nobody waits and a crash loses nothing.

Whoever begins it may not know what is protected, nor that there is any. So it never asks what lies there: a team that
is to end always names the one that carries on, it is refused only for what anybody may see, and what the new team may
not read goes to the coordinator's desk.
"""

import logging

from django.db import IntegrityError, transaction
from django.db.models import F

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import Busy, keep, lock
from wardmote.kernel.jobs import tasks
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import Category, Handover, Remit, RoleHolding, Team
from ..models.handovers import LONGEST_REASON
from ..permissions import Permission
from ..ports import works
from ..queries import coordinator_desk, is_standing, teams_with_safeguarding_lead
from ..rules.details import SIGNS_IN
from .teams import finish_team, still

log = logging.getLogger(__name__)

HAND_OVER_JOB = "partnerships.hand_over"
BATCH = 25
"""Pieces carried over in one transaction: long enough to be quick, short enough that nobody waits for a lock."""


@transaction.atomic
def hand_over_team(
    *, by: Actor, from_team: Team, to_team: Team, words: str, with_roles: bool = False, then_end: bool = False
) -> Handover:
    """Begin to hand a team's open work over to another. Remits go at once, and roles if asked; a job does the rest.

    With `then_end` the old team ends when all has gone: no team ends but so, also one that never had any work.
    A remit for a kind of matter that the other team takes already is merged with it. The coordinator's desk takes
    that part along. Raises NotReady for a team that cannot take the work: itself, one that has ended, one that hands
    its own over, one without a safeguarding lead (`_check_guarded`). Raises Conflict when a handing over runs.
    """
    for team in sorted({from_team.pk: from_team, to_team.pk: to_team}.values(), key=lambda team: team.pk):
        lock(team)
    from_team.refresh_from_db()
    to_team.refresh_from_db()
    access.require(by, Permission.CHANGE_REGISTER, from_team)
    still(from_team, None)
    _check_taker(from_team, to_team)
    if with_roles:
        access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
        _give_roles(from_team, to_team)
    _check_guarded(from_team, to_team)
    said = wording.text(
        words, field="words", called="why the work moves", longest=LONGEST_REASON, required=True
    )
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                from_team=from_team,
                to_team=to_team,
                by_person_id=by.known_person_id,
                words=said,
                then_end=then_end,
                begun_at=now(),
            )
    except IntegrityError as error:
        raise Conflict(f"The work of {from_team} is being handed over already.") from error
    remits = _move_remits(from_team, to_team)
    if from_team.is_coordinator:
        Team.objects.filter(pk=from_team.pk).update(is_coordinator=False)
        Team.objects.filter(pk=to_team.pk).update(is_coordinator=True)
    Team.objects.filter(pk__in=[from_team.pk, to_team.pk]).update(version=F("version") + 1)
    record(
        Audited.HANDOVER_BEGUN,
        by=by,
        subject=handover,
        from_team=from_team.pk,
        to_team=to_team.pk,
        remits=remits,
        with_roles=with_roles,
        then_end=then_end,
    )
    tasks.configure_task(HAND_OVER_JOB).defer(handover_id=handover.pk)
    return handover


def _check_taker(from_team: Team, to_team: Team) -> None:
    if from_team.pk == to_team.pk:
        raise NotReady("That is the same team. Choose another one.", field="to_team")
    if not is_standing(to_team):
        raise NotReady(f"{to_team} has ended. Choose another team.", field="to_team")
    if from_team.is_coordinator and to_team.answers_by_link:
        raise NotReady(f"{SIGNS_IN} First change how referrals reach {to_team}.", field="to_team")
    if Handover.objects.filter(from_team=to_team, ended_at__isnull=True).exists():
        raise NotReady(f"{to_team} hands its own work over just now. Wait until it is done.", field="to_team")


def _check_guarded(from_team: Team, to_team: Team) -> None:
    """There must be somebody who may read whatever protected work lies there: in the new team, or at the desk.

    Asked by who leads what, whether or not such work lies there, so that the answer tells nothing.
    """
    guardian = _guardian(from_team, to_team)
    safe = teams_with_safeguarding_lead([from_team.pk, to_team.pk, guardian.pk])
    if to_team.pk in safe:
        return
    if from_team.pk in safe or guardian == to_team:
        raise NotReady(
            f"Nobody in {to_team} may read a protected matter. Name a safeguarding lead there first, or choose "
            "another team.",
            field="to_team",
        )
    if guardian.pk not in safe:
        raise NotReady(
            f"Nobody in {to_team}, and nobody at {guardian}, the coordinator's desk, may read a protected matter. "
            "Name a safeguarding lead at one of them first, or choose another team.",
            field="to_team",
        )


def _guardian(from_team: Team, to_team: Team) -> Team:
    """Who takes what nobody in the new team may read: the coordinator's desk as it will be."""
    desk = coordinator_desk()
    return to_team if desk is None or desk == from_team else desk


def _give_roles(from_team: Team, to_team: Team) -> None:
    held = RoleHolding.objects.filter(team=from_team, ended_at__isnull=True, person__is_active=True)
    for holding in held.order_by("pk"):
        RoleHolding.objects.get_or_create(
            person_id=holding.person_id,
            role=holding.role,
            team=to_team,
            ended_at=None,
            defaults={"started_at": now()},
        )


def _move_remits(from_team: Team, to_team: Team) -> list[int]:
    """Give the other team what this one takes. Both places together, and the whole borough holds every place.

    With what is new to it goes the standard that was promised for it; for what it takes already it keeps its own.
    """
    for category in Category.objects.filter(remits__team=from_team, remits__ended_on__isnull=True).order_by(
        "pk"
    ):
        keep(category)  # whoever ends a kind of matter now waits, and ends the new remit too
    theirs = {remit.category_id: remit for remit in Remit.objects.filter(team=to_team, ended_on__isnull=True)}
    moved = []
    for remit in Remit.objects.filter(team=from_team, ended_on__isnull=True).prefetch_related("areas"):
        areas, taken = list(remit.areas.all()), theirs.get(remit.category_id)
        if taken is None:
            taken = Remit.objects.create(team=to_team, category_id=remit.category_id, clock_id=remit.clock_id)
            taken.areas.set(areas)
        elif taken.areas.exists():
            taken.areas.set([*taken.areas.all(), *areas] if areas else [])
        remit.ended_on = today()
        remit.save(update_fields=["ended_on"])
        moved.append(taken.pk)
    return moved


@transaction.atomic
def carry_over(*, by: Actor, handover: Handover) -> int:
    """Carry over the next pieces of work, at most a batch. Gives how many went; 0 when no more can go.

    A piece that somebody holds at this moment is left and tried again with the next batch.
    """
    handover = lock(handover)
    access.require(by, Permission.CHANGE_REGISTER, handover.from_team)
    if handover.ended_at is not None:
        return 0
    guardian = _guardian(handover.from_team, handover.to_team)
    moved = 0
    for work in works():
        for number in work.lying_with(handover.from_team_id):
            if moved == BATCH:
                break
            try:
                with transaction.atomic():
                    moved += work.hand_over(
                        by=by,
                        number=number,
                        from_team=handover.from_team,
                        to_team=handover.to_team,
                        guardian=guardian,
                        words=handover.words,
                    )
            except (NotReady, Conflict, Busy):
                continue
            except Exception:
                # A fault of ours in one piece must not keep the others from going.
                log.exception("Piece %s does not go from team %s", number, handover.from_team_id)
    if moved:
        record(Audited.WORK_CARRIED_OVER, by=by, subject=handover)
    return moved


@transaction.atomic
def finish_hand_over(*, by: Actor, handover: Handover) -> bool:
    """Say that all has gone; then the old team ends, if it was to. False, and nothing is said, while anything is left.

    The lock on the old team waits for whoever sends to it now, and lets nobody begin (`queries.hold_standing`).
    """
    handover = lock(handover)
    from_team = lock(handover.from_team)
    access.require(by, Permission.CHANGE_REGISTER, from_team)
    if handover.ended_at is not None:
        return True
    if any(work.lying_with(from_team.pk) for work in works()):
        return False
    handover.ended_at = now()
    handover.save(update_fields=["ended_at"])
    from_team.carried_on_by = handover.to_team
    if handover.then_end and is_standing(from_team):
        roles = finish_team(by=by, team=from_team)
        record(Audited.TEAM_ENDED, by=by, subject=from_team, roles=roles)
    else:
        from_team.save(update_fields=["carried_on_by"])
    record(Audited.HANDOVER_ENDED, by=by, subject=handover)
    return True
