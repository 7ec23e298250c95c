"""What becomes of a set of areas over the years: made of other wards from a day, adjusted; places of focus kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import actions as geography
from wardmote.shared.geography import queries as ground
from wardmote.shared.geography.actions import BadMap, Finding, Ground
from wardmote.shared.geography.queries import DatedSet
from wardmote.shared.geography.rules.focus import FindingKind
from wardmote.shared.geography.rules.words import AreaKind

from ..keeping import answer, bound
from .files import content_of
from .tasks import partnership_of
from .years_forms import (
    AdjustForm,
    EndAdjustmentForm,
    EndFocusForm,
    FindingForm,
    FocusForm,
    MadeOfForm,
)

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area, PlaceOfFocus

ADJUSTED = (AreaKind.AREAS, AreaKind.LOCALITIES)


@signed_in
def made_of(request: ActorRequest, key: str) -> HttpResponseBase:
    """Say which area each ward is in from a day on; what was before stays."""
    found = _set(request, key, ADJUSTED)
    day = _day(request.GET.get("on", ""), found)
    found = ground.set_of_years(key, day) or found
    wards = next((d for d in ground.area_tree(day) if d.kind == AreaKind.WARDS), None)
    lies_in = {ward.key: branch.area.key for branch in found.areas for ward in branch.wards}
    unsettled = ground.wards_to_settle(day).get(key, frozenset())
    form = MadeOfForm(
        bound(request),
        wards=[branch.area for branch in wards.areas] if wards else [],
        areas=[branch.area for branch in found.areas],
        lies_in=lies_in,
        unsettled=unsettled,
        initial={"on": day},
    )

    def act(given: dict[str, Any]) -> str:
        said = form.said(given)
        if not said:
            raise NotReady(
                "Nothing is different. Choose another area for a ward, or leave it as it is.", field="on"
            )
        geography.recompose_areas(by=request.actor, key=key, on=given["on"], wards=said)
        return f"{reverse('partnerships:set_up_made_of', args=[key])}?on={given['on'].isoformat()}&done=1"

    return answer(
        request,
        form,
        _in_words(act, "on"),
        template="partnerships/set_up/made_of.html",
        context={
            "set": found,
            "day": day,
            "unsettled": len(unsettled),
            "has_wards": wards is not None,
            "to_come": [d for d in ground.sets_over_the_years() if d.kind == AreaKind.WARDS and d.is_to_come],
            "done": request.GET.get("done", ""),
        },
    )


@signed_in
def adjust(request: ActorRequest, key: str) -> HttpResponseBase:
    """Let ground go from an area to its neighbour, and list what went before."""
    found = _set(request, key, ADJUSTED)
    areas = [branch.area for branch in found.areas]
    form = AdjustForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        areas=areas,
    )

    def act(given: dict[str, Any]) -> str:
        _check_day(found, given["on"])
        rows = {str(row.pk): row for row in ground.areas_numbered([area.id for area in areas])}
        geography.adjust_areas(
            by=request.actor,
            gives=rows[given["gives"]],
            receives=rows[given["receives"]],
            ground=_ground(form, given),
            on=given["on"],
            reason=given["reason"],
        )
        return f"{reverse('partnerships:set_up_adjust', args=[key])}?done=1"

    return answer(
        request,
        form,
        _in_words(act, "gives"),
        template="partnerships/set_up/adjust.html",
        context={
            "set": found,
            "adjustments": ground.adjustments_of([area.id for area in areas]),
            "today": ground.today(),
            "done": request.GET.get("done", ""),
        },
    )


@signed_in
def end_adjustment(request: ActorRequest, key: str, number: int) -> HttpResponseBase:
    """Let ground go back from a day on."""
    found = _set(request, key, ADJUSTED)
    areas = [branch.area.id for branch in found.areas]
    ending = next((one for one in ground.adjustments_of(areas) if one.pk == number), None)
    if ending is None:
        raise Http404

    def act(given: dict[str, Any]) -> str:
        geography.end_adjustment(by=request.actor, adjustment=ending, on=given["on"])
        return f"{reverse('partnerships:set_up_adjust', args=[key])}?done=ended"

    return answer(
        request,
        EndAdjustmentForm(bound(request)),
        _in_words(act, "on"),
        template="partnerships/set_up/end_adjustment.html",
        context={"set": found, "ending": ending},
    )


@signed_in
def focus(request: ActorRequest, key: str, area: str) -> HttpResponseBase:
    """Write down what set a Place of Focus; once that stands, add to it."""
    row = _place(request, key, area)
    kept = ground.focus_of(row.pk)
    if kept is not None:
        return _add(request, key, row, kept)
    form = FocusForm(bound(request), areas=_around())

    def act(given: dict[str, Any]) -> str:
        geography.set_place_of_focus(
            by=request.actor,
            area=row,
            inside=ground.areas_numbered([int(given["inside"])]).get(),
            since=given["since"],
            review_on=given["review_on"],
            findings=form.findings(given),
        )
        return f"{reverse('partnerships:set_up_focus', args=[key, area])}?done=1"

    return answer(
        request,
        form,
        _in_words(act, "inside"),
        template="partnerships/set_up/focus.html",
        context={"area": row, "set_key": key},
    )


@signed_in
def end_focus(request: ActorRequest, key: str, area: str) -> HttpResponseBase:
    """End a Place of Focus, with the reason."""
    row = _place(request, key, area)
    kept = ground.focus_of(row.pk)
    if kept is None or kept.valid_until is not None:
        raise Http404

    def act(given: dict[str, Any]) -> str:
        geography.end_place_of_focus(by=request.actor, focus=kept, on=given["on"], why=given["why"])
        return f"{reverse('partnerships:set_up_focus', args=[key, area])}?done=ended"

    return answer(
        request,
        EndFocusForm(bound(request)),
        _in_words(act, "on"),
        template="partnerships/set_up/end_focus.html",
        context={"area": row, "set_key": key},
    )


def _add(request: ActorRequest, key: str, row: Area, kept: PlaceOfFocus) -> HttpResponseBase:
    def act(given: dict[str, Any]) -> str:
        geography.add_finding(
            by=request.actor,
            focus=kept,
            finding=Finding(
                kind=FindingKind(given["kind"]),
                on=given["on"],
                words=given["words"],
                link=given["link"],
                asked=given["asked"] if given["kind"] == FindingKind.CONSULTATION else "",
                answered=given["answered"] if given["kind"] == FindingKind.CONSULTATION else None,
            ),
            review_on=given["review_on"],
        )
        return f"{reverse('partnerships:set_up_focus', args=[key, row.key])}?done=1"

    return answer(
        request,
        FindingForm(bound(request)),
        _in_words(act, "words"),
        template="partnerships/set_up/focus_kept.html",
        context={"area": row, "set_key": key, "focus": kept, "done": request.GET.get("done", "")},
    )


def _set(request: ActorRequest, key: str, kinds: tuple[AreaKind, ...]) -> DatedSet:
    """The set, for whoever may set the partnership up; nobody else learns that the page is there."""
    partnership_of(request)
    found = ground.set_of_years(key)
    if found is None or found.kind not in kinds:
        raise Http404
    return found


def _place(request: ActorRequest, key: str, area: str) -> Area:
    _set(request, key, (AreaKind.FOCUS,))
    row = ground.areas_of_set(key).select_related("area_set").filter(key=area).first()
    if row is None:
        raise Http404
    return row


def _around() -> list[tuple[str, str]]:
    """The Areas and localities in which a Place of Focus may lie, with the name of their set."""
    return [
        (str(branch.area.id), f"{branch.area.name} ({each.name})")
        for each in ground.sets_over_the_years()
        if each.kind in ADJUSTED and not each.is_to_come
        for branch in each.areas
    ]


def _day(written: str, found: DatedSet) -> date:
    """The day that an address asks for, where the set holds on it; else the nearest to today that it does."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return found.on
    ends = found.last_day or date.max
    return min(max(day, found.valid_from), ends)


