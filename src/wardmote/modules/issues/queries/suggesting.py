"""What may speak of the same problem: as pages offer it, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.kernel.actor import Actor
from wardmote.modules.referrals import queries as referrals

from ..models import Gathering, Issue
from ..permissions import readable_by
from .alike import alike

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

LOOKED_FROM = 3
"""The newest of what an issue holds, from which others are looked for."""
MOST = 12


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """An observation that may speak of the same problem, why, and the issue that holds it, if one does."""

    observation: Observation
    reasons: Sequence[str]
    issue: Issue | None = None


def suggested_for(actor: Actor, issue: Issue) -> Sequence[Suggestion]:
    """What may belong to an issue too, and is in none: looked for from the newest that it holds."""
    rows = Gathering.objects.filter(readable_by(actor), issue=issue, ended_at=None).order_by(
        "-began_at", "-pk"
    )
    held = referrals.observations_numbered(actor, [row.observation_id for row in rows[:LOOKED_FROM]])
    found: dict[int, Suggestion] = {}
    for observation in held.values():
        for each in suggested_from(actor, observation):
            if each.issue is None:
                found.setdefault(each.observation.pk, each)
    return list(found.values())[:MOST]


def suggested_from(actor: Actor, observation: Observation) -> Sequence[Suggestion]:
    """What may speak of the same problem as one observation, the likest first. At most three queries."""
    found = alike(actor, observation, most=MOST)
    holding = Gathering.objects.filter(
        readable_by(actor), observation__in=[each.observation.pk for each in found], ended_at=None
    ).select_related("issue")
    issues = {row.observation_id: row.issue for row in holding} if found else {}
    return [
        Suggestion(
            observation=each.observation,
            reasons=[part.said for part in each.likeness.parts if part.said],
            issue=issues.get(each.observation.pk),
        )
        for each in found
    ]
