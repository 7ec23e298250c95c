"""Where one is signed in, and ending it."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.views import ActorRequest, at_the_door

from .. import actions, queries
from ..models import Person


@at_the_door
def sessions(request: ActorRequest) -> HttpResponseBase:
    """List where somebody is signed in, this browser first; end all the others."""
    person = _person(request)
    if request.method == "POST":
        actions.end_sessions(by=queries.themselves(person), person=person, keep=request.session.session_key)
        return HttpResponseRedirect(reverse("accounts:sessions"))
    held = queries.sessions_of(person.pk)
    rows = sorted(held, key=lambda one: one.session_key != request.session.session_key)
    return TemplateResponse(
        request,
        "accounts/sessions.html",
        {
            "rows": [(one, queries.browser_of(one)) for one in rows],
            "here": request.session.session_key,
        },
    )


@at_the_door
def end_session(request: ActorRequest, pk: int) -> HttpResponseBase:
    """End one session: sign out, if it is this one."""
    person = _person(request)
    found = next((one for one in queries.sessions_of(person.pk) if one.pk == pk), None)
    if found is None or request.method != "POST":
        raise Http404("No such session of one's own, or not asked for by a button")
    if found.session_key == request.session.session_key:
        logout(request)
        return HttpResponseRedirect("/")
    actions.end_sessions(by=queries.themselves(person), person=person, only=found.pk)
    return HttpResponseRedirect(reverse("accounts:sessions"))


def _person(request: ActorRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404("Nobody is signed in")
    return request.user
