"""People are told: the team that answers for a report, before its victim may ask; and who has a part in a review."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from wardmote.kernel.actor import system
from wardmote.kernel.clock import today
from wardmote.kernel.database import as_system
from wardmote.kernel.events import reacts_to
from wardmote.modules.referrals.events import ReferralStepped
from wardmote.modules.referrals.queries import sent_on
from wardmote.modules.referrals.rules import StepKind
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from .adapters import messages as kinds
from .events import ReviewMoved
from .models import Review
from .permissions import desk_key
from .queries.procedure import procedure_on
from .queries.watch import count_with
from .rules import Move

_BY = system("telling of case reviews")


@reacts_to(ReferralStepped)
def tell_before(event: ReferralStepped) -> None:
    """Tell the team that a report was sent to when one more would let the victim ask for a review, or they may now.

    Once for each report. What is protected counts only for the safeguarding leads of the team, who alone are told.
    """
    if event.step != StepKind.SENT:
        return
    with as_system("whoever answers for a report hears how near its victim is to a review"):
        procedure = procedure_on()
        sent = sent_on(event.referral_id)
        observation = sent.observation
        if procedure is None or observation.category_id not in procedure.categories:
            return
        key = desk_key(sent.team, observation.sensitivity)
        for position in sent.positions:
            counted = count_with([key], procedure, observation.pk, position, today())
            kind = kinds.REACHED if counted.is_met else kinds.NEAR if counted.is_near else ""
            if kind:
                messaging.tell(
                    by=_BY,
                    kind=kind,
                    people=_of_team(sent.team, observation.sensitivity),
                    link=reverse("reviews:watch", args=[observation.reference, position]),
                    once=f"{observation.pk}:{position}:{sent.team}",
                    values={"reference": observation.reference},
                    protected=observation.sensitivity == Sensitivity.PROTECTED,
                )


_TOLD = {
    Move.ASK: kinds.ASKED,
    Move.SET_PANEL: kinds.ON_PANEL,
    Move.ASK_AGENCY: kinds.INFORMATION,
    Move.RECOMMEND: kinds.RECOMMENDED,
}


@reacts_to(ReviewMoved)
def tell_who_must_act(event: ReviewMoved) -> None:
    """Tell the desk that a review was asked for, and a team that something is asked of it."""
    kind = _TOLD.get(Move(event.move))
    if kind is None:
        return
    with as_system("whoever must act on a review hears of it"):
        review = Review.objects.get(pk=event.review_id)
        messaging.tell(
            by=_BY,
            kind=kind,
            people=_of_team(event.team_id or review.desk_id, review.sensitivity),
            link=reverse("reviews:review", args=[review.reference]),
            once=f"{review.pk}:{event.move}:{event.team_id}:{event.number}",
            values={"reference": review.reference},
            protected=review.sensitivity == Sensitivity.PROTECTED,
        )


def _of_team(team: int, sensitivity: str) -> Sequence[int]:
    """Who works on a team's desk and is there; of what is protected its safeguarding leads. All, where all are away."""
    of_team = [one for one in partnerships.holders(team_ids=[team], people=[]) if one.team == team]
    if sensitivity == Sensitivity.PROTECTED:
        of_team = [one for one in of_team if one.role == RoleName.SAFEGUARDING_LEAD]
    else:
        of_team = [one for one in of_team if one.role != RoleName.SAFEGUARDING_LEAD]
    return sorted({one.person for one in of_team if not one.away} or {one.person for one in of_team})
