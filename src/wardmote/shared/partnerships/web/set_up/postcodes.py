"""Postcodes and addresses, so that people can say where by one: from public lists."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import actions as geography_actions
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.actions import Loaded, UnknownColumns, UnreadableFile

from .files import content_of, form_of, page_context
from .ground_forms import AddressesForm, PostcodesForm
from .tasks import partnership_of

MOST_LINES = 100_000
MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes of what a zip holds: one may pack gigabytes into what can be sent."""

LoadList = Callable[..., Loaded]


@signed_in
def postcodes(request: ActorRequest) -> HttpResponseBase:
    """Load a list of postcodes for the borough, or say how a whole country's is loaded."""
    count = geography.count_postcodes()
    load = geography_actions.load_postcode_file
    return _page(request, PostcodesForm, "postcodes", load, count=f"{count:,}" if count else "")


@signed_in
def addresses(request: ActorRequest) -> HttpResponseBase:
    """Load a list of addresses with their numbers (UPRN), or say how a long one is loaded."""
    return _page(request, AddressesForm, "addresses", geography_actions.load_address_file)


def _page(
    request: ActorRequest, kind: type[forms.Form], name: str, load: LoadList, **more: Any
) -> HttpResponseBase:
    partnership_of(request)
    form = form_of(kind, request)
    if form.is_bound and form.is_valid():
        try:
            return once(request, lambda: _load(request, name, load, content_of(form)))
        except (NotReady, UnknownColumns, UnreadableFile) as refused:
            form.add_error("file", str(refused))
    context = page_context(
        request, form, "", rejected=request.GET.get("rejected", ""), most=f"{MOST_LINES:,}", **more
    )
    status = 422 if form.errors else 200
    return TemplateResponse(request, f"partnerships/set_up/{name}.html", context, status=status)


def _load(request: ActorRequest, name: str, load: LoadList, content: bytes) -> str:
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
            raise _too_long()
    loaded = load(by=request.actor, file=io.BytesIO(content), tell=_bounded)
    if not loaded.kept:
        why = loaded.rejected[0].reason if loaded.rejected else "It holds no lines."
        raise NotReady(f"Nothing of this list can be used. {why}", field="file")
    rejected = len(loaded.rejected) + loaded.more_rejected
    return f"{reverse(f'partnerships:set_up_{name}')}?done={loaded.kept}&rejected={rejected}"


def _bounded(lines: int) -> None:
    if lines > MOST_LINES:
        raise _too_long()


def _too_long() -> NotReady:
    return NotReady(
        f"The list has more than the {MOST_LINES:,} lines that fit here. Nothing was changed. Take the part that covers"
        " the borough, or load it at the server’s command line.",
        field="file",
    )
