"""The API as a whole: Ninja with our errors, our headers, our document, and nothing it leaves undone."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.api import problems
from wardmote.kernel.api.bodies import StrictParser
from wardmote.kernel.api.faults import faults_in
from wardmote.kernel.api.idempotency import still_busy
from wardmote.kernel.api.problems import Fault, Problem
from wardmote.kernel.database import BadCursor, Busy
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.views import Access

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Vary": "Authorization, Accept",
}

problems.tell(Busy, lambda _: still_busy())
problems.tell(
    BadCursor,
    lambda _: Problem(problems.BAD_CURSOR, "This cursor is not one of ours. Begin again without a cursor."),
)
problems.tell(
    ObjectDoesNotExist,
    lambda _: Problem(
        problems.NOT_FOUND,
        "It is not there, or not for you to read. Check the reference.",
    ),
)
problems.tell(
    NotAllowed,
    lambda _: Problem(
        problems.NOT_ALLOWED,
        "Your role does not allow it. Ask the team on whose desk it lies, or the partnership administrator.",
    ),
)
problems.tell(
    NotReady,
    lambda refused: Problem(
        problems.INVALID,
        "Nothing was done. Put right what “errors” names, then send it again.",
        [Fault(str(refused), pointer=f"/{refused.field}")],
    ),
)
problems.tell(Conflict, lambda stopped: Problem(problems.CONFLICT, f"{stopped} Nothing was changed."))
problems.tell(
    ValidationError,
    lambda error: Problem(
        problems.INVALID,
        "Nothing was done. Put right what “errors” names, then send it again.",
        faults_in(error.errors),
    ),
)


class Api(NinjaAPI):
    """One version of the API. `notes` are what a caller should know before the first call, by their headings."""

    def __init__(
        self,
        *,
        title: str,
        version: str,
        description: str,
        scopes: Mapping[str, str],
        notes: Mapping[str, str],
    ) -> None:
        self.scopes, self.notes = dict(scopes), dict(notes)
        super().__init__(
            title=title,
            version=version,
            description=description,
            openapi_url=None,
            docs_url=None,
            parser=StrictParser(),
            urls_namespace="api",
        )

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Tell what went wrong as a problem. What nobody foresaw is Django's to log, and becomes a 500."""
        if isinstance(exc, HttpError) and isinstance(exc.__cause__, Problem):
            exc = exc.__cause__  # Ninja wraps what its parser raises
        problem = problems.of(exc)
        if problem is None:
            raise exc
        return problem.response(request)

    def patterns(self) -> list[URLPattern | URLResolver]:
        """Give the addresses, without Ninja's own pages."""
        found = [pattern for pattern in self.urls[0] if getattr(pattern, "name", None) != "api-root"]
        for pattern in found:
            if isinstance(pattern, URLPattern):
                pattern.callback = _opened(pattern.callback)
        return found


def _opened(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer HEAD like GET, OPTIONS with what there is, other methods with a problem; headers on everything."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        method, asked_for_head = request.method, request.method == "HEAD"
        if asked_for_head:
            request.method = "GET"
        response = view(request, *args, **given)
        if response.status_code == 405:
            response = _not_allowed(request, method or "", response)
        if asked_for_head and isinstance(response, HttpResponse):
            request.method = "HEAD"
            length = len(response.content)
            response.content = b""
            response["Content-Length"] = str(length)
        dress(response, getattr(getattr(request, "allowed", None), "headers", {}))
        return response

    opened.access = Access.TOKEN  # type: ignore[attr-defined]  # read by the guard tests
    return opened


def dress(response: HttpResponseBase, more: Mapping[str, str] | None = None) -> None:
    """Put on the headers that every answer of the API carries."""
    for name, value in {**HEADERS, **(more or {})}.items():
        response.headers[name] = value


def _not_allowed(request: HttpRequest, method: str, response: HttpResponseBase) -> HttpResponse:
    takes = {name.strip() for name in response["Allow"].split(",")} | {"OPTIONS"}
    allow = ", ".join(sorted(takes | ({"HEAD"} if "GET" in takes else set())))
    if method == "OPTIONS":
        response = HttpResponse(status=204, headers={"Allow": allow})
        del response["Content-Type"]
        return response
    return Problem(problems.WRONG_METHOD, f"This address takes {allow}.", headers={"Allow": allow}).response(
        request
    )
