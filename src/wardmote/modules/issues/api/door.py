"""Before an Open311 call: its form, its jurisdiction, its key and how often it may come. No session counts here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.api import limits
from wardmote.kernel.api.holders import TokenHolder, holder_of
from wardmote.kernel.database import Busy, as_actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.views import Access, OpenedView
from wardmote.shared.accounts.queries import network_address
from wardmote.shared.partnerships.rules import Scope

from .answers import FORMS, Refused, refusal

_MINUTE = 60
_LONGEST_SECRET = 500


class Open311Request(HttpRequest):
    """A request as a call gets it: who a key speaks for, or nobody."""

    actor: Actor
    form: str


Call = Callable[..., HttpResponse]


def open311(*methods: str) -> Callable[[Call], OpenedView]:
    """Let a call answer these methods, each refusal in the form that was asked for."""

    def made(call: Call) -> OpenedView:
        @wraps(call)
        def opened(request: HttpRequest, form: str, **named: str) -> HttpResponse:
            try:
                if form not in FORMS:
                    raise Refused(404, "Ask for .json or .xml.")
                if request.method not in methods:
                    raise Refused(405, f"This address takes {' and '.join(methods)}.")
                let_in = cast(Open311Request, request)
                let_in.form, let_in.actor = form, _actor(request)
                _check_jurisdiction(request)
                with as_actor(let_in.actor):
                    return call(let_in, **named)
            except Refused as refused:
                return refusal(form, refused)
            except NotReady as missing:
                return refusal(form, Refused(400, f"{missing.field}: {missing}"))
            except Conflict as stopped:
                return refusal(form, Refused(400, str(stopped)))
            except NotAllowed:
                return refusal(form, Refused(403, "This key does not allow it."))
            except ObjectDoesNotExist:
                return refusal(form, Refused(404, "It is not there, or not published."))
            except Busy:
                return refusal(form, Refused(503, "Somebody else is working on it.", retry_after=1))

        view = cast(OpenedView, csrf_exempt(opened))
        view.access = Access.PUBLIC
        return view

    return made


def given(request: HttpRequest, name: str) -> str:
    """One argument, from the form or the address; empty and missing are the same. Raises Refused."""
    said = (request.POST.get(name) or request.GET.get(name) or "").strip()
    if "\x00" in said:
        raise Refused(400, f"{name} holds a character that cannot be kept.")
    return said


def needs_key(request: Open311Request) -> None:
    """Let only a key in. Raises Refused."""
    if request.actor == NOBODY:
        raise Refused(403, "api_key is missing. Ask the partnership administrator for one.")


@sensitive_variables("secret")
def _actor(request: HttpRequest) -> Actor:
    secret = given(request, "api_key")
    if not secret:
        _count_nobody(request)
        return NOBODY
    found = holder_of(secret) if len(secret) <= _LONGEST_SECRET and secret.isascii() else None
    if not isinstance(found, TokenHolder):
        _count_nobody(request)
        raise Refused(403, "api_key is not known, has run out or was taken away.")
    allowed = limits.count(found.token_id)
    if allowed.is_over:
        raise _too_many(allowed.limit, allowed.seconds_left)
    if Scope.OBSERVATIONS_WRITE not in found.scopes or found.actor == NOBODY:
        raise Refused(403, f"api_key needs the scope {Scope.OBSERVATIONS_WRITE} and somebody to speak for.")
    return found.actor


def _count_nobody(request: HttpRequest) -> None:
    # Keyed by a digest of the network address, so that nobody can be found by what is kept for a minute.
    digest = salted_hmac("wardmote.issues.open311", network_address(request), algorithm="sha256").hexdigest()
    key = f"open311:{digest}"
    used = 1 if cache.add(key, 1, _MINUTE) else _one_more(key)
    if used > settings.WARDMOTE_API_RATE:
        raise _too_many(settings.WARDMOTE_API_RATE, _MINUTE)


def _one_more(key: str) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1


def _too_many(limit: int, seconds: int) -> Refused:
    return Refused(429, f"{limit} requests a minute are the most.", retry_after=seconds)


def _check_jurisdiction(request: HttpRequest) -> None:
    ours, asked = settings.WARDMOTE_JURISDICTION, given(request, "jurisdiction_id")
    if ours and asked and asked != ours:
        raise Refused(404, "jurisdiction_id was not found.")
