"""What somebody means who types where something is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wardmote.shared.geography.models import Place, Postcode
from wardmote.shared.geography.rules.coordinates import NoSuchPosition, Position, read_coordinates
from wardmote.shared.geography.rules.postcodes import postcode_in
from wardmote.shared.geography.rules.words import name_candidates, plain, street_words

from .held import AreaRef, Mapped, borough_now
from .locating import locate, locate_many, today

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
    """One thing the words may mean, with a position for it."""

    kind: MatchKind
    name: str
    position: Position
    ward: AreaRef | None
    place_id: int | None = None

    @property
    def inside_borough(self) -> bool:
        """The position lies in a ward."""
        return self.ward is not None

    @property
    def coordinates(self) -> str:
        """The position in words that find_place reads back."""
        return f"{self.position.latitude:.6f}, {self.position.longitude:.6f}"


def find_place(words: str) -> list[Match]:
    """Find what somebody means by the words in a "Where" box.

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
        name = f"{at.latitude:.5f}, {at.longitude:.5f}"
        return [Match(MatchKind.COORDINATES, name, at, locate(*at).ward)]
    return _by_postcode(words) or _by_name(words)


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


def _by_postcode(words: str) -> list[Match]:
    written = postcode_in(words)
    row = Postcode.objects.filter(postcode=written).first() if written else None
    if row is None:
        return []
    at = Position(row.latitude, row.longitude)
    return [Match(MatchKind.POSTCODE, row.postcode, at, locate(*at).ward)]


def _by_name(words: str) -> list[Match]:
    candidates = name_candidates(words)
    wards = _wards()
    named = [ward for ward in wards if plain(ward.ref.name) in candidates]
    places = _places(words, candidates)
    here = [place for place in places if place.ward_id in {ward.ref.id for ward in named}]
    if places:
        return _place_matches(here or places)
    typed = plain(words)
    begun = [ward for ward in wards if typed and f" {typed}" in f" {plain(ward.ref.name)}"]
    return [
        Match(MatchKind.WARD, ward.ref.name, ward.inside, ward.ref)
        for ward in (named or begun)[:MOST_MATCHES]
    ]


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


def _place_matches(places: Sequence[Place]) -> list[Match]:
    places = places[:MOST_MATCHES]
    spots = [Position(place.latitude, place.longitude) for place in places]
    return [
        Match(MatchKind.PLACE, place.name, at.position, at.ward, place.pk)
        for place, at in zip(places, locate_many(spots), strict=True)
    ]
