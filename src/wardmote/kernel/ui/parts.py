"""What the components draw: small frozen values that a page fills and a template tag shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ClockState(StrEnum):
    """The five faces of the deadline clock."""

    GOOD = "ok"
    SOON = "soon"
    OVERDUE = "over"
    PAUSED = "wait"
    MET = "done"


@dataclass(frozen=True, kw_only=True)
class DeadlineView:
    """A deadline in words, in their fixed order: how long, what by when, what happens if not.

    `gone` is the part of the time that has passed, from 0 to 1; only the faces GOOD and SOON draw it.
    `explanation` is the working, a sentence each; empty in lists.
    """

    state: ClockState
    how_long: str
    what_by_when: str
    if_not: str = ""
    gone: float = 0.0
    explanation: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.gone <= 1:
            raise ValueError("The part of the time gone lies between 0 and 1")


class KnotState(StrEnum):
    """Where a knot of the thread stands; the words are what a screen reader hears."""

    DONE = "done"
    NOW = "now"
    TO_COME = "still to come"


@dataclass(frozen=True, kw_only=True)
class Knot:
    """One step of the thread, with a short note under it if there is something to say."""

    name: str
    state: KnotState
    note: str = ""


class EntryKind(StrEnum):
    """What made an entry of the timeline: a person, the system, a failure; or what comes next."""

    PERSON = ""
    SYSTEM = "is-auto"
    WENT_WRONG = "is-warn"
    NEXT = "is-next"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a timeline: `what` in bold, `rest` after it, then somebody's own `words`.

    `at` is the moment; what comes next has no moment yet and says its time in `when`.
    """

    what: str
    rest: str = ""
    words: str = ""
    note: str = ""
    at: datetime | None = None
    when: str = ""
    kind: EntryKind = EntryKind.PERSON


class Sensitivity(StrEnum):
    """Who may see a thing, as the banner and the badge show it."""

    OPEN = "open"
    PARTNERS = "partners"
    PROTECTED = "protected"

    @property
    def words(self) -> str:
        """The words that always stand beside the colour and the icon."""
        return {"open": "Open", "partners": "Partners only", "protected": "Protected"}[self.value]

    @property
    def icon(self) -> str:
        """The name of the icon that goes with it."""
        return {"open": "eye", "partners": "pair", "protected": "lock"}[self.value]
