"""Reading what people told before everybody may: show it as it is or with words taken out, refuse it, take it down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.database import Busy
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, public, signed_in

from .. import actions, queries
from ..models import MAX_PUBLIC_WORDS, MAX_REASON
from ..rules.telling import SIGNS_IN_WORDS, STATES_OF_WORDS, Sign, WordsState

REASONS = (
    "It tells who somebody is.",
    "It says of somebody what nobody has proved.",
    "It is abuse, not a report.",
    "It advertises something.",
    "It shows somebody’s face or home.",
)
"""Why words are not shown, offered ready: whoever told them reads it."""


class ShowForm(forms.Form):
    """The words, the place and the photo as everybody will see them."""

    words = PlainTextField(
        label="What everybody will read",
        max_length=MAX_PUBLIC_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Take out what names or points at somebody. What was told stays as it was.",
        error_messages={"required": "Leave some words, or refuse it below"},
    )
    place_words = PlainTextField(
        label="The place as everybody will read it",
        max_length=300,
        required=False,
        help_text="A street or a park, never the number of a home.",
    )
    photo_shown = forms.BooleanField(
        label="I have looked at the photo: nobody can be recognised by it", required=False
    )

    def __init__(self, *args: Any, has_photo: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_photo:
            del self.fields["photo_shown"]


class RefuseForm(forms.Form):
    """Why it is not shown."""

    reason = PlainTextField(
        label="Why?",
        max_length=MAX_REASON,
        widget=forms.TextInput(attrs={"list": "reasons"}),
        help_text="Whoever told it reads this. The team that has it works on all the same.",
        error_messages={"required": "Say why. Whoever told it reads it"},
    )


@signed_in
def to_check(request: ActorRequest) -> HttpResponseBase:
    """What waits to be read, and what was decided."""
    decided = request.GET.get("show") == "decided"
    page = queries.words_to_check(request.actor, decided=decided, after=request.GET.get("after"))
    told = queries.observations_of(request.actor, page.rows)
    return TemplateResponse(
        request,
        "issues/to_check.html",
        {
            "page": page,
            "rows": [
                (
                    row,
                    told.get(row.observation_id),
                    [SIGNS_IN_WORDS[Sign(sign)] for sign in row.signs],
                    STATES_OF_WORDS[WordsState(row.state)],
                )
                for row in page.rows
            ],
            "decided": decided,
            "late": queries.words_late(request.actor),
        },
    )


@signed_in
def check_words(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One report: read it, and decide what everybody may see of it."""
    one = queries.to_check(request.actor, pk)
    row = one.row
    show = ShowForm(
        has_photo=bool(one.photos),
        initial={
            "words": row.words or one.observation.words,
            "place_words": row.place_words or one.observation.place_words,
            "photo_shown": row.photo_shown,
        },
    )
    refuse, status, stopped = RefuseForm(), 200, ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        form: forms.Form
        if act == "show":
            form = show = ShowForm(request.POST, has_photo=bool(one.photos))
        elif act in ("refuse", "take_down"):
            form = refuse = RefuseForm(request.POST)
        else:
            raise Http404("No such act")
        status = 422
        if form.is_valid():
            try:
                return once(request, lambda: _decide(request, act, one, form))
            except NotReady as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            except (Conflict, Busy) as refused:
                stopped, status = str(refused), 409
    return TemplateResponse(
        request,
        "issues/check_words.html",
        {
            "one": one,
            "row": row,
            "show": show,
            "refuse": refuse,
            "form": refuse if refuse.errors else show,
            "stopped": stopped,
            "signs": [SIGNS_IN_WORDS[Sign(sign)] for sign in row.signs],
            "state": STATES_OF_WORDS[WordsState(row.state)],
            "is_shown": row.state == WordsState.SHOWN,
            "is_waiting": row.state == WordsState.WAITING,
            "reasons": REASONS,
        },
        status=status,
    )


def _decide(request: ActorRequest, act: str, one: queries.ToCheck, form: forms.Form) -> str:
    given = form.cleaned_data
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    if act == "show":
        actions.show_words(
            by=request.actor,
            row=one.row,
            words=given["words"],
            place_words=given["place_words"],
            photo_shown=bool(given.get("photo_shown")),
            version=seen,
        )
    elif act == "refuse":
        actions.refuse_words(by=request.actor, row=one.row, reason=given["reason"], version=seen)
    else:
        actions.take_words_down(by=request.actor, row=one.row, reason=given["reason"], version=seen)
    return reverse("issues:to_check")


@public
def words_photo(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A photo that somebody has looked at and let everybody see. Never run as anything else than a picture."""
    content, media_type = queries.public_photo(pk)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
            # Short, so that what is taken down is soon gone everywhere.
            "Cache-Control": "max-age=300",
        },
    )
