"""Pages of lists: where one begins, and the address of the next."""

from collections.abc import Callable, Iterable
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from ninja import Query

from wardmote.kernel.api.cursors import LONGEST, seal, unseal
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.schemas import Item, Page

Row = TypeVar("Row")

Cursor = Annotated[
    str | None,
    Query(
        max_length=LONGEST, description="Where to go on: taken from “next” of the page before, never made up."
    ),
]
LARGEST_PAGE = 100
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most.")]


def place(request: ApiRequest, cursor: str | None) -> str | None:
    """Return where in this list a cursor stands, or None for its beginning. Raises Problem."""
    return unseal(cursor, of=_list(request)) if cursor else None


def page(
    request: ApiRequest, rows: Iterable[Row], after: str | None, each: Callable[[Row], Item]
) -> Page[Item]:
    """Return a page, with the address of the next one if there is one after this place."""
    return Page(items=[each(row) for row in rows], next=address_after(request, after) if after else None)


def address_after(request: ApiRequest, after: str) -> str:
    """Return the address of the page after a place, with the same filters."""
    given = {name: value for name, value in request.GET.items() if name != "cursor"}
    return f"{request.path}?{urlencode({**given, 'cursor': seal(after, of=_list(request))})}"


def _list(request: ApiRequest) -> str:
    """Name the list that is read: by whom, where, and with which filters."""
    filters = {name: value for name, value in sorted(request.GET.items()) if name not in ("cursor", "limit")}
    return f"{request.actor.id} {request.path}?{urlencode(filters)}"
