"""How any step is taken: read the log, ask the rules, append to it, and keep the referral's row as it says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.events import publish
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity, is_answer_key

from ..events import ReferralStepped
from ..models import AnswerLink, Observation, Referral, Step, TeamNote
from ..queries.clocks import log_of
from ..queries.ladder import climb_of
from ..queries.links import link_of
from ..rules import (
    ON_A_DESK,
    Conflict,
    DeadlineKind,
    Desk,
    Disclosed,
    NotReady,
    ObservationState,
    Situation,
    StepKind,
    Taken,
    apply,
    highest_rung,
    next_deadline,
    note_readers,
    observation_readers,
    paused_before,
    referral_readers,
    step_readers,
)
from .disclosures import log
from .readers import let_read

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team


_TELL_ONLY = frozenset({StepKind.REMINDED, StepKind.ESCALATED})
"""Steps that change nothing somebody at the page decides on: what they are writing may still be sent."""

SETTLED = ("next_deadline_at", "next_deadline_kind", "deadline_began_at", "climbs_at", "rung")
"""What working time alone can move."""


def current(referral: Referral, version: int | None) -> Referral:
    """The referral, unless somebody has acted since the page with this version was shown: then Conflict.

    A version is the number of steps taken. Silence that climbed meanwhile turns nobody away.
    """
    if version is not None and referral.version != version and not _only_told_since(referral, version):
        raise Conflict("Somebody acted on this while you were writing. What you wrote is kept below.")
    return referral


def _only_told_since(referral: Referral, version: int) -> bool:
    with as_system("the whole log says what has happened since"):
        since = set(referral.steps.filter(position__gt=version).values_list("kind", flat=True))
    return bool(since) and since <= _TELL_ONLY


def take(
    kind: StepKind,
    *,
    by: Actor,
    referral: Referral,
    desk: Desk | None = None,
    reason: str = "",
    words: str = "",
    until: datetime | None = None,
    to_team: Team | None = None,
    by_team_id: int | None = None,
) -> Step:
    """Take one step on a locked referral: the rules decide, the log grows, the row follows, the news goes out.

    ``desk`` is the side that acts; without it, the side on whose desk the referral lies. ``by_team_id`` is the team
    that acts where it is not that side's own. Raises WrongStep when the
    referral cannot go there from where it is, NotReady when something must be given first. The caller has checked
    that the actor may. The log is read and written as the system, because the whole of it decides and an actor may
    read only a part.
    """
    with as_system("the whole log decides the next step"):
        before, length = log_of(referral)
        # A story never runs backwards, also when the time of the machine has been set back.
        at = max(now(), before.last_at or now())
        after = apply(
            before,
            Taken(
                kind=kind,
                at=at,
                by=by.person_id,
                reason=reason,
                words=words,
                until=until,
                to_team=to_team.pk if to_team else None,
            ),
            desk=desk or before.accountable or Desk.SYSTEM,
        )
        acting_team_id = by_team_id or _acting_team(referral, desk or before.accountable)
        next_team_id = _acting_team(referral, after.accountable)
        _check_readable(referral, next_team_id)
        _check_stands(referral, next_team_id)
        step = Step.objects.create(
            referral=referral,
            position=length + 1,
            kind=kind,
            at=at,
            by_person_id=by.person_id,
            by_team_id=acting_team_id,
            by_link_id=link_of(by),
            to_team=to_team,
            reason=reason,
            words=words,
            until=until,
            late=referral.next_deadline_at is not None and at > referral.next_deadline_at,
            readers=[
                *filter(is_answer_key, referral.readers),
                *step_readers(
                    referral.sensitivity, _teams_in(referral, next_team_id) | _gave_it_back(before, referral)
                ),
            ],
        )
        settle(referral, after)
        referral.version += 1
        referral.save()
        if after.accountable is Desk.COORDINATOR is not before.accountable and next_team_id:
            referral.observation = lock(referral.observation)
            let_teams_read(by=by, referral=referral, team_ids=[next_team_id])
            log(Disclosed.SHARED, by=by, referral=referral, to_team=partnerships.coordinator_desk())
        if kind == StepKind.ACKNOWLEDGED and referral.sensitivity == Sensitivity.PROTECTED:
            Observation.objects.filter(pk=referral.observation_id, received_at__isnull=True).update(
                received_at=at
            )
    publish(ReferralStepped(referral_id=referral.pk, step=kind.value, position=step.position), about=referral)
    return step


def settle(referral: Referral, situation: Situation) -> None:
    """Set the row's fields to what the log comes to. The caller saves."""
    referral.state = situation.state
    referral.hold = situation.hold
    referral.claimed_by_id = situation.claimed_by
    referral.acknowledged_at = situation.acknowledged_at
    referral.ended_at = situation.ended_at
    referral.outcome = situation.ending
    referral.not_ours_count = situation.not_ours
    referral.reopened_count = situation.reopened
    referral.paused_before = paused_before(situation)
    referral.accountable_team_id = _acting_team(referral, situation.accountable)
    calendar = partnerships.calendar_for(referral.receiver_team)
    deadline = next_deadline(situation, referral.clock.times, calendar)
    referral.next_deadline_at = deadline.due_at if deadline else None
    referral.next_deadline_kind = deadline.kind if deadline else ""
    referral.deadline_began_at = deadline.started_at if deadline else None
    climb = climb_of(referral, situation, deadline, calendar)
    referral.climbs_at = climb.at if climb else None
    referral.rung = highest_rung(situation, deadline) or ""


