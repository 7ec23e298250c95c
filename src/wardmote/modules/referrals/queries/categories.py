"""What a change to a category or its clock would touch: numbers of what is open, never what is protected."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Count

from wardmote.kernel.database import as_system
from wardmote.shared.partnerships.ports import StillOpen
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Observation, Referral, SavedMapping
from ..rules import ON_A_DESK, OPEN_OBSERVATIONS
from ..rules.mapping import Everything, WrongMapping, read_mapping

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


def mappings_naming(key: str) -> Sequence[str]:
    """The mappings kept for imports that name a category, by name. One that cannot be read any more names none."""
    kept = SavedMapping.objects.filter(ended_at__isnull=True, source__contains=key).order_by("name")
    return [mapping.name for mapping in kept[:_MAPPINGS] if _names(mapping.source, key)]


def _names(source: str, key: str) -> bool:
    try:
        return key in read_mapping(source, Everything()).categories
    except WrongMapping:
        return False


_MAPPINGS = 200
