"""Answers of Open311 in JSON and XML, and its errors: the JSON is the XML without its root, lists as lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from django.http import HttpResponse

from wardmote.kernel.ui.tables import writable_in_xml

FORMS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}

_ONE_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What one of several is called in XML."""


class Refused(Exception):
    """A request that cannot be met, with the status of the answer and a sentence that says why."""

    def __init__(self, status: int, why: str, *, retry_after: int | None = None) -> None:
        super().__init__(why)
        self.status, self.retry_after = status, retry_after


def answer(form: str, root: str, said: Any, *, status: int = 200) -> HttpResponse:
    """Say it in one of FORMS. `root` names the whole in XML."""
    if form == "xml":
        body = ElementTree.tostring(_element(root, said), encoding="unicode")
        written = f'<?xml version="1.0" encoding="utf-8"?>\n{body}'
    else:
        written = json.dumps(said, ensure_ascii=False)
    headers = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(
        written.encode(errors="replace"), content_type=FORMS[form], status=status, headers=headers
    )


def refusal(form: str, refused: Refused) -> HttpResponse:
    """Say why a request was refused, as the specification does."""
    form = form if form in FORMS else "xml"
    said = answer(
        form, "errors", [{"code": refused.status, "description": str(refused)}], status=refused.status
    )
    if refused.retry_after is not None:
        said.headers["Retry-After"] = str(refused.retry_after)
    return said


def moment(at: datetime | None) -> str | None:
    """A moment as the specification writes it: ISO 8601 to the second, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _element(name: str, said: Any) -> ElementTree.Element:
    made = ElementTree.Element(name)
    if isinstance(said, Mapping):
        made.extend(_element(key, value) for key, value in said.items())
    elif isinstance(said, list | tuple):
        made.extend(_element(_ONE_OF[name], one) for one in said)
    elif isinstance(said, bool):
        made.text = "true" if said else "false"
    elif said is not None:
        made.text = writable_in_xml(str(said))
    return made
