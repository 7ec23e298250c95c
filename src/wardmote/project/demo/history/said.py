"""Observations to be: what was said, by whom, where and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from wardmote.modules.referrals.rules import Channel, ObservationState

from ..content import Content
from ..kinds import Place, Told
from ..times import Times
from .chance import chance

HAND, VARIANT = "hand", "variant"
SEASONS = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring", 6: "summer", 7: "summer",
           8: "summer", 9: "autumn", 10: "autumn", 11: "autumn"}  # fmt: skip
CHANNELS = {
    "web": Channel.WEB,
    "mobile": Channel.WORKER,
    "telephone": Channel.TELEPHONE,
    "email": Channel.EMAIL,
    "meeting": Channel.MEETING,
}
QUIET_DAYS = 2
"""Before day 0, in which nothing but hand-written words was said: they stand first on every page."""


@dataclass
class Said:
    """An observation as it will stand; people, teams and places by their keys."""

    key: str
    origin: str
    category: str
    place: str
    ward: str
    words: str
    language: str
    gist: str
    people: int
    seriousness: int
    sensitivity: str
    channel: Channel
    recorded_by: str
    recorded_for: str
    observed_at: datetime
    created_at: datetime
    state: ObservationState = ObservationState.RECORDED
    ended_at: datetime | None = None
    ended_reason: str = ""
    ended_words: str = ""
    door: str = ""
    """The house it was, where it was one."""

    @property
    def is_protected(self) -> bool:
        """Whether only named roles read it."""
        return self.sensitivity == "protected"


def season_of(day: date) -> str:
    """The season a day is in."""
    return SEASONS[day.month]


def recorder_of(content: Content, told: Told, ward: str, draws: Random) -> tuple[str, str]:
    """The (person, team) that wrote down what was said in a ward."""
    teams = [content.teams[key] for key in content.voices[told.voice]]
    near = [t for t in teams if t.reaches(ward)] or teams
    local = [t for t in near if t.wards] or near
    team = draws.choice(local if draws.random() < 0.7 else near)
    people = [p for p in content.staff[team.key] if p.left is None]
    return draws.choice(people).key, team.key


def moment_of_day(times: Times, days_ago: int, draws: Random) -> datetime:
    """A time of day on which people say such things."""
    at = times.day(-days_ago, time(draws.choice((8, 9, 9, 10, 10, 11, 12, 13, 14, 15, 15, 16, 17, 19, 21))))
    return at + timedelta(minutes=draws.randint(0, 59))


def days_of(times: Times, least: int, most: int) -> dict[str, list[int]]:
    """Season -> how many days before day 0 it was, from so many to fewer than so many days ago."""
    days: dict[str, list[int]] = {}
    for n in range(least, most):
        days.setdefault(season_of(times.day(-n, time(12)).date()), []).append(n)
    return days


def hand_written(content: Content, times: Times, seed: int, told: Told, days: Sequence[int]) -> Said:
    """What was written by hand, in the newest days of its season; this season's in the newest weeks."""
    draws = chance(seed, "told", told.key)
    door = content.doors.get(told.key)
    if door and door.days_ago:
        days_ago = door.days_ago
    elif told.sensitivity == "protected" or days[0] == 0:
        newest = 8 if told.sensitivity == "protected" else 50
        days_ago = (
            min(int(draws.paretovariate(0.9)) - 1, newest)
            if draws.random() < 0.6
            else draws.randint(0, newest)
        )
    else:
        days_ago = draws.choice(days[: len(days) // 2 + 1])
    created = moment_of_day(times, days_ago, draws)
    if days_ago == 0 or created > times.now - timedelta(minutes=20):
        created = times.now - timedelta(minutes=draws.randint(20, 420))
    person, team = recorder_of(content, told, told.ward, draws)
    said = _said(told, told.key, HAND, content.places[told.place], told.people, created, person, team, draws)
    said.door = door.address if door else ""
    return said


def variant(
    content: Content, times: Times, seed: int, told: Told, place: Place, n: int, *, created: datetime
) -> Said:
    """The same said elsewhere and at another time."""
    draws = chance(seed, "variant", told.key, n)
    person, team = recorder_of(content, told, place.ward, draws)
    people = max(1, round(told.people * draws.uniform(2 / 3, 4 / 3)))
    return _said(told, f"{told.key}-v{n}", VARIANT, place, people, created, person, team, draws)


def _said(
    told: Told,
    key: str,
    origin: str,
    place: Place,
    people: int,
    created: datetime,
    person: str,
    team: str,
    draws: Random,
) -> Said:
    return Said(
        key=key,
        origin=origin,
        category=told.category,
        place=place.key,
        ward=place.ward,
        words=told.text,
        language=told.language,
        gist=told.gist,
        people=people,
        seriousness=told.seriousness,
        sensitivity=told.sensitivity,
        channel=CHANNELS[told.channel],
        recorded_by=person,
        recorded_for=team,
        observed_at=created - timedelta(minutes=draws.randint(5, 1500)),
        created_at=created,
    )


def places_named(content: Content, text: str) -> bool:
    """Whether words name a place, by its name or the distinctive word of it: those stay where they are."""
    low = text.casefold()
    return any(word in low for place in content.places.values() for word in _names_of(place.name))


_COMMON = frozenset(
    re.findall(
        r"\w+",
        "road street lane close court house park green walk parade row square centre avenue field crescent"
        " hill pool view edge the old market place clinic yard area play wood steps memorial common church bus"
        " station meadow farm flats mill beacon oak holly hollow invention",
    )
)
"""Words in the names of places that mean no one place by themselves."""


def _names_of(name: str) -> list[str]:
    return [name.casefold(), *(w for w in name.casefold().split() if len(w) > 3 and w not in _COMMON)]
