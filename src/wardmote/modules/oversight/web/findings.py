"""Reads out of the ordinary: the list, and one with what is to be said of it."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals.rules.grounds import GROUND_IN_WORDS, Ground, page_in_words

from .. import actions, queries
from ..models import MAX_WORDS, Finding
from ..rules import (
    KIND_IN_WORDS,
    MOVES,
    STATE_IN_WORDS,
    FindingState,
    Kind,
    evidence,
    may_be_innocent,
)


class JudgeForm(forms.Form):
    """What became of it."""

    words = PlainTextField(
        label="What you found, or did",
        help_text="Whom you asked and what they said. Leave out what the record says.",
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@signed_in
def findings(request: ActorRequest) -> HttpResponseBase:
    """List the reads out of the ordinary, those to see to or those that are closed, the latest first."""
    closed = request.GET.get("show") == "closed"
    page = queries.findings(request.actor, closed=closed, after=request.GET.get("after"))
    return TemplateResponse(
        request, "oversight/findings.html", {"page": page, "rows": page.rows, "closed": closed}
    )


@signed_in
def finding(request: ActorRequest, number: int) -> HttpResponseBase:
    """Show one: what the looks show, what it may be, what was said of it; and take what the officer says now."""
    if number >= 2**63:
        raise Http404("No such finding")
    found = queries.finding_for(request.actor, number)
    form = JudgeForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            actions.judge_finding(
                by=request.actor,
                finding=found,
                to=request.POST.get("to", ""),
                words=form.cleaned_data["words"],
            )
            messages.success(request, "Kept, with your name and the time.")
            return reverse("oversight:finding", args=[number])

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error("words", str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(request, "oversight/finding.html", _shown(found, form), status=status)


def _shown(found: Finding, form: JudgeForm) -> dict[str, object]:
    kind, facts = Kind(found.kind), found.facts
    return {
        "finding": found,
        "form": form,
        "kind": KIND_IN_WORDS[kind],
        "evidence": evidence(kind, facts),
        "innocent": may_be_innocent(kind),
        "state": STATE_IN_WORDS[FindingState(found.state)],
        "at": datetime.fromisoformat(facts["at"]) if "at" in facts else None,
        "pages": [page_in_words(page) for page in facts.get("pages", ())],
        "ground": GROUND_IN_WORDS[Ground(facts["ground"])] if "ground" in facts else "",
        "moves": MOVES[FindingState(found.state)],
        "steps": [(step, STATE_IN_WORDS[FindingState(step.state)]) for step in found.steps.all()],
    }
