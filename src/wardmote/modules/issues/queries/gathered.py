"""In which issue an observation is, and which issues it may speak of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from wardmote.kernel.actor import Actor

from ..models import Gathering, Issue
from ..permissions import readable_by
from ..rules import LIVING

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

MOST = 8


def issue_of(actor: Actor, observation: Observation) -> Issue | None:
    """The issue that holds an observation now, if the actor may read it. One query."""
    return issues_of(actor, [observation.pk]).get(observation.pk)


def issues_of(actor: Actor, observations: Collection[int]) -> Mapping[int, Issue]:
    """The issues that hold some observations now, by the observation's number, where the actor may read them."""
    rows = Gathering.objects.filter(readable_by(actor), observation__in=observations, ended_at=None)
    return {row.observation_id: row.issue for row in rows.select_related("issue")}


def in_open_issue(observations: Collection[int]) -> frozenset[int]:
    """Which of these are in an issue that lives, so that somebody owes an answer on them. As the system. One query."""
    rows = Gathering.objects.filter(
        observation__in=observations, ended_at=None, issue__state__in=sorted(LIVING)
    )
    return frozenset(rows.values_list("observation_id", flat=True))


def may_speak_of(actor: Actor, observation: Observation) -> Sequence[Issue]:
    """Issues that live in the same ward, those of the same kind first: one of them it may speak of. One query."""
    if observation.ward_id is None:
        return []
    found = list(
        Issue.objects.filter(
            readable_by(actor), merged_into=None, state__in=sorted(LIVING), ward=observation.ward_id
        )
        .select_related("category")
        .order_by("-score", "-pk")[: 10 * MOST]
    )
    return sorted(found, key=lambda issue: issue.category_id != observation.category_id)[:MOST]
