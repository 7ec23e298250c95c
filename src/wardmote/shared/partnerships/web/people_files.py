"""Inviting many people from a file: upload, a look at what it would do, the work, the result, and rows to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.access import allows, require
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.table_files import MAX_ROWS, UnreadableTable
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, require_fresh, signed_in

from .. import actions
from ..models import PeopleFile
from ..permissions import Permission
from ..queries import people_files as queries
from ..rules import TEAM_ROLES, RoleName, StandsAt, in_words, stands_at
from ..rules.people_file import FILE_KEPT, HEADINGS, MAX_BYTES, MENDING, Does, FileState
from .tabs import tabs_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.kernel.actor import Actor

_SHOWN = 20
"""Rows and reasons that a page shows; the table to download holds all."""

_HELD_AT = {
    StandsAt.TEAM: "at a team",
    StandsAt.AREA: "at an area or ward",
    StandsAt.ORGANISATION: "at an organisation",
    StandsAt.PARTNERSHIP: "in the whole partnership",
}


class FileForm(forms.Form):
    """One file of people."""

    file = forms.FileField(
        label="File of people",
        allow_empty_file=True,
        max_length=255,
        help_text=f"A table saved as CSV. At most {MAX_ROWS:,} rows and {MAX_BYTES // 1_000_000} MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": "Choose a file",
            "max_length": "The file’s name is too long. Rename it and choose it again",
        },
    )


@signed_in
def invite_many(request: ActorRequest) -> HttpResponseBase:
    """Ask for a file of people, and say what it must be."""
    require(request.actor, Permission.INVITE_FROM_FILE)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        file: Any = form.cleaned_data["file"]

        def act() -> str:
            brought = actions.bring_people_file(
                by=request.actor, name=file.name, content=file.read(MAX_BYTES + 1)
            )
            return _address(brought)

        try:
            return once(request, act)
        except (UnreadableTable, NotReady) as refused:
            form.add_error("file", str(refused))
    return TemplateResponse(
        request,
        "partnerships/people/files/upload.html",
        {
            "form": form,
            "tabs": tabs_for(request),
            "mine": queries.people_files(request.actor),
            "roles": _roles_by_place(request.actor),
            "days": FILE_KEPT.days,
        },
        status=422 if form.is_bound else 200,
    )


def _roles_by_place(actor: Actor) -> dict[str, Sequence[str]]:
    """The roles that the actor may give, by what each is held at."""
    anybody = allows(actor, Permission.INVITE)
    roles = [role for role in RoleName if anybody or role in TEAM_ROLES - {RoleName.SAFEGUARDING_LEAD}]
    said = {
        words: [in_words(role).lower() for role in roles if stands_at(role) is at]
        for at, words in _HELD_AT.items()
    }
    return {words: of for words, of in said.items() if of}


@signed_in
def empty_table(request: ActorRequest) -> HttpResponse:
    """Give the columns, with nobody below them, as a table to fill in."""
    require(request.actor, Permission.INVITE_FROM_FILE)
    return spreadsheet("people.csv", HEADINGS, [])


@signed_in
def people_file(request: ActorRequest, key: str) -> HttpResponseBase:
    """One file as it stands: what it would do, how far it is, or what became of it."""
    file = queries.people_file(request.actor, key)
    refused = ""
    if request.method == "POST":
        try:
            return _done(request, file)
        except Conflict as conflict:
            refused = str(conflict)
            file.refresh_from_db()
    template, context = _shown(request.actor, file)
    return TemplateResponse(
        request,
        f"partnerships/people/files/{template}.html",
        {"file": file, "refused": refused, "days": FILE_KEPT.days, **context},
        status=409 if refused else 200,
    )


def _shown(actor: Actor, file: PeopleFile) -> tuple[str, dict[str, Any]]:
    if file.state == FileState.WAITING:
        return "preview", _preview(queries.what_it_would_do(actor, queries.rows_of(actor, file)))
    if file.state in (FileState.RUNNING, FileState.STOPPED):
        return "working", {"is_stopped": file.state == FileState.STOPPED}
    reasons = queries.rejections_gathered(actor, file)
    return "result", {
        "reasons": reasons[:_SHOWN],
        "more_reasons": len(reasons[_SHOWN:]),
        "is_dropped": file.dropped_at is not None,
        "was_done": file.state == FileState.DONE,
    }


def _preview(would: queries.WhatItWouldDo) -> dict[str, Any]:
    counts, invited = would.counts, would.that(Does.INVITE)
    reasons = queries.gathered((v.row.number, v.reason) for v in would.that(Does.REJECTED))
    passed_over = [
        (words, counts[does])
        for does, words in (
            (Does.HAS_IT, "hold the role already"),
            (Does.INVITED, "are invited already"),
            (Does.DUPLICATE, "say the same as a row above"),
        )
        if counts[does]
    ]
    return {
        "invitations": counts[Does.INVITE],
        "mailboxes": would.mailboxes,
        "given": counts[Does.GIVE],
        "passed_over": passed_over,
        "rejected": counts[Does.REJECTED],
        "reasons": reasons[:_SHOWN],
        "more_reasons": len(reasons[_SHOWN:]),
        "sensitive": would.sensitive[:_SHOWN],
        "more_sensitive": len(would.sensitive[_SHOWN:]),
        "first": invited[:_SHOWN],
    }


def _done(request: ActorRequest, file: PeopleFile) -> HttpResponseBase:
    do = request.POST.get("do")
    if do == "begin" and queries.names_sensitive_roles(request.actor, file):
        require_fresh(request)

    def act() -> str:
        if do == "drop":
            actions.drop_people_file(by=request.actor, file=file)
            messages.success(request, "What the file said has been dropped.")
            return reverse("partnerships:invite_many")
        if do == "stop":
            actions.stop_people_file(by=request.actor, file=file)
        elif do == "begin":
            actions.begin_people_file(by=request.actor, file=file)
        return _address(file)

    return once(request, act)


@signed_in
def rejected(request: ActorRequest, key: str) -> HttpResponse:
    """The rows that invite nobody, each with what is wrong, as a table to mend and bring again."""
    file = queries.people_file(request.actor, key)
    if file.state == FileState.WAITING:
        would = queries.what_it_would_do(request.actor, queries.rows_of(request.actor, file))
        rows = [verdict.row.to_mend(verdict.reason) for verdict in would.that(Does.REJECTED)]
    else:
        rows = [turned.row.to_mend(turned.reason) for turned in queries.rejections(request.actor, file)]
    return spreadsheet("people-to-mend.csv", MENDING, rows)


def _address(file: PeopleFile) -> str:
    return reverse("partnerships:people_file", args=[file.key])
