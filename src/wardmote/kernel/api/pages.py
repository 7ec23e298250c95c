"""The document of the API, for programs and for people."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from wardmote.kernel.api import etags
from wardmote.kernel.api.document import document_of
from wardmote.kernel.api.service import Api, dress
from wardmote.kernel.ui.views import Access


def pages_of(api: Api) -> list[URLPattern]:
    """Give the addresses of an API's document."""

    @cache
    def document() -> bytes:
        return json.dumps(document_of(api), ensure_ascii=False).encode()

    def openapi(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(document(), content_type="application/json")
        etag = etags.etag_of(document(), None)
        if etags.not_modified(request, etag):
            response = HttpResponse(status=304)
        dress(response)
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=300"
        return response

    openapi.access = Access.PUBLIC  # type: ignore[attr-defined]  # it needs neither actor nor database
    return [path("openapi.json", openapi, name="openapi")]
