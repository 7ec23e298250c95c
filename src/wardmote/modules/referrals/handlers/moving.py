"""Work that moves is counted; claims of who left or is away go on; deadlines follow working time."""

from dataclasses import replace

from django.db.models import F

from wardmote.kernel.actor import system
from wardmote.kernel.clock import LONDON
from wardmote.kernel.database import as_system
from wardmote.kernel.events import reacts_to
from wardmote.kernel.jobs import tasks
from wardmote.shared.partnerships.events import PersonAway, RoleEnded, WorkingTimeChanged
from wardmote.shared.partnerships.rules import Sensitivity

from ..actions import WORK_OUT_JOB, cover_claims, release_for_leaver
from ..events import ReferralStepped
from ..models import FlowCount, Step
from ..queries.owing import team_then
from ..rules import Side, flow_of


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
            sender_team_id=team_then(step, Side.SENDER),
            receiver_team_id=team_then(step, Side.RECEIVER),
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


@reacts_to(PersonAway)
def give_claims_to_cover(event: PersonAway) -> None:
    """Let whoever is there take over what somebody had claimed who is away, in the name of who said so."""
    cover_claims(
        by=replace(system("cover"), person_id=event.said_by_id),
        person_id=event.person_id,
        team_ids=event.team_ids,
        cover_id=event.cover_id,
    )


@reacts_to(WorkingTimeChanged)
def work_out_deadlines_anew(event: WorkingTimeChanged) -> None:
    """Let a job work out when what each of the teams has received is due."""
    for team_id in event.team_ids:
        tasks.configure_task(WORK_OUT_JOB).defer(team_id=team_id)
