"""What silence sets off next on a referral: the facts the rules decide on, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from .. import rules
from ..models import Referral
from ..rules import ON_A_DESK, Climb, Deadline, DeadlineKind, Reach, Situation, next_rung

if TYPE_CHECKING:
    from wardmote.kernel.working_time import Calendar

    from .story import ReferralStory

_AT_ONCE = 500


def climb_of(
    referral: Referral, situation: Situation, deadline: Deadline | None, calendar: Calendar
) -> Climb | None:
    """The rung a referral comes to if nobody does anything. One query; none for what has ended."""
    if deadline is None:
        return None
    return next_rung(
        situation, deadline, referral.clock.times.ladder, calendar, reach_of(referral, situation)
    )


def rungs_to_come(story: ReferralStory) -> Sequence[Climb]:
    """What comes when if nobody does anything, as things stand; nothing for whoever reads no whole log. One query."""
    referral, situation = story.referral, story.situation
    if situation is None or story.deadline is None or story.calendar is None:
        return ()
    reach = reach_of(referral, situation)
    return rules.rungs_to_come(situation, story.deadline, referral.clock.times.ladder, story.calendar, reach)


def reach_of(referral: Referral, situation: Situation) -> Reach:
    """Who is there to hear of this referral, and where it could go. One query."""
    desks = partnerships.staffing([referral.sender_team_id, referral.receiver_team_id])
    return rules.reach_of(
        situation,
        sender=desks.get(referral.sender_team_id),
        receiver=desks.get(referral.receiver_team_id),
        coordinator=next((desk for desk in desks.values() if desk.is_coordinator), None),
        protected=referral.sensitivity == Sensitivity.PROTECTED,
    )


def due_to_climb(at: datetime) -> Iterator[int]:
    """The ids of the referrals on which silence sets something off by then, the longest due first.

    Read a few at a time, each once, however many of them climb meanwhile. The caller acts as the system.
    """
    due = Referral.objects.filter(climbs_at__lte=at).order_by("climbs_at", "pk")
    after = Q()
    while rows := list(due.filter(after).values_list("climbs_at", "pk")[:_AT_ONCE]):
        yield from (pk for _, pk in rows)
        last_at, last = rows[-1]
        after = Q(climbs_at__gt=last_at) | Q(climbs_at=last_at, pk__gt=last)


def held_up() -> list[int]:
    """The ids of the referrals that lie late where silence sets off nothing, because nobody else could hold them.

    What lies with the coordinator is at the top, and is left out. The caller acts as the system.
    """
    late = Referral.objects.filter(state__in=sorted(ON_A_DESK), climbs_at__isnull=True)
    return list(
        late.exclude(next_deadline_kind=DeadlineKind.SETTLE).order_by("pk").values_list("pk", flat=True)
    )
