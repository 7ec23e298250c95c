"""What stands beside a report on its own pages: how near its victim is to the right to a review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.modules.referrals.ports import Note

from ..permissions import Permission
from ..rules import Count
from .procedure import procedure_on
from .watch import count_for

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

MOST_ASKED = 3
"""Of how many people of one report it is worked out on its own page."""


def notes_beside(actor: Actor, observation: Observation, positions: Sequence[int]) -> Sequence[Note]:
    """A note for each person who may ask for a review, or nearly. One query where the kind of matter does not count."""
    if not positions or not access.allows(actor, Permission.WATCH, observation):
        return []
    procedure = procedure_on()
    if procedure is None or observation.category_id not in procedure.categories:
        return []
    notes = []
    for position in positions[:MOST_ASKED]:
        counted = count_for(actor, procedure, observation, position, today())
        notes += [
            Note(
                words=sentence,
                url=reverse("reviews:watch", args=[observation.reference, position]),
                more="See what counts",
            )
            for sentence in ([said_of(counted)] if counted.is_met or counted.is_near else [])
        ]
    return notes


def said_of(counted: Count) -> str:
    """How it stands, in a sentence or two."""
    number, until = counted.number, counted.counts_until
    if counted.is_met:
        return (
            "They may ask for an ASB case review: " + _incidents(number) + " count. Tell them of their right."
        )
    if counted.is_near and until:
        return (
            f"{_incidents(number).capitalize()} of anti-social behaviour count. One more reported by"
            f" {until.day} {until:%B %Y}, and they may ask for an ASB case review."
        )
    if number:
        return f"{_incidents(number).capitalize()} of anti-social behaviour count. {counted.limits.reports} are needed."
    return "Nothing counts towards an ASB case review at the moment."


def _incidents(number: int) -> str:
    return "one incident" if number == 1 else f"{number} incidents"
