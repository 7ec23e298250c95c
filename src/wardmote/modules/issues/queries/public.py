"""What everybody may read of issues: only what is published, as nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from wardmote.kernel.database import Page, page_of
from wardmote.shared.geography.rules.coordinates import Position

from ..models import Decision, Issue
from ..rules import CLOSED, LIVING, IssueState

PAGE = 30
ON_A_MAP = 100
"""Issues that a map shows, those with the highest priority: as many whether there are a hundred or ten thousand."""
_NEAR = 3
"""Figures after the point of a degree: about a hundred metres, so that no home is pointed at."""


@dataclass(frozen=True, kw_only=True)
class PublicNarrowing:
    """Which published issues: of some wards, or of all; in one state, or those that live."""

    wards: Sequence[int] | None = None
    state: IssueState | None = None

    @property
    def asked(self) -> Q:
        """The same, for the database."""
        states = [self.state.value] if self.state else sorted(LIVING)
        found = Q(is_public=True, merged_into=None, state__in=states)
        return found if self.wards is None else found & Q(ward__in=self.wards)

    @property
    def order(self) -> tuple[str, ...]:
        """By priority, or what was decided last first."""
        return ("-closed_at", "-id") if self.state in CLOSED else ("-score", "-id")


def public_issue(reference: str) -> Issue:
    """A published issue; one that was merged gives the one it is part of now. Raises DoesNotExist."""
    found = Issue.objects.filter(is_public=True).select_related("category", "ward", "merged_into")
    issue = found.get(reference=reference)
    while issue.merged_into_id is not None:
        issue = found.get(pk=issue.merged_into_id)
    return issue


def public_issues(narrowing: PublicNarrowing, *, after: str | None = None, size: int = PAGE) -> Page[Issue]:
    """A page of published issues. One query."""
    found = Issue.objects.filter(narrowing.asked).select_related("category", "ward")
    return page_of(found, order=narrowing.order, after=after, size=size)


def on_the_map(narrowing: PublicNarrowing) -> Sequence[Position]:
    """Where published issues are, roughly: at most ON_A_MAP of them. One query."""
    found = Issue.objects.filter(narrowing.asked, latitude__isnull=False).order_by(*narrowing.order)
    places = found.only("latitude", "longitude")[:ON_A_MAP]
    return [where for issue in places if (where := roughly(issue))]


def roughly(issue: Issue) -> Position | None:
    """Where an issue is, to about a hundred metres; None where it has no point."""
    if issue.latitude is None or issue.longitude is None:
        return None
    return Position(round(issue.latitude, _NEAR), round(issue.longitude, _NEAR))


def comes_before(issue: Issue, wards: Sequence[int], *, most: int = 100) -> int:
    """How many published issues in some wards come before one by priority, counted to a bound. One query."""
    before = Issue.objects.filter(PublicNarrowing(wards=wards).asked).filter(
        Q(score__gt=issue.score) | Q(score=issue.score, pk__gt=issue.pk)
    )
    return before.order_by()[:most].count()


def last_decisions(found: Sequence[Issue]) -> Mapping[int, Decision]:
    """The latest decision on each of some published issues, by the issue's number. One query."""
    rows = Decision.objects.filter(is_public=True, issue__in=[issue.pk for issue in found])
    return {row.issue_id: row for row in rows.order_by("issue", "-at", "-pk").distinct("issue")}
