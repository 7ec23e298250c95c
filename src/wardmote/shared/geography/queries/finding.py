"""What somebody means who types where something is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from wardmote.shared.geography.models import Place, Postcode
from wardmote.shared.geography.rules.coordinates import NoSuchPosition, Position, read_coordinates
from wardmote.shared.geography.rules.postcodes import postcode_in
from wardmote.shared.geography.rules.words import name_candidates, plain, street_words

from .held import AreaRef, Mapped, borough_now
from .locating import Location, locate_many
from .placing import today

LONGEST_QUESTION = 200
"""Letters that are read. An address is shorter."""

MOST_MATCHES = 10


class MatchKind(StrEnum):
    """What was recognised, the surest first."""

    COORDINATES = "coordinates"
    POSTCODE = "postcode"
    PLACE = "place"
    WARD = "ward"


@dataclass(frozen=True)
class Match:
    """One thing the words may mean, with a position for it, and what lies there."""

    kind: MatchKind
    name: str
    location: Location
    place_id: int | None = None

    @property
    def position(self) -> Position:
        """Where it is."""
        return self.location.position

    @property
    def ward(self) -> AreaRef | None:
        """The ward it lies in; None outside the borough."""
        return self.location.ward

    @property
    def inside_borough(self) -> bool:
        """The position lies in a ward."""
        return self.ward is not None

    @property
    def coordinates(self) -> str:
        """The position in words that find_place reads back."""
        return f"{self.position.latitude:.6f}, {self.position.longitude:.6f}"


class Meant(NamedTuple):
    """One thing the words may mean, before anybody looked what lies there."""

    kind: MatchKind
    name: str
    position: Position
    place_id: int | None = None


def find_place(words: str, on: date | None = None) -> list[Match]:
    """Find what somebody means by the words in a "Where" box, and what lies there on a day (today if none is given).

    Understands coordinates, full postcodes, named places ("14 Saddler Court, Hillside") and wards.
    Several matches when the words fit several, at most ten; none when nothing is known. At most three
    queries.
    """
    words = words[:LONGEST_QUESTION]
    try:
        at = read_coordinates(words)
    except NoSuchPosition:
        return []
    if at:
        found = [Meant(MatchKind.COORDINATES, f"{at.latitude:.5f}, {at.longitude:.5f}", at)]
    else:
        found = _by_postcode(words) or _by_name(words)
    locations = locate_many([meant.position for meant in found], on)
    return [
        Match(meant.kind, meant.name, location, meant.place_id)
        for meant, location in zip(found, locations, strict=True)
    ]


def find_postcodes(texts: Iterable[str]) -> dict[str, Position]:
    """Where the full postcodes in some texts are, by the text; those without one that is known are left out.

    One query, or none when no text holds a postcode.
    """
    written = {text: postcode for text in texts if (postcode := postcode_in(text))}
    if not written:
        return {}
    rows = Postcode.objects.filter(postcode__in=set(written.values()))
    known = {row.postcode: Position(row.latitude, row.longitude) for row in rows}
    return {text: known[postcode] for text, postcode in written.items() if postcode in known}


def _by_postcode(words: str) -> list[Meant]:
    written = postcode_in(words)
    row = Postcode.objects.filter(postcode=written).first() if written else None
    if row is None:
        return []
    return [Meant(MatchKind.POSTCODE, row.postcode, Position(row.latitude, row.longitude))]


def _by_name(words: str) -> list[Meant]:
    candidates = name_candidates(words)
    wards = _wards()
    named = [ward for ward in wards if plain(ward.ref.name) in candidates]
    places = _places(words, candidates)
    here = [place for place in places if place.ward_id in {ward.ref.id for ward in named}]
    if places:
        return _place_matches(here or places)
    typed = plain(words)
    begun = [ward for ward in wards if typed and f" {typed}" in f" {plain(ward.ref.name)}"]
    return [Meant(MatchKind.WARD, ward.ref.name, ward.inside) for ward in (named or begun)[:MOST_MATCHES]]


def _wards() -> Sequence[Mapped]:
    wards = borough_now().wards(today())
    return wards.areas if wards else ()


def _places(words: str, candidates: Sequence[str]) -> list[Place]:
    """Give the places whose whole name is in the words, longest names first; else names they begin."""
    found = list(Place.objects.filter(plain_name__in=candidates).order_by("name", "pk")[: 2 * MOST_MATCHES])
    if found:
        longest = max(len(place.plain_name) for place in found)
        return [place for place in found if len(place.plain_name) == longest]
    start = street_words(words)
    if len(start) < 3:
        return []
    return list(Place.objects.filter(plain_name__startswith=start).order_by("name", "pk")[:MOST_MATCHES])


def _place_matches(places: Sequence[Place]) -> list[Meant]:
    return [
        Meant(MatchKind.PLACE, place.name, Position(place.latitude, place.longitude), place.pk)
        for place in places[:MOST_MATCHES]
    ]
