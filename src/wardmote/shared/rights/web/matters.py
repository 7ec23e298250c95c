"""One record of a request: what of it goes into the copy, what is put right, and what is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.privacy.own_copy import HANDLED, Handling
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import MAX_WORDS, Matter
from ..queries import Judged
from ..rules import EXEMPTIONS, MARK_ENDS, Ask, Choice, Exemption, why_it_stays

REASONS = [
    (code.value, reason.words) for code, reason in EXEMPTIONS.items() if code != Exemption.NOT_LOOKED_AT
]

_CHOICES = [(Choice.GIVE, "Give it"), (Choice.PART, "Give a part"), (Choice.WITHHOLD, "Leave it out")]


def _matter(request: ActorRequest, code: str, number: int) -> Matter:
    if number >= 2**31:
        raise Http404("No such record")
    asked = queries.request_for(request.actor, code)
    return queries.matter_for(request.actor, asked, number)


@signed_in
def matter(request: ActorRequest, code: str, number: int) -> HttpResponseBase:
    """Show a record thing by thing, with what becomes of each, and keep what is decided."""
    found = _matter(request, code, number)
    rows = queries.gathered_for(request.actor, found)
    wrong: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        said = _said(request.POST, [item.code for row in rows for item in row.items])

        def act() -> str:
            kept = actions.decide(by=request.actor, matter=found, decisions=said)
            messages.success(request, f"{kept} decisions kept." if kept != 1 else "One decision kept.")
            return reverse("rights:request", args=[code])

        try:
            return once(request, act)
        except NotReady as refused:
            wrong, status = {refused.field: str(refused)}, 422
        except Conflict as refused:
            wrong, status = {"": str(refused)}, 409
    typed = _said(request.POST, [item.code for row in rows for item in row.items]) if wrong else {}
    shown = [
        (
            row,
            [
                (
                    place,
                    item,
                    HANDLED[Handling(item.handling)],
                    typed.get(item.code) or _now(item, row.hide),
                    wrong.get(item.code, ""),
                )
                for place, item in enumerate(row.items)
            ],
        )
        for row in rows
    ]
    return TemplateResponse(
        request,
        "rights/matter.html",
        {
            "asked": found.request,
            "matter": found,
            "rows": shown,
            "reasons": REASONS,
            "choices": _CHOICES,
            "wrong": wrong,
            "waiting": sum(item.waits for row in rows for item in row.items),
        },
        status=status,
    )


def _now(item: Judged, hide: Sequence[str]) -> tuple[str, str, str]:
    """What the form shows of a thing: as it was decided; of what waits, the other people's names to be blacked out."""
    if item.waits:
        return "", Exemption.OTHER_PERSON if hide else "", "\n".join(hide)
    return item.choice, item.reason, item.hide


def _said(data: Mapping[str, str], codes: list[str]) -> dict[str, tuple[str, str, str]]:
    """What was chosen for each thing; a thing on which nothing was chosen is left as it is."""
    return {
        code: (
            data.get(f"choice {code}", ""),
            data.get(f"reason {code}", ""),
            data.get(f"hide {code}", "").replace("\x00", ""),
        )
        for code in codes
        if data.get(f"choice {code}")
    }


