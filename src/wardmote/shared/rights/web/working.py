"""One request: how it stands, who may be its person, and having its copy made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import Request
from ..permissions import Permission
from ..rules import (
    ACTS_FOR,
    ENDS,
    IDENTITY_BY,
    KINDS,
    OUTCOMES,
    PAUSES,
    REFUSALS,
    Ask,
    Identity,
    Move,
    Outcome,
    Pause,
    Refusal,
    ask_in_words,
    moves_from,
    stays_in_words,
)

_SIZE = 25


@signed_in
def request(request: ActorRequest, code: str) -> HttpResponseBase:
    """Show how a request stands and what comes next."""
    return _page(request, queries.request_for(request.actor, code))


def _page(request: ActorRequest, asked: Request, problem: str = "", status: int = 200) -> HttpResponseBase:
    waits = queries.waits_of(request.actor, asked)
    matters = queries.matters_of(request.actor, asked)
    works = access.allows(request.actor, Permission.WORK, asked)
    pack = queries.pack_of(request.actor, asked) if works else None
    marks = queries.marked_matters(request.actor, asked, matters)
    moves = moves_from(asked.state)
    return TemplateResponse(
        request,
        "rights/request.html",
        {
            "asked": asked,
            "what": ask_in_words(asked.ask),
            "law": KINDS[Ask(asked.ask)][1],
            "acts_for": ACTS_FOR[asked.acts_for],
            "identity": IDENTITY_BY[Identity(asked.identity_by)] if asked.identity_by else "",
            "standing": queries.standing_of(asked, waits),
            "waits": [(one, PAUSES[Pause(one.why)]) for one in waits],
            "theirs": [
                (one, marks.get(one.pk, "")) for one in matters if one.is_theirs and not one.is_protected
            ],
            "protected": [
                (
                    one,
                    stays_in_words(one.release_reason),
                    access.allows(request.actor, Permission.DECIDE, _with(one, asked)),
                )
                for one in matters
                if one.is_protected
            ],
            "pack": pack,
            "works": works,
            "is_open": asked.state not in ENDS,
            "is_copy": asked.ask == Ask.COPY,
            "moves": {
                "ask": Move.ASK in moves,
                "hear": Move.HEAR in moves,
                "extend": Move.EXTEND in moves and not asked.extension,
                "answer": Move.ANSWER in moves,
                "refuse": Move.REFUSE in moves,
                "withdraw": Move.WITHDRAW in moves,
            },
            "outcome": OUTCOMES[Outcome(asked.outcome)] if asked.outcome else "",
            "refusals": [REFUSALS[Refusal(one)] for one in asked.refusals],
            "problem": problem,
        },
        status=status,
    )


def _with(matter: Any, asked: Request) -> Any:
    matter.request = asked
    return matter


@signed_in
def search(request: ActorRequest, code: str) -> HttpResponseBase:
    """Look for the person."""
    if request.method != "POST":
        raise Http404("Asked for by a button")
    asked = queries.request_for(request.actor, code)

    def act() -> str:
        actions.search(by=request.actor, request=asked)
        return reverse("rights:people", args=[code])

    try:
        return once(request, act)
    except Conflict as refused:
        return _page(request, asked, str(refused), status=409)


@signed_in
def people(request: ActorRequest, code: str) -> HttpResponseBase:
    """Show what may be of the person, a page of it, to be ticked; nothing is ticked that nobody has ticked."""
    asked = queries.request_for(request.actor, code)
    access.require(request.actor, Permission.WORK, asked)
    if asked.searched_at is None:
        raise Http404("Nobody has looked for them yet")
    after = request.GET.get("after", "")
    page = queries.possible(request.actor, asked, after=after, size=_SIZE)
    problem = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("theirs"))

        def act() -> str:
            actions.choose(by=request.actor, request=asked, shown=page.rows, chosen=chosen)
            if "go_on" in request.POST and page.next:
                return f"{reverse('rights:people', args=[code])}?after={page.next}"
            messages.success(request, "Kept. Nothing else was chosen.")
            return reverse("rights:request", args=[code])

        try:
            return once(request, act)
        except Conflict as refused:
            problem = str(refused)
    known = {one.code for one in queries.matters_of(request.actor, asked) if one.is_theirs}
    return TemplateResponse(
        request,
        "rights/people.html",
        {
            "asked": asked,
            "rows": [(one, one.code in known) for one in page.rows],
            "next": page.next,
            "is_first": not after,
            "problem": problem,
        },
        status=409 if problem else 200,
    )


@signed_in
def ask_for_copy(request: ActorRequest, code: str) -> HttpResponseBase:
    """Have the copy made."""
    if request.method != "POST":
        raise Http404("Asked for by a button")
    asked = queries.request_for(request.actor, code)

    def act() -> str:
        actions.ask_for_pack(by=request.actor, request=asked)
        return f"{reverse('rights:request', args=[code])}#copy"

    try:
        return once(request, act)
    except NotReady as refused:
        return _page(request, asked, str(refused), status=422)
    except Conflict as refused:
        return _page(request, asked, str(refused), status=409)
