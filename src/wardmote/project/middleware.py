"""What holds for every answer and every request."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from wardmote.kernel.api import ROOT

GetResponse = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Let a page load nothing but our own files, perhaps the tile server's pictures, nothing inline."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        tiles = urlsplit(settings.WARDMOTE_TILES)
        images = f"'self' data: {tiles.scheme}://{tiles.netloc}" if tiles.netloc else "'self' data:"
        self.policy = (
            f"default-src 'self'; img-src {images}; object-src 'none'; base-uri 'none';"
            " form-action 'self'; frame-ancestors 'none'"
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the policy."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class NoCookies:
    """Take the cookies off a request to the API, so that no browser's session can ever speak there.

    That is why its calls need no cross-site token. The reference page is a page like others, and keeps them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, having seen no cookie."""
        if request.path.startswith("/api/") and request.path != ROOT:
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


class RefuseUnreadable:
    """Refuse what is too large and null bytes in an address, before anything is read. `refusals` answers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.WARDMOTE_REQUEST_LIMIT:
            raise RequestDataTooBig("The request is larger than WARDMOTE_REQUEST_LIMIT")
        if "\x00" in request.path or "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest("Null byte in the address")
        return self.get_response(request)
