"""The data protection officer's desk: who broke the glass, and what each person of the organisation looked at."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel import access
from wardmote.kernel.audit.looks import looks_by
from wardmote.kernel.database import BadCursor
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.permissions import Permission
from wardmote.modules.referrals.rules.glass import GLASS_REASONS, GlassReason
from wardmote.modules.referrals.rules.grounds import page_in_words, records_in
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName

_SIZE = 50


@signed_in
def data_protection(request: ActorRequest) -> HttpResponseBase:
    """Show who broke the glass, the latest first, each leading to what that person looked at."""
    page = referrals.glass_broken(request.actor, after=request.GET.get("after"), size=_SIZE)
    own = partnerships.who_worked_for(_organisations(request), among={glass.person_id for glass in page.rows})
    rows = [(glass, GLASS_REASONS[GlassReason(glass.reason)], glass.person_id in own) for glass in page.rows]
    return TemplateResponse(request, "pages/data_protection.html", {"rows": rows, "page": page})


@signed_in
def looks_of_person(request: ActorRequest, number: int) -> HttpResponseBase:
    """Show what somebody of the officer's own organisation looked at: when, where, how many, never what it says."""
    access.require(request.actor, Permission.WATCH_LOOKS)
    if number >= 2**63 or not partnerships.who_worked_for(_organisations(request), among=[number]):
        raise Http404("Nobody of this organisation")
    who = f"person:{number}"
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and len(before) < 19):
        raise BadCursor("Unknown place in the list")
    found = looks_by(who, before=int(before) if before else None, size=_SIZE + 1)
    shown = found[:_SIZE]
    return TemplateResponse(
        request,
        "pages/looks_of_person.html",
        {
            "who": partnerships.who_acted([who])[who],
            "rows": [(look, page_in_words(look.page), records_in(look.subjects)) for look in shown],
            "next": shown[-1].pk if len(found) > _SIZE else None,
        },
    )


def _organisations(request: ActorRequest) -> tuple[int, ...]:
    scopes = request.actor.scopes(RoleName.DATA_PROTECTION_OFFICER)
    return partnerships.ids_in_scopes(scopes, "organisation")
