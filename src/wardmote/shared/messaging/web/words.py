"""The pages on which the administrator words messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notes
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui import sources
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..ports import MessageKind
from ..rules import LONGEST_BODY, LONGEST_SUBJECT, LONGEST_TEXT, filled, text_length


class WordsForm(forms.Form):
    """The words of one kind of message."""

    subject = PlainTextField(label="Subject of the e-mail", max_length=LONGEST_SUBJECT)
    body = PlainTextField(label="E-mail", max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 12}))
    text = PlainTextField(
        label="Text message",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="160 characters are one text. Longer ones are sent, and paid for, as several.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: MessageKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kind.text:
            del self.fields["text"]


@signed_in
def kinds(request: ActorRequest) -> TemplateResponse:
    """List every kind of message."""
    return TemplateResponse(request, "messaging/kinds.html", {"kinds": queries.kinds_kept(request.actor)})


@signed_in
def change_words(request: ActorRequest, key: str) -> HttpResponseBase:
    """Ask for other words, show how they read, and keep them."""
    kind = queries.kind_kept(request.actor, key)
    held = queries.words_of(kind)
    initial = {"subject": held.subject, "body": held.body, "text": held.text}
    form = WordsForm(request.POST or None, initial=initial, kind=kind)
    shown: dict[str, str] | None = {**initial}
    if request.method == "POST":
        shown = None
        if form.is_valid():
            # A browser sends line ends of its own; they would count twice in a text.
            given = {name: words.replace("\r\n", "\n") for name, words in form.cleaned_data.items()}
            shown = {"text": "", **given}

            def act() -> str:
                actions.word_message(by=request.actor, kind=kind, **{"text": "", **given})
                notes.success(request, "Kept. Messages go out in these words from now on.")
                return reverse("messaging:change_words", args=[kind.key])

            if request.POST.get("do") != "preview":
                try:
                    return once(request, act)
                except NotReady as reason:
                    form.add_error(reason.field if reason.field in form.fields else "body", str(reason))
    return TemplateResponse(
        request,
        "messaging/words.html",
        {
            "kind": kind,
            "form": form,
            "held": held,
            "preview": _preview(kind, shown, request.actor.name) if shown else None,
            "versions": queries.wordings_of(request.actor, kind),
        },
        status=422 if form.errors else 200,
    )


def _preview(kind: MessageKind, words: dict[str, str], name: str) -> dict[str, Any]:
    values = {
        **kind.examples,
        "name": name,
        "partnership": sources.partnership().name,
        "link": "https://wardmote.example/messages/0b7c5c1e",
    }
    read = {part: filled(said, values) for part, said in words.items()}
    return {**read, "length": text_length(read["text"]) if kind.text else None}


@signed_in
def as_shipped(request: ActorRequest, key: str) -> HttpResponseBase:
    """Go back to the words that Wardmote comes with."""
    if request.method != "POST":
        raise Http404("Asked for by a button")
    kind = queries.kind_kept(request.actor, key)

    def act() -> str:
        actions.use_shipped_words(by=request.actor, kind=kind)
        notes.success(request, "The words are those that Wardmote comes with again.")
        return reverse("messaging:change_words", args=[kind.key])

    return once(request, act)
