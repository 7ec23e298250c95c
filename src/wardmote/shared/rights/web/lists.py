"""The list of requests, and the form that writes one down."""

from __future__ import annotations

from django import forms
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.clock import today
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.fields import DayField, PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import MAX_WORDS
from ..permissions import Permission
from ..rules import ACTS_FOR, IDENTITY_BY, KINDS, ask_in_words


class RequestForm(forms.Form):
    """What somebody asks, of whom, and how they proved who they are."""

    ask = forms.ChoiceField(
        label="What do they ask?",
        choices=[(ask.value, words[0]) for ask, words in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they ask"},
    )
    received_on = DayField(
        label="On which day did it come?", help_text="Whether or not it was a working day."
    )
    name = forms.CharField(
        label="Of whom is it? Their full name",
        max_length=200,
        error_messages={"required": "Write the name of the person it is about"},
    )
    born_on = DayField(label="Date of birth", required=False)
    address = forms.CharField(label="Address", max_length=300, required=False)
    telephone = forms.CharField(label="Telephone", max_length=60, required=False)
    email = forms.CharField(label="E-mail", max_length=254, required=False)
    acts_for = forms.ChoiceField(
        label="Does somebody ask for another?", choices=list(ACTS_FOR.items()), initial="self"
    )
    asked_by = forms.CharField(
        label="Who asks for them?",
        max_length=200,
        required=False,
        help_text="Leave it empty if they ask for themselves.",
    )
    identity_by = forms.ChoiceField(
        label="How did they prove who they are?",
        choices=[("", "They have not yet"), *IDENTITY_BY.items()],
        required=False,
        help_text="Ask for no more than you need. Until they have, time has not begun.",
    )
    words = PlainTextField(
        label="What did they write or say?",
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@signed_in
def requests(request: ActorRequest) -> HttpResponseBase:
    """List the requests that wait, the next due first, and those that were answered."""
    access.require(request.actor, Permission.READ)
    page = queries.requests_ended(request.actor, after=request.GET.get("after"))
    waiting = [] if "after" in request.GET else queries.requests_open(request.actor)
    return TemplateResponse(
        request,
        "rights/requests.html",
        {
            "waiting": [
                (one, ask_in_words(one.ask), (one.due_on - today()).days if one.due_on else None)
                for one in waiting
            ],
            "ended": [(one, ask_in_words(one.ask)) for one in page.rows],
            "page": page,
            "to_decide": queries.to_decide(request.actor) if "after" not in request.GET else [],
            "works": access.allows(request.actor, Permission.WORK),
        },
    )


@signed_in
def write_down(request: ActorRequest) -> HttpResponseBase:
    """Write down what somebody asks."""
    access.require(request.actor, Permission.WORK)
    form = RequestForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            made = actions.write_down(by=request.actor, details=actions.Details(**form.cleaned_data))
            return reverse("rights:request", args=[made.reference])

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return TemplateResponse(request, "rights/write_down.html", {"form": form}, status=status)
