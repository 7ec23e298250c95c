"""Legal holds: what they lie on, and whether they keep something."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.kernel.privacy.kinds import Holds

from ..models import Hold
from ..permissions import Permission
from ..rules import HoldOn

_REASON = "legal holds, for data protection officers"


def _holds() -> QuerySet[Hold]:
    return Hold.objects.select_related(
        "team__organisation", "category", "colleague", "placed_by", "lifted_by"
    )


def holds_kept(actor: Actor, *, lifted: bool = False, after: str | None = None, size: int = 50) -> Page[Hold]:
    """Legal holds in force, or those lifted, the newest first. One query. Raises NotAllowed."""
    access.require(actor, Permission.HOLD)
    with as_system(_REASON):
        rows = _holds().filter(lifted_at__isnull=not lifted)
        return page_of(rows, order=("-placed_at", "-id"), after=after, size=size)


def hold_with(actor: Actor, pk: int) -> Hold:
    """One hold. Raises NotAllowed, and DoesNotExist where there is none."""
    access.require(actor, Permission.HOLD)
    with as_system(_REASON):
        return _holds().get(pk=pk)


def holds_to_review(actor: Actor) -> int:
    """How many holds in force should have been looked at again by now. One query. Raises NotAllowed."""
    access.require(actor, Permission.HOLD)
    with as_system(_REASON):
        return Hold.objects.filter(lifted_at__isnull=True, review_on__lte=today()).count()


def holds_in_force() -> Sequence[Hold]:
    """Every hold in force, for the platform; as the system. One query."""
    return list(Hold.objects.filter(lifted_at__isnull=True).order_by("pk"))


def what_is_held() -> Holds:
    """What holds in force lie on, for the platform; as the system. One query."""
    found = holds_in_force()
    return Holds(
        records=frozenset(one.record for one in found if one.on == HoldOn.RECORD),
        people=frozenset(one.name for one in found if one.on == HoldOn.PERSON),
        teams=frozenset(one.team_id for one in found if one.team_id is not None),
        categories=frozenset(one.category_id for one in found if one.category_id is not None),
        colleagues=frozenset(one.colleague_id for one in found if one.colleague_id is not None),
    )


def is_held(
    *,
    records: Collection[str] = (),
    teams: Collection[int] = (),
    categories: Collection[int] = (),
    colleagues: Collection[int] = (),
) -> bool:
    """Whether a hold lies on any of these, for a page that shows one record to who may read it. One query.

    Not by the name of a person: who may read a record need not know of whom another body asks.
    """
    with as_system("whether a legal hold keeps a record"):
        return (
            Hold.objects.filter(
                Q(record__in=records)
                | Q(team__in=teams)
                | Q(category__in=categories)
                | Q(colleague__in=colleagues),
                lifted_at__isnull=True,
            )
            .exclude(on=HoldOn.PERSON)
            .exists()
        )
