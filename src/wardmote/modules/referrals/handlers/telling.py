"""People are told: whoever must act on a step, and whoever reported the matter."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from wardmote.kernel.actor import system
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.kernel.events import reacts_to
from wardmote.kernel.ui import words
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..events import ReferralStepped
from ..models import Referral, Step
from ..queries.clocks import chain_of, situation_from, taken
from ..rules import (
    ALREADY_THERE,
    NEVER_TOLD,
    OUTCOMES,
    PAUSE_REASONS,
    RETURN_REASONS,
    WITHDRAW_REASONS,
    Case,
    DeadlineKind,
    Desk,
    Notice,
    Situation,
    StepKind,
    people_told,
    still_told,
    tellings,
)
from .kinds import MESSAGES, key_of

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

_GAPS = {kind.key: [gap.name for gap in kind.placeholders] for kind in MESSAGES}


@reacts_to(ReferralStepped)
def tell_people(event: ReferralStepped) -> None:
    """Tell everybody whom a step concerns, each once. Three queries, and what the telling costs."""
    if event.step in NEVER_TOLD:
        return
    with as_system("whoever must act, and whoever reported it, hears of a step"):
        step = Step.objects.select_related(
            "referral__observation",
            "referral__category",
            "referral__clock",
            "referral__sender_team",
            "referral__receiver_team",
            "referral__accountable_team",
            "by_team",
            "to_team",
        ).get(referral_id=event.referral_id, position=event.position)
        _tell_of(step)


def _tell_of(step: Step) -> None:
    referral = step.referral
    case = case_of(referral)
    steps = list(chain_of(referral))
    here = steps.index(step)
    before, after = (situation_from(referral, steps[:end]) for end in (here, here + 1))
    told = tellings(taken(step), before, after)
    later = [StepKind(one.kind) for one in steps[here + 1 :]]
    told = still_told(told, later=later, age=now() - step.at)
    teams = [case.sender_team, case.receiver_team]
    named = [person for person in (case.claimed_by, case.sent_by, case.recorded_by) if person]
    holders = partnerships.holders(team_ids=teams, people=named)
    hearers: dict[Notice, list[int]] = {}
    for person, notice in people_told(told, case, holders, by=step.by_person_id):
        hearers.setdefault(notice, []).append(person)
    for notice, people in hearers.items():
        _tell(notice, step, after, people)


def case_of(referral: Referral) -> Case:
    """Who stands in a referral now. Its observation has been fetched."""
    return Case(
        sender_team=referral.sender_team_id,
        receiver_team=referral.receiver_team_id,
        claimed_by=referral.claimed_by_id,
        sent_by=referral.sent_by_id,
        recorded_by=referral.observation.recorded_by_id,
        protected=referral.sensitivity == Sensitivity.PROTECTED,
    )


def _tell(notice: Notice, step: Step, after: Situation, people: list[int]) -> None:
    """One message to each. Of a protected matter "received" is said once, however many teams receive it."""
    referral, observation = step.referral, step.referral.observation
    protected = after.protected
    if notice.for_referrer:
        link = reverse("referrals:observation", args=[observation.reference])
    else:
        link = reverse("referrals:referral", args=[referral.reference])
    once = f"{referral.pk}.{step.position}"
    if protected and notice is Notice.NEWS_RECEIVED:
        once = observation.reference
    values = _values(step, after, observation.reference if notice.for_referrer else referral.reference)
    messaging.tell(
        by=system("telling of a referral"),
        kind=key_of(notice),
        people=people,
        link=link,
        once=once,
        values={name: values[name] for name in _GAPS[key_of(notice)]},
        urgent=not notice.for_referrer and (protected or referral.clock.times.is_urgent),
        protected=protected,
    )


def _values(step: Step, after: Situation, reference: str) -> dict[str, str]:
    """What fills the gaps: codes, names of teams and categories, and times."""
    referral = step.referral
    due = referral.next_deadline_kind
    return {
        "reference": reference,
        "category": referral.category.name,
        "team": _answering(step).name,
        "sender": referral.sender_team.name,
        "desk": _desk(referral, after),
        "from": step.by_team.name if step.by_team else "",
        "by": step.by_team.name if step.by_team else "",
        "to": step.to_team.name if step.to_team else "",
        "what": DeadlineKind(due).in_words if due else "",
        "when": _moment(referral.next_deadline_at),
        "until": words.whole_day(step.until) if step.until else "",
        "why": _why(step),
        "outcome": _outcome(step),
    }


def _answering(step: Step) -> Team:
    """The team that answered: the receiver, or the coordinator's desk where that gave it back."""
    if step.kind == StepKind.GIVEN_BACK and step.by_team is not None:
        return step.by_team
    return step.referral.receiver_team


def _desk(referral: Referral, after: Situation) -> str:
    """On whose desk it lay after the step, though it may lie elsewhere by now."""
    match after.accountable:
        case Desk.SENDER:
            return referral.sender_team.name
        case Desk.RECEIVER:
            return referral.receiver_team.name
        case Desk.COORDINATOR if referral.accountable_team and referral.accountable_team.is_coordinator:
            return referral.accountable_team.name
    return "the coordinator"


def _moment(at: datetime | None) -> str:
    return f"{words.whole_day(at)}, {words.clock_24(at)}" if at else ""


def _why(step: Step) -> str:
    """The reason as the fixed lists say it."""
    match step.kind:
        case StepKind.RETURNED if step.reason in RETURN_REASONS:
            return RETURN_REASONS[step.reason].label
        case StepKind.GIVEN_BACK:
            return "the coordinator decided that it is its sender’s to send on, or to close"
        case StepKind.PAUSED if step.reason in PAUSE_REASONS:
            return PAUSE_REASONS[step.reason].plain
        case StepKind.WITHDRAWN if step.reason in WITHDRAW_REASONS:
            return WITHDRAW_REASONS[step.reason].plain
    return ""


def _outcome(step: Step) -> str:
    return OUTCOMES[step.reason].told if step.reason in OUTCOMES else ALREADY_THERE
