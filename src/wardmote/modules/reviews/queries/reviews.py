"""Reviews as those who have a part in them see them: the desk's list, and one with all that hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.database import Page, page_of
from wardmote.modules.referrals.queries import ReportOf, reports_counted
from wardmote.shared.partnerships import queries as partnerships

from ..models import InformationAsk, PanelSeat, Recommendation, Review, ReviewStep
from ..permissions import Permission, desk_key, readable_by
from ..rules import Count, Done, Move, Promise, count, promises
from .watch import as_counted, as_rules, looked_at_since, note_seen, said_of


def desk(actor: Actor, *, ended: bool = False, after: str | None = None, size: int = 50) -> Page[Review]:
    """The reviews that the actor has a part in: open ones by what is due first, or ended ones, the newest first."""
    access.require(actor, Permission.SEE_DESK)
    rows = Review.objects.filter(readable_by(actor), ended_at__isnull=not ended).select_related("desk")
    if ended:
        return page_of(rows, order=("-asked_at", "-id"), after=after, size=size)
    return page_of(rows, order=("asked_at", "id"), after=after, size=size)


def waiting(actor: Actor) -> int:
    """How many open reviews have something overdue. One query."""
    return Review.objects.filter(readable_by(actor), ended_at__isnull=True, due_at__lt=now()).count()


def has_a_part(actor: Actor) -> bool:
    """Whether the actor works in a team at all, and so may have a part in a review."""
    return access.allows(actor, Permission.SEE_DESK)


def review_for(actor: Actor, reference: str) -> Review:
    """One review with its steps, seats, questions and recommendations. Raises DoesNotExist. Six queries."""
    mine = readable_by(actor)
    review = (
        Review.objects.filter(mine)
        .select_related("procedure", "desk__organisation", "observation")
        .prefetch_related(
            Prefetch("steps", ReviewStep.objects.filter(mine).select_related("by_person")),
            Prefetch(
                "seats",
                PanelSeat.objects.filter(mine, ended_at__isnull=True).select_related("team__organisation"),
            ),
            Prefetch("asks", InformationAsk.objects.filter(mine).select_related("team__organisation")),
            Prefetch(
                "recommendations", Recommendation.objects.filter(mine).select_related("team__organisation")
            ),
        )
        .get(reference=reference)
    )
    access.require(actor, Permission.READ, review)
    return review


def promises_of(review: Review, steps: Sequence[ReviewStep]) -> Sequence[Promise]:
    """What was owed and when it was kept, in the working time of the desk. One query."""
    done = [Done(move=Move(step.move), at=step.at) for step in steps]
    return promises(done, review.procedure.times, partnerships.calendar_for(review.desk))


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What counts for a review on the day it was asked for, with the reports by their number."""

    count: Count
    reports: dict[int, ReportOf]


def count_of(actor: Actor, review: Review) -> Counted | None:
    """How many incidents count for a review; None where no report is named to count from. At most ten queries.

    As the desk counts, for all who read the review: of what is protected only what the desk's own key opens.
    """
    access.require(actor, Permission.READ, review)
    if review.observation_id is None or review.position is None:
        return None
    on = review.asked_at.astimezone(LONDON).date()
    found = reports_counted(
        [desk_key(review.desk_id, review.sensitivity)],
        review.observation_id,
        review.position,
        categories=review.procedure.categories,
        since=looked_at_since(review.procedure, on),
    )
    note_seen(actor, found)
    said = as_rules(said_of([report.number for report in found]))
    reports = [as_counted(one, review.procedure) for one in found]
    return Counted(
        count=count(reports, review.procedure.limits, on, said),
        reports={report.number: report for report in found},
    )


def ask_for(actor: Actor, number: int) -> InformationAsk:
    """One question to an agency. Raises DoesNotExist."""
    row = InformationAsk.objects.filter(readable_by(actor)).select_related("review", "team").get(pk=number)
    access.require(actor, Permission.READ, row.review)
    return row


def recommendation_for(actor: Actor, number: int) -> Recommendation:
    """One recommendation. Raises DoesNotExist."""
    row = Recommendation.objects.filter(readable_by(actor)).select_related("review", "team").get(pk=number)
    access.require(actor, Permission.READ, row.review)
    return row
