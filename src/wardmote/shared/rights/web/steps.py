"""What can happen to a request, each a form: asked, heard, extended, answered, refused, withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import MAX_WORDS
from ..permissions import Permission
from ..rules import (
    EXTENSIONS,
    IDENTITY_BY,
    OUTCOMES,
    PAUSES,
    Pause,
    refusals_for,
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
