"""The proof of what went."""

from __future__ import annotations

import json

from django.http import HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import queries
from ..rules import sealed
from .tabs import tabs


@signed_in
def certificates(request: ActorRequest) -> HttpResponseBase:
    """List the certificates, the newest first."""
    page = queries.certificates(request.actor, after=request.GET.get("after"))
    return TemplateResponse(
        request, "retention/certificates.html", {"tabs": tabs(request), "page": page, "rows": page.rows}
    )


@signed_in
def certificate(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Show a certificate, and whether it still says what was sealed."""
    kept = queries.certificate_with(request.actor, pk)
    return TemplateResponse(
        request,
        "retention/certificate.html",
        {"certificate": kept, "lines": queries.lines_of(kept), "fits": sealed(kept.says) == kept.digest},
    )


@signed_in
def download(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Send a certificate as data: what it says, exactly as its digest was made of it, and the digest."""
    kept = queries.certificate_with(request.actor, pk)
    return HttpResponse(
        json.dumps({"says": kept.says, "sha256": kept.digest}, indent=2, sort_keys=True, ensure_ascii=False),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="certificate-{kept.reference}.json"'},
    )
