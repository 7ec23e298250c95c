"""The wards of the borough, from a file of boundaries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from shapely.geometry import shape

from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Shape
from wardmote.shared.geography.rules.area_files import AreaFile
from wardmote.shared.geography.rules.boundaries import BadMap
from wardmote.shared.geography.rules.words import AreaKind

from ... import actions, queries
from ...models import WaitingFile
from ...rules import SetUpFile
from .carrying import what_would_carry_on
from .files import bring, content_of, form_of, page_context, settle
from .ground_forms import WardsForm
from .tasks import partnership_of

SHOWN = 200
"""Rows of a preview; the rest are counted."""


@signed_in
def wards(request: ActorRequest) -> HttpResponseBase:
    """Bring a file of wards, look at what it holds, and use it."""
    here = partnership_of(request)
    waiting = queries.waiting_file(request.actor, SetUpFile.WARDS)
    back = "partnerships:set_up_wards"

    def use(waiting: WaitingFile) -> str:
        drawn = actions.draw_wards(
            by=request.actor,
            name=waiting.said["name"],
            since=since_of(waiting),
            file=geography.read_boundaries(bytes(waiting.content), **chosen(request)),
        )
        return str(drawn.areas)

    refused = settle(request, kind=SetUpFile.WARDS, waiting=waiting, use=use, back=back)
    if not isinstance(refused, str):
        return refused
    form = form_of(WardsForm, request)
    if isinstance(form, WardsForm) and form.is_bound and form.is_valid():
        try:
            geography.read_boundaries(content_of(form))
            return bring(request, form, kind=SetUpFile.WARDS, said=form.said(), back=back)
        except BadMap as wrong:
            form.add_error("file", str(wrong))
    held = _held()
    context = page_context(request, form, refused, of=here, now=held, ends=_ends_soon())
    if waiting and not form.is_bound:
        context |= _preview(request, waiting, held)
    status = 422 if form.errors else 409 if refused else 200
    return TemplateResponse(request, "partnerships/set_up/wards.html", context, status=status)


def since_of(waiting: WaitingFile) -> date:
    """The first day that was said with a file."""
    return date.fromisoformat(waiting.said["since"])


def chosen(request: ActorRequest) -> dict[str, str]:
    """The column of the file that holds the names, and its layer, if somebody chose them."""
    return {name: request.POST.get(name) or request.GET.get(name, "") for name in ("column", "layer")}


def look_at(request: ActorRequest, waiting: WaitingFile, kind: AreaKind) -> dict[str, Any]:
    """What a page shows of a waiting file of boundaries, and what was found in it. Raises BadMap."""
    content, how = bytes(waiting.content), chosen(request)
    try:
        file = geography.read_boundaries(content, **how)
    except BadMap:
        if not how["column"]:
            raise
        file = geography.read_boundaries(content, layer=how["layer"])  # another layer has other columns
    return {
        "file": file,
        "findings": geography.findings_in(
            file, kind=kind, name=waiting.said["name"], since=since_of(waiting)
        ),
        "shown": file.areas[:SHOWN],
        "sketch": sketch(file),
    }


def sketch(file: AreaFile) -> list[Shape]:
    """The areas of a file as they are drawn."""
    return [
        Shape(AreaRef(0, "", "", f"area-{number}", area.name), shape(dict(area.boundary)), area.inside, False)
        for number, area in enumerate(file.areas)
        if area.boundary is not None and area.inside is not None
    ]


def _held() -> list[AreaRef]:
    return next(([b.area for b in d.areas] for d in geography.area_tree() if d.kind == AreaKind.WARDS), [])


def _ends_soon() -> Any:
    """The set of wards that holds from a later day on, where one is here already."""
    return geography.sets_held().filter(kind=AreaKind.WARDS.value, valid_from__gt=geography.today()).first()


def _preview(request: ActorRequest, waiting: WaitingFile, held: list[AreaRef]) -> dict[str, Any]:
    since = since_of(waiting)
    ending = (
        geography.sets_held().filter(kind=AreaKind.WARDS.value, valid_from__lt=since).first()
        if held
        else None
    )
    try:
        looked = look_at(request, waiting, AreaKind.WARDS)
    except BadMap as refused:
        looked = {"broken": str(refused)}
    return looked | {
        "waiting": waiting,
        "since": since,
        "ending": ending,
        "goes_on": queries.what_goes_on(request.actor, since, geography.wards_in_file(looked["file"]))
        if ending and "file" in looked
        else None,
        "carries": what_would_carry_on(looked["file"], since) if ending and "file" in looked else [],
    }
