"""Who has looked at a referral, told to whoever is responsible for it (R1.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import looks_at
from wardmote.kernel.audit.models import Look
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.queries import Somebody

from ..models import Referral
from ..permissions import Permission
from ..rules import Ground, strongest

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One look: when, who, on which page (its code), on what ground, and whether they saw who is concerned."""

    at: datetime
    who: Somebody
    page: str
    ground: Ground
    people: bool
    opened: bool
    by_program: bool


@dataclass(frozen=True, kw_only=True)
class LooksPage:
    """A page of looks, the latest first; ``next`` is where to go on."""

    rows: Sequence[Looked]
    next: int | None


def who_looked(
    actor: Actor, referral: Referral, *, lists: bool = False, before: int | None = None
) -> LooksPage:
    """Who looked at a referral, at those it carries on, at what was seen and at who is concerned. Three queries.

    Only pages of one record, unless ``lists``. Raises NotAllowed.
    """
    access.require(actor, Permission.SEE_LOOKS, referral)
    people = f"people:{referral.observation_id}"
    subjects = [
        f"observation:{referral.observation_id}",
        people,
        *(f"referral:{number}" for number in (referral.pk, *referral.earlier)),
    ]
    found = looks_at(subjects, opened_only=not lists, before=before, size=PAGE + 1)
    shown = found[:PAGE]
    names = partnerships.who_acted({look.actor_id for look in shown})
    return LooksPage(
        rows=[
            Looked(
                at=look.at,
                who=names[look.actor_id],
                page=look.page,
                ground=_ground(look, subjects),
                people=people in look.subjects,
                opened=look.opened,
                by_program=look.via.startswith("token:"),
            )
            for look in shown
        ],
        next=shown[-1].pk if len(found) > PAGE else None,
    )


def _ground(look: Look, subjects: Sequence[str]) -> Ground:
    return strongest(
        Ground(ground)
        for subject, ground in zip(look.subjects, look.grounds, strict=True)
        if subject in subjects
    )
