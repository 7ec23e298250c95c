"""What would move if a modifier went into the sum of all issues, or out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now

from ..models import Issue, ModifierSwitch
from ..permissions import Permission, readable_by
from ..ports import need_of
from ..rules import LIVING, Modifier, most, weigh
from .weighing import facts_of, switched_on

LOOKED_AT = 2_000
SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Moved:
    """An issue whose place would change: its score and its place in the list, now and then."""

    issue: Issue
    score: int
    then: int
    place: int
    place_then: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a switch would do: `moved` those that move furthest, of `moving` that move, of `looked_at`."""

    modifier: Modifier
    is_on: bool
    out_of: int
    moved: Sequence[Moved]
    moving: int
    looked_at: int


def preview(actor: Actor, modifier: Modifier) -> Preview:
    """What switching a modifier would move, among the issues with the highest priority. Three queries."""
    access.require(actor, Permission.SWITCH_MODIFIERS)
    counted = switched_on()
    then = counted ^ {modifier}
    living = Issue.objects.filter(readable_by(actor), merged_into=None, state__in=sorted(LIVING))
    found = list(living.order_by("-score", "-pk")[:LOOKED_AT])
    need = need_of({issue.ward_id for issue in found if issue.ward_id})
    at = now()
    scores = {issue.pk: weigh(facts_of(issue, need, at), then).score for issue in found}
    places = {issue.pk: place for place, issue in enumerate(found, start=1)}
    in_order = sorted(found, key=lambda issue: (-scores[issue.pk], -issue.pk))
    moved = [
        Moved(
            issue=issue,
            score=issue.score,
            then=scores[issue.pk],
            place=places[issue.pk],
            place_then=place_then,
        )
        for place_then, issue in enumerate(in_order, start=1)
        if places[issue.pk] != place_then
    ]
    furthest = sorted(moved, key=lambda one: (-abs(one.place - one.place_then), one.place_then))
    return Preview(
        modifier=modifier,
        is_on=modifier in counted,
        out_of=most(then),
        moved=furthest[:SHOWN],
        moving=len(moved),
        looked_at=len(found),
    )


def switches() -> Sequence[ModifierSwitch]:
    """Every switch there ever was, the latest first. One query."""
    return list(ModifierSwitch.objects.select_related("by").order_by("-at", "-pk")[:50])
