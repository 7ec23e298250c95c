"""The parts of some pages, as links."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from wardmote.kernel.ui.views import ActorRequest

from .. import queries


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One part, and how much waits there."""

    words: str
    url: str
    current: bool
    count: int | None = None


def tabs_for(request: ActorRequest) -> list[Tab]:
    """The parts of the pages for people that the actor may go to, with this one marked."""
    reviews = queries.review_count(request.actor)
    return _tabs(
        request,
        [
            ("People", "partnerships:people", None),
            ("Invitations", "partnerships:invitations", len(queries.account_requests_waiting(request.actor))),
            ("Roles to review", "partnerships:review", reviews),
        ],
    )


def category_tabs(request: ActorRequest) -> list[Tab]:
    """The parts of the pages for categories, with this one marked."""
    return _tabs(
        request,
        [
            ("Categories", "partnerships:categories", None),
            ("Groups", "partnerships:category_groups", None),
            ("Clocks", "partnerships:clocks", None),
        ],
    )


def _tabs(request: ActorRequest, parts: Iterable[tuple[str, str, int | None]]) -> list[Tab]:
    return [
        Tab(words=words, url=reverse(name), current=request.path == reverse(name), count=count)
        for words, name, count in parts
    ]
