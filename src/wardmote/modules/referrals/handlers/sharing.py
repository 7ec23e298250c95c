"""Whoever must know hears when the ground of sharing falls away, or waits for a second person (R1.8)."""

from __future__ import annotations

from django.urls import reverse

from wardmote.kernel.actor import system
from wardmote.kernel.database import as_system
from wardmote.kernel.events import reacts_to
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..adapters import sharing_messages as kinds
from ..events import OverrideAsked, OverrideLookedAt, SharingStopped
from ..models import Override, Referral
from ..rules import Audience, Decision, Desk, Disclosed, Who, people_meant, seconds_to_look
from .telling import case_of

_BY = system("telling of what is shared")
_BOTH_SIDES = (Audience(Who.ON_IT, Desk.RECEIVER), Audience(Who.ON_IT, Desk.SENDER))
_ANSWERS = {
    (Decision.CONFIRMED, False): "It was confirmed. You can send it now.",
    (Decision.CONFIRMED, True): "It was confirmed.",
    (Decision.OBJECTED, False): "They objected, so it cannot be sent on that reason. The page says why.",
}


@reacts_to(SharingStopped)
def tell_both_sides(event: SharingStopped) -> None:
    """Tell whoever is on a referral, on both sides, that nothing more is shared in it. Of an open one, unless somebody
    objected: that is told of what has ended too."""
    with as_system("both sides hear that nothing more is shared"):
        referral = Referral.objects.select_related("observation", "category").get(pk=event.referral_id)
        withdrawn = event.why == Disclosed.CONSENT_WITHDRAWN
        if withdrawn and not referral.is_open:
            return
        case = case_of(referral)
        named = [person for person in (case.claimed_by, case.sent_by) if person]
        holders = partnerships.holders(team_ids=[case.sender_team, case.receiver_team], people=named)
        messaging.tell(
            by=_BY,
            kind=kinds.CONSENT_WITHDRAWN if withdrawn else kinds.OVERRIDE_OBJECTED,
            people=people_meant(_BOTH_SIDES, case, holders, by=event.by_person_id),
            link=reverse("referrals:referral", args=[referral.reference]),
            once=str(referral.pk),
            values={"reference": referral.reference, "category": referral.category.name},
            protected=case.protected,
        )


@reacts_to(OverrideAsked)
def tell_second_people(event: OverrideAsked) -> None:
    """Tell those who may be the second to look at an override that one waits."""
    with as_system("an override waits for a second person"):
        override = _override(event.override_id)
        if override.decision:
            return
        teams = {override.from_team_id, *override.referrals.values_list("receiver_team", flat=True)}
        protected = override.observation.sensitivity == Sensitivity.PROTECTED
        holders = [h for h in partnerships.holders(team_ids=teams, people=[]) if h.team in teams]
        messaging.tell(
            by=_BY,
            kind=kinds.OVERRIDE_WAITS,
            people=seconds_to_look(holders, asked_by=override.asked_by_id, protected=protected),
            link=reverse("referrals:overrides"),
            once=str(override.pk),
            values={"sender": override.from_team.name, "organisation": override.organisation.name},
            protected=protected,
        )


@reacts_to(OverrideLookedAt)
def tell_who_asked(event: OverrideLookedAt) -> None:
    """Tell whoever asked what the second person said; of what was sent and objected to, both sides hear anyway."""
    with as_system("whoever asked for an override hears what became of it"):
        override = _override(event.override_id)
        answer = _ANSWERS.get((Decision(override.decision), override.referrals.exists()))
        if override.asked_by_id is None or answer is None:
            return
        messaging.tell(
            by=_BY,
            kind=kinds.OVERRIDE_ANSWERED,
            people=[override.asked_by_id],
            link=reverse("referrals:observation", args=[override.observation.reference]),
            once=str(override.pk),
            values={"organisation": override.organisation.name, "answer": answer},
            protected=override.observation.sensitivity == Sensitivity.PROTECTED,
        )


def _override(number: int) -> Override:
    return Override.objects.select_related("observation", "from_team", "organisation").get(pk=number)
