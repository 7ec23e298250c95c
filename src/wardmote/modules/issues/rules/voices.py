"""How many people spoke: one person's many reports are one voice, and agencies' reports of one incident are one.

What agencies send of one incident shows by time and place: two of them, of two organisations, within a few hours and
about a hundred and fifty metres of each other. Two residents at the same bus stop stay two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

SAME_INCIDENT_WITHIN = timedelta(hours=6)
SAME_INCIDENT_METRES = 150
_METRES_A_DEGREE = 111_320


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One report: by whom, as a name that is the same for all their reports; and, where an agency saw it, which one."""

    voice: str
    organisation: int | None = None
    at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def count_voices(reports: Iterable[Spoken]) -> int:
    """How many voices speak in these reports. The order of the reports does not matter."""
    voices: dict[str, str] = {}

    def head(voice: str) -> str:
        while voices[voice] != voice:
            voice = voices[voice]
        return voice

    seen: list[tuple[datetime, Spoken]] = []
    for report in reports:
        voices.setdefault(report.voice, report.voice)
        if report.organisation is not None and report.at is not None:
            seen.append((report.at, report))
    seen.sort(key=lambda one: (one[0], one[1].voice, one[1].organisation))
    first = 0
    for i, (at, report) in enumerate(seen):
        while at - seen[first][0] > SAME_INCIDENT_WITHIN:
            first += 1
        for _, other in seen[first:i]:
            if other.organisation != report.organisation and _metres(other, report) <= SAME_INCIDENT_METRES:
                voices[head(other.voice)] = head(report.voice)
    return sum(voice == of for voice, of in voices.items())


def _metres(one: Spoken, other: Spoken) -> float:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return float("inf")
    north = (one.latitude - other.latitude) * _METRES_A_DEGREE
    east = (one.longitude - other.longitude) * _METRES_A_DEGREE * cos(radians(one.latitude))
    return hypot(north, east)


_STEPS = (5, 10, 20, 50, 100, 200, 500, 1000)


def told_in_words(voices: int) -> str:
    """How many people told us, as everybody may know it: in steps, so that one more or less shows nothing (ADR 20)."""
    step = max((step for step in _STEPS if step <= voices), default=0)
    if step:
        return f"{step:,} people or more"
    return "A few people" if voices else "Nobody in the open"
