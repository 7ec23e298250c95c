"""Which reports tell of one incident, and how many incidents count towards a review.

The same incident told to several agencies counts once. Reports are put together by what is known without reading
their words: when it happened, where, and who was told. A person may say that two reports are of one incident or of
two, or that a report does not count; what a person said goes before the rule.

All the reports given are of one victim: a person, or a household.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import combinations
from math import cos, hypot, radians

from wardmote.kernel.clock import LONDON

from .limits import Limits, last_day_of

SAME_HOURS = timedelta(hours=6)
"""Behaviour that goes on over midnight is told with times on both sides of it."""
SAME_METRES = 150.0
"""A street, as people write down where the same thing was."""
_METRES_A_DEGREE = 111_320.0


class Verdict(StrEnum):
    """What a person said of two reports, or of one."""

    ONE = "one"
    """Both are of one incident."""
    TWO = "two"
    """They are of two incidents."""
    LEFT_OUT = "left_out"
    """The report does not count towards this victim's review."""


class Joined(StrEnum):
    """Why two reports are taken for one incident."""

    SAID = "said"
    SAME_DAY = "same_day"
    WITHIN_HOURS = "within_hours"
    SAME_PLACE = "same_place"
    PLACE_NOT_SAID = "place_not_said"
    OTHER_AGENCY = "other_agency"
    SAME_MOMENT = "same_moment"


JOINED_IN_WORDS: Mapping[Joined, str] = {
    Joined.SAID: "somebody said so",
    Joined.SAME_DAY: "on the same day",
    Joined.WITHIN_HOURS: "within six hours",
    Joined.SAME_PLACE: "at the same place",
    Joined.PLACE_NOT_SAID: "one does not say where",
    Joined.OTHER_AGENCY: "told to different agencies",
    Joined.SAME_MOMENT: "at the very same moment",
}


class NotCounted(StrEnum):
    """Why a report does not count on a day."""

    LEFT_OUT = "left_out"
    REPORTED_LATE = "reported_late"
    TOO_LONG_AGO = "too_long_ago"
    STILL_TO_COME = "still_to_come"


NOT_COUNTED_IN_WORDS: Mapping[NotCounted, str] = {
    NotCounted.LEFT_OUT: "Somebody said that it does not count",
    NotCounted.REPORTED_LATE: "Reported too long after it happened",
    NotCounted.TOO_LONG_AGO: "Reported too long ago",
    NotCounted.STILL_TO_COME: "Reported later than the day that is asked about",
}


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report as it counts: its number, when and where it happened, the day it was reported, and to whom.

    ``agency`` is one word for whoever was told, the same for the same. ``place`` is where, as one door or street is
    compared with another. Coordinates in WGS 84 degrees.
    """

    number: int
    happened_at: datetime
    reported_on: date
    agency: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_hate: bool = False

    @property
    def happened_on(self) -> date:
        """The day in London."""
        return self.happened_at.astimezone(LONDON).date()


@dataclass(frozen=True)
class Said:
    """What people said of the reports: pairs of numbers, the smaller first, and those left out."""

    one: frozenset[tuple[int, int]] = frozenset()
    two: frozenset[tuple[int, int]] = frozenset()
    left_out: frozenset[int] = frozenset()


NOTHING_SAID = Said()


@dataclass(frozen=True, kw_only=True)
class Incident:
    """What happened once: its reports, the earliest first, why they are one, and those of them that count now."""

    reports: tuple[Report, ...]
    why: tuple[Joined, ...] = ()
    counts: tuple[Report, ...] = ()

    @property
    def is_hate(self) -> bool:
        """Whether any of its reports that count tells of hate."""
        return any(report.is_hate for report in self.counts)


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many incidents count for a victim on a day, and what follows from it."""

    on: date
    limits: Limits
    incidents: tuple[Incident, ...]
    not_counted: Mapping[int, NotCounted] = field(default_factory=dict)
    """By the number of the report."""

    @property
    def counted(self) -> Sequence[Incident]:
        """The incidents that count."""
        return [incident for incident in self.incidents if incident.counts]

    @property
    def number(self) -> int:
        """How many count."""
        return len(self.counted)

    @property
    def hate(self) -> int:
        """How many of these are of hate."""
        return sum(incident.is_hate for incident in self.counted)

    @property
    def is_met(self) -> bool:
        """Whether the threshold is met by number: then the law leaves no choice (section 104(4))."""
        enough = self.limits.hate_reports
        return self.number >= self.limits.reports or (enough is not None and self.hate >= enough)

    @property
    def is_near(self) -> bool:
        """Whether one more would meet it, and something counts already."""
        enough = self.limits.hate_reports
        by_hate = enough is not None and 0 < self.hate == enough - 1
        return not self.is_met and self.number > 0 and (self.number == self.limits.reports - 1 or by_hate)

    @property
    def counts_until(self) -> date | None:
        """The last day on which all that counts now still does; None where nothing does."""
        return min((_last_day(one, self.limits) for one in self.counted), default=None)


