"""The ways the borough is divided: areas made of wards, or drawn, each set from a file; and their end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.rules.area_files import AreaFile, Memberships, read_memberships
from wardmote.shared.geography.rules.boundaries import BadMap
from wardmote.shared.geography.rules.words import AreaKind

from ... import actions, queries
from ...models import WaitingFile
from ...rules import SetUpFile
from ..keeping import answer, bound
from .files import UNUSABLE, bring, content_of, form_of, page_context, settle
from .ground_forms import AreasForm, EndAreasForm
from .tasks import partnership_of
from .wards import SHOWN, chosen, look_at, since_of

DRAWN = (AreaKind.FOCUS, AreaKind.SMALL_AREAS, AreaKind.NEIGHBOURS)
"""What cannot be made of wards."""


@signed_in
def areas(request: ActorRequest) -> HttpResponseBase:
    """Bring a file that says how wards make up areas, look at what it holds, and use it."""
    here = partnership_of(request)
    waiting = queries.waiting_file(request.actor, SetUpFile.AREAS)
    back = "partnerships:set_up_areas"

    def use(waiting: WaitingFile) -> str:
        since = since_of(waiting)
        found = read_areas(bytes(waiting.content), since, **chosen(request))
        if isinstance(found, Memberships) and not found.is_usable:
            raise NotReady("Some rows cannot be used. Mend them and bring the table again.", field="file")
        made = actions.make_up_areas(
            by=request.actor,
            name=waiting.said["name"],
            kind=AreaKind(waiting.said["kind"]),
            since=since,
            made_of=found.areas if isinstance(found, Memberships) else None,
            file=found if isinstance(found, AreaFile) else None,
        )
        return str(made.areas)

    refused = settle(request, kind=SetUpFile.AREAS, waiting=waiting, use=use, back=back)
    if not isinstance(refused, str):
        return refused
    form = form_of(AreasForm, request)
    if isinstance(form, AreasForm) and form.is_bound and form.is_valid():
        try:
            found = read_areas(content_of(form), form.cleaned_data["since"])
            if form.cleaned_data["kind"] in DRAWN and isinstance(found, Memberships):
                raise BadMap("These need boundaries. Bring a file of boundaries, not a table.")
            return bring(request, form, kind=SetUpFile.AREAS, said=form.said(), back=back)
        except UNUSABLE as wrong:
            form.add_error("file", str(wrong))
    tree = geography.area_tree()
    context = page_context(
        request,
        form,
        refused,
        of=here,
        sets=[division for division in tree if division.kind != AreaKind.WARDS],
        around=geography.area_tree(kinds=(AreaKind.SMALL_AREAS, AreaKind.NEIGHBOURS)),
        to_settle=list(geography.wards_to_settle(geography.today())),
        wards_since=next(
            (d.valid_from for d in geography.sets_over_the_years() if d.kind == AreaKind.WARDS and d.holds),
            None,
        ),
        has_wards=geography.sets_held().filter(kind=AreaKind.WARDS.value).exists(),
    )
    if waiting and not form.is_bound:
        context |= _preview(request, waiting)
    status = 422 if form.errors else 409 if refused else 200
    return TemplateResponse(request, "partnerships/set_up/areas.html", context, status=status)


@signed_in
def end_areas(request: ActorRequest, key: str) -> HttpResponseBase:
    """End a set of areas on a day, after what names them is shown."""
    partnership_of(request)
    ending = geography.sets_held().filter(key=key).exclude(kind=AreaKind.WARDS.value).first()
    if ending is None:
        raise Http404

    def act(given: dict[str, Any]) -> str:
        actions.end_areas(by=request.actor, key=key, on=given["on"])
        return f"{reverse('partnerships:set_up_areas')}?done=ended"

    return answer(
        request,
        EndAreasForm(bound(request)),
        act,
        template="partnerships/set_up/end_areas.html",
        context={"ending": ending, "left": queries.what_stands_on(request.actor, key)},
    )


def read_areas(content: bytes, since: date, *, column: str = "", layer: str = "") -> AreaFile | Memberships:
    """Read a table of areas and their wards, or boundaries, whichever it is. Raises BadMap or UnreadableTable."""
    if geography.are_boundaries(content):
        return geography.read_boundaries(content, column=column, layer=layer)
    return read_table_of_areas(content, since)


def read_table_of_areas(content: bytes, since: date) -> Memberships:
    """Read a table of areas and the wards of a day. Raises BadMap where there are none, or UnreadableTable."""
    wards = {ward.name: ward.code for ward in geography.areas_in_force(since, AreaKind.WARDS)}
    if not wards:
        raise BadMap("No wards hold on that day. Load the wards first, or choose a later day.")
    return read_memberships(content, wards=wards)


def _preview(request: ActorRequest, waiting: WaitingFile) -> dict[str, Any]:
    since = since_of(waiting)
    preview: dict[str, Any] = {
        "waiting": waiting,
        "since": since,
    }
    try:
        if geography.are_boundaries(content := bytes(waiting.content)):
            return preview | look_at(request, waiting, AreaKind(waiting.said["kind"]))
        found = read_table_of_areas(content, since)
    except UNUSABLE as refused:
        return preview | {"broken": str(refused)}
    return preview | {
        "table": found,
        "rows": list(found.areas.items())[:SHOWN],
        "faults": found.faults[:SHOWN],
    }
