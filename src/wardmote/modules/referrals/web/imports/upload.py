"""The first step: a file is uploaded. What it is, and is not, is said at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import actions
from ...adapters.report_files import Unreadable
from ...models import ImportDraft
from ...permissions import Permission
from ...queries import import_drafts as drafts
from ...rules import NotReady
from ...rules.importing import FILE_KEPT, MAX_FILE_BYTES

_MEGABYTES = MAX_FILE_BYTES // 1_000_000


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="File of reports",
        allow_empty_file=True,
        max_length=300,
        help_text=f"CSV, JSON or GeoJSON, also packed with gzip (.gz). At most {_MEGABYTES} MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.json,.geojson,.gz"}),
        error_messages={"required": "Choose a file", "max_length": "The file’s name is too long. Rename it"},
    )


@signed_in
def upload(request: ActorRequest) -> HttpResponse:
    """Ask for a file, and see how it is written."""
    access.require(request.actor, Permission.IMPORT)
    like = _like(request)
    status = 200
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound:
        if form.is_valid():
            try:
                return once(request, lambda: _keep(request, form, like))
            except (Unreadable, NotReady) as refused:
                form.add_error("file", str(refused))
        status = 422
    context = {
        "form": form,
        "like": like,
        "days": FILE_KEPT.days,
        "others": [
            d for d in drafts.open_drafts(request.actor) if d.started_by_id == request.actor.person_id
        ],
    }
    return TemplateResponse(request, "referrals/imports/upload.html", context, status=status)


def _like(request: ActorRequest) -> ImportDraft | None:
    number = request.GET.get("like", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    draft = drafts.import_draft(request.actor, int(number))
    return draft if draft.written else None


def _keep(request: ActorRequest, form: UploadForm, like: ImportDraft | None) -> str:
    file: Any = form.cleaned_data["file"]
    draft = actions.upload_reports(
        by=request.actor, file_name=file.name or "file", chunks=file.chunks(), like=like
    )
    return reverse("referrals:import_columns", args=[draft.pk])