def count(reports: Collection[Report], limits: Limits, on: date, said: Said = NOTHING_SAID) -> Count:
    """Count the incidents that a victim's reports tell of, as a review asked for on that day would.

    No report is in two incidents, so none counts twice, and the order in which they are given is nothing.
    """
    why_not = {report.number: why for report in reports if (why := _why_not(report, limits, on, said))}
    incidents = tuple(
        Incident(reports=group, why=why, counts=tuple(one for one in group if one.number not in why_not))
        for group, why in _put_together(reports, said)
    )
    return Count(on=on, limits=limits, incidents=incidents, not_counted=why_not)


def _why_not(report: Report, limits: Limits, on: date, said: Said) -> NotCounted | None:
    if report.number in said.left_out:
        return NotCounted.LEFT_OUT
    if report.reported_on > on:
        return NotCounted.STILL_TO_COME
    if report.reported_on > last_day_of(report.happened_on, limits.reported_within_months):
        return NotCounted.REPORTED_LATE
    if on > last_day_of(report.reported_on, limits.within_months):
        return NotCounted.TOO_LONG_AGO
    return None


def _last_day(incident: Incident, limits: Limits) -> date:
    return max(last_day_of(report.reported_on, limits.within_months) for report in incident.counts)


def why_one(first: Report, second: Report) -> tuple[Joined, ...]:
    """Why two reports are one incident by the rule; empty where they are two.

    Within hours or on one day, at one place as far as it was said, and told to different agencies. Told twice to one
    agency it is two, unless both name the very same moment.
    """
    same_moment = first.happened_at == second.happened_at
    other = first.agency != second.agency
    if not (other or same_moment):
        return ()
    if same_moment:
        when = Joined.SAME_MOMENT
    elif first.happened_on == second.happened_on:
        when = Joined.SAME_DAY
    elif abs(first.happened_at - second.happened_at) <= SAME_HOURS:
        when = Joined.WITHIN_HOURS
    else:
        return ()
    where = _where(first, second)
    if where is None:
        return ()
    return (when, where, *([Joined.OTHER_AGENCY] if other else []))


def _where(first: Report, second: Report) -> Joined | None:
    if first.place and first.place == second.place:
        return Joined.SAME_PLACE
    metres = _metres(first, second)
    if metres is not None:
        return Joined.SAME_PLACE if metres <= SAME_METRES else None
    return Joined.PLACE_NOT_SAID if not (first.place and second.place) else None


def _metres(first: Report, second: Report) -> float | None:
    if (
        first.latitude is None
        or first.longitude is None
        or second.latitude is None
        or second.longitude is None
    ):
        return None
    north = (second.latitude - first.latitude) * _METRES_A_DEGREE
    east = (second.longitude - first.longitude) * _METRES_A_DEGREE * cos(radians(first.latitude))
    return hypot(north, east)


def _put_together(
    reports: Collection[Report], said: Said
) -> list[tuple[tuple[Report, ...], tuple[Joined, ...]]]:
    """The reports of each incident, and why they are one; by the rule only where each is alike to each.

    So a report in the middle does not draw two incidents of one agency together into one, which would take a count
    from the victim.
    """
    groups: list[tuple[list[Report], list[Joined]]] = []
    for block in _said_to_be_one(reports, said):
        why = [Joined.SAID] if len(block) > 1 else []
        for there, reasons in groups:
            found = [_alike(one, other, said) for one in there for other in block]
            if all(found):
                there.extend(block)
                reasons.extend(reason for pair in found for reason in pair)
                reasons.extend(why)
                break
        else:
            groups.append((list(block), why))
    return [
        (tuple(sorted(there, key=_order)), tuple(one for one in Joined if one in reasons))
        for there, reasons in groups
    ]


def _alike(first: Report, second: Report, said: Said) -> tuple[Joined, ...]:
    pair = (min(first.number, second.number), max(first.number, second.number))
    return () if pair in said.two else why_one(first, second)


def _order(report: Report) -> tuple[datetime, int]:
    return report.happened_at, report.number


def _said_to_be_one(reports: Iterable[Report], said: Said) -> list[list[Report]]:
    """The reports in blocks that people said are one incident, the earliest first."""
    ordered = sorted(reports, key=_order)
    block_of = {report.number: report.number for report in ordered}
    for first, second in combinations(sorted(block_of), 2):
        if (first, second) in said.one and block_of[first] != block_of[second]:
            old, new = block_of[second], block_of[first]
            block_of |= {number: new for number, block in block_of.items() if block == old}
    blocks: dict[int, list[Report]] = {}
    for report in ordered:
        blocks.setdefault(block_of[report.number], []).append(report)
    return list(blocks.values())
