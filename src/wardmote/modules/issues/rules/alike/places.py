"""How two places stand to each other: by their points, and by the words in which they were written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

_EARTH = 6_371_008.8
"""Mean radius in metres."""


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points given as latitude and longitude in degrees."""
    south, west, north, east = map(radians, (*one, *other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


class Written(Enum):
    """How the words of two places stand."""

    ONE_ADDRESS = "one address"
    ONE_NAME = "one name"
    ONE_STREET = "one street"
    OTHER_DOOR = "another door"
    APART = "apart"
    UNKNOWN = "unknown"


_ENDS_A_NAME = """
    street st road rd avenue ave av lane ln close cl drive dr court ct place pl crescent cres square sq terrace ter
    boulevard blvd highway hwy parkway pkwy circle cir gardens gdns row way walk hill rise fold green mews view parade
    passage bridge alley wharf park
"""
_STREETS = frozenset(_ENDS_A_NAME.split())
"""Words that end the name of a street or a place."""
_SHORT = {"west": "w", "east": "e", "north": "n", "south": "s", "saint": "st"}
_BETWEEN = frozenset(
    {
        "near",
        "corner",
        "of",
        "the",
        "at",
        "and",
        "by",
        "opposite",
        "behind",
        "outside",
        "intersection",
        "junction",
        "with",
    }
)
_AND = re.compile(r"[@&/+]")
_PART = re.compile(r",|\s{2,}")
_DOOR = re.compile(
    r"^\s*(?:flat\s*\w+\s*,?\s*)?(\d+)[a-z]{0,2}(?:\s*[-–&]\s*(\d+)[a-z]{0,2})?\b\s*", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Address:
    """A place as it was written: house numbers from and to, where there are some, and the names of its streets.

    Of "12-14 Lorimer Row" the name is "lorimer": people write row, st and street as they like.
    """

    doors: tuple[int, int] | None
    names: frozenset[str]


@lru_cache(8_192)
def address_of(words: str) -> Address | None:
    """Read the words of a place; None where they say nothing."""
    head = _AND.sub(" and ", _PART.split(words.strip(), maxsplit=1)[0])
    doors = None
    if door := _DOOR.match(head):
        numbers = sorted(int(number) for number in door.groups() if number)
        doors = numbers[0], numbers[-1]
        head = head[door.end() :]
    named: set[str] = set()
    piece: list[str] = []
    is_done = False  # what comes after a street's name is the town's
    for token in [*(_SHORT.get(word, word) for word in _WORD.findall(head.casefold())), ""]:
        if token and not (token in _BETWEEN or (token in _STREETS and piece)):
            piece.append(token)
            continue
        if piece and not is_done:
            named.add(" ".join(piece))
        piece, is_done = [], token in _STREETS
    return Address(doors, frozenset(named)) if named else None


def written_are(one: str, other: str) -> Written:
    """How the words of two places stand to each other, as far as they can be read."""
    here, there = address_of(one), address_of(other)
    if here is None or there is None:
        return Written.UNKNOWN
    if not here.names & there.names:
        return Written.APART
    if here.doors and there.doors:
        overlap = here.doors[0] <= there.doors[1] and there.doors[0] <= here.doors[1]
        return Written.ONE_ADDRESS if overlap else Written.OTHER_DOOR
    if here.doors or there.doors or here.names != there.names:
        return Written.ONE_STREET
    return Written.ONE_NAME


def names_in(place: str, words: str) -> bool:
    """Whether the words of a telling name the street of a place."""
    address = address_of(place)
    if address is None:
        return False
    said = f" {' '.join(_WORD.findall(words[:_LONGEST].casefold()))} "
    return any(f" {name} " in said for name in address.names if len(name) >= _TELLING_NAME)


_LONGEST, _TELLING_NAME = 4_000, 4
