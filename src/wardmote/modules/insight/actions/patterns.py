"""Looking for patterns in everything that was recorded, once a night, and keeping what was found."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.kernel.privacy import blind
from wardmote.shared.partnerships.rules import MOVEMENT, Sensitivity

from ..audit import Audited
from ..models import Pattern, PatternLook
from ..permissions import Permission
from ..queries.patterns import looked_at
from ..rules.patterns import Circle, Found, find

_WHY = "keeping patterns across agencies"
_FIELDS = (
    "kind", "evidence", "count", "agencies", "wards", "categories", "first_on", "last_on", "facts", "chance",
    "corrected", "latitude", "longitude", "metres", "ended_at", "readers",
)  # fmt: skip


@transaction.atomic
def find_patterns(*, by: Actor, day: date) -> int:
    """Look for patterns as each circle of eyes may know of them, and keep them. Gives how many there are.

    Again on the same day is safe. What is not found any more is ended.
    """
    access.require(by, Permission.FIND_PATTERNS)
    look, _ = PatternLook.objects.update_or_create(day=day, defaults={"at": now()})
    total = 0
    with as_system(_WHY):
        for circle in Circle:
            total += _keep(by, circle)
    record(Audited.PATTERNS_FOUND, by=by, subject=look)
    return total


def _keep(by: Actor, circle: Circle) -> int:
    looked = looked_at(by, circle)
    secret = {one.number for one in looked.met if one.sensitivity == Sensitivity.PROTECTED}
    found = [one for one in find(looked)[0] if circle is Circle.PARTNERS or secret & set(one.evidence)]
    rows = [
        Pattern(
            circle=circle,
            kind=one.kind,
            about=blind("insight.pattern", one.about),
            evidence=list(one.evidence),
            count=one.count,
            agencies=one.agencies,
            wards=list(one.wards),
            categories=list(one.categories),
            first_on=one.since,
            last_on=one.until,
            facts=dict(one.facts),
            chance=one.chance,
            corrected=one.corrected,
            latitude=one.latitude,
            longitude=one.longitude,
            metres=one.metres,
            found_at=now(),
            readers=_readers(circle, one),
        )
        for one in {one.about: one for one in found}.values()
    ]
    Pattern.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["circle", "about"], update_fields=list(_FIELDS)
    )
    Pattern.objects.filter(circle=circle, ended_at=None).exclude(
        about__in=[row.about for row in rows]
    ).update(ended_at=now())
    return len(rows)


def _readers(circle: Circle, found: Found) -> list[int]:
    """Those who hold something of it; of the partners' circle also who sees that work moves, without where it is."""
    if circle is Circle.PROTECTED:
        return sorted(-team for team in found.teams)
    return sorted({MOVEMENT, *found.teams})
