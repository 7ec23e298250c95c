"""The languages in which pages for everybody can be read: chosen on the page, kept in a cookie, else the browser's.

Translators write .po files (`WARDMOTE_TRANSLATIONS`). What Python reads is made of them when the first page is asked
for in another language than English, under `WARDMOTE_DATA`: no machine needs the gettext programs. Pages that do not
wear `spoken` stay English, whatever a browser asks for, because half a page in a language is worse than none.
"""

import os
from collections.abc import Sequence
from datetime import timedelta
from functools import cache, wraps
from pathlib import Path
from typing import Any, NamedTuple

import polib
from django.conf import settings
from django.http import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from wardmote.kernel.ui.views import ActorRequest, View

COOKIE = "wm_language"
_KEPT = timedelta(days=365)


class Spoken(NamedTuple):
    """A language that pages can be read in, under its own name."""

    code: str
    name: str
    is_rtl: bool
    is_here: bool


def spoken(view: View) -> View:
    """Let a page be read in every language there is. Wear it under `public`; the page extends `ui/spoken.html`."""

    @wraps(view)
    def said(request: ActorRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chosen = known(request.GET.get("language", ""))
        code = chosen or known(request.COOKIES.get(COOKIE, "")) or _wished(request) or settings.LANGUAGE_CODE
        if code != settings.LANGUAGE_CODE:
            make_ready()
        with translation.override(code):
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response = response.render()
        response.headers["Content-Language"] = code
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if chosen:
            response.set_cookie(
                COOKIE,
                chosen,
                max_age=_KEPT,
                secure=bool(settings.SESSION_COOKIE_SECURE),
                httponly=True,
                samesite="Lax",
            )
        return response

    return said


def languages() -> Sequence[Spoken]:
    """Every language, in the order of the settings; which of them this page is in."""
    here = translation.get_language() or settings.LANGUAGE_CODE
    return [
        Spoken(code, name, translation.get_language_info(code)["bidi"], code == here)
        for code, name in settings.LANGUAGES
    ]


def known(code: str) -> str:
    """The code, if there is such a language; else nothing."""
    return code if code in dict(settings.LANGUAGES) else ""


def _wished(request: ActorRequest) -> str:
    """The first language that the browser asks for, if it is one of ours. It names at most a few."""
    for asked in request.headers.get("Accept-Language", "")[:200].split(","):
        code = asked.partition(";")[0].strip().lower()
        if code.split("-")[0] == settings.LANGUAGE_CODE.split("-")[0]:
            return str(settings.LANGUAGE_CODE)
        if found := known(code) or known(code.split("-")[0]):
            return found
    return ""


@cache
def make_ready() -> None:
    """Make what Python reads from what translators write, once in each process; whole or not at all."""
    for source in sorted(Path(settings.WARDMOTE_TRANSLATIONS).glob("*.po")):
        made = Path(settings.LOCALE_PATHS[0]) / source.stem / "LC_MESSAGES/django.mo"
        made.parent.mkdir(parents=True, exist_ok=True)
        unfinished = made.with_suffix(f".{os.getpid()}.part")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(made)
