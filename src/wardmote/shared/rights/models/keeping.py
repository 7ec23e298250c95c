"""How long what belongs to a request is kept, and why."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep, Shed, Since

MAX_WORDS = 5_000

SIX_YEARS = Keep(months=72, after=Since.CLOSED, shed=Shed.EMPTIED)
"""As long as somebody may bring a claim about how their request was answered (Limitation Act 1980, section 2)."""
SIX_YEARS_UNSEEN = Keep(months=72, after=Since.CLOSED, shed=Shed.EMPTIED, own_copy=False)
"""The same, of what would tell the person of somebody else."""
FOR_A_TIME = Keep(months=1, after=Since.CREATED, shed=Shed.EMPTIED, own_copy=False)
"""A made copy: what it holds stands in its places; it is there to be handed over."""


def known_codes(
    field: str, codes: Iterable[str], name: str, *, empty: bool = False
) -> models.CheckConstraint:
    """A constraint that the field holds one of the codes, or also nothing."""
    allowed = [str(getattr(code, "value", code)) for code in codes]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [*allowed, *([""] if empty else [])]}), name=name
    )
