"""One request: how it stands, what can happen to it, who may be its person, and the copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, require_fresh, signed_in

from .. import actions, queries
from ..models import MAX_WORDS, Request
from ..permissions import Permission
from ..rules import (
    ACTS_FOR,
    ENDS,
    EXTENSIONS,
    IDENTITY_BY,
    KINDS,
    OUTCOMES,
    PAUSES,
    REFUSALS,
    Ask,
    Identity,
    Move,
    Outcome,
    Pause,
    Refusal,
    ask_in_words,
    letters,
    moves_from,
    refusals_for,
    stays_in_words,
)

_SIZE = 25


@signed_in
def request(request: ActorRequest, code: str) -> HttpResponseBase:
    """Show how a request stands and what comes next."""
    return _page(request, queries.request_for(request.actor, code))


def _page(request: ActorRequest, asked: Request, problem: str = "", status: int = 200) -> HttpResponseBase:
    waits = queries.waits_of(request.actor, asked)
    matters = queries.matters_of(request.actor, asked)
    works = access.allows(request.actor, Permission.WORK, asked)
    pack = queries.pack_of(request.actor, asked) if works else None
    marks = queries.marked_matters(request.actor, asked, matters)
    moves = moves_from(asked.state)
    return TemplateResponse(
        request,
        "rights/request.html",
        {
            "asked": asked,
            "what": ask_in_words(asked.ask),
            "law": KINDS[Ask(asked.ask)][1],
            "acts_for": ACTS_FOR[asked.acts_for],
            "identity": IDENTITY_BY[Identity(asked.identity_by)] if asked.identity_by else "",
            "standing": queries.standing_of(asked, waits),
            "waits": [(one, PAUSES[Pause(one.why)]) for one in waits],
            "theirs": [
                (one, marks.get(one.pk, "")) for one in matters if one.is_theirs and not one.is_protected
            ],
            "protected": [
                (
                    one,
                    stays_in_words(one.release_reason),
                    access.allows(request.actor, Permission.DECIDE, _with(one, asked)),
                )
                for one in matters
                if one.is_protected
            ],
            "pack": pack,
            "works": works,
            "is_open": asked.state not in ENDS,
            "is_copy": asked.ask == Ask.COPY,
            "moves": {
                "ask": Move.ASK in moves,
                "hear": Move.HEAR in moves,
                "extend": Move.EXTEND in moves and not asked.extension,
                "answer": Move.ANSWER in moves,
                "refuse": Move.REFUSE in moves,
                "withdraw": Move.WITHDRAW in moves,
            },
            "outcome": OUTCOMES[Outcome(asked.outcome)] if asked.outcome else "",
            "refusals": [REFUSALS[Refusal(one)] for one in asked.refusals],
            "problem": problem,
        },
        status=status,
    )


def _with(matter: Any, asked: Request) -> Any:
    matter.request = asked
    return matter


@signed_in
def search(request: ActorRequest, code: str) -> HttpResponseBase:
    """Look for the person."""
    if request.method != "POST":
        raise Http404("Asked for by a button")
    asked = queries.request_for(request.actor, code)

    def act() -> str:
        actions.search(by=request.actor, request=asked)
        return reverse("rights:people", args=[code])

    try:
        return once(request, act)
    except Conflict as refused:
        return _page(request, asked, str(refused), status=409)


@signed_in
def people(request: ActorRequest, code: str) -> HttpResponseBase:
    """Show what may be of the person, a page of it, to be ticked; nothing is ticked that nobody has ticked."""
    asked = queries.request_for(request.actor, code)
    access.require(request.actor, Permission.WORK, asked)
    if asked.searched_at is None:
        raise Http404("Nobody has looked for them yet")
    after = request.GET.get("after", "")
    page = queries.possible(request.actor, asked, after=after, size=_SIZE)
    problem = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("theirs"))

        def act() -> str:
            actions.choose(by=request.actor, request=asked, shown=page.rows, chosen=chosen)
            if "go_on" in request.POST and page.next:
                return f"{reverse('rights:people', args=[code])}?after={page.next}"
            messages.success(request, "Kept. Nothing else was chosen.")
            return reverse("rights:request", args=[code])

        try:
            return once(request, act)
        except Conflict as refused:
            problem = str(refused)
    known = {one.code for one in queries.matters_of(request.actor, asked) if one.is_theirs}
    return TemplateResponse(
        request,
        "rights/people.html",
        {
            "asked": asked,
            "rows": [(one, one.code in known) for one in page.rows],
            "next": page.next,
            "is_first": not after,
            "problem": problem,
        },
        status=409 if problem else 200,
    )


class AskForm(forms.Form):
    """For what they were asked."""

    why = forms.ChoiceField(
        label="For what did you ask them?",
        choices=[(why.value, words) for why, words in PAUSES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they were asked for"},
    )


class HearForm(forms.Form):
    """How they proved who they are."""

    identity_by = forms.ChoiceField(
        label="How did they prove who they are?",
        choices=list(IDENTITY_BY.items()),
        widget=forms.RadioSelect,
        required=False,
    )


class ExtendForm(forms.Form):
    """Why it takes longer."""

    extension = forms.ChoiceField(
        label="Why is more time needed?",
        choices=list(EXTENSIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why more time is needed"},
    )
    words = PlainTextField(
        label="What will you tell them?", max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """How it was answered."""

    outcome = forms.ChoiceField(
        label="How was it answered?",
        choices=[(one.value, words) for one, words in OUTCOMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was answered"},
    )
    words = PlainTextField(
        label="A note for the record",
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefuseForm(forms.Form):
    """On what ground."""

    grounds = forms.MultipleChoiceField(
        label="On what ground is it refused?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose on what ground it is refused"},
    )
    words = PlainTextField(
        label="Why, for the record",
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you weighed. The person gets the ground and its law in the letter.",
    )


class WithdrawForm(forms.Form):
    """A note on why they ask it no more."""

    words = PlainTextField(
        label="A note for the record",
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


_STEPS: dict[str, tuple[type[forms.Form], str, str]] = {
    "ask": (AskForm, "Ask them for something", "Keep that they were asked"),
    "hear": (HearForm, "They have answered", "Keep that they have answered"),
    "extend": (ExtendForm, "Take two months more", "Take two months more"),
    "answer": (AnswerForm, "They were answered", "Keep that they were answered"),
    "refuse": (RefuseForm, "Refuse the request", "Refuse it"),
    "withdraw": (WithdrawForm, "They ask it no more", "Keep that they ask it no more"),
}


@signed_in
def do(request: ActorRequest, code: str, what: str) -> HttpResponseBase:
    """One thing that can happen to a request: asked, heard, extended, answered, refused, withdrawn."""
    if what not in _STEPS:
        raise Http404("Nothing of that name happens to a request")
    asked = queries.request_for(request.actor, code)
    access.require(request.actor, Permission.WORK, asked)
    kind, heading, button = _STEPS[what]
    form = kind(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if isinstance(form, RefuseForm):
        grounds: Any = form.fields["grounds"]
        grounds.choices = [(one.value, words) for one, words in refusals_for(asked.ask)]
    waits = queries.waits_of(request.actor, asked)
    for_what = next((one.why for one in waits if one.heard_on is None), "")
    if isinstance(form, HearForm) and for_what == Pause.CLARIFICATION:
        del form.fields["identity_by"]
    if form.is_bound and form.is_valid():
        said = form.cleaned_data

        def act() -> str:
            step = {
                "ask": actions.ask_them,
                "hear": actions.hear_from_them,
                "extend": actions.extend,
                "answer": actions.answer,
                "refuse": actions.refuse,
                "withdraw": actions.withdraw,
            }[what]
            step(by=request.actor, request=asked, **said)  # type: ignore[operator]  # each form has its action's words
            messages.success(request, "Kept, with your name and the time.")
            return reverse(
                "rights:letter" if what in ("answer", "refuse", "extend") else "rights:request", args=[code]
            )

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "rights/do.html",
        {
            "asked": asked,
            "form": form,
            "heading": heading,
            "button": button,
            "what": what,
            "for_what": for_what,
        },
        status=status,
    )


@signed_in
def ask_for_copy(request: ActorRequest, code: str) -> HttpResponseBase:
    """Have the copy made."""
    if request.method != "POST":
        raise Http404("Asked for by a button")
    asked = queries.request_for(request.actor, code)

    def act() -> str:
        actions.ask_for_pack(by=request.actor, request=asked)
        return f"{reverse('rights:request', args=[code])}#copy"

    try:
        return once(request, act)
    except NotReady as refused:
        return _page(request, asked, str(refused), status=422)
    except Conflict as refused:
        return _page(request, asked, str(refused), status=409)


@signed_in
def copy_page(request: ActorRequest, code: str) -> HttpResponseBase:
    """The copy as a page to keep, print and hand over, for its time."""
    return _copy(request, code, "html", "text/html; charset=utf-8")


@signed_in
def copy_data(request: ActorRequest, code: str) -> HttpResponseBase:
    """The copy as data, for its time."""
    return _copy(request, code, "json", "application/json; charset=utf-8")


def _copy(request: ActorRequest, code: str, form: str, media_type: str) -> HttpResponseBase:
    asked = queries.request_for(request.actor, code)
    access.require(request.actor, Permission.WORK, asked)
    require_fresh(request)
    pack = queries.copy_to_read(request.actor, asked)
    actions.take_pack(by=request.actor, request=asked, pack=pack, form=form)
    return HttpResponse(
        pack.readable if form == "html" else pack.data,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="copy-{asked.reference}.{form}"',
            "Cache-Control": "no-store",
        },
    )


@signed_in
def letter(request: ActorRequest, code: str) -> HttpResponseBase:
    """The words for the letter to the person. Nothing is sent from here."""
    asked = queries.request_for(request.actor, code)
    access.require(request.actor, Permission.WORK, asked)
    waits = queries.waits_of(request.actor, asked)
    due, about = queries.day_due(asked, waits), {"ask": asked.ask, "reference": asked.reference}
    waiting = next((one.why for one in waits if one.heard_on is None), "")
    written = [
        (
            "That it has come",
            letters.received(**about, received_on=asked.received_on, due=due, asked_for=waiting),
        )
    ]
    if asked.extension and due:
        why = EXTENSIONS[asked.extension]
        written.append(("That it takes longer", letters.extended(**about, due=due, why=why)))
    if asked.outcome:
        name = asked.organisation.name
        written.append(("The answer", letters.answered(**about, outcome=asked.outcome, organisation=name)))
    if asked.refusals:
        written.append(("The refusal", letters.refused(**about, grounds=asked.refusals)))
    return TemplateResponse(request, "rights/letter.html", {"asked": asked, "letters": written[::-1]})
