"""How the borough is divided, today and over the years, for everybody; what is open there only for who may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.ui.views import ActorRequest, public
from wardmote.modules.referrals import queries as referrals
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Branch, DatedSet, Division, WardSpan
from wardmote.shared.geography.rules.focus import FindingKind
from wardmote.shared.geography.rules.words import AreaKind

if TYPE_CHECKING:
    from wardmote.shared.geography.models import PlaceOfFocus

TODAY, THEN = "today", "then"


@dataclass(frozen=True)
class WardRow:
    """A ward as a table shows it: with the areas it is part of, and its address."""

    ward: AreaRef
    url: str
    part_of: Sequence[AreaRef]


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is open in an area: by ward and in all, read under the areas as they are or as they were."""

    by_ward: Mapping[int, referrals.WardWork]
    reading: str
    may_choose: bool

    @property
    def open(self) -> int:
        """How much lies on some desk."""
        return sum(each.open for each in self.by_ward.values())

    @property
    def overdue(self) -> int:
        """How much of it is overdue."""
        return sum(each.overdue for each in self.by_ward.values())


def url_of(area: AreaRef) -> str:
    """The address of an area's page."""
    return reverse("pages:area", args=[area.area_set, area.key])


def wards_in_force() -> Division | None:
    """The wards of today; None while there is no map."""
    return next((d for d in geography.area_tree() if d.kind == AreaKind.WARDS and d.areas), None)


def ward_links() -> tuple[Sequence[WardRow], Mapping[str, str]]:
    """The wards of today with what they are part of, and their addresses by key, for the map."""
    tree = geography.area_tree()
    wards = [branch.area for d in tree if d.kind == AreaKind.WARDS for branch in d.areas]
    part_of: dict[int, list[AreaRef]] = {}
    for division in tree:
        if division.kind in (AreaKind.AREAS, AreaKind.LOCALITIES):
            for branch in division.areas:
                for ward in branch.wards:
                    part_of.setdefault(ward.id, []).append(branch.area)
    rows = [WardRow(ward, url_of(ward), part_of.get(ward.id, [])) for ward in wards]
    return rows, {row.ward.key: row.url for row in rows}


@public
def areas(request: HttpRequest) -> TemplateResponse:
    """List how the borough is divided today, and, folded, the sets before and to come."""
    sets = geography.sets_over_the_years()
    return TemplateResponse(
        request,
        "pages/areas.html",
        {
            "tree": geography.area_tree(),
            "before": [each for each in sets if not each.holds and not each.is_to_come],
            "to_come": [each for each in sets if each.is_to_come],
        },
    )


@public
def area_set(request: HttpRequest, set_key: str) -> TemplateResponse:
    """Show one set of any year: its map, its members, its dates, and ground that changed sides."""
    found = geography.set_of_years(set_key)
    if found is None:
        raise Http404("No such set")
    is_focus = found.kind == AreaKind.FOCUS
    return TemplateResponse(
        request,
        "pages/area_set.html",
        {
            "set": found,
            "is_focus": is_focus,
            "map_title": f"Map of {found.name}",
            "links": {branch.area.key: url_of(branch.area) for branch in found.areas},
            "adjustments": geography.adjustments_of([branch.area.id for branch in found.areas]),
            "alike": [each for each in geography.sets_over_the_years() if _may_follow(each, found)],
        },
    )


def _may_follow(one: DatedSet, other: DatedSet) -> bool:
    """Whether two sets divide the borough in the same way."""
    made = (AreaKind.AREAS, AreaKind.LOCALITIES)
    return one.key != other.key and (one.kind == other.kind or (one.kind in made and other.kind in made))


