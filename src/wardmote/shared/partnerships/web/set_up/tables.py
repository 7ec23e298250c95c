"""Steps of the set-up about the partners: tables of organisations, teams and remits, and the same to download."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wardmote.kernel.refusals import Conflict
from wardmote.kernel.table_files import MAX_BYTES, UnreadableTable
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import actions, queries
from ...models import WaitingFile
from ...rules import SetUpFile
from ...rules.register_file import (
    COLUMNS,
    Fault,
    Judged,
    Verdict,
    headings,
    read_rows,
    rejected_headings,
    rejected_rows,
)
from .files import UNUSABLE, bring, brought_file, content_of, form_of
from .tasks import partnership_of

SHOWN = 100
"""Rows of a page of the preview."""

_SHOWS = {
    "faulty": "Cannot be used",
    "add": "New",
    "change": "Changed",
    "same": "As they are",
}


class TableForm(forms.Form):
    """A table from a spreadsheet."""

    file = brought_file(
        "Table",
        "Saved as CSV. Any spreadsheet can do that.",
        accept=".csv,.tsv,.txt,text/csv",
        max_bytes=MAX_BYTES,
    )


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the pages say of one kind of table."""

    title: str
    one: str
    many: str
    needs: SetUpFile | None = None

    @property
    def these(self) -> str:
        """Its rows, where one is about to look at them."""
        return f"these {self.many}"


TOLD: Mapping[SetUpFile, Told] = {
    SetUpFile.ORGANISATIONS: Told(title="Organisations", one="organisation", many="organisations"),
    SetUpFile.TEAMS: Told(title="Teams", one="team", many="teams", needs=SetUpFile.ORGANISATIONS),
    SetUpFile.REMITS: Told(title="What teams take", one="remit", many="remits", needs=SetUpFile.TEAMS),
    SetUpFile.AGREEMENTS: Told(
        title="Sharing agreements", one="agreement", many="agreements", needs=SetUpFile.ORGANISATIONS
    ),
}


@signed_in
@require_safe
def partners(request: ActorRequest) -> TemplateResponse:
    """The tables one after the other, how much there is of each, and what waits."""
    partnership_of(request)
    here = queries.tables_here(request.actor)
    return TemplateResponse(
        request,
        "partnerships/set_up/partners.html",
        {
            "tables": [(kind, told, here[kind]) for kind, told in TOLD.items()],
            "has_categories": queries.has_categories(request.actor),
        },
    )


@signed_in
def table(request: ActorRequest, kind: SetUpFile) -> HttpResponseBase:
    """Bring a table, look at what it would do, and use what can be used of it."""
    partnership_of(request)
    waiting = queries.waiting_file(request.actor, kind)
    refused = _settle(request, kind, waiting)
    if not isinstance(refused, str):
        return refused
    form = form_of(TableForm, request)
    if form.is_bound and form.is_valid():
        try:
            _check(kind, content_of(form))
            return bring(request, form, kind=kind, said={}, back=f"partnerships:set_up_{kind}")
        except UNUSABLE as wrong:
            form.add_error("file", str(wrong))
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "told": TOLD[kind],
        "columns": COLUMNS[kind],
        "refused": refused,
        "done": _done(request),
        "next": _next(kind),
    }
    status = 422 if form.errors else 409 if refused else 200
    if waiting is not None:
        context |= {"waiting": waiting} | _preview(request, kind, waiting)
        return TemplateResponse(request, "partnerships/set_up/look_at_table.html", context, status=status)
    here, needs = queries.tables_here(request.actor), TOLD[kind].needs
    context["here"] = here[kind].number
    context["missing"] = needs if needs and not here[needs].number else None
    return TemplateResponse(request, "partnerships/set_up/table.html", context, status=status)


@signed_in
@require_safe
def table_now(request: ActorRequest, kind: SetUpFile) -> HttpResponse:
    """Download what is there now as a table that can be changed and brought again."""
    partnership_of(request)
    return spreadsheet(f"{kind}.csv", headings(kind), queries.register_rows(request.actor, kind))


@signed_in
@require_safe
def table_example(request: ActorRequest, kind: SetUpFile) -> HttpResponse:
    """Download a table with the right headings and one row as an example."""
    partnership_of(request)
    row = [column.example for column in COLUMNS[kind]]
    return spreadsheet(f"{kind}-example.csv", headings(kind), [row])


