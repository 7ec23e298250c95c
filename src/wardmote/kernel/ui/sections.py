"""Pages made of sections. Each app registers its own in `apps.ready`: no page need know the others.

    register(
        Board.DATA_PROTECTION,
        Section(
            key="requests",
            heading="Requests from people",
            about="Who asked for a copy of what is kept of them, and by when they must have it.",
            order=30,
            shown_to=_protects_data,
            fill=requests_section,
            template="rights/section.html",
        ),
    )

The template draws what lies under the heading: a few rows, not the whole list. It gets what `fill` gave as `filled`,
and of its context the `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wardmote.kernel.actor import Actor


class Board(StrEnum):
    """The pages that are made of sections."""

    DATA_PROTECTION = "data_protection"


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What a section shows one actor now.

    `waiting` is how much there is for them to do, 0 where nothing is; `said` says that in a few words
    ("3 to look into"). `url` leads to the whole list, if there is one, and `more` names it.
    """

    waiting: int = 0
    said: str = ""
    url: str = ""
    more: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section, for the actors it is meant for, in rising `order`. `fill` needs a bounded number of queries."""

    key: str
    heading: str
    about: str
    order: int
    template: str
    shown_to: Callable[[Actor], bool]
    fill: Callable[[Actor], Filled]


_sections: dict[tuple[Board, str], Section] = {}


def register(board: Board, *sections: Section) -> None:
    """Add an app's sections to a page. Raises ValueError where two claim one key."""
    for section in sections:
        if _sections.setdefault((board, section.key), section) is not section:
            raise ValueError(f"Two sections of {board} are called {section.key}")


def sections_for(actor: Actor, board: Board) -> Sequence[tuple[Section, Filled]]:
    """The sections this actor sees on a page, in order, each with what it shows now."""
    mine = [
        section for (where, _), section in _sections.items() if where is board and section.shown_to(actor)
    ]
    return [(section, section.fill(actor)) for section in sorted(mine, key=lambda one: (one.order, one.key))]
