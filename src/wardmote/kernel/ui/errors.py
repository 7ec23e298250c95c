"""Pages for what goes wrong. Each says what happened, what was kept and how to go on."""

import re
from typing import NamedTuple

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.template.response import TemplateResponse

from wardmote.kernel.database import Busy

_templates: dict[type[Exception], str] = {Busy: "ui/busy.html"}


def show(exception: type[Exception], template: str) -> None:
    """Register the page for an exception that means no harm: two people at once, a step too late.

    The template extends "ui/message.html", which gives back the words that were sent. It gets `error`.
    """
    _templates[exception] = template


def registered() -> tuple[type[Exception], ...]:
    """List the exceptions that have a page of their own."""
    return tuple(_templates)


class Kept(NamedTuple):
    """Something somebody wrote, under the name of its field."""

    name: str
    words: str


def kept_words(request: HttpRequest, error: Exception) -> TemplateResponse:
    """Answer 409 with the page registered for this exception, giving back what was written."""
    template = next(_templates[kind] for kind in type(error).__mro__ if kind in _templates)
    return TemplateResponse(request, template, {"error": error, "kept": _kept(request)}, status=409)


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer 403 to words sent after the session had ended, giving them back."""
    return render(request, "ui/signed_out.html", {"kept": _kept(request)}, status=403)


def no_role(request: HttpRequest) -> HttpResponse:
    """Answer 403 to somebody who is signed in but holds no role any more, or not yet."""
    return render(request, "ui/no_role.html", {"kept": _kept(request)}, status=403)


def second_factor_missing(request: HttpRequest) -> HttpResponse:
    """Answer 403 to words sent by somebody whose role needs a second factor they have not set up."""
    return render(request, "ui/second_factor_missing.html", {"kept": _kept(request)}, status=403)


def not_taken(request: HttpRequest) -> HttpResponse:
    """Answer 409 to a form that waited while its sender proved who they are, and was then not right."""
    return render(request, "ui/not_taken.html", {"kept": _kept(request)}, status=409)


_NEVER_GIVEN_BACK = re.compile("password|^(csrfmiddlewaretoken|form_key|credential|code|next)$")
_A_KEY = re.compile(r"[a-z0-9_.:-]*")
"""A choice or a number of ours. What somebody typed nearly always holds a blank, a capital, an @ or another script."""


def _kept(request: HttpRequest) -> list[Kept]:
    """Find what a person wrote: what is no key of ours, never a password."""
    return [
        Kept(name.replace("_", " ").capitalize(), words)
        for name, values in request.POST.lists()
        for words in values
        if not _NEVER_GIVEN_BACK.search(name) and not _A_KEY.fullmatch(words.strip())
    ]


def not_found(request: HttpRequest, exception: Exception | None = None) -> TemplateResponse:
    """Answer 404, in the same words whether there is nothing or it is not for this reader."""
    return TemplateResponse(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 if there was too much of it."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return _plain("413.html", 413) if too_much else _plain("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> TemplateResponse:
    """Answer as if there were nothing: NotAllowed is a PermissionDenied."""
    return not_found(request)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose cross-site token does not fit, giving back what was written."""
    return render(request, "403.html", {"kept": _kept(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, from a page that needs neither database nor session."""
    return _plain("500.html", 500)


def _plain(template: str, status: int) -> HttpResponse:
    return HttpResponse(get_template(template).render(), status=status)
