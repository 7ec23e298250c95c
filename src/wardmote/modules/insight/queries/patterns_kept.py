"""Patterns as they were last found, to those who may know, and only them: each row names its readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, page_of
from wardmote.modules.referrals import queries as referrals

from ..models import Pattern, PatternLook
from ..permissions import Permission
from ..rules.patterns import OF_A_DOOR, Circle, PatternKind
from ..rules.patterns.saying import Told
from .patterns import Names, names_of, told_of

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

PAGE = 10
MOST_SHOWN = 10
"""Matters of one pattern on a page."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A pattern as somebody may know of it: in words, the matters that they may read, and how many they may not."""

    pattern: Pattern
    told: Told
    matters: Sequence[Observation]
    hidden: int

    @property
    def is_protected(self) -> bool:
        """Whether what is protected speaks for it."""
        return self.pattern.circle == Circle.PROTECTED


def patterns(
    actor: Actor, *, wards: frozenset[int] = frozenset(), after: str | None = None
) -> tuple[Page[Pattern], list[Shown]]:
    """The patterns that the actor may know of, the newest found first, in some wards or anywhere. Raises NotAllowed.

    Where a door is, and what it is about, is told only by the matters that they read themselves.
    """
    access.require(actor, Permission.SEE_PATTERNS)
    rows = Pattern.objects.filter(Q(readers__overlap=list(actor.keys)), ended_at=None)
    if wards:
        rows = rows.filter(wards__overlap=sorted(wards))
    page = page_of(rows, order=("-found_at", "-id"), after=after, size=PAGE)
    names = names_of(page.rows)
    numbers = {number for row in page.rows for number in row.evidence}
    by_number = {one.pk: one for one in referrals.matters_among(actor, numbers)}
    return page, [_shown(row, names, by_number) for row in page.rows]


def patterns_looked_at() -> datetime | None:
    """When patterns were last looked for. None before the first time. One query."""
    look = PatternLook.objects.order_by("-day").first()
    return look.at if look else None


def _shown(row: Pattern, names: Names, by_number: dict[int, Observation]) -> Shown:
    matters = [by_number[number] for number in row.evidence if number in by_number]
    told = told_of(row, names)
    if row.kind in OF_A_DOOR:
        place = next((one.place_words for one in matters if one.place_words), "")
        told = replace(told, what="", where=place if row.kind != PatternKind.PERSON else "")
    return Shown(pattern=row, told=told, matters=matters[:MOST_SHOWN], hidden=row.count - len(matters))
