"""Who has looked at a referral."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel.database import BadCursor
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import queries
from ..rules.grounds import GROUND_IN_WORDS, page_in_words


@signed_in
def looks(request: ActorRequest, reference: str) -> HttpResponseBase:
    """Show who has looked at a referral, when, where and on what ground."""
    referral = queries.referral_for(request.actor, reference)
    lists = request.GET.get("lists") == "yes"
    page = queries.who_looked(request.actor, referral, lists=lists, before=place(request))
    return TemplateResponse(
        request,
        "referrals/looks.html",
        {
            "referral": referral,
            "rows": [(row, page_in_words(row.page), GROUND_IN_WORDS[row.ground]) for row in page.rows],
            "next": page.next,
            "lists": lists,
            "first": "before" not in request.GET,
        },
    )


def place(request: ActorRequest) -> int | None:
    """The number in the address where a list of looks goes on. Raises BadCursor for what we never gave out."""
    before = request.GET.get("before")
    if not before:
        return None
    if not (before.isascii() and before.isdecimal() and len(before) < 19):
        raise BadCursor("Unknown place in the list")
    return int(before)
