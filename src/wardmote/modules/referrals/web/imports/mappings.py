"""Mappings kept under a name, and as files: saved, loaded into an import, downloaded, offered no more."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.fields import PlainTextField, offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import actions
from ...adapters.report_files import MAX_MAPPING_BYTES
from ...models import ImportDraft
from ...queries import import_drafts as drafts
from ...rules import Conflict, NotReady
from ...rules.importing import BEFORE_IMPORT
from ...rules.mapping import WrongMapping, from_yaml, to_yaml


class SaveForm(forms.Form):
    """A name."""

    name = PlainTextField(
        label="Name", max_length=100, error_messages={"required": "Give the mapping a name"}
    )


class LoadForm(forms.Form):
    """A mapping that is kept here, or a file."""

    which = forms.ChoiceField(label="Mappings kept here", required=False)
    file = forms.FileField(
        label="Or a mapping file",
        required=False,
        help_text="YAML, as the command line takes it.",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )


@signed_in
def load(request: ActorRequest, number: int) -> HttpResponse:
    """Choose a mapping for a file."""
    found = drafts.import_draft(request.actor, number)
    there = reverse("referrals:import_columns", args=[found.pk])
    if found.state not in BEFORE_IMPORT:
        return HttpResponseRedirect(reverse("referrals:import_draft", args=[found.pk]))
    form = LoadForm(request.POST or None, request.FILES or None)
    saved = [(f"saved-{one.pk}", one.name) for one in drafts.saved_mappings(request.actor)]
    shipped = [(f"shipped-{name}", name) for name in drafts.shipped_mappings(request.actor)]
    kinds = [("Saved here", saved), ("Examples that come with Wardmote", shipped)]
    offer(form, "which", [("", "None"), *(kind for kind in kinds if kind[1])])
    faults, status = [], 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return once(request, lambda: _load(request, form, found, there))
            except WrongMapping as wrong:
                faults = wrong.faults
                form.add_error(None, "This mapping cannot be used. Nothing was changed.")
            except NotReady as refused:
                form.add_error(refused.field, str(refused))
            except Conflict as elsewhere:
                status = 409
                form.add_error(None, str(elsewhere))
    return TemplateResponse(
        request,
        "referrals/imports/load.html",
        {"draft": found, "form": form, "faults": faults},
        status=status,
    )


def _load(request: ActorRequest, form: LoadForm, found: ImportDraft, there: str) -> str:
    # How the file is written was found out from the file itself, so that stays.
    written = from_yaml(_source(request, form)) | {"file": found.written["file"]}
    actions.change_mapping(by=request.actor, draft=found, written=written, version=found.version)
    return there


def _source(request: ActorRequest, form: LoadForm) -> str:
    if file := form.cleaned_data["file"]:
        content: bytes = file.read(MAX_MAPPING_BYTES + 1)
        try:
            source = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise NotReady("This is not a text in UTF-8. Choose a mapping file.", field="file") from error
        if len(content) > MAX_MAPPING_BYTES or "\0" in source:
            raise NotReady("This is no mapping file. Choose another.", field="file")
        return source
    kind, _, key = str(form.cleaned_data["which"]).partition("-")
    if not kind:
        raise NotReady("Choose a mapping, or a file", field="which")
    if kind == "saved":
        return drafts.saved_mapping(request.actor, int(key)).source
    return drafts.shipped_mappings(request.actor)[key]


@signed_in
def save(request: ActorRequest, number: int) -> HttpResponse:
    """Keep a file's mapping under a name for next time."""
    found = drafts.import_draft(request.actor, number)
    form = SaveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return once(request, lambda: _save(request, form, found))
        except NotReady as refused:
            form.add_error("name", str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
    return TemplateResponse(
        request,
        "referrals/imports/save.html",
        {"draft": found, "form": form},
        status=422 if form.is_bound else 200,
    )


def _save(request: ActorRequest, form: SaveForm, found: ImportDraft) -> str:
    actions.save_mapping(by=request.actor, draft=found, name=form.cleaned_data["name"])
    return reverse("referrals:import_mappings")


@signed_in
def mappings(request: ActorRequest) -> HttpResponse:
    """The mappings kept under a name."""
    if request.method == "POST":
        number = request.POST.get("end", "")
        saved = drafts.saved_mapping(
            request.actor, int(number) if number.isdigit() and len(number) < 10 else 0
        )

        def end() -> str:
            actions.end_mapping(by=request.actor, saved=saved)
            return reverse("referrals:import_mappings")

        return once(request, end)
    return TemplateResponse(
        request, "referrals/imports/mappings.html", {"saved": drafts.saved_mappings(request.actor)}
    )


@signed_in
def saved_file(request: ActorRequest, number: int) -> HttpResponse:
    """A saved mapping as the file that the command line takes."""
    return _yaml(drafts.saved_mapping(request.actor, number).source, f"mapping-{number}")


@signed_in
def draft_file(request: ActorRequest, number: int) -> HttpResponse:
    """The mapping of an import as the file that the command line takes."""
    return _yaml(to_yaml(drafts.import_draft(request.actor, number).written), f"import-{number}-mapping")


def _yaml(source: str, name: str) -> HttpResponse:
    return HttpResponse(
        source.encode(),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.yaml"'},
    )
