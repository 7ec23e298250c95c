"""Which matters are of one place, and which places mean nothing: points for "we do not know", and institutions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from wardmote.modules.referrals.rules.met import Met
from wardmote.shared.geography.rules.addresses import address_key, uprn_in
from wardmote.shared.geography.rules.words import plain

from .model import Declared, Looked

METRES_A_DEGREE = 111_195.0

SPOT = "spot "
"""So begins the key of a place that is known by its point and words alone: several homes may share it."""

MANY_AT_A_POINT = 30
SHARE_AT_A_POINT = 0.01
WAYS_TO_WRITE_IT = 10
"""A point is a default where at least 30 matters and 1 in 100 of all lie on it to the last figure, and their places are
written in ten ways or half of them not at all: nobody stood there. No street and no block gathers that."""

MANY_AT_A_PLACE = 30
KINDS_AT_A_PLACE = 6.0
"""A place is an institution where 30 matters meet that are as mixed as six kinds of the same size: what comes to a
hospital, a station or a town hall is everybody's. A home has its few troubles, however often."""

_INSTITUTION = re.compile(
    r"\b(hospital|infirmary|a ?& ?e|accident and emergency|hospice|police station|custody|prison|railway station"
    r"|train station|bus station|rail station|interchange|airport|school|academy|college|university|nursery"
    r"|magistrates|crown court|county court|health centre|medical centre|surgery|care home|nursing home|town hall"
    r"|city hall|civic centre|council house|fire station|ambulance station|shopping centre|stadium)\b",
    re.IGNORECASE,
)
_HOUSE_FIRST = re.compile(r"^\s*(flat|apartment|unit|room|\d)", re.IGNORECASE)


def is_named_institution(words: str) -> bool:
    """Whether words name a place where many people come or live: a hospital, a school; not "12 School Lane"."""
    found = _INSTITUTION.search(words)
    if not found:
        return False
    followed = re.match(
        r"\s+(road|street|lane|close|avenue|drive|court|row|walk|way|rd|st|ln|ave)\b",
        words[found.end() :],
        re.I,
    )
    return not followed and not (_HOUSE_FIRST.match(words) and address_key(words) and "," not in words)


@dataclass(frozen=True)
class PassedOver:
    """What raises no alarm: points, and the keys of places, each with how many matters they hold."""

    points: Mapping[tuple[float, float], int]
    places: Mapping[str, int]
    declared_points: Sequence[Declared]
    declared_places: Sequence[Declared]

    def is_default(self, met: Met) -> bool:
        """Whether where it was is not known, although it has a point."""
        return point_of(met) in self.points or any(_is_there(each, met) for each in self.declared_points)

    def is_institution(self, met: Met, key: str | None) -> bool:
        """Whether it was where everybody comes."""
        return (
            key in self.places
            or is_named_institution(met.place)
            or any(_is_there(each, met) for each in self.declared_places)
        )


def point_of(met: Met) -> tuple[float, float] | None:
    """Its point to the metre; None without one."""
    if met.latitude is None or met.longitude is None:
        return None
    return round(met.latitude, 5), round(met.longitude, 5)


def keys_of(looked: Looked) -> Mapping[int, str]:
    """By which key each matter's place is known, by the matter's number: its address, else its words and point.

    One that names no postcode is of the address in the same ward that does, where only one does.
    """
    return keys_of_words(((met, met.place) for met in looked.met), looked.uprns)


def keys_of_words(written: Iterable[tuple[Met, str]], uprns: Mapping[int, str]) -> Mapping[int, str]:
    """The same, for places as they are written in each."""
    found: dict[int, str] = {}
    open_: list[tuple[int, str, str]] = []
    postcodes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for met, words in written:
        number = uprn_in(words)
        address = None if number else address_key(words)
        point = point_of(met)
        if number:
            found[met.number] = uprns.get(number, f"uprn {number}")
        elif address:
            around = f"ward {met.ward}" if met.ward else f"{point[0]:.3f} {point[1]:.3f}" if point else ""
            if address.postcode:
                found[met.number] = str(address)
                postcodes[address.house, around].add(address.postcode)
            else:
                open_.append((met.number, address.house, around))
        elif point:
            found[met.number] = f"{SPOT}{plain(words)}|{point[0]:.4f} {point[1]:.4f}"
    for number, house, around in open_:
        known = postcodes.get((house, around), set())
        found[number] = f"{house}|{next(iter(known))}" if len(known) == 1 else f"{house}|{around}"
    return found


def passed_over(looked: Looked, keys: Mapping[int, str]) -> PassedOver:
    """Find in the matters themselves which points and places mean nothing, and add what the partnership declares."""
    at_point: dict[tuple[float, float], list[Met]] = defaultdict(list)
    at_place: dict[str, Counter[str]] = defaultdict(Counter)
    for met in looked.met:
        if point := point_of(met):
            at_point[point].append(met)
        if key := keys.get(met.number):
            at_place[key][met.category] += 1
    least = max(MANY_AT_A_POINT, SHARE_AT_A_POINT * sum(map(len, at_point.values())))
    points = {point: len(met) for point, met in at_point.items() if len(met) >= least and _is_mixed(met)}
    places = {
        key: kinds.total()
        for key, kinds in at_place.items()
        if kinds.total() >= MANY_AT_A_PLACE and _kinds(kinds) >= KINDS_AT_A_PLACE
    }
    return PassedOver(
        points=points,
        places=places,
        declared_points=[each for each in looked.declared if each.is_default],
        declared_places=[each for each in looked.declared if not each.is_default],
    )


def _is_mixed(met: Sequence[Met]) -> bool:
    written = Counter(plain(one.place) for one in met)
    return len(written) >= WAYS_TO_WRITE_IT or written[""] * 2 >= len(met)


def _kinds(counts: Counter[str]) -> float:
    """How many kinds of the same size would be as mixed (the inverse of Simpson's index)."""
    total = counts.total()
    return total**2 / sum(n**2 for n in counts.values())


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two points of one borough are apart."""
    across = cos(radians((one[0] + other[0]) / 2))
    return METRES_A_DEGREE * hypot(one[0] - other[0], (one[1] - other[1]) * across)


def _is_there(declared: Declared, met: Met) -> bool:
    if declared.words and plain(declared.words) in plain(met.place):
        return True
    if (
        declared.latitude is None
        or declared.longitude is None
        or met.latitude is None
        or met.longitude is None
    ):
        return False
    there = metres_between((declared.latitude, declared.longitude), (met.latitude, met.longitude))
    return there <= declared.metres
