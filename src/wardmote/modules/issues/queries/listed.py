"""Issues as those who work here see them: lists, one of them, what it holds and what was done with that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.kernel import access, references
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, page_of
from wardmote.modules.referrals import queries as referrals
from wardmote.shared.geography import queries as geography

from ..models import Act, Decision, Gathering, Issue, LevelChange, Referred, TakenOn, Weighing
from ..permissions import Permission, readable_by
from ..rules import LIVING, IssueState, Level
from .family import family_of

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

PAGE = 50
HELD = 50
"""What an issue holds that one page shows."""
MOST_IN_A_CHOICE = 30
ORDER = ("-score", "-id")


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Which issues a list shows: of an area's wards, at a level, in one state; without a state those that live."""

    wards: Sequence[int] | None = None
    level: Level | None = None
    state: IssueState | None = None

    @property
    def asked(self) -> Q:
        """The same, for the database."""
        states = [self.state.value] if self.state else sorted(LIVING)
        found = Q(merged_into=None, state__in=states)
        if self.wards is not None:
            found &= Q(ward__in=self.wards)
        return found & Q(level=self.level) if self.level is not None else found


def issues(actor: Actor, narrowing: Narrowing, *, after: str | None = None, size: int = PAGE) -> Page[Issue]:
    """The issues that the actor may read, by priority. One query."""
    found = Issue.objects.filter(readable_by(actor), narrowing.asked)
    return page_of(found.select_related("category", "ward"), order=ORDER, after=after, size=size)


def risen(actor: Actor, found: Sequence[Issue]) -> Mapping[int, LevelChange]:
    """How each of some issues last came to its level. One query."""
    changes = LevelChange.objects.filter(readable_by(actor), issue__in=[issue.pk for issue in found])
    latest = changes.order_by("issue", "-at", "-pk").distinct("issue")
    return {change.issue_id: change for change in latest}


def wards_of(area_id: int) -> Sequence[int]:
    """The wards of any year whose issues read under an area. No query while the map stands."""
    return sorted({span.ward for span in geography.reads_under_today(area_id)} or {area_id})


def issue_for(actor: Actor, reference: str) -> Issue:
    """One issue, for whoever works on it. Raises DoesNotExist when it is not there or not readable."""
    found = (
        Issue.objects.filter(readable_by(actor))
        .select_related("category", "ward", "merged_into", "opened_by", "opened_for")
        .get(reference=reference)
    )
    access.require(actor, Permission.READ_ISSUE, found)
    return found


@dataclass(frozen=True, kw_only=True)
class Held:
    """Something an issue holds, and the observation itself where the actor may read it."""

    gathering: Gathering
    observation: Observation | None


def held_by(actor: Actor, issue: Issue, *, after: str | None = None, size: int = HELD) -> Page[Held]:
    """What an issue holds, newest first. Two queries."""
    rows = Gathering.objects.filter(readable_by(actor), issue=issue, ended_at=None).select_related(
        "began_in__by"
    )
    page = page_of(rows, order=("-began_at", "-id"), after=after, size=size)
    found = referrals.observations_numbered(actor, [row.observation_id for row in page.rows])
    return Page(
        rows=[Held(gathering=row, observation=found.get(row.observation_id)) for row in page.rows],
        next=page.next,
        previous=page.previous,
    )


def acts_on(actor: Actor, issue: Issue) -> Sequence[Act]:
    """What was done with what an issue holds, newest first, each with what took it back. One query."""
    rows = Act.objects.filter(readable_by(actor)).filter(Q(issue=issue) | Q(other=issue))
    return list(rows.select_related("by", "other", "issue", "undone_by").order_by("-at", "-pk")[:PAGE])


def act_for(actor: Actor, issue: Issue, number: int) -> Act:
    """One act on an issue. Raises DoesNotExist."""
    return (
        Act.objects.filter(readable_by(actor))
        .filter(Q(issue=issue) | Q(other=issue))
        .select_related("issue", "other")
        .get(pk=number)
    )


@dataclass(frozen=True, kw_only=True)
class Story:
    """What became of an issue: of it and of all that was merged into it, in the order it happened."""

    weighings: Sequence[Weighing]
    levels: Sequence[LevelChange]
    decisions: Sequence[Decision]
    taken_on: Sequence[TakenOn]
    referred: Sequence[Referred]


def story_of(issue: Issue) -> Story:
    """The rows of an issue's story that whoever asks may see. Five queries, and one a step of merging."""
    family = family_of(issue)
    return Story(
        weighings=list(
            Weighing.objects.filter(issue=issue).select_related("by").order_by("-at", "-pk")[:PAGE]
        ),
        levels=list(LevelChange.objects.filter(issue__in=family).select_related("by")),
        decisions=list(Decision.objects.filter(issue__in=family).select_related("by")),
        taken_on=list(TakenOn.objects.filter(issue__in=family)),
        referred=list(Referred.objects.filter(issue__in=family).select_related("team__organisation")),
    )


def taken_on_for(actor: Actor, issue: Issue, number: int) -> TakenOn:
    """One group that took an issue on. Raises DoesNotExist."""
    return TakenOn.objects.filter(readable_by(actor)).select_related("issue").get(issue=issue, pk=number)


def others_near(actor: Actor, issue: Issue) -> Sequence[Issue]:
    """Other issues that live in the same ward, by priority: to merge with. One query."""
    found = Issue.objects.filter(
        readable_by(actor), merged_into=None, state__in=sorted(LIVING), ward=issue.ward_id
    )
    return list(found.exclude(pk=issue.pk).order_by("-score", "-pk")[:MOST_IN_A_CHOICE])


def issue_numbered(actor: Actor, typed: str) -> Issue | None:
    """The issue whose number somebody typed, however they wrote it, where they may read it. One query."""
    reference = references.read(typed)
    return Issue.objects.filter(readable_by(actor), reference=reference).first() if reference else None
