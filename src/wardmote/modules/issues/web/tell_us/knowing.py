"""By what a browser is known again, so that one person counts once: a random number in a cookie."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

_COOKIE = "wm_voice"
_LASTS = timedelta(days=365)
_LONGEST = 40


def number_of(request: HttpRequest) -> str:
    """What the browser holds; a new one where it holds nothing."""
    held = request.COOKIES.get(_named(), "")
    return held if 20 <= len(held) <= _LONGEST and held.isascii() else token_urlsafe(18)


def browser_of(number: str) -> str:
    """The number as it is kept with a voice: a keyed digest, by which no browser is found."""
    return salted_hmac("wardmote.issues.browser", number, algorithm="sha256").hexdigest()


def hold(response: HttpResponseBase, number: str) -> None:
    """Let the browser hold it."""
    response.set_cookie(
        _named(),
        number,
        max_age=_LASTS,
        path="/tell-us",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _named() -> str:
    return f"__Secure-{_COOKIE}" if settings.SESSION_COOKIE_SECURE else _COOKIE
