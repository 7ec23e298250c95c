"""The weighing of what speaks for one problem, in bits that add up, each part with its words.

As who is who is weighed (`referrals.rules.matching`), after Fellegi and Sunter: what agrees more often among tellings
of one problem than of two speaks for one. The figures were fitted to that half of the labelled sample which is there
for it, made to rise and fall evenly, and rounded (docs/explanation/alike.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf, log2

from .kinds import Kinds, kinds_are
from .places import Written, metres_between, names_in, written_are
from .words import lines_in_both, shared_words, telling_words

REACH_METRES = 250.0
REACH = timedelta(days=90)
"""Further apart than this nothing is suggested, whatever else agrees."""

ENOUGH = 0.0
"""Bits from which it is worth somebody's look: of pairs at this weight, one in two is one problem."""

INCIDENT_METRES, INCIDENT = 60.0, timedelta(hours=6)
"""How near and how soon two agencies write down one and the same incident."""


class About(StrEnum):
    """What a part of the weighing is about."""

    KIND = "kind"
    DISTANCE = "distance"
    ADDRESS = "address"
    TIME = "time"
    ENDED = "ended"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What somebody told, as far as it is compared. ``kind`` and ``group`` are keys; the place is in degrees (WGS 84).

    ``place_says`` is how much the point itself says, from 1 to nothing (`how_much_a_point_says`); ``agency`` who wrote
    it down, 0 for the public; ``ended_at`` when it was over, where it is.
    """

    kind: str
    latitude: float
    longitude: float
    group: str = ""
    at: datetime | None = None
    ended_at: datetime | None = None
    place_words: str = ""
    words: str = ""
    place_says: float = 1.0
    agency: int = 0

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.latitude, self.longitude


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the weighing: what it is about, its bits, and how it is said, if at all."""

    about: About
    bits: float
    said: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for one problem, and why."""

    parts: tuple[Part, ...]
    is_one_incident: bool = False

    @property
    def bits(self) -> float:
        """Logarithm to the base 2 of how many times likelier one problem is than two."""
        return sum(part.bits for part in self.parts)

    @property
    def is_enough(self) -> bool:
        """Whether it is worth somebody's look."""
        return self.bits >= ENOUGH

    @property
    def said(self) -> str:
        """The parts in words, on one line."""
        return " · ".join(part.said for part in self.parts if part.said)


def weigh(one: Telling, other: Telling, ordinary: Collection[str] = ()) -> Likeness | None:
    """Weigh whether two tellings are of one problem; None where they are out of reach of each other.

    The same whichever comes first. ``ordinary`` are the words that everybody says of such things thereabouts
    (`ordinary_words`).
    """
    metres = metres_between(one.point, other.point)
    apart = abs(one.at - other.at) if one.at and other.at else None
    if metres > REACH_METRES or (apart is not None and apart > REACH):
        return None
    says = min(one.place_says, other.place_says)
    kinds = kinds_are(one.kind, one.group, other.kind, other.group)
    parts = (
        Part(About.KIND, _KINDS[kinds], _KINDS_SAID[kinds]),
        _distance(metres, says),
        _address(one, other, says),
        _time(apart),
        _ended(one, other),
        _words(one, other, ordinary),
    )
    return Likeness(
        tuple(part for part in parts if part.bits or part.said),
        _is_incident(one, other, kinds, metres, apart),
    )


def at_most(one: Telling, other: Telling) -> float:
    """How many bits two tellings can come to before their words are read: what cannot be enough is not read."""
    metres = metres_between(one.point, other.point)
    if metres > REACH_METRES:
        return -inf
    return (
        _KINDS[kinds_are(one.kind, one.group, other.kind, other.group)]
        + _distance(metres, min(one.place_says, other.place_says)).bits
        + max(_WRITTEN.values())
        + _ended(one, other).bits
        + _SHARED[-1]
        + _MOST_OF_THEM
        + _SAID_AGAIN
    )


_KINDS: Mapping[Kinds, float] = {Kinds.SAME: 2.9, Kinds.NEAR: -0.1, Kinds.ONE_GROUP: -3.8, Kinds.OTHER: -3.8}
_KINDS_SAID: Mapping[Kinds, str] = {
    Kinds.SAME: "the same kind of problem",
    Kinds.NEAR: "a kind of problem that is often taken for it",
    Kinds.ONE_GROUP: "another kind of problem",
    Kinds.OTHER: "another kind of problem",
}

_BITS_A_DOUBLING, _METRES = 1.8, 20.0
_NOWHERE = 7.2
"""What it costs when the point says nothing: as much as if they were as far apart as is still looked at."""