def _check_day(found: DatedSet, on: date) -> None:
    if on < found.valid_from or (found.last_day and on > found.last_day):
        raise NotReady(f"{found.name} do not hold on that day. Choose a day on which they do.", field="on")


def _ground(form: AdjustForm, given: dict[str, Any]) -> Ground:
    """What goes over: a small area by its code, or the one piece in a file."""
    if given["code"]:
        block = ground.small_area_coded(given["code"])
        if block is None:
            raise NotReady(
                "No small area has this code. Load the small areas first, or draw the piece.", field="code"
            )
        return Ground(given["name"], block)
    if not given["file"]:
        raise NotReady("Give the code of a small area, or a file with the piece.", field="file")
    return Ground(given["name"], piece=_piece(content_of(form)))


def _piece(content: bytes) -> Mapping[str, Any]:
    """The one polygon in a file, whether it has a name or not."""
    wrong = "The file must hold one piece."
    try:
        read = ground.read_boundaries(content)
        if len(read.areas) == 1 and read.is_usable and (boundary := read.areas[0].boundary):
            return boundary
        wrong = read.wrong[0].wrong if len(read.areas) == 1 and read.wrong else wrong
    except BadMap as refused:
        wrong = str(refused)
    piece = _bare(content)
    if piece is None:
        raise NotReady(wrong, field="file")
    return piece


def _bare(content: bytes) -> dict[str, Any] | None:
    """A GeoJSON geometry, or a feature, as drawing tools give it without a name."""
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if isinstance(read, dict) and isinstance(read.get("features"), list) and len(read["features"]) == 1:
        read = read["features"][0]
    geometry = read.get("geometry", read) if isinstance(read, dict) else None
    return geometry if isinstance(geometry, dict) and "coordinates" in geometry else None


def _in_words(act: Callable[[dict[str, Any]], str], field: str) -> Callable[[dict[str, Any]], str]:
    """Let what the map refuses become words beside a field of the form."""

    def acting(given: dict[str, Any]) -> str:
        try:
            return act(given)
        except BadMap as refused:
            raise NotReady(str(refused), field=field) from refused

    return acting
