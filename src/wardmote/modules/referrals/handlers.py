"""What the hub does with news: it counts work that moves, and gives a leaver's claims back to their team."""

from django.db.models import F

from wardmote.kernel.actor import system
from wardmote.kernel.clock import LONDON
from wardmote.kernel.database import as_system
from wardmote.kernel.events import reacts_to
from wardmote.shared.partnerships.events import RoleEnded
from wardmote.shared.partnerships.rules import Sensitivity

from .actions import release_for_leaver
from .events import ReferralStepped
from .models import FlowCount, Step
from .rules import flow_of


@reacts_to(ReferralStepped)
def count_flow(event: ReferralStepped) -> None:
    """Count the step for the teams it concerns. The outbox removes the event in the same transaction, so once."""
    with as_system("counting work that moves"):
        step = Step.objects.select_related("referral").get(
            referral_id=event.referral_id, position=event.position
        )
        if step.referral.sensitivity == Sensitivity.PROTECTED:
            return
        counted = flow_of(
            step.kind,
            sender_team_id=step.referral.sender_team_id,
            receiver_team_id=step.referral.receiver_team_id,
            late=step.late,
        )
        day = step.at.astimezone(LONDON).date()
        for team_id, measure in counted:
            kept, _ = FlowCount.objects.get_or_create(team_id=team_id, day=day, measure=measure)
            FlowCount.objects.filter(pk=kept.pk).update(count=F("count") + 1)


@reacts_to(RoleEnded)
def release_claims(event: RoleEnded) -> None:
    """Let colleagues take over what somebody had claimed in a team they work for no more."""
    release_for_leaver(by=system("a role ended"), person_id=event.person_id)
