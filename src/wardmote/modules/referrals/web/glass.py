"""Breaking the glass: the page that asks why, and the record it opens."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access, references
from wardmote.kernel.ui import errors
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, require_fresh, signed_in

from .. import actions, queries
from ..models import MAX_GLASS_WORDS
from ..permissions import Permission
from ..rules.glass import GLASS_REASONS


class GlassForm(forms.Form):
    """Which record, and why."""

    asked = forms.CharField(
        label="The reference of the record",
        help_text="Such as R-7K3M9-QXT4B. You must know it already.",
        max_length=40,
        error_messages={"required": "Enter the reference"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label="Why do you need to know?",
        choices=list(GLASS_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why you break the glass"},
    )
    words = PlainTextField(
        label="Say why in your own words",
        help_text="The data protection officer reads this.",
        max_length=MAX_GLASS_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in your own words why you need to know"},
    )

    def clean_asked(self) -> str:
        """Take a reference as it may be written. Whether there is such a record is not said here."""
        reference = references.read(self.cleaned_data["asked"])
        if reference is None or reference[:2] not in ("O-", "R-"):
            raise forms.ValidationError("Enter a whole reference, such as R-7K3M9-QXT4B")
        return reference


@signed_in
def break_glass(request: ActorRequest) -> HttpResponseBase:
    """Ask which record and why; then keep it, tell the data protection officer, and lead to what it opened.

    That somebody tried who may not is kept as well: they get the page of what is not there.
    """
    if not access.allows(request.actor, Permission.BREAK_GLASS):
        if request.method == "POST":
            actions.keep_refused_glass(by=request.actor, asked=request.POST.get("asked", ""))
        return errors.not_found(request)
    form = GlassForm(request.POST or None)
    if request.method == "POST":
        require_fresh(request)
        if form.is_valid():

            def act() -> str:
                glass = actions.break_glass(by=request.actor, **form.cleaned_data)
                return reverse("referrals:glass", args=[glass.reference])

            return once(request, act)
    return TemplateResponse(
        request, "referrals/break_glass.html", {"form": form}, status=422 if form.errors else 200
    )


@signed_in
def glass(request: ActorRequest, reference: str) -> HttpResponseBase:
    """Show what was opened, for its hour; or, always in the same words, that nothing was."""
    broken = queries.own_glass(request.actor, reference)
    shown = queries.through_glass(request.actor, broken)
    return TemplateResponse(
        request,
        "referrals/glass.html",
        {"glass": broken, "shown": shown, "is_over": broken.observation_id is not None and shown is None},
    )


@signed_in
def glass_photo(request: ActorRequest, reference: str, position: int) -> HttpResponse:
    """A photo of what was opened, for its hour. Never run as anything else than a picture."""
    broken = queries.own_glass(request.actor, reference)
    shown = queries.photo_through_glass(request.actor, broken, position)
    if shown is None:
        raise Http404("It is closed")
    content, media_type = shown
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"},
    )
