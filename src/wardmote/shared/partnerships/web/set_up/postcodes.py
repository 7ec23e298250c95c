"""Postcodes, so that people can say where by one: from a public list."""

from __future__ import annotations

import io

from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import actions as geography_actions
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.actions import UnknownColumns

from .files import content_of, form_of, page_context
from .ground_forms import PostcodesForm
from .tasks import partnership_of

MOST_LINES = 100_000


@signed_in
def postcodes(request: ActorRequest) -> HttpResponseBase:
    """Load a list of postcodes for the borough, or say how a whole country's is loaded."""
    partnership_of(request)
    form = form_of(PostcodesForm, request)
    if form.is_bound and form.is_valid():
        try:
            lines = _lines(content_of(form))
            return once(request, lambda: _load(request, lines))
        except (NotReady, UnknownColumns) as refused:
            form.add_error("file", str(refused))
    context = page_context(
        request,
        form,
        "",
        rejected=request.GET.get("rejected", ""),
        count=f"{count:,}" if (count := geography.count_postcodes()) else "",
        most=f"{MOST_LINES:,}",
    )
    status = 422 if form.errors else 200
    return TemplateResponse(request, "partnerships/set_up/postcodes.html", context, status=status)


def _lines(content: bytes) -> list[str]:
    try:
        lines = io.StringIO(content.decode("utf-8-sig").replace("\x00", "")).readlines()
    except UnicodeDecodeError as error:
        raise NotReady("This file is not text in UTF-8. Save it as “CSV UTF-8”.", field="file") from error
    if len(lines) > MOST_LINES:
        raise NotReady(
            f"The list has {len(lines):,} lines; {MOST_LINES:,} fit here. Take the part that covers the borough, or"
            " load it at the server’s command line.",
            field="file",
        )
    return lines


def _load(request: ActorRequest, lines: list[str]) -> str:
    loaded = geography_actions.load_postcodes(by=request.actor, lines=lines)
    if not loaded.kept:
        why = loaded.rejected[0].reason if loaded.rejected else "It holds no lines."
        raise NotReady(f"No postcode of this list can be used. {why}", field="file")
    return f"{reverse('partnerships:set_up_postcodes')}?done={loaded.kept}&rejected={len(loaded.rejected)}"
