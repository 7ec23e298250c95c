"""What the demo's content is made of: one row of each of its files, typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Ward:
    """A ward: name, code, point and size are facts; `locality` is the demo's choice."""

    key: str
    name: str
    code: str
    latitude: float
    longitude: float
    km2: float
    neighbours: tuple[str, ...]
    area: str
    locality: str


@dataclass(frozen=True)
class Member:
    """An Area, a locality or a place of focus, and the wards it is made of or lies in."""

    key: str
    name: str
    wards: tuple[str, ...]


@dataclass(frozen=True)
class Strip:
    """Ground along a ward's edge, so many metres wide, that goes to the area beyond it from a day on."""

    set: str
    name: str
    gives: str
    receives: str
    ward: str
    along: str
    metres: int
    since: date
    reason: str


@dataclass(frozen=True)
class WhyFocus:
    """What set a place of focus: where it lies, since when, on which evidence, and who was asked."""

    inside: str
    since: date
    review_on: date
    evidence: Sequence[Mapping[str, Any]]
    consultation: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Place:
    """An invented street, park or block."""

    key: str
    name: str
    kind: str
    ward: str


@dataclass(frozen=True)
class Team:
    """A team, what it takes, and the wards it covers; none means the whole borough."""

    key: str
    organisation: str
    name: str
    remit: str
    takes: tuple[str, ...]
    scope: str
    covers: tuple[str, ...]
    wards: frozenset[str]
    hours: str
    response_standard: str
    capacity: int
    intake: str
    reference_format: str
    email: str
    is_coordinator: bool

    def reaches(self, ward: str) -> bool:
        """Whether the team works in a ward."""
        return not self.wards or ward in self.wards


@dataclass(frozen=True)
class Organisation:
    """A partner."""

    key: str
    name: str
    kind: str
    note: str
    phone: str
    email: str


@dataclass(frozen=True)
class Person:
    """Somebody invented. `roles` are (role, where); `left` is the day they left, counted from day 0."""

    key: str
    name: str
    email: str
    phone: str
    roles: tuple[tuple[str, str], ...]
    left: int | None


@dataclass(frozen=True)
class Told:
    """What somebody said or saw, in their own voice."""

    key: str
    category: str
    place: str
    ward: str
    voice: str
    channel: str
    text: str
    language: str
    gist: str
    people: int
    seriousness: int
    sensitivity: str
    season: str
    cluster: str


@dataclass(frozen=True)
class JourneyStep:
    """One step of a written history: minutes after the journey's own midnight of day 0."""

    minutes: int
    action: str
    team: str
    to: str
    code: str
    words: str
    note: str


@dataclass(frozen=True)
class Journey:
    """A referral's history, written by hand."""

    key: str
    category: str
    ward: str
    sender: str
    receiver: str
    sensitivity: str
    cluster: str
    tags: frozenset[str]
    steps: tuple[JourneyStep, ...]


@dataclass(frozen=True)
class Closing:
    """Days on which a team or organisation does not work, every year, as (month, day)."""

    at: str
    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    but: frozenset[str]


@dataclass(frozen=True)
class Agreed:
    """A sharing agreement; `begun` and `review` in days before and after day 0, `left` so many days before it."""

    key: str
    title: str
    purpose: str
    words: str
    basis: str
    items: tuple[str, ...]
    signed: str
    begun: int
    review: int
    parties: tuple[str, ...]
    left: Mapping[str, int]
    special: str = ""
    criminal: str = ""


@dataclass(frozen=True)
class Spoken:
    """What a team said, so many days before day 0, of whether it can take more; `days` it stays closed from day 0."""

    team: str
    state: str
    days_ago: int
    weeks: int | None
    days: int | None
    words: str


@dataclass(frozen=True)
class Desk:
    """How full a desk is on day 0: on it, come back to it, reaching it in a week above what that can hold."""

    team: str
    open: int
    back: int
    above: int


@dataclass(frozen=True)
class Concerned:
    """Somebody invented whom an observation is about."""

    observation: str
    name: str
    contact: str
    address: str
    safe_contact: str
    date_of_birth: str = ""
    age_band: str = ""
    language: str = ""
    access_needs: str = ""


@dataclass(frozen=True)
class Added:
    """What came to be known some hours after an observation was sent."""

    observation: str
    hours: int
    words: str


@dataclass(frozen=True)
class Door:
    """The house that a hand-written observation is of, and how many days ago it was, where it must be lately."""

    observation: str
    address: str
    days_ago: int = 0


@dataclass(frozen=True)
class Calls:
    """Calls to one house again and again, each so many days ago, by whoever made the observation they are like."""

    like: str
    address: str
    days_ago: Sequence[int]
    words: Sequence[str]


@dataclass(frozen=True)
class Choice:
    """Somebody to be, and what to try as them."""

    person: str
    do: str


@dataclass(frozen=True)
class Gathered:
    """What became of one of the problems that people speak of: an issue, and what was done with it."""

    cluster: str
    title: str
    words: str
    weigh: Mapping[str, Any]
    vulnerable: str
    rise: tuple[str, ...]
    refer: str
    take_on: Mapping[str, Any]
    decisions: tuple[Mapping[str, Any], ...]