class ReleaseForm(forms.Form):
    """Whether a protected record is theirs, and whether any of it may be told."""

    theirs = forms.ChoiceField(
        label="Is this record about the person who asks?",
        choices=[("yes", "Yes"), ("no", "No, it is about somebody else")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is about them"},
    )
    choice = forms.ChoiceField(
        label="May any of it be told?",
        choices=[
            (Choice.WITHHOLD.value, "Nothing of it"),
            (Choice.GIVE.value, "Some of it: I have decided on each thing below"),
        ],
        initial=Choice.WITHHOLD.value,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.ChoiceField(
        label="Why must it not be told?", choices=[("", "Choose one"), *REASONS], required=False
    )


def _say_for(form: forms.Form, ask: str) -> None:
    """Ask of what is asked: to be told, or to be erased, each with its own lawful reasons not to."""
    reason: Any = form.fields["reason"]
    reason.choices = [("", "Choose one"), *why_it_stays(ask)]
    if ask == Ask.ERASURE:
        choice: Any = form.fields["choice"]
        choice.label, reason.label = "May any of it be erased?", "Why must it stay?"
        choice.choices = [
            (Choice.WITHHOLD.value, "Nothing of it"),
            (Choice.GIVE.value, "Yes: I choose on the next page what goes"),
        ]


@signed_in
def release(request: ActorRequest, code: str, number: int) -> HttpResponseBase:
    """A safeguarding lead decides on a protected record as a whole."""
    found = _matter(request, code, number)
    if not found.is_protected:
        raise Http404("Only what is protected is released")
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    _say_for(form, found.request.ask)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        said = form.cleaned_data

        def act() -> str:
            actions.release(
                by=request.actor,
                matter=found,
                theirs=said["theirs"] == "yes",
                choice=said["choice"],
                reason=said["reason"],
            )
            messages.success(request, "Kept, with your name and the time.")
            if found.request.ask == Ask.ERASURE and said["theirs"] == "yes" and said["choice"] == Choice.GIVE:
                return reverse("rights:erase", args=[code, number])
            return reverse("rights:requests")

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error(refused.field, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "rights/release.html",
        {
            "asked": found.request,
            "matter": found,
            "form": form,
            "rows": queries.gathered_for(request.actor, found),
        },
        status=status,
    )


class CorrectForm(forms.Form):
    """What is right."""

    words = PlainTextField(
        label="What is right?",
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It is added to the record for everybody who reads it. What was written before stays.",
    )


@signed_in
def correct(request: ActorRequest, code: str, number: int) -> HttpResponseBase:
    """Add what is right to a record, and have everybody told."""
    found = _matter(request, code, number)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            told = actions.correct(by=request.actor, matter=found, words=form.cleaned_data["words"])
            messages.success(request, f"Added. {told} people were told of it.")
            return reverse("rights:request", args=[code])

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error("words", str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "rights/do.html",
        {
            "asked": found.request,
            "form": form,
            "heading": f"Put {found} right",
            "button": "Add it, and tell everybody who was told",
        },
        status=status,
    )


@signed_in
def mark(request: ActorRequest, code: str, number: int) -> HttpResponseBase:
    """Mark a record for whoever reads it."""
    if request.method != "POST":
        raise Http404("Asked for by a button")
    found = _matter(request, code, number)

    def act() -> str:
        actions.mark(by=request.actor, matter=found)
        messages.success(request, "Marked. Whoever reads it sees that.")
        return reverse("rights:request", args=[code])

    try:
        return once(request, act)
    except Conflict as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("rights:request", args=[code]))


class EndMarkForm(forms.Form):
    """Why a mark ends."""

    reason = forms.ChoiceField(
        label="Why does it end?",
        choices=list(MARK_ENDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it ends"},
    )


@signed_in
def end_mark(request: ActorRequest, code: str, number: int) -> HttpResponseBase:
    """End the mark on a record, for a reason."""
    found = _matter(request, code, number)
    form = EndMarkForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            actions.end_mark(by=request.actor, matter=found, reason=form.cleaned_data["reason"])
            messages.success(request, "Ended. Whoever reads it sees no mark any more.")
            return reverse("rights:request", args=[code])

        try:
            return once(request, act)
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "rights/do.html",
        {
            "asked": found.request,
            "form": form,
            "heading": f"End the mark on {found}",
            "button": "End the mark",
            "what": "end_mark",
        },
        status=status,
    )


@signed_in
def erase(request: ActorRequest, code: str, number: int) -> HttpResponseBase:
    """Choose the words that go, see what will go and what stays, then erase it for good."""
    found = _matter(request, code, number)
    if found.request.ask != Ask.ERASURE:
        raise Http404("Nobody has asked for that")
    items = request.POST.getlist("goes") if request.method == "POST" else []
    step = request.POST.get("step", "") if request.method == "POST" else ""
    problem = ""
    if step == "erase":

        def act() -> str:
            actions.erase(by=request.actor, matter=found, items=items)
            messages.success(request, "Erased. Those who had been told of it were told.")
            return reverse("rights:request", args=[code])

        try:
            return once(request, act)
        except Conflict as refused:
            problem = str(refused)
    return TemplateResponse(
        request,
        "rights/erase.html",
        {
            "asked": found.request,
            "matter": found,
            "erasure": queries.erasure_of(request.actor, found, items),
            "is_looking": step == "look",
            "problem": problem,
        },
        status=409 if problem else 200,
    )
