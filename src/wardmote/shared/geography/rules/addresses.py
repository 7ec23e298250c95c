"""Addresses, so that one is known again however it is written.

The key of an address is its house, its street and its postcode: "Flat 2, 14 St. Anne's Rd, Anytown, SW1A 1AA" and
"14 st annes road flat 2 SW1A 1AA" have the same. It leaves out the town, which people write or not. It errs towards
two keys for one address sooner than one key for two. It tells of a place, not of who lives there.
"""

import re
from typing import NamedTuple

from .postcodes import postcode_in
from .words import SHORT, plain

LONGEST = 300
"""Letters of an address that are read."""

_FLOORS = {
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "gnd": "ground", "grd": "ground",
}  # fmt: skip
_FLOOR = re.compile(
    r"\b(?P<which>lower ground|ground|gnd|grd|basement|top|first|second|third|fourth|1st|2nd|3rd|4th) floor(?: flat)?\b"
)
_PART = re.compile(
    r"\b(?P<what>flat|flt|apartment|apt|unit|room|rm|studio|maisonette|suite|no|number)"
    r" ?(?P<which>\d{1,4}[a-z]?|[a-z])\b"
)
_SAME = {"flt": "flat", "apartment": "flat", "apt": "flat", "rm": "room"}
_RANGE = re.compile(r"(\d+[a-z]?)\s*[-–—/]\s*(\d+[a-z]?)\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?P<number>\d{1,5}(?: ?[a-z])?(?:to\d{1,5}[a-z]?)?)\b(?= [a-z])")

_STREETS = frozenset(SHORT.values()) | {
    "way", "hill", "row", "walk", "mews", "green", "croft", "view", "rise", "bank", "parade", "broadway", "mount",
    "park", "end", "fold", "side", "circus", "crossing", "alley", "passage", "quay", "wharf", "meadow", "meadows",
    "villas", "court", "house",
}  # fmt: skip
"""Words with which the name of a street ends; what follows is a district or a town."""

_AFTER = frozenset({"north", "south", "east", "west"})


class AddressKey(NamedTuple):
    """A key in two parts: the house and its street, and the postcode, which may not have been written."""

    house: str
    postcode: str

    def __str__(self) -> str:
        return f"{self.house}|{self.postcode}"


def address_key(words: str, postcode: str = "") -> AddressKey | None:
    """Give the key of an address; None where no house on a street is named.

    ``postcode`` is taken where the words name none.
    """
    words = words[:LONGEST]
    postcode = postcode_in(words) or postcode_in(postcode) or ""
    split = plain(_RANGE.sub(r"\1to\2", _POSTCODE.sub(" ", words)))
    inner: list[str] = []
    for found in _FLOOR.finditer(split):
        inner.append(f"{_FLOORS.get(found['which'], found['which'])} floor")
    split = _FLOOR.sub(" ", split)
    for found in _PART.finditer(split):
        if found["what"] not in ("no", "number"):
            inner.append(f"{_SAME.get(found['what'], found['what'])} {found['which']}")
    split = " ".join(_PART.sub(lambda m: m["which"] if m["what"] in ("no", "number") else " ", split).split())
    number = _NUMBER.search(split)
    if number is None:
        return None
    street = _street(split[number.end() :].split())
    if not street:
        return None
    named = split[: number.start()].split()
    house = [number["number"].replace(" ", ""), street]
    return AddressKey(
        "/".join([*sorted(inner), *([" ".join(named)] if named else []), *[" ".join(house)]]), postcode
    )


def _street(words: list[str]) -> str:
    """Give the street's name, written out, without the places after it."""
    whole = [
        SHORT.get(word, word) if at else ("st" if word == "saint" else word) for at, word in enumerate(words)
    ]
    for at, word in enumerate(whole):
        if at and word in _STREETS:
            end = at + 1
            while end < len(whole) and (whole[end] in _AFTER or whole[end] in _STREETS):
                end += 1
            return " ".join(whole[:end])
    return " ".join(whole)


def uprn_in(words: str) -> int | None:
    """Read a unique property reference number: up to twelve digits and nothing else, or "UPRN" and the digits."""
    found = re.fullmatch(r"(?:uprn\W{0,3})?0*([1-9]\d{0,11})", words.strip(), re.IGNORECASE | re.ASCII)
    return int(found[1]) if found else None
