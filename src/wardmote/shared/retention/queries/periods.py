"""How long each part of each kind is kept: as the release says, or as the partnership has decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.privacy.kinds import Kind, Part, kinds

from ..models import PeriodChange
from ..permissions import Permission
from ..rules import months_in_words, rule_in_words


@dataclass(frozen=True, kw_only=True)
class KeptFor:
    """How long one part of a kind is kept now, and whether that is the partnership's own wish."""

    kind: Kind
    part: Part
    months: int
    change: PeriodChange | None

    @property
    def rule(self) -> str:
        """The rule in words."""
        return rule_in_words(self.months, self.kind.begins)

    @property
    def period(self) -> str:
        """The period in words."""
        return months_in_words(self.months)

    @property
    def bounds(self) -> str:
        """From how long to how long it may be kept."""
        period = self.part.period
        return f"{months_in_words(period.shortest)} to {months_in_words(period.longest)}"


def months_of() -> Mapping[tuple[str, str], PeriodChange]:
    """What the partnership has decided, by kind and part. One query."""
    return {(one.kind, one.part): one for one in _in_force()}


def _in_force() -> Sequence[PeriodChange]:
    return list(PeriodChange.objects.filter(ended_at__isnull=True).select_related("decided_by"))


def schedule(actor: Actor) -> Sequence[KeptFor]:
    """Every kind with its parts: those that always have a time of their own, or were given one. Two queries."""
    access.require(actor, Permission.READ)
    changes = months_of()
    return [
        KeptFor(
            kind=kind,
            part=part,
            months=change.months if change else part.period.months,
            change=change,
        )
        for kind in kinds()
        for part in (kind.part(""), *kind.parts())
        if (change := changes.get((kind.key, part.key))) or not part.key or part.period != kind.period
    ]


def changes_of(actor: Actor, kind: str) -> Sequence[PeriodChange]:
    """Everything the partnership ever decided on a kind, the latest first. One query."""
    access.require(actor, Permission.READ)
    return list(PeriodChange.objects.filter(kind=kind).select_related("decided_by")[:100])
