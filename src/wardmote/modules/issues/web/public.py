"""Issues for everybody: what each is about, how much it weighs, who does what, and how it was decided."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.views import ActorRequest, public
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.rules.words import AreaKind

from .. import queries
from ..permissions import works_on_it
from ..queries import PublicNarrowing
from ..rules import CLOSED, IssueState, told_in_words
from . import shown
from .lists import area_asked, areas_to_choose

_TABS = (
    ("", "Open", "open"),
    (IssueState.DONE.value, "Done", "done"),
    (IssueState.NOT_TACKLED.value, "Not tackled", "not tackled"),
)
"""As large one as the other: what will not be tackled is told as plainly as what was done."""


@public
def issues(request: ActorRequest) -> HttpResponseBase:
    """List the issues of an area, or of the borough, and show them on a map."""
    area = area_asked(request.GET.get("area", ""))
    state = request.GET.get("state", "")
    chosen = IssueState(state) if state in {tab[0] for tab in _TABS if tab[0]} else None
    narrowing = PublicNarrowing(wards=queries.wards_of(area.id) if area else None, state=chosen)
    page = queries.public_issues(narrowing, after=request.GET.get("after"))
    points = queries.on_the_map(narrowing)
    asked = f"{area.area_set}/{area.key}" if area else ""
    return TemplateResponse(
        request,
        "issues/our_issues.html",
        {
            "area": area,
            "asked": asked,
            "data_query": f"?{urlencode({'area': asked, 'state': state})}" if asked or chosen else "",
            "areas": areas_to_choose(),
            "state": chosen.value if chosen else "",
            "stands": {tab[0]: tab[2] for tab in _TABS}[chosen.value if chosen else ""],
            "tabs": [
                (words, f"?{f'area={asked}&' if asked else ''}state={key}", key == (chosen or ""))
                for key, words, _ in _TABS
            ],
            "page": page,
            "rows": [(issue, shown.stands(issue), told_in_words(issue.open_voices)) for issue in page.rows],
            "reasons": queries.last_decisions(page.rows) if chosen else {},
            "points": points,
            "is_all": len(points) < queries.ON_A_MAP,
            "most": queries.ON_A_MAP,
            "ward_set": ward_set(),
            "here": {ward.key for ward in _wards_in(area.id)} if area else (),
        },
    )


@public
def issue(request: ActorRequest, issue: str) -> HttpResponseBase:
    """Tell the story of one issue. One that was merged leads to the one it is part of."""
    found = queries.public_issue(issue)
    if found.reference != issue:
        return HttpResponseRedirect(reverse("issues:our_issue", args=[found.reference]))
    story = queries.story_of(found)
    told = told_in_words(found.open_voices)
    area = _area_of(found.area_ids)
    before = queries.comes_before(found, queries.wards_of(area.id)) if area and found.is_living else None
    where = queries.roughly(found)
    return TemplateResponse(
        request,
        "issues/our_issue.html",
        {
            "issue": found,
            "area": area,
            "area_asked": f"{area.area_set}/{area.key}" if area else "",
            "sum": shown.sum_of(found),
            "stands": shown.stands(found),
            "level": shown.level_words(found),
            "told": told,
            "knots": shown.knots_of(found, story, told=told.lower()),
            "entries": shown.entries_of(found, story, for_everybody=True),
            "referred": [(each, shown.clock_of(each)) for each in story.referred],
            "taken_on": [(each, shown.taken_on_words(each)) for each in story.taken_on],
            "decision": story.decisions[-1] if story.decisions and found.state != IssueState.OPEN else None,
            "is_closed": found.state in CLOSED,
            "before": before,
            "points": [where] if where else [],
            "ward_set": ward_set(),
            "here": {found.ward.key} if found.ward else (),
            "works_here": works_on_it(request.actor, found),
        },
    )


def ward_set() -> str:
    """The key of the wards of today, for the map; empty while there is no map."""
    return next((d.key for d in geography.area_tree() if d.kind == AreaKind.WARDS and d.areas), "")


def _wards_in(area_id: int) -> list[geography.AreaRef]:
    for division in geography.area_tree():
        for branch in division.areas:
            if branch.area.id == area_id:
                return list(branch.wards) or [branch.area]
    return []


def _area_of(area_ids: list[int]) -> geography.AreaRef | None:
    """The Area or locality that an issue lies in; its ward where there is none."""
    held = [
        branch.area
        for division in geography.area_tree()
        for branch in division.areas
        if branch.area.id in area_ids
    ]
    held.sort(key=lambda area: (area.kind == AreaKind.WARDS, area.kind == AreaKind.FOCUS))
    return held[0] if held else None
