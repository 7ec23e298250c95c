"""What is put into areas: entered one by one or from a file, and taken out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.table_files import MAX_BYTES, MAX_ROWS, UnreadableTable
from wardmote.kernel.ui.fields import PlainTextField, offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import queries as geography

from .. import actions, queries
from ..actions import NewResource, ResourceFaults
from ..models.resources import LONGEST_SOURCE, LONGEST_WHAT
from ..permissions import Permission
from ..rules.need import RESOURCE_IN_WORDS, ResourceKind, year_in_words

_COLUMNS = ("area", "what", "kind", "amount", "year", "source")
_SHOWN = 20
"""Faults of a file that a page shows."""


class ResourceForm(forms.Form):
    """One thing that is put into an area in a year."""

    area = forms.ChoiceField(label="Area", required=False)
    what = PlainTextField(
        label="What it is", max_length=LONGEST_WHAT, help_text="Such as “Area manager” or “Local budget”."
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[(kind.value, words) for kind, words in RESOURCE_IN_WORDS.items()],
        widget=forms.RadioSelect,
    )
    amount = PlainTextField(label="How much", max_length=20, help_text="A number, such as 50,000 or 37.5.")
    year = PlainTextField(label="Financial year", max_length=20, help_text="April to March, such as 2026/27.")
    source = PlainTextField(
        label="Where the number is from",
        max_length=LONGEST_SOURCE,
        required=False,
        help_text="So that somebody can look it up. You can leave it out.",
    )


class FileForm(forms.Form):
    """One file of what is put into areas."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        max_length=255,
        help_text=f"A table saved as CSV. At most {MAX_ROWS:,} rows.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": "Choose a file",
            "max_length": "The file’s name is too long. Rename it and choose it again",
        },
    )


@signed_in
def resources(request: ActorRequest) -> HttpResponseBase:
    """List what was entered for a set of areas, and enter more."""
    table = _table(request)
    access.require(request.actor, Permission.KEEP_RESOURCES)
    form = ResourceForm(request.POST if request.method == "POST" else None)
    offer(form, "area", [("", "All of them together"), *((r.area.key, r.area.name) for r in table.rows)])
    if form.is_bound and form.is_valid():

        def act() -> str:
            actions.enter_resource(
                by=request.actor,
                area_set=geography.set_named(table.set_key),
                new=NewResource(**{name: form.cleaned_data[name] for name in _COLUMNS}),
            )
            messages.success(request, "Entered. It counts in the table from now on.")
            return _address(table.set_key)

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
    return TemplateResponse(
        request,
        "insight/resources.html",
        {
            "form": form,
            "table": table,
            "rows": [
                (one, RESOURCE_IN_WORDS[ResourceKind(one.kind)], year_in_words(one.year))
                for one in queries.resources_of(request.actor, table.set_key)
            ],
        },
        status=422 if form.is_bound else 200,
    )


@signed_in
def bring(request: ActorRequest) -> HttpResponseBase:
    """Enter what a file says, all of it or nothing."""
    access.require(request.actor, Permission.KEEP_RESOURCES)
    table = _table(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    faults: list[Any] = []
    if form.is_bound and form.is_valid():
        file: Any = form.cleaned_data["file"]

        def act() -> str:
            number = actions.enter_resources_of(
                by=request.actor,
                area_set=geography.set_named(table.set_key),
                content=file.read(MAX_BYTES + 1),
            )
            messages.success(request, f"Entered: {number} {'row' if number == 1 else 'rows'}.")
            return _address(table.set_key)

        try:
            return once(request, act)
        except ResourceFaults as refused:
            form.add_error("file", str(refused))
            faults = list(refused.faults)
        except (UnreadableTable, NotReady, Conflict) as refused:
            form.add_error("file", str(refused))
    return TemplateResponse(
        request,
        "insight/bring_resources.html",
        {"form": form, "table": table, "faults": faults[:_SHOWN], "more": len(faults) - _SHOWN},
        status=422 if form.is_bound else 200,
    )


@signed_in
def empty_table(request: ActorRequest) -> HttpResponse:
    """Give the columns, with each area on a row, as a table to fill in."""
    access.require(request.actor, Permission.KEEP_RESOURCES)
    table = _table(request)
    return spreadsheet("resources.csv", _COLUMNS, ([row.area.name, "", "", "", "", ""] for row in table.rows))


@signed_in
def take_out(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Ask once more, and take one out of the table."""
    resource = queries.resource_with(request.actor, pk)
    said = ""
    if request.method == "POST":

        def act() -> str:
            actions.end_resource(by=request.actor, resource=resource)
            messages.success(request, "Taken out.")
            return _address(resource.area_set.key)

        try:
            return once(request, act)
        except Conflict as refused:
            said = str(refused)
    return TemplateResponse(
        request,
        "insight/end_resource.html",
        {
            "one": resource,
            "year": year_in_words(resource.year),
            "said": said,
            "back": _address(resource.area_set.key),
        },
        status=409 if said else 200,
    )


def _table(request: ActorRequest) -> queries.Need:
    table = queries.need(request.actor, request.GET.get("set", ""))
    if table is None:
        raise Http404("No such set of areas")
    return table


def _address(set_key: str) -> str:
    return f"{reverse('insight:resources')}?set={set_key}"
