"""The parts of the pages for people, as links."""

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
    """The parts that the actor may go to, with this one marked."""
    parts = [
        ("People", "partnerships:people", None),
        ("Invitations", "partnerships:invitations", None),
        ("Roles to review", "partnerships:review", queries.review_count(request.actor)),
    ]
    return [
        Tab(words=words, url=reverse(name), current=request.path == reverse(name), count=count)
        for words, name, count in parts
    ]
