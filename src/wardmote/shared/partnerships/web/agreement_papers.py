"""The signed paper of a sharing agreement: brought, downloaded, taken away (R1.8)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..rules.agreements import MOST_OF_A_PAPER
from .keeping import answer, bound
from .set_up.files import brought_file, content_of


class PaperForm(forms.Form):
    """A PDF."""

    file = brought_file(
        "The signed paper",
        "A PDF, up to 10 MB. A scan will do.",
        accept=".pdf,application/pdf",
        max_bytes=MOST_OF_A_PAPER,
    )


class RemoveForm(forms.Form):
    """Nothing is asked."""


@signed_in
def bring_paper(request: ActorRequest, key: str) -> HttpResponseBase:
    """Put the signed paper beside the newest edition of an agreement, or another in its place."""
    kept = queries.agreement_kept(request.actor, key)
    form = PaperForm(bound(request), request.FILES or None)

    def act(_given: dict[str, Any]) -> str:
        actions.keep_paper(by=request.actor, agreement=kept, content=content_of(form))
        messages.success(request, "The signed paper is kept here.")
        return reverse("partnerships:agreement", args=[kept.key])

    return answer(
        request,
        form,
        act,
        template="partnerships/agreements/paper.html",
        context={"agreement": kept, "paper": queries.paper_of(request.actor, kept)},
    )


@signed_in
def remove_paper(request: ActorRequest, key: str) -> HttpResponseBase:
    """Ask whether a paper shall go, and let it."""
    kept = queries.agreement_kept(request.actor, key)

    def act(_given: dict[str, Any]) -> str:
        actions.remove_paper(by=request.actor, agreement=kept)
        messages.success(request, "The paper is gone. That it was here stays on record.")
        return reverse("partnerships:agreement", args=[kept.key])

    return answer(
        request,
        RemoveForm(bound(request)),
        act,
        template="partnerships/agreements/paper_goes.html",
        context={"agreement": kept},
    )


@signed_in
@require_safe
def paper(request: ActorRequest, key: str, edition: int) -> HttpResponse:
    """Download the signed paper of an edition. It is never opened within our pages: a PDF may hold programs."""
    found = queries.paper_of(request.actor, queries.agreement_kept(request.actor, key, edition))
    if found is None:
        raise Http404("No paper is kept of it")
    return HttpResponse(
        bytes(found.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{key}-{edition}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store, private",
        },
    )
