"""The life of a referral: every step that either side, or the coordinator, can take. All go through ``take``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import as_system, lock
from wardmote.shared.partnerships import queries as partnerships

from ..audit import Audited
from ..models import Referral, TeamNote
from ..permissions import Permission
from ..rules import OPEN_STATES, Conflict, Desk, NotReady, StepKind
from .sending import pass_on, teams_having
from .shedding import refuse_what_was_shed
from .steps import current, end_observation_if_settled, note_for_team, open_observation_again, take

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team


@transaction.atomic
def claim_referral(*, by: Actor, referral: Referral) -> Referral:
    """Say "I am on it". One wins; the other hears who. Raises Busy while somebody else is claiming at this moment."""
    referral = lock(referral, nowait=True)
    access.require(by, Permission.CLAIM, referral)
    if referral.claimed_by_id == by.person_id:
        return referral
    if referral.claimed_by_id is not None:
        raise Conflict(f"{referral.claimed_by} got there first.")
    take(StepKind.CLAIMED, by=by, referral=referral)
    record(Audited.CLAIMED, by=by, subject=referral)
    return referral


@transaction.atomic
def release_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    """Put a claimed referral back for anybody of the team."""
    referral = current(lock(referral), version)
    access.require(by, Permission.CLAIM, referral)
    take(StepKind.RELEASED, by=by, referral=referral)
    record(Audited.RELEASED, by=by, subject=referral)
    return referral


@transaction.atomic
def release_for_leaver(*, by: Actor, person_id: int) -> int:
    """Give back to its team what somebody had claimed in teams where they hold no role any more. Gives how much."""
    access.require(by, Permission.RELEASE_FOR_LEAVER)
    stays_in = partnerships.team_ids_of(partnerships.actor_in_absence(person_id))
    with as_system("what a leaver had claimed goes back to the team"):
        claimed = Referral.objects.filter(claimed_by_id=person_id, state__in=sorted(OPEN_STATES))
        released = 0
        for referral in claimed.exclude(accountable_team_id__in=stays_in).order_by("pk"):
            referral = lock(referral)
            if referral.claimed_by_id == person_id and referral.is_open:
                take(StepKind.RELEASED, by=by, referral=referral, desk=Desk.RECEIVER)
                record(Audited.RELEASED, by=by, subject=referral)
                released += 1
        return released


@transaction.atomic
def acknowledge_referral(
    *, by: Actor, referral: Referral, version: int | None = None, words: str = "", their_reference: str = ""
) -> Referral:
    """Tell the sender formally that the team has it (R1.3). Also claims it, when nobody had."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    if their_reference:
        referral.their_reference = their_reference
    take(StepKind.ACKNOWLEDGED, by=by, referral=referral, words=words)
    if referral.claimed_by_id is None and by.person_id is not None:
        take(StepKind.CLAIMED, by=by, referral=referral)
    record(Audited.ACKNOWLEDGED, by=by, subject=referral)
    return referral


@transaction.atomic
def accept_referral(
    *, by: Actor, referral: Referral, version: int | None = None, words: str = ""
) -> Referral:
    """Take the matter on: the team will act."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(StepKind.ACCEPTED, by=by, referral=referral, words=words)
    record(Audited.ACCEPTED, by=by, subject=referral)
    return referral


@transaction.atomic
def ask_for_information(*, by: Actor, referral: Referral, words: str, version: int | None = None) -> Referral:
    """Ask the sender something the team must know."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(StepKind.ASKED, by=by, referral=referral, words=words)
    record(Audited.ASKED, by=by, subject=referral)
    return referral


@transaction.atomic
def answer_question(*, by: Actor, referral: Referral, words: str, version: int | None = None) -> Referral:
    """Answer what the receiving team asked."""
    referral = current(lock(referral), version)
    access.require(by, Permission.SPEAK_FOR_SENDER, referral)
    take(StepKind.ANSWERED, by=by, referral=referral, desk=Desk.SENDER, words=words)
    record(Audited.ANSWERED, by=by, subject=referral)
    return referral


@transaction.atomic
def note_progress(*, by: Actor, referral: Referral, words: str, version: int | None = None) -> Referral:
    """Tell the sender how the matter goes (R1.4)."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(StepKind.NOTED, by=by, referral=referral, words=words)
    record(Audited.NOTED, by=by, subject=referral)
    return referral


@transaction.atomic
def keep_team_note(*, by: Actor, referral: Referral, words: str) -> TeamNote:
    """Keep a note that only the team on whose desk it lies reads."""
    referral = lock(referral)
    access.require(by, Permission.KEEP_NOTE, referral)
    if not words.strip():
        raise NotReady("Write the note.", field="words")
    note = note_for_team(by=by, referral=referral, words=words)
    record(Audited.NOTED, by=by, subject=referral, for_team_only=True)
    return note


@transaction.atomic
def pause_referral(
    *,
    by: Actor,
    referral: Referral,
    reason: str,
    until: datetime,
    words: str = "",
    version: int | None = None,
) -> Referral:
    """Stop the clock for a coded reason until a date to look again."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(StepKind.PAUSED, by=by, referral=referral, reason=reason, until=until, words=words)
    record(Audited.PAUSED, by=by, subject=referral, reason=reason)
    return referral


