"""What the hub must ask of modules above it. They register their answer in `apps.ready`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.kernel.actor import Actor

if TYPE_CHECKING:
    from .models import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class InIssue:
    """The issue an observation is part of. While it is open, somebody owes an answer: the observation has an owner."""

    title: str
    stands: str
    url: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Issues:
    """Who gathers observations in issues.

    `of` gives the issue of an observation, where the actor may read it; `address` where one is made of it, empty for
    somebody who may not.
    """

    of: Callable[[Actor, Observation], InIssue | None]
    address: Callable[[Actor, Observation], str]


_issues: Issues | None = None


def issues_are_kept_by(source: Issues) -> None:
    """Register who gathers observations in issues."""
    global _issues
    _issues = source


def issue_of(actor: Actor, observation: Observation) -> InIssue | None:
    """The issue that an observation is part of, where there is one that the actor may read."""
    return _issues.of(actor, observation) if _issues else None


def address_of_issue(actor: Actor, observation: Observation) -> str:
    """Where the actor makes an issue of an observation, or puts it into one; empty where they may not."""
    return _issues.address(actor, observation) if _issues else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence that stands beside an observation, and where to read on."""

    words: str
    url: str
    more: str


Notes = Callable[[Actor, "Observation", Sequence[int]], Sequence[Note]]
"""What is to be said of an observation, and of those of its people whom the actor sees, by their position."""

_notes: list[Notes] = []


def notes_come_from(source: Notes) -> None:
    """Register who has something to say beside observations."""
    if source not in _notes:
        _notes.append(source)


def notes_beside(actor: Actor, observation: Observation, positions: Sequence[int]) -> Sequence[Note]:
    """Everything that is to be said to this actor beside an observation."""
    return [note for source in _notes for note in source(actor, observation, positions)]
