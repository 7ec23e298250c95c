"""Places of Focus: set inside an Area on evidence and consultation, reviewed on a day, ended with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import shapely
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from shapely.geometry import shape

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import NotReady

from ..audit import Audited
from ..models import Area, AreaSet, FocusFinding, PlaceOfFocus
from ..permissions import Permission
from ..queries import ground_on, square_metres
from ..rules.boundaries import BadMap
from ..rules.composition import SLIVER
from ..rules.focus import FindingKind
from ..rules.words import AreaKind
from .loading import map_changed


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One piece of evidence, one consultation or one review, as it is written down."""

    kind: FindingKind
    on: date
    words: str
    link: str = ""
    asked: str = ""
    answered: int | None = None


@transaction.atomic
def set_place_of_focus(
    *,
    by: Actor,
    area: Area,
    inside: Area,
    since: date,
    review_on: date,
    findings: Sequence[Finding],
) -> PlaceOfFocus:
    """Say in which Area a Place of Focus lies, since when, when it is reviewed and what set it.

    Doing it again changes nothing but adds findings that are new. Raises BadMap for ground outside the Area, NotReady
    for what is missing: evidence and consultation are what makes it one.
    """
    area_set = lock(AreaSet.objects.get(pk=area.area_set_id))
    access.require(by, Permission.CHANGE_AREAS, area_set)
    if area_set.kind != AreaKind.FOCUS:
        raise BadMap(f"{area.name} is not in a set of Places of Focus.")
    _check_inside(area, inside, since)
    if review_on <= since:
        raise NotReady("Choose a day after the first one for the review.", field="review_on")
    for kind, words in (
        (FindingKind.EVIDENCE, "Write the evidence: which figures say that this place needs more care."),
        (FindingKind.CONSULTATION, "Write who was asked, when, how many answered and what came of it."),
    ):
        if not any(finding.kind == kind for finding in findings):
            raise NotReady(words, field=kind.value)
    focus, made = PlaceOfFocus.objects.get_or_create(
        area=area, defaults={"inside": inside, "valid_from": since, "review_on": review_on}
    )
    added = [finding for finding in findings if _added(focus, finding)]
    if made or added:
        AreaSet.objects.filter(pk=area_set.pk).update(revision=uuid4())
        record(Audited.FOCUS_SET, by=by, subject=focus, inside=inside.pk, findings=len(added))
        map_changed()
    return focus


@transaction.atomic
def add_finding(
    *, by: Actor, focus: PlaceOfFocus, finding: Finding, review_on: date | None = None
) -> PlaceOfFocus:
    """Add evidence, a consultation or a review to a Place of Focus; a review says when the next one is."""
    focus = lock(focus)
    access.require(by, Permission.CHANGE_AREAS, focus)
    if focus.valid_until is not None:
        raise BadMap(f"{focus.area.name} ended on {focus.valid_until:%-d %B %Y}. Nothing is added to it.")
    if finding.kind == FindingKind.REVIEW:
        if review_on is None or review_on <= finding.on:
            raise NotReady("Say when it is reviewed next: a day after this review.", field="review_on")
        focus.review_on = review_on
        focus.save(update_fields=["review_on"])
    _added(focus, finding)
    record(Audited.FOCUS_FOUND, by=by, subject=focus, kind=finding.kind.value)
    return focus


@transaction.atomic
def end_place_of_focus(*, by: Actor, focus: PlaceOfFocus, on: date, why: str) -> PlaceOfFocus:
    """End a Place of Focus: ``on`` is the first day it is none. Raises NotReady without a reason or a later day."""
    focus = lock(focus)
    access.require(by, Permission.CHANGE_AREAS, focus)
    why = wording.text(why, field="why", called="why it ends", longest=1000, required=True)
    if focus.valid_until is not None:
        raise NotReady(f"It ended on {focus.valid_until:%-d %B %Y} already.", field="on")
    if on <= focus.valid_from:
        raise NotReady(f"It began on {focus.valid_from:%-d %B %Y}. Choose a later day.", field="on")
    focus.valid_until, focus.why_ended = on, why
    focus.save(update_fields=["valid_until", "why_ended"])
    AreaSet.objects.filter(areas=focus.area_id).update(revision=uuid4())
    record(Audited.FOCUS_ENDED, by=by, subject=focus, on=on.isoformat())
    map_changed()
    return focus


def _check_inside(area: Area, inside: Area, since: date) -> None:
    if inside.area_set.kind not in (AreaKind.AREAS, AreaKind.LOCALITIES):
        raise BadMap("A Place of Focus lies in an Area or a locality.")
    around = ground_on(inside.pk, since)
    if around is None or area.boundary is None:
        raise BadMap(f"{inside.name} has no ground on that day. Choose a day on which it holds.")
    ground = shape(area.boundary)
    outside = square_metres(shapely.difference(ground, around)) / square_metres(ground)
    if outside > SLIVER:
        raise BadMap(
            f"{area.name} lies outside {inside.name} with {outside:.0%} of its ground. A Place of Focus lies inside its"
            " Area: choose another Area, or draw it again."
        )


def _added(focus: PlaceOfFocus, finding: Finding) -> bool:
    """Write a finding down, unless it stands there already."""
    words = wording.text(
        finding.words, field=finding.kind.value, called="what was found", longest=2000, required=True
    )
    asked = wording.line(finding.asked, field="asked", called="who was asked", longest=500)
    if finding.kind == FindingKind.CONSULTATION and not asked:
        raise NotReady("Write who was asked.", field="asked")
    link = wording.line(finding.link, field="link", called="the link", longest=500)
    try:
        if link:
            URLValidator(schemes=["http", "https"])(link)
    except ValidationError as error:
        raise NotReady("Write a link that begins with https://", field="link") from error
    _, made = FocusFinding.objects.get_or_create(
        focus=focus,
        kind=finding.kind.value,
        day=finding.on,
        words=words,
        defaults={"link": link, "asked": asked, "answered": finding.answered},
    )
    return made
