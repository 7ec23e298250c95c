"""What lies on a team's desk, and what the team passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.database import Page, page_of
from wardmote.shared.partnerships import queries as partnerships

from ..models import (
    Referral,
)
from ..permissions import readable_by
from ..rules import (
    BACK_WITH_SENDER,
    ON_A_DESK,
    OPEN_STATES,
    Hold,
)

PAGE = 50


class Box(StrEnum):
    """The views of a team's inbox, each with an address of its own."""

    TO_DO = "to-do"
    OVERDUE = "overdue"
    TODAY = "due-today"
    NOBODY = "nobody-yet"
    MINE = "mine"
    PAUSED = "paused"
    RETURNED = "returned"


class Order(StrEnum):
    """How an inbox is sorted."""

    DEADLINE = "deadline"
    PRIORITY = "priority"
    NEWEST = "newest"


_FIELDS = {
    Order.DEADLINE: ("next_deadline_at", "id"),
    Order.PRIORITY: ("-priority", "next_deadline_at", "id"),
    Order.NEWEST: ("-sent_at", "-id"),
}


def _end_of_today(at: datetime) -> datetime:
    tomorrow = at.astimezone(LONDON).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=LONDON)


def in_box(actor: Actor, box: Box, at: datetime) -> Q:
    """What a view of the inbox holds at a moment."""
    return {
        Box.TO_DO: Q(),
        Box.OVERDUE: Q(next_deadline_at__lt=at),
        Box.TODAY: Q(next_deadline_at__gte=at, next_deadline_at__lt=_end_of_today(at)),
        Box.NOBODY: Q(claimed_by__isnull=True, state__in=sorted(OPEN_STATES)),
        Box.MINE: Q(claimed_by_id=actor.person_id),
        Box.PAUSED: ~Q(hold=Hold.NONE),
        Box.RETURNED: Q(state__in=sorted(BACK_WITH_SENDER)),
    }[box]


def _on_desk(actor: Actor, team_id: int) -> QuerySet[Referral]:
    return Referral.objects.filter(
        readable_by(actor), accountable_team_id=team_id, state__in=sorted(ON_A_DESK)
    )


def inbox(
    actor: Actor,
    team_id: int,
    *,
    box: Box = Box.TO_DO,
    words: str = "",
    order: Order = Order.DEADLINE,
    after: str | None = None,
    size: int = PAGE,
) -> Page[Referral]:
    """What lies on a team's desk, next deadline first by default. Empty for another team than the actor's."""
    if team_id not in partnerships.team_ids_of(actor):
        return Page(rows=[], next=None, previous=None)
    rows = _on_desk(actor, team_id).filter(in_box(actor, box, now()))
    if words:
        rows = rows.filter(
            Q(reference__startswith=words.upper())
            | Q(observation__words__icontains=words)
            | Q(observation__place_words__icontains=words)
        )
    rows = rows.select_related(
        "observation", "category", "ward", "sender_team__organisation", "receiver_team", "claimed_by"
    )
    return page_of(rows, order=_FIELDS[order], after=after, size=size)


def inbox_counts(actor: Actor, team_id: int) -> Mapping[Box, int]:
    """How many lie in each view of the inbox: one query over what is open."""
    if team_id not in partnerships.team_ids_of(actor):
        return dict.fromkeys(Box, 0)
    at = now()
    counted = _on_desk(actor, team_id).aggregate(
        **{
            box.name: Count("pk", filter=in_box(actor, box, at)) if box != Box.TO_DO else Count("pk")
            for box in Box
        }
    )
    return {box: counted[box.name] for box in Box}


def waiting(actor: Actor) -> int:
    """How many referrals lie on the desks of the actor's teams."""
    return Referral.objects.filter(
        readable_by(actor),
        accountable_team_id__in=partnerships.team_ids_of(actor),
        state__in=sorted(ON_A_DESK),
    ).count()


def sent_by_team(actor: Actor, team_id: int, *, after: str | None = None, size: int = PAGE) -> Page[Referral]:
    """What a team passed on, newest first. Empty for a team the actor does not work in."""
    if team_id not in partnerships.team_ids_of(actor):
        return Page(rows=[], next=None, previous=None)
    rows = Referral.objects.filter(readable_by(actor), sender_team_id=team_id).select_related(
        "observation", "category", "ward", "receiver_team__organisation", "claimed_by"
    )
    return page_of(rows, order=("-sent_at", "-id"), after=after, size=size)


def needing_sender(actor: Actor, team_id: int) -> Sequence[Referral]:
    """What a team passed on that waits for it: sent back, unanswered, or with a question. At most a page."""
    if team_id not in partnerships.team_ids_of(actor):
        return []
    rows = Referral.objects.filter(
        readable_by(actor),
        Q(state__in=sorted(BACK_WITH_SENDER), accountable_team_id=team_id) | Q(hold=Hold.ASKED),
        sender_team_id=team_id,
        state__in=sorted(ON_A_DESK),
    ).select_related("observation", "category", "ward", "receiver_team__organisation", "claimed_by")
    return list(rows.order_by("next_deadline_at", "pk")[:PAGE])
