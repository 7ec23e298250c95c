"""The two decorators every view wears: who may come in, and whose eyes the database sees with.

The actor is built here, once; view and template both run inside one transaction that sees as this actor,
so nothing is fetched later with nobody's eyes. What goes wrong becomes a page that says so plainly.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol, cast

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.cache import add_never_cache_headers

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.audit.looks import as_reader
from wardmote.kernel.database import as_actor
from wardmote.kernel.ui import errors
from wardmote.kernel.ui.sources import actor_for, can_prove, is_fresh, partnership, still_there

View = Callable[..., HttpResponseBase]


class Access(StrEnum):
    """Whom a view lets in. A guard test walks the addresses and finds one on every view."""

    PUBLIC = "public"
    AT_THE_DOOR = "at_the_door"
    SIGNED_IN = "signed_in"
    TOKEN = "token"  # noqa: S105 (a word, not a secret)
    """Another system with a token, never a browser's session: see `kernel.api`."""


class ActorRequest(HttpRequest):
    """A request as a decorated view gets it: with the actor."""

    actor: Actor


class OpenedView(Protocol):
    """A view that says whom it lets in."""

    access: Access

    def __call__(self, request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request."""


def public(view: View) -> OpenedView:
    """Let anybody in; somebody signed in is still themselves."""
    return _opened(view, Access.PUBLIC)


def signed_in(view: View) -> OpenedView:
    """Let in who is signed in; send others to the sign-in page and back again. Never stored by a browser.

    What somebody wrote before their session ended is given back to them to copy.
    """
    return _opened(view, Access.SIGNED_IN)


def at_the_door(view: View) -> OpenedView:
    """Let in who is signed in, even while a second factor is still asked for: pages about the own sign-in."""
    return _opened(view, Access.AT_THE_DOOR)


def fresh(view: View) -> View:
    """Ask again who sits there, unless they proved it just now. Wear it under `signed_in`, on sensitive acts:

        @signed_in
        @fresh
        def make_token(request: ActorRequest) -> HttpResponseBase: ...

    Somebody who sent a form proves who they are, and the form is then taken as it was sent.
    """

    @wraps(view)
    def asked(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_fresh(request)
        return view(request, *args, **kwargs)

    return asked


def require_fresh(request: HttpRequest) -> None:
    """Ask again who sits there, unless they proved it just now: as `fresh`, where only what was typed tells whether
    the act is sensitive. Call it before anything is changed. Raises ReauthenticationRequired, which leads there.
    """
    if not is_fresh(request):
        raise ReauthenticationRequired


def _opened(view: View, access: Access) -> OpenedView:
    @wraps(view)
    def opened(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        was_left = request.user.is_authenticated and not still_there(request)
        if was_left and not _is_door(request):
            if access is not Access.PUBLIC:
                return _to_prove_again(request)
            request.user = AnonymousUser()  # for this page: who sits there now may be somebody else
        actor = NOBODY if was_left else actor_for(request)
        cast(ActorRequest, request).actor = actor
        if access is not Access.PUBLIC and not request.user.is_authenticated:
            return _to_sign_in(request)
        if access is Access.SIGNED_IN and actor == NOBODY:
            return errors.no_role(request)
        if access is Access.SIGNED_IN and actor.held_back:
            return _to_second_factor(request)
        response = _answer(view, cast(ActorRequest, request), args, kwargs)
        if _is_resumed(request) and response.status_code >= 400:
            return errors.not_taken(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    made = cast(OpenedView, opened)
    made.access = access
    return made


def _answer(view: View, request: ActorRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    try:
        with as_reader(request, request.actor):
            return _rendered(view(request, *args, **kwargs))
    except (NotAllowed, ObjectDoesNotExist, Http404):
        page = errors.not_found(request)
    except errors.registered() as error:
        page = errors.kept_words(request, error)
    with as_actor(request.actor):
        return _rendered(page)


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


def _is_resumed(request: HttpRequest) -> bool:
    """Whether this is a form that was sent before its sender was asked who they are, and is taken up again now."""
    return isinstance(request, WSGIRequest) and request.environ["PATH_INFO"] != request.path_info


_DOORS = {
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_login_webauthn",
}
"""Where somebody proves again who they are, or leaves: open to who is signed in and was away."""


def _is_door(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in _DOORS


def _to_prove_again(request: HttpRequest) -> HttpResponseBase:
    """Ask who sits there now. A form that was sent waits, and is taken as it was sent; files cannot wait."""
    if request.headers.get("HX-Request"):
        # A page that was left is asked for anew. What somebody is typing stays, and is asked about when it is sent.
        is_typing = request.method == "POST" and "form_key" not in request.POST
        return HttpResponse(status=204, headers={} if is_typing else {"HX-Refresh": "true"})
    if request.FILES:
        return errors.signed_out(request)
    raise ReauthenticationRequired


def _to_second_factor(request: HttpRequest) -> HttpResponseBase:
    # A form that waits until its sender has proved who they are keeps no files; a part of a page cannot wait at all.
    can_wait = not request.FILES and not request.headers.get("HX-Request")
    if can_wait and can_prove(request):
        raise ReauthenticationRequired
    if request.method == "POST":
        return errors.second_factor_missing(request)
    return _by_way_of(reverse("accounts:second_factor"), request)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        return errors.signed_out(request)
    return _by_way_of(reverse("account_login"), request)


def _by_way_of(url: str, request: HttpRequest) -> HttpResponseBase:
    to_sign_in = redirect_to_login(request.get_full_path(), url)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": to_sign_in.url})
    return to_sign_in


def all_public(patterns: Sequence[URLPattern | URLResolver]) -> None:
    """Let `public` be worn by every view of a library, so that its pages have our frame and one transaction."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            all_public(pattern.url_patterns)
        else:
            pattern.callback = public(pattern.callback)


@public
def colours(request: HttpRequest) -> HttpResponse:
    """Serve the partnership's own colours as a style sheet."""
    return HttpResponse(
        partnership().stylesheet, content_type="text/css", headers={"Cache-Control": "max-age=300"}
    )
