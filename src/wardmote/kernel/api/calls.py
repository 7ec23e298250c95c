"""Declaring calls: each names its scope, and runs as its token's holder in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, Generic, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.operation import Operation
from pydantic import BaseModel

from wardmote.kernel.api import bodies, etags, idempotency
from wardmote.kernel.api.declaration import Call
from wardmote.kernel.api.gate import ApiRequest, BearerToken
from wardmote.kernel.api.models import KeptAnswer
from wardmote.kernel.audit.looks import as_reader

Body = TypeVar("Body", bound=BaseModel)
View = TypeVar("View", bound=Callable[..., Any])

Example = Mapping[str, Any] | None
"""A body as somebody might send it; its call must take it."""


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[Body]):
    """What a call answers: the body, the version of the record it tells of, and where that stands."""

    body: Body
    version: int | None = None
    location: str = ""


class Calls(Router):
    """The calls of one part of the API."""

    def reads(
        self,
        path: str,
        *,
        scope: str,
        gives: Any,
        summary: str,
        says: str = "",
        tells_version: bool = False,
        forgets: bool = False,
    ) -> Callable[[View], View]:
        """Declare a GET. It changes nothing that its caller could see."""
        call = Call(method="GET", scope=scope, status=200, tells_version=tells_version, forgets=forgets)
        return self._declare(path, call, gives=gives, summary=summary, says=says)

    def asks(
        self, path: str, *, scope: str, gives: Any, summary: str, says: str = "", example: Example = None
    ) -> Callable[[View], View]:
        """Declare a POST that only asks, because what it asks about must not stand in an address."""
        call = Call(method="POST", scope=scope, status=200, example=example)
        return self._declare(path, call, gives=gives, summary=summary, says=says)

    def creates(
        self,
        path: str,
        *,
        scope: str,
        gives: Any,
        summary: str,
        says: str = "",
        tells_version: bool = False,
        example: Example = None,
    ) -> Callable[[View], View]:
        """Declare a POST that makes something new."""
        call = Call(
            method="POST",
            scope=scope,
            status=201,
            example=example,
            needs_key=True,
            changes=True,
            tells_version=tells_version,
        )
        return self._declare(path, call, gives=gives, summary=summary, says=says)

    def steps(
        self, path: str, *, scope: str, gives: Any, summary: str, says: str = "", example: Example = None
    ) -> Callable[[View], View]:
        """Declare a POST that moves something on from where its caller saw it."""
        call = Call(
            method="POST",
            scope=scope,
            status=200,
            example=example,
            needs_key=True,
            needs_if_match=True,
            changes=True,
            tells_version=True,
        )
        return self._declare(path, call, gives=gives, summary=summary, says=says)

    def _declare(
        self, path: str, call: Call, *, gives: Any, summary: str, says: str
    ) -> Callable[[View], View]:
        def declare(view: View) -> View:
            @wraps(view)
            def run(request: HttpRequest, /, **given: Any) -> HttpResponse:
                return _run(cast(ApiRequest, request), call, partial(view, request, **given))

            self.add_api_operation(
                path,
                [call.method],
                run,
                auth=BearerToken(call),
                response={call.status: gives},
                operation_id=view.__name__,
                url_name=view.__name__,
                summary=summary,
                description=says or None,
            )
            _learn(call, self.path_operations[path].operations[-1])
            return view

        return declare


def call_of(operation: Operation) -> Call:
    """Return what an operation says about itself."""
    return cast(BearerToken, operation.auth_callbacks[0]).call


def _learn(call: Call, operation: Operation) -> None:
    """Take from the signature what it says already."""
    for model in operation.models:
        match model.__ninja_param_source__:
            case "query":
                call.parameters |= set(getattr(model, "__ninja_flatten_map__", {}) or model.model_fields)
            case "path":
                call.has_path = True
            case "body":
                call.takes_body = True


def _body(request: ApiRequest, call: Call) -> Any:
    return bodies.read(request) if call.takes_body else None


def _run(request: ApiRequest, call: Call, view: Callable[[], Any]) -> HttpResponse:
    with as_reader(request, request.actor):
        if not call.needs_key:
            return _answered(request, call, view())
        kept = idempotency.begin(request, holder=request.actor.id, body=_body(request, call))
        if not isinstance(kept, KeptAnswer):
            return kept
        response = _answered(request, call, view())
        idempotency.keep(kept, response)
        return response


def _answered(request: ApiRequest, call: Call, given: Answer[Any] | BaseModel) -> HttpResponse:
    answer = given if isinstance(given, Answer) else Answer(body=given)
    body = answer.body.model_dump_json().encode()
    response = HttpResponse(body, status=call.status, content_type="application/json")
    if answer.location:
        response["Location"] = answer.location
    if call.method == "GET" or answer.version is not None:
        etag = etags.etag_of(body, answer.version)
        if call.method == "GET" and etags.not_modified(request, etag):
            response = HttpResponse(status=304)
            del response["Content-Type"]
        response["ETag"] = etag
    return response
