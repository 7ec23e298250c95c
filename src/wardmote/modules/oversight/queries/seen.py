"""What each person saw on one day, put together from the trail of looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import looks_between
from wardmote.kernel.audit.models import Look
from wardmote.kernel.clock import LONDON
from wardmote.modules.referrals.rules import Ground, strongest

from ..permissions import Permission

_MOST_PAGES = 5
"""Pages named in the evidence of one finding."""


@dataclass(slots=True)
class PeopleSeen:
    """That somebody saw whom a matter concerns: when first, on which pages, whether they opened it, on what ground."""

    at: datetime
    opened: bool
    ground: Ground
    by_program: bool
    pages: list[str] = field(default_factory=list)
    times: int = 0


@dataclass(slots=True)
class SeenBy:
    """What one person saw on one day. A referral and what was seen count as one record, as far as can be told."""

    all_at: list[datetime] = field(default_factory=list)
    opened: dict[str, set[str]] = field(default_factory=dict)
    listed: dict[str, set[str]] = field(default_factory=dict)
    opened_at: list[tuple[datetime, frozenset[str]]] = field(default_factory=list)
    people: dict[int, PeopleSeen] = field(default_factory=dict)

    def take(self, look: Look) -> None:
        """Add one look."""
        self.all_at.append(look.at)
        by_program = look.via != ""
        for code in look.subjects:
            kind = code.partition(":")[0]
            self.listed.setdefault(kind, set()).add(code)
            if look.opened:
                self.opened.setdefault(kind, set()).add(code)
        if look.opened and not by_program:
            self.opened_at.append((look.at, frozenset(look.subjects)))
        ground = strongest(Ground(one) for one in look.grounds)
        for code in look.subjects:
            if code.startswith("people:"):
                self._saw_people(int(code.partition(":")[2]), look, ground)

    def _saw_people(self, number: int, look: Look, ground: Ground) -> None:
        seen = self.people.setdefault(
            number, PeopleSeen(at=look.at, opened=False, ground=ground, by_program=True)
        )
        seen.times += 1
        seen.opened |= look.opened
        seen.by_program &= look.via != ""
        seen.ground = strongest((seen.ground, ground)) if look.opened else seen.ground
        if look.page not in seen.pages and len(seen.pages) < _MOST_PAGES:
            seen.pages.append(look.page)

    @property
    def records_opened(self) -> int:
        """How many records they opened."""
        return records(self.opened)

    @property
    def records_seen(self) -> int:
        """How many records they saw, lists included."""
        return records(self.listed)


def records(codes: Mapping[str, set[str]]) -> int:
    """How many records some codes stand for, by kind."""
    return max(len(codes.get("observation", ())), len(codes.get("referral", ())))


def day_begins(day: date) -> datetime:
    """Midnight in London."""
    return datetime.combine(day, time(), LONDON)


def seen_on(actor: Actor, day: date) -> tuple[int, Mapping[int, SeenBy]]:
    """How many looks there were on a day, and what each person saw, by number. One query, as a stream.

    Teams that answer by link have no account: they see one referral each, and are left out.
    """
    access.require(actor, Permission.LOOK_OVER)
    looks, found = 0, dict[int, SeenBy]()
    for look in looks_between(day_begins(day), day_begins(day + timedelta(days=1))):
        kind, _, number = look.actor_id.partition(":")
        if kind == "person":
            looks += 1
            found.setdefault(int(number), SeenBy()).take(look)
    return looks, found
