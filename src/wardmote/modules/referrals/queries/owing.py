"""What a team would leave behind, counted and never told (design.md, part 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Count, F, Q, QuerySet

from wardmote.kernel.database import as_system
from wardmote.shared.partnerships.ports import Owed
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Referral, Step
from ..rules import ON_A_DESK, OPEN_STATES, Side, StepKind


def owed_by(team_ids: Collection[int]) -> Mapping[int, Owed]:
    """What each of the teams must answer, send on or settle, and whose answers it waits for.

    Two queries over what is open. Protected matters are left out: nobody learns that there are any.
    """
    owed = dict.fromkeys(team_ids, Owed())
    on_a_desk = Referral.objects.filter(state__in=sorted(ON_A_DESK)).exclude(
        sensitivity=Sensitivity.PROTECTED
    )
    with as_system("whether anybody waits for a team"):
        lying = on_a_desk.filter(accountable_team__in=team_ids).values_list(
            "accountable_team_id", "sender_team_id", "state"
        )
        for team_id, sender_id, state, count in lying.annotate(count=Count("pk")):
            if state in OPEN_STATES:
                more = Owed(received=count)
            else:
                more = Owed(came_back=count) if sender_id == team_id else Owed(to_settle=count)
            owed[team_id] += more
        elsewhere = on_a_desk.filter(sender_team__in=team_ids).exclude(accountable_team=F("sender_team"))
        for team_id, count in elsewhere.values_list("sender_team_id").annotate(count=Count("pk")):
            owed[team_id] += Owed(sent=count)
    return owed


def lying_with(team_id: int) -> Sequence[int]:
    """The numbers of the open referrals in which a team has a part, oldest first."""
    with as_system("a team's work is handed over whole"):
        return list(_open_with(team_id).order_by("pk").values_list("pk", flat=True))


def to_settle(team_id: int) -> Sequence[int]:
    """The numbers of the open referrals that lie with a team as the coordinator's desk, oldest first."""
    with as_system("another team is the coordinator's desk"):
        lying = _open_with(team_id).filter(accountable_team=team_id).exclude(state__in=sorted(OPEN_STATES))
        settled = lying.exclude(sender_team=team_id).exclude(receiver_team=team_id)
        return list(settled.order_by("pk").values_list("pk", flat=True))


def _open_with(team_id: int) -> QuerySet[Referral]:
    return Referral.objects.filter(
        Q(receiver_team=team_id) | Q(sender_team=team_id) | Q(accountable_team=team_id),
        state__in=sorted(ON_A_DESK),
    )


def team_then(step: Step, side: Side) -> int:
    """Who the sender or the receiver was when a step was taken: the work may have been handed over since.

    The caller sees every step.
    """
    later = Step.objects.filter(
        referral=step.referral_id,
        position__gt=step.position,
        kind=StepKind.HANDED_OVER,
        reason__in=[side, Side.BOTH],
    )
    handed = later.order_by("position").values_list("by_team_id", flat=True).first()
    now = step.referral.sender_team_id if side is Side.SENDER else step.referral.receiver_team_id
    return handed or now


def organisations_exchanging() -> Collection[tuple[int, int]]:
    """Between which organisations, sender first, referrals are open that tell of people; protected ones left out."""
    with as_system("whether partners share with no agreement; no word of any matter"):
        open_now = Referral.objects.filter(state__in=sorted(ON_A_DESK), sensitivity=Sensitivity.PARTNERS)
        pairs = open_now.values_list("sender_team__organisation", "receiver_team__organisation")
        return list(pairs.order_by().distinct())
