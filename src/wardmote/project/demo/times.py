"""When the demo's teams work, and how fast each kind of matter is answered there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from wardmote.kernel.working_time import LONDON, Calendar, WorkingHours
from wardmote.modules.referrals.rules import Clocks
from wardmote.shared.partnerships.rules import Standard, sent_with

from .content import Content
from .kinds import Closing

HISTORY = timedelta(days=800)
"""Before and after the present: what the calendars are made for at once."""


class Times:
    """The working calendar of each team, the clocks of each category, and the present."""

    def __init__(
        self, content: Content, now: datetime, holidays: frozenset[date], *, around: timedelta = HISTORY
    ) -> None:
        self.content = content
        self.now = now
        self.holidays = holidays
        self.around = around
        self.numbers = {key: n for n, key in enumerate(content.people, start=1)}
        self.team_numbers = {key: n for n, key in enumerate(content.teams, start=1)}
        self._calendars: dict[tuple[str, tuple[tuple[date, date], ...]], Calendar] = {}
        self._calendar_of: dict[str, Calendar] = {}
        self._today = now.astimezone(LONDON).date()
        self._clocks = {key: Clocks.parse(**_lengths(row)) for key, row in content.clocks.items()}

    def calendar(self, team: str) -> Calendar:
        """When a team works. Teams with the same hours and closures share one calendar and its table."""
        if team not in self._calendar_of:
            key = (self.content.teams[team].hours, closed_days(self.content, team, self.now.year))
            if key not in self._calendars:
                self._calendars[key] = calendar = Calendar(
                    hours=WorkingHours.parse(key[0]), holidays=self.holidays, closures=key[1], timezone=LONDON
                )
                # One table for all that will be asked.
                calendar.elapsed(self.now - self.around, self.now + self.around)
            self._calendar_of[team] = self._calendars[key]
        return self._calendar_of[team]

    def clocks(self, category: str, team: str = "", *, urgent: bool = False) -> Clocks:
        """How fast a kind of matter is answered, by the team it is first sent to."""
        return self._clocks[self.clock(category, team, urgent=urgent)[0]]

    def own_clocks(self, category: str, team: str) -> Clocks | None:
        """A team's own standard for a kind of matter, if it has one."""
        key = self.content.own_clocks.get((team, category))
        return self._clocks[key] if key else None

    def clock(self, category: str, team: str = "", *, urgent: bool = False) -> tuple[str, Standard]:
        """The key of the clock with which something is sent to a team, and whose promise that is."""
        kind = self.content.categories[category]
        keys = {
            Standard.CATEGORY: kind.clock,
            Standard.TEAM: self.content.own_clocks.get((team, category), ""),
            Standard.URGENT: kind.urgent_clock if urgent else "",
        }
        clocks = {standard: self._clocks[key] for standard, key in keys.items() if key}
        standard = sent_with(
            ordinary=clocks[Standard.CATEGORY],
            urgent=clocks.get(Standard.URGENT),
            own=clocks.get(Standard.TEAM),
        )
        return keys[standard], standard

    def working(self, team: str, at: datetime, draws: Random) -> datetime:
        """This moment, or if the team is not at work then, soon after it next is."""
        calendar = self.calendar(team)
        if calendar.is_open(at):
            return at
        return calendar.next_opening(at) + timedelta(minutes=draws.randint(2, 95))

    def day(self, days: int, at: time) -> datetime:
        """A time of day so many days after day 0 (before it: negative)."""
        return datetime.combine(self._today + timedelta(days=days), at, LONDON)


def yearly(closing: Closing, year: int) -> list[tuple[date, date]]:
    """First and last day of a closure in each year of the history, and the next."""
    return [
        (date(begins, *closing.first), date(begins + (closing.last < closing.first), *closing.last))
        for begins in range(year - 3, year + 2)
    ]


def closed_days(content: Content, team: str, year: int) -> tuple[tuple[date, date], ...]:
    """When a team does not work, by its own closures and its organisation's."""
    organisation = content.teams[team].organisation
    own = [c for c in content.closings if c.at == team or (c.at == organisation and team not in c.but)]
    return tuple(sorted(days for closing in own for days in yearly(closing, year)))


_WORDS = frozenset({"name", "basis", "reason"})


def _lengths(row: Mapping[str, str | int]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _WORDS}
