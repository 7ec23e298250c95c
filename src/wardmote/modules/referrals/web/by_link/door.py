"""At the door: a link proves nothing yet. A code, mailed to the mailbox that the link went to, opens it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.secret_links import number_in
from wardmote.kernel.ui.views import ActorRequest, View, public
from wardmote.shared.accounts import queries as accounts

from ... import actions, queries
from ...adapters.guesses import count_guess, may_guess, place_at
from ...queries import InHand
from ...rules import Conflict
from ...rules.links import CODE_LASTS, CodeFault, LinkState
from . import answering, cookies

_LONGEST_CODE = 20

_FAULTS: Mapping[CodeFault, str] = {
    CodeFault.OLD: "This code is older than ten minutes. Ask for a new one below",
    CodeFault.TRIES: "Too many wrong codes. Ask for a new one below",
    CodeFault.NONE_SENT: "No code has been mailed for this link yet. Ask for one below",
}


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label="Code",
        help_text="Six figures, from the mail we have just sent.",
        max_length=_LONGEST_CODE,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": "Type the code from the mail"},
    )


def unseen(view: View) -> View:
    """Let no browser or proxy keep the answer, and no search engine list it."""

    @wraps(view)
    def dressed(request: ActorRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return dressed


@public
@unseen
def come_in(request: ActorRequest, secret: str) -> HttpResponseBase:
    """Take a link's secret out of the address, and lead on to the page where it opens.

    So it stands in no history, is sent on to nobody, and a screen may be shown. Looking changes nothing, so a mail
    scanner that follows the link uses nothing up.
    """
    number = number_in(secret)
    response = HttpResponseRedirect(reverse("referrals:answer", args=[number]))
    response.headers["Referrer-Policy"] = "no-referrer"
    cookies.hold_link(response, number, secret)
    return response


@public
@unseen
def answer(request: ActorRequest, number: int) -> HttpResponseBase:
    """Show what a link leads to: the door, or behind it the referral; or why neither is there."""
    place = place_at(accounts.network_address(request))
    if not may_guess(place):
        return _frame(request, "too_many", status=429)
    brought = cookies.held_by(request)
    held = queries.link_in_hand(secret=brought.secret, session=brought.session, number=number)
    if held is None:
        if brought.secret or brought.session:
            count_guess(place)
        return _frame(request, "no_link", status=404)
    if held.is_in and request.POST.get("do") is None:
        return answering.inside(request, held)
    if held.is_in:  # the code was sent twice
        return HttpResponseRedirect(reverse("referrals:answer", args=[number]))
    if request.method == "POST":
        return _asked(request, held, brought)
    return _door(request, held)


def _asked(request: ActorRequest, held: InHand, brought: cookies.Held) -> HttpResponseBase:
    """Do what somebody at the door asks for: a code, to come in with it, or a new link."""
    number, said = held.link.pk, ""
    try:
        match request.POST.get("do"):
            case "code":
                actions.send_code(by=request.actor, secret=brought.secret, number=number)
            case "prove":
                return _proved(request, held, brought)
            case "new":
                actions.ask_for_link(
                    by=request.actor, secret=brought.secret, session=brought.session, number=number
                )
            case _:
                return _door(request, held, kept=_written(request), status=409)
    except actions.LinkSpent:
        pass  # the door, shown anew, says what has become of it
    except Conflict as refused:
        said = str(refused)
    if said:
        return _door(request, held, said=said, status=409)
    return HttpResponseRedirect(reverse("referrals:answer", args=[number]))


def _proved(request: ActorRequest, held: InHand, brought: cookies.Held) -> HttpResponseBase:
    form, number = CodeForm(request.POST), held.link.pk
    if form.is_valid():
        came = actions.prove_mailbox(
            by=request.actor, secret=brought.secret, code=form.cleaned_data["code"], number=number
        )
        if came.fault is None:
            response = HttpResponseRedirect(reverse("referrals:answer", args=[number]))
            cookies.hold_session(response, number, came.session)
            return response
        form.add_error("code", _FAULTS.get(came.fault) or _wrong(came.tries_left))
    return _door(request, held, form=form, status=422)


def _wrong(tries_left: int) -> str:
    if not tries_left:
        return _FAULTS[CodeFault.TRIES]
    return f"That is not the code. You can try {tries_left} more time{'' if tries_left == 1 else 's'}"


def _door(
    request: ActorRequest,
    held: InHand,
    *,
    form: forms.Form | None = None,
    said: str = "",
    kept: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    waits = held.state is LinkState.OPENS and held.link.code_sent_at is not None
    return _frame(
        request,
        "door" if held.state is LinkState.OPENS else "spent",
        status=status,
        held=held,
        link=held.link,
        team=held.link.team,
        form=form or (CodeForm() if waits else None),
        code_until=held.link.code_sent_at + CODE_LASTS if held.link.code_sent_at else None,
        newest=queries.newest_link_of(held),
        said=said,
        kept=kept or _written(request),
    )


def _written(request: ActorRequest) -> list[tuple[str, str]]:
    """What somebody wrote in a form of the page behind the door, whose time was over when they sent it."""
    names = {"words": "Words", "their_reference": "Your own number"}
    return [(said, words) for name, said in names.items() if (words := request.POST.get(name, "").strip())]


def _frame(request: ActorRequest, page: str, *, status: int = 200, **context: Any) -> HttpResponseBase:
    # Whoever is signed in at this browser is nobody here: the link speaks for a team, not for them.
    request.actor = NOBODY
    return TemplateResponse(request, f"referrals/by_link/{page}.html", context, status=status)
