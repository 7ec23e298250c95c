"""Work changes hands: a team's, when services are reorganised; somebody's, while they are away (R1.10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import as_system, lock
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from ..audit import Audited
from ..models import Referral, TeamNote
from ..permissions import Permission
from ..rules import (
    AWAY,
    ON_A_DESK,
    OPEN_STATES,
    Desk,
    Disclosed,
    NotReady,
    Side,
    StepKind,
    desk_key,
    note_readers,
    step_readers,
)
from .disclosures import log
from .readers import let_read_like
from .steps import let_teams_read, take

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team


@transaction.atomic
def hand_over_referral(
    *, by: Actor, number: int, from_team: Team, to_team: Team, guardian: Team, words: str
) -> bool:
    """Let one team take another's place in an open referral: as receiver, as sender, as both, or as coordinator.

    Its state, its story and its clocks stay; whoever had claimed it for the receiver has not any more. The new team
    reads all that the old one read of it. False, and nothing is done, where the old team has no part in it now.
    A protected one goes to `guardian` where nobody in the new team may read it. It is read as the system: the actor
    sees that it moves, and not what it is.
    """
    with as_system("a team's work is handed over whole, also what the actor may not read"):
        referral = lock(Referral(pk=number))
        access.require(by, Permission.HAND_OVER, referral)
        side = _side_of(from_team, referral)
        if side is None:
            return False
        to_team = _whoever_may_read(referral, to_team, guardian)
        if from_team.pk == to_team.pk:
            raise NotReady("That is the same team. Choose another one.", field="to_team")
        promised = referral.next_deadline_at
        if side in {Side.RECEIVER, Side.BOTH}:
            referral.receiver_team = to_team
        if side in {Side.SENDER, Side.BOTH}:
            referral.sender_team = to_team
        if side is Side.COORDINATOR:
            referral.accountable_team = to_team
        step = take(
            StepKind.HANDED_OVER,
            by=by,
            referral=referral,
            desk=Desk.SYSTEM,
            reason=side,
            words=words,
            until=promised,
            to_team=to_team,
            by_team_id=from_team.pk,
        )
        # It is the last that the old team reads of it: what comes after concerns the new one.
        step.readers = sorted({*step.readers, *step_readers(referral.sensitivity, [from_team.pk])})
        step.save(update_fields=["readers"])
        _let_read_in_its_place(by=by, referral=referral, from_team=from_team, to_team=to_team)
        if from_team.organisation_id != to_team.organisation_id:
            log(Disclosed.SHARED, by=by, referral=referral, to_team=to_team)
    record(
        Audited.HANDED_OVER,
        by=by,
        subject=referral,
        side=side.value,
        from_team=from_team.pk,
        to_team=to_team.pk,
    )
    return True


@transaction.atomic
def cover_claims(*, by: Actor, person_id: int, team_ids: Collection[int], cover_id: int | None) -> int:
    """Give what somebody had claimed in these teams, who is away, to a colleague, or back to the desk. Gives how much.

    The colleague has what they may read and answer: without one, or where they may not, anybody of the team takes it.
    """
    access.require(by, Permission.COVER)
    cover = partnerships.actor_in_absence(cover_id) if cover_id else None
    moved = 0
    with as_system("what somebody had claimed who is away goes to whoever is there"):
        claimed = Referral.objects.filter(
            claimed_by_id=person_id, state__in=sorted(OPEN_STATES), accountable_team_id__in=team_ids
        )
        for referral in claimed.order_by("pk"):
            referral = lock(referral)
            if referral.claimed_by_id != person_id or not referral.is_open:
                continue
            take(StepKind.RELEASED, by=by, referral=referral, desk=Desk.RECEIVER, reason=AWAY)
            if cover is not None and _works_on(cover, referral):
                # The claim is theirs in the log, as if they had pressed the button; the reason says who did not.
                theirs = replace(by, person_id=cover.person_id)
                take(StepKind.CLAIMED, by=theirs, referral=referral, desk=Desk.RECEIVER, reason=AWAY)
            record(Audited.COVERED, by=by, subject=referral, away=person_id, now_with=referral.claimed_by_id)
            moved += 1
    return moved


def _works_on(cover: Actor, referral: Referral) -> bool:
    """The colleague works on the desk on which it lies; for what is protected, as its safeguarding lead."""
    lead = (RoleName.SAFEGUARDING_LEAD,) if referral.sensitivity == Sensitivity.PROTECTED else RoleName
    return cover.holds(*lead, scope=f"team:{referral.accountable_team_id}")


def _whoever_may_read(referral: Referral, to_team: Team, guardian: Team) -> Team:
    if referral.sensitivity != Sensitivity.PROTECTED:
        return to_team
    return to_team if partnerships.teams_with_safeguarding_lead([to_team.pk]) else guardian


def _side_of(team: Team, referral: Referral) -> Side | None:
    if referral.state not in ON_A_DESK:
        return None
    receives, sends = referral.receiver_team_id == team.pk, referral.sender_team_id == team.pk
    if receives or sends:
        return Side.BOTH if receives and sends else Side.RECEIVER if receives else Side.SENDER
    return Side.COORDINATOR if referral.accountable_team_id == team.pk else None


def _let_read_in_its_place(*, by: Actor, referral: Referral, from_team: Team, to_team: Team) -> None:
    """Widen to the new team what the old one reads, its own notes too. The old team keeps what it knew."""
    level = referral.sensitivity
    referral.observation = lock(referral.observation)
    let_teams_read(by=by, referral=referral, team_ids=[to_team.pk], parts=False)
    let_read_like(
        by=by,
        observation=referral.observation,
        key=desk_key(to_team.pk, level),
        like=desk_key(from_team.pk, level),
    )
    notes = TeamNote.objects.filter(
        referral_id__in=[referral.pk, *referral.earlier], readers__contains=note_readers(level, from_team.pk)
    )
    for note in notes:
        note.readers = sorted({*note.readers, *note_readers(level, to_team.pk)})
        note.save(update_fields=["readers"])