@public
def area(request: ActorRequest, set_key: str, key: str) -> TemplateResponse:
    """Show one area of any year: where it is, what it is made of, what became of it, what is open there."""
    division = geography.set_of_years(set_key)
    branch = next((b for b in division.areas if b.area.key == key), None) if division else None
    if division is None or branch is None:
        raise Http404("No such area")
    is_ward, is_focus = division.kind == AreaKind.WARDS, division.kind == AreaKind.FOCUS
    focus = geography.focus_of(branch.area.id) if is_focus else None
    tree = geography.area_tree(division.on)
    drawn = next((d for d in tree if d.kind == AreaKind.WARDS), None) if is_focus else division
    here = branch.wards if is_focus else (branch.area,)
    wards = branch.wards or ((branch.area,) if is_ward else ())
    work = _work(request, branch)
    return TemplateResponse(
        request,
        "pages/area.html",
        {
            "division": division,
            "area": branch.area,
            "wards": [(ward, url_of(ward), work.by_ward.get(ward.id)) for ward in wards],
            "is_ward": is_ward,
            "is_focus": is_focus,
            "drawn": drawn,
            "map_title": f"Where {branch.area.name} is",
            "links": {b.area.key: url_of(b.area) for b in drawn.areas} if drawn else {},
            "here": {each.key for each in here},
            "related": _related(tree, branch),
            "work": work if work.by_ward else None,
            "years": geography.over_the_years(branch.area.id),
            "periods": geography.periods(branch.area.id),
            "adjustments": () if is_ward else geography.adjustments_of([branch.area.id]),
            "focus": focus,
            "last_day": focus.valid_until - timedelta(days=1) if focus and focus.valid_until else None,
            "findings": _findings(focus),
            "places": () if is_ward or is_focus else geography.places_of_focus_in(branch.area.id),
        },
    )


def _work(request: ActorRequest, branch: Branch) -> Work:
    """What the actor may know of that is open there, under the reading that they chose."""
    if request.actor == NOBODY:
        return Work(by_ward={}, reading=TODAY, may_choose=False)
    if branch.area.kind == AreaKind.FOCUS:
        spans = {TODAY: [WardSpan(ward.id) for ward in branch.wards]}
    else:
        spans = {
            TODAY: geography.reads_under_today(branch.area.id),
            THEN: geography.read_under_then(branch.area.id),
        }
    reading = request.GET.get("read", TODAY)
    reading = reading if reading in spans else TODAY
    return Work(
        by_ward=_by_ward_of(branch, referrals.work_in_spans(request.actor, spans[reading])),
        reading=reading,
        may_choose=THEN in spans
        and (
            {span.ward for span in spans[TODAY]} != {span.ward for span in spans[THEN]}
            or any(span.until for span in spans[THEN])
        ),
    )


def _by_ward_of(
    branch: Branch, by_ward: Mapping[int, referrals.WardWork]
) -> Mapping[int, referrals.WardWork]:
    """The same, of wards that are no more with the one of the branch that has their ground now."""
    here = {ward.id for ward in branch.wards}
    if by_ward.keys() <= here:
        return by_ward
    now_in = geography.wards_today()
    found: dict[int, referrals.WardWork] = {}
    for ward, work in by_ward.items():
        to = now_in[ward] if ward not in here and now_in.get(ward) in here else ward
        so_far = found.get(to, referrals.WardWork(0, 0))
        found[to] = referrals.WardWork(so_far.open + work.open, so_far.overdue + work.overdue)
    return found


def _findings(focus: PlaceOfFocus | None) -> Mapping[str, Sequence[object]]:
    found = list(focus.findings.all()) if focus else []
    return {kind.value: [each for each in found if each.kind == kind] for kind in FindingKind}


def _related(tree: Sequence[Division], branch: Branch) -> Sequence[tuple[Division, Sequence[AreaRef]]]:
    """What a ward is part of and what lies in it; for other areas, the Places of Focus in their wards."""
    wards = {ward.id for ward in branch.wards} or {branch.area.id}
    is_ward = not branch.wards
    related = []
    for division in tree:
        meeting = [
            other.area
            for other in division.areas
            if other.area.id != branch.area.id and wards & {ward.id for ward in other.wards}
        ]
        if meeting and (is_ward or division.kind == AreaKind.FOCUS):
            related.append((division, meeting))
    return related
