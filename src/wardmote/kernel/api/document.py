"""The OpenAPI document: what Ninja knows, and everything that it leaves out."""

from collections.abc import Mapping
from typing import Any

from ninja.openapi import get_schema

from wardmote.kernel.api import ROOT, limits, problems
from wardmote.kernel.api.calls import call_of
from wardmote.kernel.api.declaration import Call
from wardmote.kernel.api.idempotency import REPLAYED
from wardmote.kernel.api.service import Api

_PROBLEM = {
    "type": "object",
    "description": "What went wrong, after RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "description": "The kind of problem: an address that tells of it."},
        "title": {"type": "string", "description": "The kind in words. Never changes."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened this time, and what to do."},
        "instance": {"type": "string", "description": "The address that was asked."},
        "errors": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Fault"},
            "description": "What to put right. Only with the status 422.",
        },
    },
}

_FAULT = {
    "type": "object",
    "description": "One thing to put right in a request.",
    "required": ["message"],
    "additionalProperties": False,
    "properties": {
        "pointer": {"type": "string", "description": "Where in the body: a JSON pointer (RFC 6901)."},
        "parameter": {"type": "string", "description": "Which parameter of the address or header."},
        "message": {"type": "string", "description": "What to do about it."},
    },
}

_HEADERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "ETag": ("What If-None-Match and If-Match want to hear.", {"type": "string"}),
    "Location": ("Where what was made is found.", {"type": "string"}),
    "RateLimit": ("What is left of this minute, and when it ends.", {"type": "string"}),
    "RateLimit-Policy": ("How many requests a minute.", {"type": "string"}),
    "Retry-After": ("After how many seconds to come back.", {"type": "string", "pattern": "^[0-9]+$"}),
    "WWW-Authenticate": ("What is wrong with the token.", {"type": "string"}),
    REPLAYED: ("Sent when this is the answer to the first request with this key.", {"const": "true"}),
}

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "A fresh random value for each new request, such as a UUID. The same request sent again with it"
    " is done once, and gets the first answer again for at least 24 hours.",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "pattern": r'^(\*|"[0-9]{1,9}-[0-9a-f]{16}")$'},
    "description": "The ETag of what you decided on. “*” decides whatever has happened meanwhile.",
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag you have. If nothing has changed, the answer is 304 and empty.",
}


def document_of(api: Api) -> dict[str, Any]:
    """Return the document of an API, as plain values."""
    document: dict[str, Any] = dict(get_schema(api, path_prefix=ROOT))
    calls = {
        operation.operation_id: call_of(operation)
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    }
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation, calls[operation["operationId"]])
    components = document["components"]
    components["schemas"] = dict(
        sorted({**components["schemas"], "Fault": _FAULT, "Problem": _PROBLEM}.items())
    )
    components["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of a person or of an organisation's system, with the scopes it was made for.",
        }
    }
    document["info"]["x-rate-limit"] = f"Counted by the token, in windows of {limits.WINDOW.seconds} seconds."
    document["info"]["x-scopes"] = api.scopes
    document["info"]["x-notes"] = api.notes
    document["x-problems"] = [
        {
            "name": kind.name,
            "type": kind.type,
            "status": kind.status,
            "title": kind.title,
            "advice": kind.advice,
        }
        for kind in problems.KINDS
    ]
    document["servers"] = [{"url": "/"}]
    return document


def _complete(operation: dict[str, Any], call: Call) -> None:
    operation["security"] = [{"token": [call.scope]}]
    parameters = operation["parameters"]
    if call.needs_key:
        parameters.append(_KEY)
    if call.needs_if_match:
        parameters.append(_IF_MATCH)
    if call.method == "GET":
        parameters.append(_IF_NONE_MATCH)
    for parameter in parameters:
        if parameter["in"] == "path":
            parameter["schema"].pop("title", None)
    if call.example is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = call.example
    good = operation["responses"].pop(call.status)
    good["headers"] = _headers("RateLimit", "RateLimit-Policy", *_told(call))
    responses = {str(call.status): {**good, "description": _SAYS[call.status]}}
    if call.method == "GET":
        responses["304"] = {"description": "Nothing has changed.", "headers": _headers("ETag")}
    for status in sorted({kind.status for kind in _problems(call)}):
        responses[str(status)] = _problem(status, _problems(call))
    operation["responses"] = responses


_SAYS = {200: "Done.", 201: "Made."}


def _told(call: Call) -> list[str]:
    told = []
    if call.method == "GET" or call.tells_version:
        told.append("ETag")
    if call.status == 201:
        told.append("Location")
    if call.needs_key:
        told.append(REPLAYED)
    return told


def _problems(call: Call) -> list[problems.Kind]:
    found = [
        problems.MALFORMED, problems.NO_TOKEN, problems.UNKNOWN_TOKEN, problems.EXPIRED_TOKEN,
        problems.REVOKED_TOKEN, problems.MISSING_SCOPE, problems.NOT_ALLOWED, problems.NOT_ACCEPTABLE,
        problems.INVALID, problems.TOO_MANY, problems.OUR_FAULT,
    ]  # fmt: skip
    if "cursor" in call.parameters:
        found.append(problems.BAD_CURSOR)
    if call.forgets:
        found.append(problems.CURSOR_FORGOTTEN)
    if call.has_path:
        found.append(problems.NOT_FOUND)
    if call.takes_body:
        found += [problems.TOO_LARGE, problems.NOT_JSON]
    if call.needs_key:
        found += [problems.NO_KEY, problems.KEY_REUSED, problems.CONFLICT, problems.BUSY]
    if call.needs_if_match:
        found += [problems.CHANGED, problems.NO_IF_MATCH]
    return found


def _problem(status: int, found: list[problems.Kind]) -> dict[str, Any]:
    kinds = [kind for kind in found if kind.status == status]
    names = {401: ["WWW-Authenticate"], 429: ["Retry-After"]}.get(status, [])
    return {
        "description": "; ".join(f"{kind.title} ({kind.name})" for kind in kinds) + ".",
        "x-problems": [kind.name for kind in kinds],
        "headers": _headers(*names),
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"description": _HEADERS[name][0], "schema": _HEADERS[name][1]} for name in names}
