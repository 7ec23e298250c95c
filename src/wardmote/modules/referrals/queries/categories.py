"""What a change to a category or its clock would touch: numbers of what is open, never what is protected."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Count

from wardmote.kernel.database import as_system
from wardmote.shared.partnerships.ports import StillOpen
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Observation, Referral
from ..rules import ON_A_DESK, OPEN_OBSERVATIONS

_TOLD = (Sensitivity.OPEN, Sensitivity.PARTNERS)


def open_of(category_id: int) -> StillOpen:
    """How many observations and referrals of a category are open: two queries over what is open.

    Drafts are their writer's own, and protected matters are nobody's but their readers'.
    """
    with as_system("what a change to a category would touch"):
        return StillOpen(
            observations=Observation.objects.filter(
                category=category_id,
                state__in=sorted(OPEN_OBSERVATIONS),
                sensitivity__in=_TOLD,
            ).count(),
            referrals=Referral.objects.filter(
                category=category_id, state__in=sorted(ON_A_DESK), sensitivity__in=_TOLD
            ).count(),
        )


def running_by(clock_ids: Collection[int]) -> Mapping[int, int]:
    """How many open referrals go by each of the clocks: one query over what is open."""
    with as_system("what a change to a clock would touch"):
        running = Referral.objects.filter(
            clock__in=clock_ids, state__in=sorted(ON_A_DESK), sensitivity__in=_TOLD
        )
        return dict(running.values_list("clock").annotate(Count("pk")))
