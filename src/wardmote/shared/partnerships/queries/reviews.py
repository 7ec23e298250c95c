"""The roles that somebody must look at again: which are due, and which nobody has looked at for too long."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, page_of

from ..models import RoleHolding
from ..permissions import Permission, may_invite
from ..rules import EVERY, OVERDUE_AFTER, USUALLY_EVERY, time_between_reviews
from .inviting import may_give

COUNTED_TO = 100
"""The count beside the navigation stops here: more is "many" to anybody."""


def _due(late: bool = False) -> Q:
    """Held now, and not looked at for as long as the role may stand; ``late``, for a month more."""
    grace = OVERDUE_AFTER if late else OVERDUE_AFTER * 0
    due = Q(reviewed_at__lte=now() - time_between_reviews(USUALLY_EVERY) - grace)
    for role, months in EVERY.items():
        due |= Q(role=role, reviewed_at__lte=now() - time_between_reviews(months) - grace)
    soonest = now() - time_between_reviews(min(USUALLY_EVERY, *EVERY.values())) - grace
    # The bound that every due role meets comes first: the partial index is read from there.
    return Q(ended_at__isnull=True, reviewed_at__lte=soonest, person__is_active=True) & due


def roles_to_review(
    actor: Actor, *, only_late: bool = False, after: str | None = None, size: int = 50
) -> Page[RoleHolding]:
    """The roles that are due, of those the actor may confirm and end; the longest unseen first."""
    due = RoleHolding.objects.filter(may_give(actor), _due(only_late)).select_related(
        "person", "team__organisation", "organisation", "area", "reviewed_by"
    )
    return page_of(due, order=("reviewed_at", "id"), after=after, size=size)


def review_count(actor: Actor) -> int:
    """How many roles wait for the actor to look at them, counted as far as COUNTED_TO."""
    if not may_invite(actor):
        return 0
    return RoleHolding.objects.filter(may_give(actor), _due()).order_by()[:COUNTED_TO].count()


def late_review_count(actor: Actor) -> int:
    """How many roles nobody has looked at for a month since they were due, for the administrator."""
    access.require(actor, Permission.KEEP_PEOPLE)
    return RoleHolding.objects.filter(_due(late=True)).order_by()[:COUNTED_TO].count()


def roles_held_among(actor: Actor, numbers: Collection[int]) -> Sequence[RoleHolding]:
    """Those of the roles that are held now and that the actor may confirm and end."""
    held = RoleHolding.objects.filter(may_give(actor), pk__in=numbers, ended_at__isnull=True)
    return list(held.select_related("person", "team__organisation", "organisation", "area").order_by("pk"))
