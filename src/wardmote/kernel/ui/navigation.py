"""The entries of the head, the foot, and the pages of settings and of the own sign-in.

Each app registers its own: no page need know others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from wardmote.kernel.actor import Actor


class Place(StrEnum):
    """Where an entry stands."""

    HEAD = "head"
    FOOT = "foot"
    SETTINGS = "settings"
    """On the page from which an administrator keeps everything."""
    OWN = "own"
    """On the page of somebody's own sign-in."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One link, shown to the actors it is meant for, in rising `order`.

    `count` is a small number worth seeing beside the words (one query at most), `counted` the words a
    screen reader hears after it ("waiting"). `about` says on the pages of settings and of the own sign-in what is
    behind it.
    """

    words: str
    url_name: str
    order: int
    shown_to: Callable[[Actor], bool]
    place: Place = Place.HEAD
    count: Callable[[Actor], int] | None = None
    counted: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry as one actor sees it on one page."""

    words: str
    url: str
    current: bool
    count: int | None
    counted: str
    about: str = ""


_entries: dict[tuple[Place, str], Entry] = {}


def register(*entries: Entry) -> None:
    """Add an app's entries, from its `apps.ready`. Two apps cannot claim one address in one place."""
    for entry in entries:
        if _entries.setdefault((entry.place, entry.url_name), entry) is not entry:
            raise ValueError(f"Two entries of the navigation lead to {entry.url_name}")


def links(actor: Actor, place: Place, *, path: str) -> list[Link]:
    """List the links this actor sees at this place; the one whose address begins `path` best is current."""
    shown = sorted(
        (entry for entry in _entries.values() if entry.place is place and entry.shown_to(actor)),
        key=lambda entry: (entry.order, entry.words),
    )
    urls = [reverse(entry.url_name) for entry in shown]
    here = max((url for url in urls if _leads_to(url, path)), key=len, default=None)
    return [
        Link(
            words=entry.words,
            url=url,
            current=url == here,
            count=entry.count(actor) if entry.count else None,
            counted=entry.counted,
            about=entry.about,
        )
        for entry, url in zip(shown, urls, strict=True)
    ]


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