def _distance(metres: float, says: float) -> Part:
    bits = -_BITS_A_DOUBLING * log2(1 + metres / _METRES)
    if says <= 0:
        said = "at a point that is used for many places, which says nothing"
    else:
        said = "at the same spot" if metres < 10 else f"{_rounded(metres)} m away"
        said += ", where much is told of" if says < 1 else ""
    return Part(About.DISTANCE, says * bits - (1 - says) * _NOWHERE, said)


def _rounded(metres: float) -> int:
    return 10 * round(metres / 10) if metres >= 20 else round(metres)


_WRITTEN: Mapping[Written, float] = {
    Written.ONE_ADDRESS: 0.9,
    Written.ONE_NAME: 3.3,
    Written.ONE_STREET: 0.0,
    Written.OTHER_DOOR: -1.3,
    Written.APART: -2.0,
    Written.UNKNOWN: 0.0,
}
_WRITTEN_SAID: Mapping[Written, str] = {
    Written.ONE_ADDRESS: "the same address",
    Written.ONE_NAME: "the same place by name",
    Written.ONE_STREET: "the same street",
    Written.OTHER_DOOR: "another house number",
    Written.APART: "another street or place by name",
    Written.UNKNOWN: "",
}


def _address(one: Telling, other: Telling, says: float) -> Part:
    written = written_are(one.place_words, other.place_words)
    if written in {Written.OTHER_DOOR, Written.APART} and (
        names_in(one.place_words, other.words) or names_in(other.place_words, one.words)
    ):
        written = Written.ONE_STREET
    bits = _WRITTEN[written]
    return Part(About.ADDRESS, bits * says if bits > 0 else bits, _WRITTEN_SAID[written])


_BITS_A_DOUBLING_OF_DAYS = 0.25
_TIME_UNKNOWN = -0.6


def _time(apart: timedelta | None) -> Part:
    if apart is None:
        return Part(About.TIME, _TIME_UNKNOWN)
    days = apart / timedelta(days=1)
    if days < 1:
        hours = round(apart / timedelta(hours=1))
        said = "at about the same time" if hours < 1 else f"{hours} hour{'s' if hours > 1 else ''} apart"
    else:
        said = f"{round(days)} day{'s' if round(days) > 1 else ''} apart"
    return Part(About.TIME, -_BITS_A_DOUBLING_OF_DAYS * log2(1 + days), said)


_BITS_A_DOUBLING_SINCE = 0.9


def _ended(one: Telling, other: Telling) -> Part:
    """The first was over before the second was told: the longer before, the likelier it has come anew."""
    if one.at is None or other.at is None:
        return Part(About.ENDED, 0)
    first, second = (one, other) if one.at <= other.at else (other, one)
    if first.ended_at is None or second.at is None or first.ended_at >= second.at:
        return Part(About.ENDED, 0)
    days = (second.at - first.ended_at) / timedelta(days=1)
    said = f"the first was over {round(days)} days before the second" if days >= 2 else ""
    return Part(About.ENDED, -_BITS_A_DOUBLING_SINCE * log2(1 + days), said)


_SHARED: Sequence[float] = (0.0, 0.6, 1.0, 1.6, 2.2, 2.8)
_MOST_OF_THEM = 0.5
_SHOWN = 4
_A_SENTENCE, _SAID_AGAIN = 2, 0.6
"""Of so many telling words is a line that stands in both somebody's own, sent again."""

_HEADING = -0.5
"""A line in both that says nothing else is a form's heading: then the texts are shorter than they look."""


def _words(one: Telling, other: Telling, ordinary: Collection[str]) -> Part:
    places = {*telling_words(one.place_words), *telling_words(other.place_words)}
    both, shorter = shared_words(one.words, other.words, places.union(ordinary))
    bits = _SHARED[min(len(both), len(_SHARED) - 1)]
    if len(both) >= 2 and 2 * len(both) >= shorter:
        bits += _MOST_OF_THEM
    said = f"both speak of {_listed(both[:_SHOWN])}" if both else ""
    if again := lines_in_both(one.words, other.words):
        is_sentence = (
            len({word for line in again for word in telling_words(line)} - set(ordinary)) >= _A_SENTENCE
        )
        bits += _SAID_AGAIN if is_sentence else _HEADING
        said = said or ("word for word the same" if is_sentence else "")
    return Part(About.WORDS, bits, said)


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _is_incident(one: Telling, other: Telling, kinds: Kinds, metres: float, apart: timedelta | None) -> bool:
    """Whether it is one incident that two agencies wrote down: within hours, at one place, of one kind or near it."""
    return (
        0 not in {one.agency, other.agency}
        and one.agency != other.agency
        and kinds >= Kinds.NEAR
        and apart is not None
        and apart <= INCIDENT
        and metres <= INCIDENT_METRES
        and min(one.place_says, other.place_says) >= 1
        and written_are(one.place_words, other.place_words) not in {Written.OTHER_DOOR, Written.APART}
    )
