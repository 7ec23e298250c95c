"""The private link: follow what was told, add to it, say that it is over, hear no more, take it back. No account."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.languages import spoken
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, public

from ... import actions, queries
from ...adapters import flood
from ...models import Voice
from . import saying
from .forms import MoreForm

_MOST_ADDED = 10
"""Additions by one private link in an hour."""
_DONE = {"more", "over", "quiet", "back"}


@public
@spoken
def told(request: ActorRequest, secret: str) -> HttpResponseBase:
    """What became of what somebody told, for whoever holds the link."""
    voice = queries.voice_by(secret)
    if voice is None:
        raise Http404("This link opens nothing")
    form, status, stopped = MoreForm(), 200, ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        form = MoreForm(request.POST) if act == "more" else form
        if act not in _DONE:
            raise Http404("No such act")
        if act != "more" or form.is_valid():
            try:
                return once(request, lambda: _do(request, act, voice, form, secret))
            except NotReady as refused:
                form.add_error("words", str(refused))
            except Conflict as refused:
                stopped = str(refused)
        status = 409 if stopped else 422
    response = TemplateResponse(
        request,
        "issues/tell_us/told.html",
        {
            **saying.of_story(queries.story_told(voice)),
            "form": form,
            "is_new": "new" in request.GET,
            "done": request.GET.get("done", "") if request.method == "GET" else "",
            "stopped": stopped,
            "link": request.build_absolute_uri(reverse("issues:told", args=[secret])),
        },
        status=status,
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _do(request: ActorRequest, act: str, voice: Voice, form: MoreForm, secret: str) -> str:
    match act:
        case "more":
            key = flood.key_of(f"more {voice.pk}")
            if flood.is_flooded(key, most=_MOST_ADDED):
                raise NotReady(
                    _("You have added a lot in an hour. Wait a little, then add more"), field="words"
                )
            actions.say_more(by=request.actor, voice=voice, words=form.cleaned_data["words"])
            flood.count(key)
        case "over":
            actions.say_over(by=request.actor, voice=voice)
        case "quiet":
            actions.hear_no_more(by=request.actor, voice=voice)
        case _:
            actions.take_back(by=request.actor, voice=voice)
    return f"{reverse('issues:told', args=[secret])}?done={act}"
