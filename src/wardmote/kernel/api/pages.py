"""The document of the API: as it stands for programs, in words for people."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from wardmote.kernel.api import ROOT, bodies, etags, idempotency, lists, problems
from wardmote.kernel.api.document import document_of
from wardmote.kernel.api.problems import Problem
from wardmote.kernel.api.reference import Reference, reference_of
from wardmote.kernel.api.service import Api, dress
from wardmote.kernel.ui.views import Access, public


def pages_of(api: Api) -> list[URLPattern]:
    """Give the addresses of an API's document and of its reference."""

    @cache
    def document() -> dict[str, Any]:
        return document_of(api)

    @cache
    def written() -> bytes:
        return json.dumps(document(), ensure_ascii=False).encode()

    @cache
    def told() -> Reference:
        return reference_of(document())

    def openapi(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(written(), content_type="application/json")
        etag = etags.etag_of(written(), None)
        if etags.not_modified(request, etag):
            response = HttpResponse(status=304)
        dress(response)
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=300"
        return response

    openapi.access = Access.PUBLIC  # type: ignore[attr-defined]  # it needs neither actor nor database

    @csrf_exempt  # it changes nothing, and a program that sends something here should hear why not
    @public
    def reference(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            allow = {"Allow": "GET, HEAD"}
            return Problem(problems.WRONG_METHOD, "Here is only a page to read.", headers=allow).response(
                request
            )
        limits = {
            "rate": settings.WARDMOTE_API_RATE,
            "body": bodies.LONGEST,
            "kept": idempotency.KEPT.days,
            "page": lists.LARGEST_PAGE,
        }
        context = {"told": told(), "root": request.build_absolute_uri(ROOT), "limits": limits}
        return TemplateResponse(request, "api/reference.html", context)

    return [path("", reference, name="reference"), path("openapi.json", openapi, name="openapi")]
