"""What Django hands over when a view did not answer: a page for people, a problem for other systems."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from wardmote.kernel.api import problems
from wardmote.kernel.api.problems import Problem
from wardmote.kernel.api.service import dress
from wardmote.kernel.ui import errors


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer 400, or 413 if there was too much of it."""
    if not _of_the_api(request):
        return errors.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return _told(request, Problem(problems.TOO_LARGE, "Nothing was done. Send less in one request."))
    return _told(request, Problem(problems.MALFORMED, "The request cannot be read. Check its address."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer as if there were nothing."""
    return not_found(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer 404."""
    if not _of_the_api(request):
        return errors.not_found(request, exception)
    return _told(
        request,
        Problem(problems.NOT_FOUND, "There is nothing at this address. See the reference at /api/v1/."),
    )


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer 500. It needs neither database nor session, because one of them may be the cause."""
    if not _of_the_api(request):
        return errors.server_error(request)
    return _told(
        request,
        Problem(
            problems.OUR_FAULT,
            "It has been written down. Repeat the request in a while, with the same Idempotency-Key if it had one.",
        ),
    )


def _of_the_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _told(request: HttpRequest, problem: Problem) -> HttpResponseBase:
    response = problem.response(request)
    dress(response)
    return response
