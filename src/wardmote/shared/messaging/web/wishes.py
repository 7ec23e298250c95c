"""The pages on which somebody says how they wish to hear of things, and shows that a telephone is theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notes
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.fields import Option, PlainTextField, offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import Wishes
from ..rules import CODE_TRIES, Ordinary, Quiet, Urgent

_SHAPES = ["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%H"]


def _time_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=_SHAPES,
        widget=forms.TimeInput(
            format="%H:%M", attrs={"class": "govuk-input--width-5", "inputmode": "text", "type": "text"}
        ),
        error_messages={"invalid": "Write a time like 22:00 or 10pm"},
    )


class WishesForm(forms.Form):
    """What somebody wishes."""

    ordinary = forms.ChoiceField(
        label="When something moves",
        widget=forms.RadioSelect,
        choices=[
            (
                Ordinary.DIGEST.value,
                Option(
                    "One e-mail a day",
                    hint="At eight in the morning, if there is something you have not read.",
                ),
            ),
            (Ordinary.AT_ONCE.value, Option("An e-mail at once", hint="For each thing, as it happens.")),
            (Ordinary.DESK.value, Option("Only here", hint="You look yourself.")),
        ],
    )
    urgent = forms.ChoiceField(
        label="When it is urgent",
        help_text="Such as a time that is about to run out.",
        widget=forms.RadioSelect,
    )
    has_quiet = forms.ChoiceField(
        label="Are there hours in which we should not write?",
        widget=forms.RadioSelect,
        choices=[
            ("no", Option("No")),
            ("yes", Option("Yes", hint="What comes then waits until they end. Times as in London.")),
        ],
    )
    quiet_begins = _time_field("From")
    quiet_ends = _time_field("Until")
    urgent_in_quiet = forms.BooleanField(label="What is urgent may come through then", required=False)

    def __init__(self, *args: Any, by_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = Option(
            "A text and an e-mail at once", hint="The text says little: the e-mail says what it is about."
        )
        offer(
            self,
            "urgent",
            [
                (Urgent.AT_ONCE.value, Option("An e-mail at once")),
                *([(Urgent.TEXT.value, text)] if by_text else []),
                (Urgent.DESK.value, Option("Only here", hint="You look yourself, several times a day.")),
            ],
        )

    def clean(self) -> dict[str, Any]:
        """Make the quiet hours of both times."""
        given = super().clean() or {}
        if given.get("has_quiet") == "yes":
            for name in ("quiet_begins", "quiet_ends"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, "Write a time like 22:00 or 10pm")
            if not self.errors:
                try:
                    given["quiet"] = Quiet(begins=given["quiet_begins"], ends=given["quiet_ends"])
                except ValueError:
                    self.add_error("quiet_ends", "Write another time than the first")
        return given


@signed_in
def wishes(request: ActorRequest) -> HttpResponseBase:
    """Ask how somebody wishes to be told, and keep it."""
    held = queries.wishes_of(request.actor)
    by_text = held.phone_proved_at is not None and queries.texts_are_carried()
    form = WishesForm(request.POST or None, initial=_said(held), by_text=by_text)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            actions.say_wishes(
                by=request.actor,
                ordinary=Ordinary(given["ordinary"]),
                urgent=Urgent(given["urgent"]),
                quiet=given.get("quiet"),
                urgent_in_quiet=given["urgent_in_quiet"] and given.get("quiet") is not None,
            )
            notes.success(request, "Kept. From now on you are told so.")
            return reverse("messaging:wishes")

        try:
            return once(request, act)
        except NotReady as reason:
            form.add_error(reason.field, str(reason))
    return TemplateResponse(
        request,
        "messaging/wishes.html",
        {"form": form, "held": held, "texts": queries.texts_are_carried()},
        status=422 if form.errors else 200,
    )


def _said(held: Wishes) -> dict[str, object]:
    return {
        "ordinary": held.ordinary,
        "urgent": held.urgent,
        "has_quiet": "yes" if held.quiet else "no",
        "quiet_begins": held.quiet_begins,
        "quiet_ends": held.quiet_ends,
        "urgent_in_quiet": held.urgent_in_quiet,
    }


class PhoneForm(forms.Form):
    """A mobile number."""

    phone = PlainTextField(
        label="Your mobile number",
        max_length=40,
        help_text="A UK mobile. We text you a code, to see that it is yours.",
        widget=forms.TextInput(
            attrs={"autocomplete": "tel", "inputmode": "tel", "class": "govuk-input--width-20"}
        ),
        error_messages={"required": "Write a UK mobile number, such as 07700 900123"},
    )


class CodeForm(forms.Form):
    """The code that was sent."""

    code = PlainTextField(
        label="The code from the text",
        max_length=40,
        help_text="6 figures. It may take a minute to arrive, and counts for 15.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": "Type the code"},
    )


@signed_in
def phone(request: ActorRequest) -> HttpResponseBase:
    """Ask for a mobile number and send a code to it."""
    if not queries.texts_are_carried():
        raise Http404("No texts here")
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.send_code(by=request.actor, phone=form.cleaned_data["phone"])
            return reverse("messaging:code")

        try:
            return once(request, act)
        except NotReady as reason:
            form.add_error(reason.field, str(reason))
    return TemplateResponse(
        request, "messaging/phone.html", {"form": form}, status=422 if form.errors else 200
    )


@signed_in
def code(request: ActorRequest) -> HttpResponseBase:
    """Take the code that was sent."""
    held = queries.wishes_of(request.actor)
    if held.code_sent_at is None:
        return HttpResponseRedirect(reverse("messaging:wishes"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.prove_phone(by=request.actor, code=form.cleaned_data["code"]):
            notes.success(request, "The number is yours. Now choose texts for what is urgent.")
            return HttpResponseRedirect(reverse("messaging:wishes"))
        form.add_error(
            "code", "That is not the code, or it does not count any more. Check it, or ask for another"
        )
    return TemplateResponse(
        request,
        "messaging/code.html",
        {"form": form, "held": held, "spent": held.code_tries >= CODE_TRIES},
        status=422 if form.errors else 200,
    )


@signed_in
def no_phone(request: ActorRequest) -> HttpResponseBase:
    """Let go of the number."""
    if request.method != "POST":
        raise Http404("Asked for by a button")

    def act() -> str:
        actions.forget_phone(by=request.actor)
        notes.success(request, "We have let go of your number.")
        return reverse("messaging:wishes")

    return once(request, act)
