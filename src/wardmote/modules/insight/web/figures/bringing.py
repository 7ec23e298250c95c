"""Bringing a table of figures: it is checked and looked at first, then kept or thrown away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.clock import now
from wardmote.kernel.mapping_files import WrongMapping
from wardmote.kernel.refusals import Conflict
from wardmote.kernel.table_files import MAX_BYTES, UnreadableTable
from wardmote.kernel.ui.fields import offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import actions
from ...actions import Brought
from ...adapters.shipped import shipped_mappings
from ...models import WaitingTable
from ...models.waiting import LONGEST_MAPPING
from ...queries import releases
from ...queries.judging import judge
from ...queries.lookups import judge_lookup
from ...rules import CERTAINTY_IN_WORDS, MARK_IN_WORDS
from ...rules.layout import REJECTED_HEADINGS, TurnedAway
from ...rules.mapping import is_lookup

SHOWN = 20
"""Findings, figures and rejected rows of a preview; the rest are counted."""
MOST_CELLS = 300_000
"""Of a table that is read while somebody waits for the page; 200,000 take ten seconds to check."""
LARGE = 100_000
"""Bytes of a table from which on it is kept by a job: a smaller one is kept within a second or two."""
_HOW = "insight:bring_figures"
_FAULTS = (WrongMapping, UnreadableTable)


class BringForm(forms.Form):
    """A table and what stands where in it. Of a table that waits, either can be left as it is."""

    file = forms.FileField(
        label="Table",
        allow_empty_file=True,
        max_length=255,
        help_text=f"CSV, XLSX, ODS or XLS, also packed with gzip (.gz). At most {MAX_BYTES // 1_048_576} MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods,.gz"}),
        error_messages={"required": "Choose a file", "max_length": "The file’s name is too long. Rename it"},
    )
    mapping = forms.ChoiceField(
        label="What stands where in it",
        required=False,
        help_text="Choose the mapping that was written for this table.",
    )
    own = forms.FileField(
        label="Or a mapping of your own",
        required=False,
        allow_empty_file=True,
        max_length=255,
        help_text="A text in YAML that says which column is what.",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
        error_messages={"max_length": "The file’s name is too long. Rename it"},
    )

    def __init__(self, request: ActorRequest, waiting: WaitingTable | None) -> None:
        sent = request.method == "POST" and "settle" not in request.POST
        super().__init__(*((request.POST, request.FILES) if sent else ()))
        self.waiting = waiting
        self.used = {f"release-{pk}": (pk, title) for pk, title in releases.mappings_used(request.actor)}
        shipped = [(f"ours-{name}", one) for name, one in shipped_mappings().items()]
        offer(
            self,
            "mapping",
            [
                ("", f"The one I brought: {waiting.mapping_name}" if waiting else "Choose a mapping"),
                ("Used here before", [(key, title) for key, (_, title) in self.used.items()]),
                ("Tables of figures", [(key, one.title) for key, one in shipped if not one.is_lookup]),
                (
                    "Which area codes became which",
                    [(key, one.title) for key, one in shipped if one.is_lookup],
                ),
            ],
        )
        if waiting:
            self.fields["file"].required = False
            self.fields["file"].label = "Another table"
            self.fields["file"].help_text = f"Leave this empty to go on with {waiting.file_name}."

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise ValidationError(
                f"The file has {file.size / 1_048_576:.0f} MB; {MAX_BYTES // 1_048_576} MB fit. Pack it with gzip, or"
                " take out rows that are not of your borough"
            )
        return file

    def clean_own(self) -> tuple[str, str] | None:
        """The name and text of the mapping that was sent."""
        file = self.cleaned_data["own"]
        if not file:
            return None
        if file.size > LONGEST_MAPPING:
            raise ValidationError("This file is too long to be a mapping. Choose the text in YAML")
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError("This mapping is not text in UTF-8. Save it as UTF-8") from error
        if not text.strip() or "\x00" in text:
            raise ValidationError("There is no text in this mapping. Choose another file")
        return file.name, text

    def clean(self) -> dict[str, Any]:
        """One mapping, not two and not none."""
        said = super().clean() or {}
        if said.get("mapping") and said.get("own"):
            self.add_error("own", "Choose a mapping from the list or bring one of your own, not both")
        elif not (said.get("mapping") or said.get("own") or self.waiting or self.errors):
            self.add_error("mapping", "Choose a mapping, or bring one of your own")
        return said

    def table(self) -> tuple[str, bytes]:
        """The name and the content of the table that is meant."""
        file = self.cleaned_data["file"]
        if self.waiting is not None and not file:
            return self.waiting.file_name, bytes(self.waiting.content)
        return file.name, file.read()

    def said(self, request: ActorRequest) -> tuple[str, str]:
        """The name and the text of the mapping that is meant."""
        if self.cleaned_data["own"]:
            name, text = self.cleaned_data["own"]
            return name, text
        key = self.cleaned_data["mapping"]
        if self.waiting is not None and not key:
            return self.waiting.mapping_name, self.waiting.mapping
        if key in self.used:
            pk, title = self.used[key]
            return title, releases.release_with(request.actor, pk).mapping
        one = shipped_mappings()[key.removeprefix("ours-")]
        return one.title, one.text


@signed_in
def bring(request: ActorRequest) -> HttpResponseBase:
    """Bring a table, look at what it would bring, and keep it or throw it away."""
    waiting = releases.waiting_table(request.actor)
    refused = ""
    if request.method == "POST" and "settle" in request.POST:
        try:
            return once(request, lambda: _settle(request))
        except Conflict as why:
            refused = str(why)
        except _FAULTS:
            pass  # the page below says why, beside the way to mend it
    if waiting and waiting.keeping_since and not (waiting.kept_at and request.method == "POST"):
        return _at_work(request, waiting, refused)
    form = BringForm(request, None if waiting and waiting.kept_at else waiting)
    if form.is_bound and form.is_valid():
        return once(request, lambda: _keep(request, form))
    if waiting and waiting.kept_at:
        waiting = None
    context = {"form": form, "waiting": waiting, "refused": refused}
    if waiting:
        context |= _look(request, waiting)
    status = 422 if form.errors else 409 if refused else 200
    return TemplateResponse(request, "insight/figures/bring.html", context, status=status)


def _at_work(request: ActorRequest, waiting: WaitingTable, refused: str) -> HttpResponse:
    """How far the keeping of a table is; once it is kept, what became of it and the form for another."""
    context = {
        "waiting": waiting,
        "refused": refused,
        "silent": waiting.is_silent(now()),
        "now": now(),
        "form": BringForm(request, None) if waiting.kept_at else None,
    }
    status = 409 if refused else 200
    return TemplateResponse(request, "insight/figures/keeping.html", context, status=status)


@signed_in
def rejected(request: ActorRequest) -> HttpResponse:
    """The rows of the waiting table that cannot be used, and why."""
    waiting = releases.waiting_table(request.actor)
    if waiting is None or waiting.kept_at:
        raise Http404("Nothing waits")
    try:
        rows = _judged(request, waiting).turned_away
    except _FAULTS as wrong:
        raise Http404("The table cannot be read") from wrong
    return spreadsheet(
        "rejected-rows.csv", REJECTED_HEADINGS, ([one.row, one.words, one.because] for one in rows)
    )


def _keep(request: ActorRequest, form: BringForm) -> str:
    file_name, content = form.table()
    mapping_name, mapping = form.said(request)
    actions.keep_waiting(
        by=request.actor, file_name=file_name, content=content, mapping_name=mapping_name, mapping=mapping
    )
    return reverse(_HOW)


def _settle(request: ActorRequest) -> str:
    number = int(request.POST.get("waiting", "")[:18]) if request.POST.get("waiting", "").isdecimal() else 0
    if request.POST["settle"] != "keep":
        actions.let_go(by=request.actor, number=number)
        messages.success(request, "Thrown away. Nothing was changed.")
        return reverse("insight:figures")
    waiting = releases.waiting_table(request.actor)
    if waiting and (waiting.keeping_since or len(waiting.content) > LARGE):
        actions.ask_to_keep(by=request.actor, number=number)
        return reverse(_HOW)
    brought = actions.use_waiting(by=request.actor, number=number)
    elsewhere = (
        f" By it, {len(brought.elsewhere)} more was found in other releases." if brought.elsewhere else ""
    )
    if not isinstance(brought, Brought):
        words = "Kept." if brought.is_new else "This lookup was here already. Nothing was changed."
        messages.success(request, words + elsewhere)
        return reverse("insight:releases")
    words = "Kept." if brought.is_new else "This table was here already. Nothing was changed."
    messages.success(request, words + elsewhere)
    return reverse("insight:release", args=[brought.release.pk])


def _judged(request: ActorRequest, waiting: WaitingTable) -> Any:
    how = judge_lookup if is_lookup(waiting.mapping) else judge
    return how(request.actor, content=bytes(waiting.content), mapping=waiting.mapping, most_cells=MOST_CELLS)


def _look(request: ActorRequest, waiting: WaitingTable) -> dict[str, Any]:
    try:
        judged = _judged(request, waiting)
    except WrongMapping as wrong:
        return {"faults": [str(fault) for fault in wrong.faults], "wrong": "mapping"}
    except UnreadableTable as wrong:
        return {"faults": [str(wrong)], "wrong": "table"}
    rows: list[TurnedAway] = list(judged.turned_away)
    seen = {
        "judged": judged,
        "rejected": rows[:SHOWN],
        "rejected_all": len(rows),
        "said": judged.mapping.release,
    }
    if is_lookup(waiting.mapping):
        return seen | {"lookup": judged}
    found = [(CERTAINTY_IN_WORDS[one.certainty], one.sentence) for one in judged.found]
    marks = judged.marks
    return seen | {
        "findings": found[:SHOWN],
        "findings_more": found[SHOWN:500],
        "figures": [
            (one, "; ".join(sorted(MARK_IN_WORDS[mark] for mark in marks[one.at])))
            for one in judged.figures[:SHOWN]
        ],
        "areas": len({(one.at.code_set, one.at.code) for one in judged.figures}),
        "indicators": len({one.at.indicator for one in judged.figures}),
    }
