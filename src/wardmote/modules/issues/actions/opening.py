"""Opening an issue from what people said, and wording it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals.rules import band_of
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..events import IssueOpened
from ..models import MAX_TITLE, MAX_WORDS, Act, Issue
from ..permissions import Permission, readers_of
from ..rules import ActKind, WeighedBecause
from . import wording
from .counting import count_again
from .holding import check_holdable, put_in
from .placing import lies

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation
    from wardmote.shared.partnerships.models import Category

LONGEST_PLACE = 300


@dataclass(frozen=True, kw_only=True)
class NewIssue:
    """What somebody wrote of a problem. The place, in WGS 84 degrees, is that of the first observation if left out.

    Without a category it is that of the first observation.
    """

    title: str
    words: str = ""
    category: Category | None = None
    sensitivity: Sensitivity = Sensitivity.OPEN
    latitude: float | None = None
    longitude: float | None = None
    place_words: str = ""


@transaction.atomic
def open_issue(
    *,
    by: Actor,
    observations: Sequence[Observation],
    new: NewIssue,
    suggested: Mapping[int, Sequence[str]] | None = None,
) -> Issue:
    """Make one problem of what people said. `suggested` has the reasons why some go together, by number.

    Raises NotReady for words that name somebody, or for what is protected; Conflict for what is in an issue already.
    """
    access.require(by, Permission.OPEN_ISSUE)
    issue, act = make(by, observations, new, reason="", kind=ActKind.OPENED)
    put_in(issue, observations, act, suggested or {})
    count_again(issue, by=by, because=WeighedBecause.OPENED)
    record(Audited.OPENED, by=by, subject=issue, observations=[each.pk for each in observations])
    publish(IssueOpened(issue_id=issue.pk), about=issue)
    return issue


def make(
    by: Actor, observations: Sequence[Observation], new: NewIssue, *, reason: str, kind: ActKind
) -> tuple[Issue, Act]:
    """Make an issue that holds nothing yet, and the act that made it. The caller has asked whether the actor may."""
    check_holdable(by, observations)
    first = observations[0]
    category = new.category or first.category
    if category.sensitivity == Sensitivity.PROTECTED:
        raise NotReady(
            f"“{category}” is protected, so no issue is made of it. Pass it on to the teams that protect people.",
            field="category",
        )
    sensitivity = max(
        Sensitivity(new.sensitivity), Sensitivity(category.sensitivity), key=lambda level: level.rank
    )
    teams = partnerships.team_ids_of(by)
    issue = Issue(
        title=wording.line(new.title, field="title", called="the title", longest=MAX_TITLE),
        words=wording.text(
            new.words, field="words", called="what it is about", longest=MAX_WORDS, required=False
        ),
        category=category,
        sensitivity=sensitivity,
        told_seriousness=first.seriousness,
        told_band=band_of(first.people_affected),
        first_told_at=first.observed_at,
        last_told_at=first.observed_at,
        seriousness=first.seriousness,
        band=band_of(first.people_affected),
        score=0,
        opened_by_id=by.person_id,
        opened_for_id=min(teams, default=None),
        opened_at=now(),
        changed_at=now(),
        readers=readers_of(sensitivity, person_id=by.person_id, team_ids=frozenset(teams)),
    )
    _place(issue, new, observations)
    issue.save()
    act = Act.objects.create(
        issue=issue, kind=kind, by_id=by.person_id, at=now(), reason=reason, readers=issue.readers
    )
    return issue, act


@transaction.atomic
def reword(*, by: Actor, issue: Issue, title: str, words: str, version: int | None = None) -> Issue:
    """Say anew what an issue is about. Raises NotReady for words that name somebody, Conflict when it has changed."""
    issue = lock(issue)
    access.require(by, Permission.GATHER, issue)
    if issue.is_public:
        access.require(by, Permission.PUBLISH, issue)
    if version is not None and issue.version != version:
        raise Conflict(
            "Somebody has changed this issue since. The page shows it as it is now; yours is kept below."
        )
    issue.title = wording.line(title, field="title", called="the title", longest=MAX_TITLE)
    issue.words = wording.text(
        words, field="words", called="what it is about", longest=MAX_WORDS, required=issue.is_public
    )
    issue.version += 1
    issue.changed_at = now()
    issue.save(update_fields=["title", "words", "version", "changed_at"])
    record(Audited.REWORDED, by=by, subject=issue, version=issue.version)
    return issue


def _place(issue: Issue, new: NewIssue, observations: Sequence[Observation]) -> None:
    spot: dict[str, Any] = {"latitude": new.latitude, "longitude": new.longitude}
    if new.latitude is None or new.longitude is None:
        with_point = [each for each in observations if each.latitude is not None]
        spot = (
            {"latitude": with_point[0].latitude, "longitude": with_point[0].longitude}
            if with_point
            else {"latitude": None, "longitude": None}
        )
    ward = next((each.ward_id for each in observations if each.ward_id), None)
    issue.ward_id, issue.area_ids = lies(**spot, ward_id=ward)
    if issue.sensitivity == Sensitivity.OPEN:  # the point of one among partners could be somebody's home
        issue.latitude, issue.longitude = spot["latitude"], spot["longitude"]
        issue.place_words = wording.line(
            new.place_words, field="place_words", called="the place", longest=LONGEST_PLACE, required=False
        )
