"""How the borough is divided, for everybody; what is open there only for who may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.ui.views import ActorRequest, public
from wardmote.modules.referrals import queries as referrals
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Branch, Division
from wardmote.shared.geography.rules.words import AreaKind


@dataclass(frozen=True)
class WardRow:
    """A ward as a table shows it: with the areas it is part of, and its address."""

    ward: AreaRef
    url: str
    part_of: Sequence[AreaRef]


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
    """List how the borough is divided today, and what each part is made of."""
    return TemplateResponse(request, "pages/areas.html", {"tree": geography.area_tree()})


@public
def area(request: ActorRequest, set_key: str, key: str) -> TemplateResponse:
    """Show one ward, Area, locality or Place of Focus: where it is, what it is made of, what is open there."""
    tree = geography.area_tree()
    found = next(((d, b) for d in tree if d.key == set_key for b in d.areas if b.area.key == key), None)
    if found is None:
        raise Http404("No such area today")
    division, branch = found
    drawn = wards_in_force() if division.kind == AreaKind.FOCUS else division
    here = branch.wards if division.kind == AreaKind.FOCUS else (branch.area,)
    wards = branch.wards or (branch.area,)
    work = {} if request.actor == NOBODY else referrals.work_by_ward(request.actor, [w.id for w in wards])
    return TemplateResponse(
        request,
        "pages/area.html",
        {
            "division": division,
            "area": branch.area,
            "wards": [(ward, url_of(ward), work.get(ward.id)) for ward in wards],
            "is_ward": division.kind == AreaKind.WARDS,
            "is_focus": division.kind == AreaKind.FOCUS,
            "drawn": drawn,
            "map_title": f"Where {branch.area.name} is",
            "links": {b.area.key: url_of(b.area) for b in drawn.areas} if drawn else {},
            "here": {each.key for each in here},
            "related": _related(tree, branch),
            "counted": bool(work),
            "open": sum(each.open for each in work.values()),
            "overdue": sum(each.overdue for each in work.values()),
        },
    )


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
