"""Pages of long lists by keyset: the cost of a page does not grow with what lies before it."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import models
from django.db.models import Q, QuerySet

Row = TypeVar("Row", bound=models.Model)
Shown = TypeVar("Shown")


class BadCursor(SuspiciousOperation):
    """The place in the list is not one we gave out. Django answers it with 400."""


@dataclass(frozen=True)
class Page(Generic[Shown]):
    """One page of rows, or of what is told of them, and the cursors of its neighbours where there are any."""

    rows: list[Shown]
    next: str | None
    previous: str | None


def page_of(
    queryset: QuerySet[Row], *, order: Sequence[str], after: str | None = None, size: int = 50
) -> Page[Row]:
    """Return the page that follows a cursor, or the first.

    `order` names fields of the model that are never null, with "-" for descending, and ends in a
    unique one: `("-created", "-id")`. Every row is visited once however many share a value.
    Fetches one row more than it shows and never counts. Raises BadCursor.
    """
    values, backwards = _read(after, queryset.model, order) if after else ([], False)
    direction = [_turned(name) for name in order] if backwards else list(order)
    if values:
        queryset = queryset.filter(_beyond(direction, values))
    found = list(queryset.order_by(*direction)[: size + 1])
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, bool(values))
    return Page(
        rows=rows,
        next=_write(rows[-1], order, "n") if rows and has_next else None,
        previous=_write(rows[0], order, "p") if rows and has_previous else None,
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    # Written out rather than as a row comparison, which is not leakproof and so could not use an
    # index under row-level security. The first, redundant bound is what the index scan starts from.
    beyond, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field, operator = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        beyond |= equal & Q(**{f"{field}__{operator}": value})
        equal &= Q(**{field: value})
    first, operator = (order[0][1:], "lte") if order[0].startswith("-") else (order[0], "gte")
    return Q(**{f"{first}__{operator}": values[0]}) & beyond


def _write(row: models.Model, order: Sequence[str], direction: str) -> str:
    values = [str(getattr(row, name.removeprefix("-"))) for name in order]
    return base64.urlsafe_b64encode(json.dumps([direction, *values]).encode()).decode().rstrip("=")


def _read(cursor: str, model: type[models.Model], order: Sequence[str]) -> tuple[list[Any], bool]:
    try:
        direction, *texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if direction not in ("n", "p") or not all(isinstance(text, str) for text in texts):
            raise BadCursor("Unknown place in the list")
        values = [
            _plain(model._meta.get_field(name.removeprefix("-")).to_python(text))  # type: ignore[union-attr]  # a plain field
            for name, text in zip(order, texts, strict=True)
        ]
    except (ValueError, TypeError, KeyError, binascii.Error, ValidationError) as error:
        raise BadCursor("Unknown place in the list") from error
    return values, direction == "p"


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, str) and "\x00" in value):
        raise ValueError("Not a value of the list's order")
    return value
