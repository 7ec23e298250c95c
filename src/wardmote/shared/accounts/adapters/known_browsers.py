"""Which browsers somebody has signed in with before, kept in a signed cookie of each browser itself.

It opens nothing. It tells a new browser from one the owner knows, so that they hear of it; and it keeps the owner's
own attempts to sign in apart from a stranger's, so that who guesses cannot lock the owner out (OWASP, "Slow Down
Online Guessing Attacks with Device Cookies").
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE = "wm_known"
_SALT = "wardmote.accounts.known-browser"
_PEOPLE = 10
"""How many people a shared browser remembers."""
_LASTS = 400 * 24 * 60 * 60
"""Seconds; browsers keep no cookie longer."""


def _cookie() -> str:
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def is_known_browser(request: HttpRequest, email: str) -> bool:
    """Whether somebody signed in with this address in this browser before."""
    return _mark(email) in _kept(request)["people"]


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let the browser remember that somebody signed in with this address."""
    kept = _kept(request)
    people = [_mark(email), *(one for one in kept["people"] if one != _mark(email))][:_PEOPLE]
    value = signing.dumps({"browser": kept["browser"] or secrets.token_hex(8), "people": people}, salt=_SALT)
    response.set_cookie(
        _cookie(),
        value,
        max_age=_LASTS,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def attempts_of(request: HttpRequest, email: str) -> str:
    """Under what name attempts to sign in with this address are counted: one for all strangers, one for each browser
    that the owner of the address has used."""
    browser = _kept(request)["browser"] if is_known_browser(request, email) else "stranger"
    return f"{_mark(email)}:{browser}"


def _mark(email: str) -> str:
    return salted_hmac(_SALT, email.strip().casefold()).hexdigest()[:32]


def _kept(request: HttpRequest) -> dict[str, Any]:
    try:
        kept = signing.loads(request.COOKIES.get(_cookie(), ""), salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        kept = {}
    return {"browser": "", "people": [], **kept}