@signed_in
@require_safe
def table_rejected(request: ActorRequest, kind: SetUpFile) -> HttpResponse:
    """Download the rows of the waiting table that cannot be used, each with what to mend."""
    partnership_of(request)
    waiting = queries.waiting_file(request.actor, kind)
    if waiting is None:
        raise Http404("No table waits")
    content = bytes(waiting.content)
    try:
        judged = queries.judge_register_file(request.actor, kind, content)
    except UnreadableTable as error:
        raise Http404("The table cannot be read") from error
    rows = rejected_rows(kind, content, judged)
    return spreadsheet(f"{kind}-to-mend.csv", rejected_headings(kind), rows)


def _check(kind: SetUpFile, content: bytes) -> None:
    if not read_rows(kind, content):
        raise UnreadableTable(
            f"This table has headings but no rows. Write a row for each {TOLD[kind].one}, then choose it again."
        )


def _settle(request: ActorRequest, kind: SetUpFile, waiting: WaitingFile | None) -> HttpResponseBase | str:
    """Use the waiting table or let it go, whichever button was pressed; or say why not. Nothing if none was.

    A table with rows that cannot be used goes on waiting, so that these can be downloaded and mended.
    """
    pressed = request.POST.get("settle")
    if pressed is None:
        return ""
    back = reverse(f"partnerships:set_up_{kind}")

    def act() -> str:
        if waiting is None or request.POST.get("waiting") != str(waiting.pk):
            raise Conflict("This table was used, let go or changed meanwhile. Look at what is here now.")
        if pressed != "use":
            actions.drop_file(by=request.actor, kind=kind)
            return f"{back}?done=let-go"
        judged = actions.use_register_file(
            by=request.actor, kind=kind, content=bytes(waiting.content), agreed=request.POST.get("agreed", "")
        )
        if not judged.faults:
            actions.drop_file(by=request.actor, kind=kind)
        counts = judged.counts
        return f"{back}?done={counts['add']}-{counts['change']}-{counts['same']}"

    try:
        return once(request, act)
    except UNUSABLE as refused:
        return str(refused)


def _preview(request: ActorRequest, kind: SetUpFile, waiting: WaitingFile) -> dict[str, Any]:
    try:
        judged = queries.judge_register_file(request.actor, kind, bytes(waiting.content))
    except UnreadableTable as refused:
        return {"broken": str(refused)}
    counts = judged.counts
    asked = request.GET.get("show", "")
    shown = asked if asked in _SHOWS else next((name for name in _SHOWS if counts[name]), "same")
    page = _page(_rows(judged, shown), request.GET.get("after", ""))
    return {
        "judged": judged,
        "counts": counts,
        "shown": shown,
        "tabs": [(name, words, counts[name]) for name, words in _SHOWS.items()],
        "caption": _SHOWS[shown],
        "page": page,
    }


def _rows(judged: Judged, shown: str) -> Sequence[Fault | Verdict]:
    if shown == "faulty":
        return judged.faults
    return [verdict for verdict in judged.verdicts if verdict.does.value == shown]


@dataclass(frozen=True, kw_only=True)
class _Page:
    """Some of the rows, and where those before and after them begin."""

    rows: Sequence[Fault | Verdict]
    previous: str | None
    next: str | None


def _page(rows: Sequence[Fault | Verdict], after: str) -> _Page:
    begins = int(after) if re.fullmatch("[0-9]{1,6}", after) else 0
    ends = begins + SHOWN
    return _Page(
        rows=rows[begins:ends],
        previous=str(max(0, begins - SHOWN)) if begins else None,
        next=str(ends) if ends < len(rows) else None,
    )


def _done(request: ActorRequest) -> Sequence[str] | str:
    """What the address says was done: the numbers added, changed and left as they were; or that a table was let go."""
    said = request.GET.get("done", "")
    if said == "let-go":
        return said
    found = re.fullmatch(r"([0-9]{1,6})-([0-9]{1,6})-([0-9]{1,6})", said, re.ASCII)
    return found.groups() if found else ""


def _next(kind: SetUpFile) -> tuple[SetUpFile, Told] | None:
    """The table that builds on this one."""
    return next(((later, told) for later, told in TOLD.items() if told.needs is kind), None)
