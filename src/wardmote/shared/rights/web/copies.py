"""What goes to the person: their copy, as a page and as data, and the words for the letters."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel import access
from wardmote.kernel.ui.views import ActorRequest, require_fresh, signed_in

from .. import actions, queries
from ..permissions import Permission
from ..rules import EXTENSIONS, letters


@signed_in
def copy_page(request: ActorRequest, code: str) -> HttpResponseBase:
    """The copy as a page to keep, print and hand over, for its time."""
    return _copy(request, code, "html", "text/html; charset=utf-8")


@signed_in
def copy_data(request: ActorRequest, code: str) -> HttpResponseBase:
    """The copy as data, for its time."""
    return _copy(request, code, "json", "application/json; charset=utf-8")


def _copy(request: ActorRequest, code: str, form: str, media_type: str) -> HttpResponseBase:
    asked = queries.request_for(request.actor, code)
    access.require(request.actor, Permission.WORK, asked)
    require_fresh(request)
    pack = queries.copy_to_read(request.actor, asked)
    actions.take_pack(by=request.actor, request=asked, pack=pack, form=form)
    return HttpResponse(
        pack.readable if form == "html" else pack.data,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="copy-{asked.reference}.{form}"',
            "Cache-Control": "no-store",
        },
    )


@signed_in
def letter(request: ActorRequest, code: str) -> HttpResponseBase:
    """The words for the letter to the person. Nothing is sent from here."""
    asked = queries.request_for(request.actor, code)
    access.require(request.actor, Permission.WORK, asked)
    waits = queries.waits_of(request.actor, asked)
    due, about = queries.day_due(asked, waits), {"ask": asked.ask, "reference": asked.reference}
    waiting = next((one.why for one in waits if one.heard_on is None), "")
    written = [
        (
            "That it has come",
            letters.received(**about, received_on=asked.received_on, due=due, asked_for=waiting),
        )
    ]
    if asked.extension and due:
        why = EXTENSIONS[asked.extension]
        written.append(("That it takes longer", letters.extended(**about, due=due, why=why)))
    if asked.outcome:
        name = asked.organisation.name
        written.append(("The answer", letters.answered(**about, outcome=asked.outcome, organisation=name)))
    if asked.refusals:
        written.append(("The refusal", letters.refused(**about, grounds=asked.refusals)))
    return TemplateResponse(request, "rights/letter.html", {"asked": asked, "letters": written[::-1]})
