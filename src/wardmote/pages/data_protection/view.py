"""The desk, made of sections, and the lists behind them."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel import access
from wardmote.kernel.audit.looks import looks_by
from wardmote.kernel.database import BadCursor
from wardmote.kernel.ui.sections import Board, sections_for
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.permissions import Permission
from wardmote.modules.referrals.rules.grounds import page_in_words, records_in
from wardmote.shared.partnerships import queries as partnerships

from .sections import glass_rows, organisations_of

_SIZE = 50
_LONGEST_NAME = 200


@signed_in
def data_protection(request: ActorRequest) -> HttpResponseBase:
    """Show what a data protection officer has to see to, a section for each kind."""
    access.require(request.actor, Permission.WATCH_LOOKS)
    sections = sections_for(request.actor, Board.DATA_PROTECTION)
    waiting = [(section, filled) for section, filled in sections if filled.waiting]
    return TemplateResponse(
        request, "pages/data_protection/desk.html", {"sections": sections, "waiting": waiting}
    )


@signed_in
def glass(request: ActorRequest) -> HttpResponseBase:
    """Show who broke the glass, the latest first, each leading to what that person looked at."""
    page = referrals.glass_broken(request.actor, after=request.GET.get("after"), size=_SIZE)
    rows = glass_rows(request.actor, page.rows)
    return TemplateResponse(request, "pages/data_protection/glass.html", {"rows": rows, "page": page})


@signed_in
def disclosures(request: ActorRequest) -> HttpResponseBase:
    """Show what the officer's organisation told others of people, or was told, the newest first."""
    page = referrals.disclosures_watched(request.actor, after=request.GET.get("after"), size=_SIZE)
    return TemplateResponse(
        request, "pages/data_protection/disclosures.html", {"rows": page.rows, "page": page}
    )


@signed_in
def people(request: ActorRequest) -> HttpResponseBase:
    """List who works or worked for the officer's organisation, each leading to what they looked at."""
    access.require(request.actor, Permission.WATCH_LOOKS)
    words = request.GET.get("words", "").strip()[:_LONGEST_NAME]
    page = partnerships.people_who_worked_for(
        organisations_of(request.actor), words=words, after=request.GET.get("after"), size=_SIZE
    )
    return TemplateResponse(
        request, "pages/data_protection/people.html", {"page": page, "rows": page.rows, "words": words}
    )


@signed_in
def looks_of_person(request: ActorRequest, number: int) -> HttpResponseBase:
    """Show what somebody of the officer's own organisation looked at: when, where, how many, never what it says."""
    access.require(request.actor, Permission.WATCH_LOOKS)
    if number >= 2**63 or not partnerships.who_worked_for(organisations_of(request.actor), among=[number]):
        raise Http404("Nobody of this organisation")
    who = f"person:{number}"
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and len(before) < 19):
        raise BadCursor("Unknown place in the list")
    found = looks_by(who, before=int(before) if before else None, size=_SIZE + 1)
    shown = found[:_SIZE]
    return TemplateResponse(
        request,
        "pages/data_protection/looks_of_person.html",
        {
            "who": partnerships.who_acted([who])[who],
            "rows": [(look, page_in_words(look.page), records_in(look.subjects)) for look in shown],
            "next": shown[-1].pk if len(found) > _SIZE else None,
        },
    )