def _acting_team(referral: Referral, desk: Desk | None) -> int | None:
    match desk:
        case Desk.SENDER:
            return referral.sender_team_id
        case Desk.RECEIVER:
            return referral.receiver_team_id
        case Desk.COORDINATOR if referral.next_deadline_kind == DeadlineKind.SETTLE:
            # It stays with the desk that was called, until that one's work has been handed over.
            return referral.accountable_team_id
        case Desk.COORDINATOR:
            return _coordinator_id()
    return None


def _coordinator_id() -> int:
    desk = partnerships.coordinator_desk()
    if desk is None:
        raise Conflict("This partnership has no coordinator's desk yet. Ask the administrator to name one.")
    return desk.pk


def _teams_in(referral: Referral, next_team_id: int | None) -> set[int]:
    """The teams in the case: sender, receiver, and the coordinator once called."""
    teams = {referral.sender_team_id, referral.receiver_team_id, referral.accountable_team_id, next_team_id}
    return {team for team in teams if team is not None}


def _gave_it_back(before: Situation, referral: Referral) -> set[int]:
    """The coordinator's desk that decided it is its sender's: it sees what comes of that."""
    if before.given_back_at is None:
        return set()
    given = referral.steps.filter(kind=StepKind.GIVEN_BACK).values_list("by_team_id", flat=True)
    return {team for team in given if team is not None}


def _check_readable(referral: Referral, team_id: int | None) -> None:
    """Raise NotReady if a protected referral would come to lie where nobody may read it, and so be lost."""
    if team_id in (None, referral.accountable_team_id) or referral.sensitivity != Sensitivity.PROTECTED:
        return
    if team_id not in partnerships.teams_with_safeguarding_lead([team_id]):
        raise NotReady(
            "Nobody on the desk it would go to may read a protected matter. Decide on it, or pass it to a team "
            "with a safeguarding lead.",
            field="reason",
        )


def _check_stands(referral: Referral, team_id: int | None) -> None:
    """Raise Conflict if the referral would come to lie at a team that has ended, and so be lost.

    From here on the team cannot end before this has been written.
    """
    if team_id in (None, referral.accountable_team_id):
        return
    if not partnerships.stands_and_stays(team_id):
        team = referral.sender_team if team_id == referral.sender_team_id else referral.receiver_team
        carried = f" {team.carried_on_by} carries its work on." if team.carried_on_by else ""
        raise Conflict(f"{team} has ended.{carried} Send it to another team, or record it again.")


def let_teams_read(*, by: Actor, referral: Referral, team_ids: list[int], parts: bool = True) -> None:
    """Let more teams read a referral, those it carries on, their steps and the observation. Never narrows.

    With ``parts``, also who is concerned and the photos, where the referral shares them.
    """
    level = referral.sensitivity
    with as_system("a team joins the case"):
        for one in Referral.objects.filter(pk__in=[referral.pk, *referral.earlier]).order_by("pk"):
            one.readers = sorted(set(one.readers) | set(referral_readers(level, team_ids)))
            one.save(update_fields=["readers"])
            if one.pk == referral.pk:
                referral.readers = one.readers
        for step in Step.objects.filter(referral_id__in=[referral.pk, *referral.earlier]):
            step.readers = sorted(set(step.readers) | set(step_readers(level, team_ids)))
            step.save(update_fields=["readers"])
        AnswerLink.objects.filter(referral=referral).update(readers=referral.readers)
        let_read(
            by=by,
            observation=referral.observation,
            readers=observation_readers(level, recorded_by=None, team_ids=team_ids),
            people=referral.shown_of_people if parts else (),
            photos=parts and referral.shares_photos and not referral.sharing_stopped_at,
        )


def note_for_team(*, by: Actor, referral: Referral, words: str) -> TeamNote:
    """Keep words that only the team on whose desk the referral lies reads."""
    team_id = referral.accountable_team_id or referral.receiver_team_id
    return TeamNote.objects.create(
        referral=referral,
        team_id=team_id,
        by_person_id=by.person_id,
        at=now(),
        words=words,
        readers=note_readers(referral.sensitivity, team_id),
    )


def end_observation_if_settled(referral: Referral) -> None:
    """End the observation when none of its referrals lies on a desk any more, with the outcome of the last."""
    with as_system("an observation ends with its last referral"):
        observation = Observation.objects.select_for_update().get(pk=referral.observation_id)
        still = observation.referrals.filter(state__in=sorted(ON_A_DESK)).exclude(pk=referral.pk).exists()
        if still or referral.state in ON_A_DESK or observation.state != ObservationState.PASSED_ON:
            return
        observation.state = ObservationState.ENDED
        observation.ended_at, observation.ended_reason = now(), referral.outcome
        observation.version += 1
        observation.save(update_fields=["state", "ended_at", "ended_reason", "version"])


def open_observation_again(referral: Referral) -> None:
    """The observation of a reopened referral is passed on again."""
    with as_system("an observation opens again with its referral"):
        Observation.objects.filter(pk=referral.observation_id, state=ObservationState.ENDED).update(
            state=ObservationState.PASSED_ON, ended_at=None, ended_reason=""
        )