@transaction.atomic
def resume_referral(
    *, by: Actor, referral: Referral, words: str = "", version: int | None = None
) -> Referral:
    """Start the clock again where it stopped."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(StepKind.RESUMED, by=by, referral=referral, words=words)
    record(Audited.RESUMED, by=by, subject=referral)
    return referral


@transaction.atomic
def return_referral(
    *,
    by: Actor,
    referral: Referral,
    reason: str,
    words: str,
    named_team: Team | None = None,
    until: datetime | None = None,
    version: int | None = None,
) -> Referral:
    """Give a referral back for a coded reason with its next step. The second "not ours" calls the coordinator."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(
        StepKind.RETURNED,
        by=by,
        referral=referral,
        reason=reason,
        words=words,
        until=until,
        to_team=named_team,
    )
    end_observation_if_settled(referral)
    record(Audited.RETURNED, by=by, subject=referral, reason=reason)
    return referral


@transaction.atomic
def call_coordinator(
    *, by: Actor, referral: Referral, words: str = "", version: int | None = None
) -> Referral:
    """Ask the partnership coordinator to settle where a referral that came back belongs."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(StepKind.COORDINATOR_CALLED, by=by, referral=referral, desk=Desk.SENDER, words=words)
    record(Audited.COORDINATOR_CALLED, by=by, subject=referral)
    return referral


@transaction.atomic
def give_back_referral(*, by: Actor, referral: Referral, words: str, version: int | None = None) -> Referral:
    """Decide, as the coordinator who was called, that it is its sender's: to send on, or to close with a reason.

    Once in a case. The sender cannot call again; if they do nothing, silence does.
    """
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(StepKind.GIVEN_BACK, by=by, referral=referral, words=words)
    record(Audited.GIVEN_BACK, by=by, subject=referral)
    return referral


@transaction.atomic
def redirect_referral(
    *, by: Actor, referral: Referral, to_team: Team, words: str, version: int | None = None
) -> Referral:
    """Pass a referral to another team. This one closes as passed on, linked to the new one, which is returned.

    Used by the receiving team, by the coordinator who settles a dispute, and by the sender who sends on what came
    back. Between receiving teams the clock does not start again.
    """
    referral = current(lock(referral), version)
    access.require(by, Permission.REDIRECT, referral)
    onward = pass_on(by=by, referral=referral, to_team=to_team, words=words)
    record(Audited.REDIRECTED, by=by, subject=referral, to_team=to_team.pk, onward=onward.pk)
    return onward


@transaction.atomic
def withdraw_referral(
    *, by: Actor, referral: Referral, reason: str, words: str = "", version: int | None = None
) -> Referral:
    """Take back what the own team sent, for a coded reason."""
    referral = current(lock(referral), version)
    access.require(by, Permission.SPEAK_FOR_SENDER, referral)
    take(StepKind.WITHDRAWN, by=by, referral=referral, desk=Desk.SENDER, reason=reason, words=words)
    end_observation_if_settled(referral)
    record(Audited.WITHDRAWN, by=by, subject=referral, reason=reason)
    return referral


@transaction.atomic
def close_referral(
    *, by: Actor, referral: Referral, outcome: str, words: str = "", version: int | None = None
) -> Referral:
    """End a referral with an outcome from the fixed list. Closed does not mean mended; the outcome says."""
    referral = current(lock(referral), version)
    access.require(by, Permission.ANSWER, referral)
    take(StepKind.CLOSED, by=by, referral=referral, reason=outcome, words=words)
    end_observation_if_settled(referral)
    record(Audited.CLOSED, by=by, subject=referral, outcome=outcome)
    return referral


@transaction.atomic
def reopen_referral(*, by: Actor, referral: Referral, words: str, version: int | None = None) -> Referral:
    """Say that it is not done after all. Counted."""
    referral = current(lock(referral), version)
    access.require(by, Permission.SPEAK_FOR_SENDER, referral)
    refuse_what_was_shed(referral.observation_id)
    if referral.receiver_team_id in teams_having(referral.observation, besides=referral.pk):
        raise Conflict(f"{referral.receiver_team} has been sent it again since. Write to them there.")
    take(StepKind.REOPENED, by=by, referral=referral, desk=Desk.SENDER, words=words)
    open_observation_again(referral)
    record(Audited.REOPENED, by=by, subject=referral)
    return referral
