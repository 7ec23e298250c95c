"""What a browser keeps of a link, for its pages alone: the secret it came with, then that of its session."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from ...rules.links import SESSION_LASTS

_LINK = "wm_link"
_SESSION = "wm_answer"
_LONGEST_SECRET = 100
_AT_THE_DOOR = timedelta(hours=12)
"""How long a browser remembers with which link somebody came. It opens nothing without a code."""


class Held(NamedTuple):
    """The secrets that a browser holds of one link."""

    secret: str
    session: str


def held_by(request: HttpRequest) -> Held:
    """What the browser holds."""
    link, session = (request.COOKIES.get(_named(name), "")[:_LONGEST_SECRET] for name in (_LINK, _SESSION))
    return Held(link, session)


def hold_link(response: HttpResponseBase, number: int, secret: str) -> None:
    """Let the browser hold a link's secret."""
    if secret.isascii() and secret.isprintable() and len(secret) <= _LONGEST_SECRET:
        _set(response, _LINK, number, secret, _AT_THE_DOOR)


def hold_session(response: HttpResponseBase, number: int, session: str) -> None:
    """Let the browser hold a session's secret, and the link's, which is used, no more."""
    _set(
        response, _SESSION, number, session, SESSION_LASTS * 2
    )  # beyond its end, to say kindly that it ended


def forget(response: HttpResponseBase, number: int) -> None:
    """Let the browser forget both."""
    for name in (_LINK, _SESSION):
        response.delete_cookie(_named(name), path=_path(number), samesite="Lax")


def _named(name: str) -> str:
    # Of its page's path, so not of the whole host; but over https alone.
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name


def _path(number: int) -> str:
    return reverse("referrals:answer", args=[number])


def _set(response: HttpResponseBase, name: str, number: int, value: str, lasts: timedelta) -> None:
    # Lax, not Strict: somebody who follows the link from a mail comes from another site.
    response.set_cookie(
        _named(name),
        value,
        max_age=lasts,
        path=_path(number),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
