"""What somebody means who types where something is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from wardmote.shared.geography.models import Address, Place, Postcode
from wardmote.shared.geography.rules.addresses import AddressKey, address_key, uprn_in
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
    UPRN = "uprn"
    ADDRESS = "address"
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
    district: str = ""
    """The national code of the borough that the postcode list counts a postcode to, where it tells."""
    ended_on: date | None = None
    """The month in which a postcode was ended."""
    postcode: str = ""
    """The postcode that it is, or that an address has, where it is known."""

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
    district: str = ""
    ended_on: date | None = None
    postcode: str = ""


def find_place(words: str, on: date | None = None) -> list[Match]:
    """Find what somebody means by the words in a "Where" box, and what lies there on a day (today if none is given).

    Understands coordinates, UPRNs, addresses, full postcodes, named places ("14 Saddler Court, Hillside") and wards.
    Several matches when the words fit several, at most ten; none when nothing is known. At most five
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
        found = _by_uprn(words) or _by_address(words) or _by_postcode(words) or _by_name(words)
    locations = locate_many([meant.position for meant in found], on)
    return [
        Match(
            meant.kind,
            meant.name,
            location,
            meant.place_id,
            meant.district,
            meant.ended_on,
            meant.postcode,
        )
        for meant, location in zip(found, locations, strict=True)
    ]


def find_postcodes(texts: Iterable[str]) -> dict[str, Position]:
    """Where the full postcodes in some texts are, by the text; those without one that is known are left out.

    One query, or none when no text holds a postcode.
    """
    written = {text: postcode for text in texts if (postcode := postcode_in(text))}
    if not written:
        return {}
    known = positions_of_postcodes(written.values())
    return {text: known[postcode] for text, postcode in written.items() if postcode in known}


def _by_uprn(words: str) -> list[Meant]:
    uprn = uprn_in(words)
    found = Address.objects.filter(uprn=uprn).first() if uprn else None
    return [_address(MatchKind.UPRN, found)] if found else []


def _by_address(words: str) -> list[Meant]:
    key = address_key(words)
    if key is None:
        return []
    rows = Address.objects.filter(house=key.house)
    if key.postcode:
        rows = rows.filter(postcode__in=[key.postcode, ""])
    return [_address(MatchKind.ADDRESS, row) for row in rows.order_by("postcode", "pk")[:MOST_MATCHES]]


def _address(kind: MatchKind, row: Address) -> Meant:
    return Meant(kind, str(row), Position(row.latitude, row.longitude), postcode=row.postcode)


def positions_of_addresses(uprns: Iterable[int]) -> dict[int, Position]:
    """Where properties are, by their UPRN. One query, or none for none."""
    wanted = set(uprns)
    if not wanted:
        return {}
    rows = Address.objects.filter(uprn__in=wanted).values_list("uprn", "latitude", "longitude")
    return {uprn: Position(latitude, longitude) for uprn, latitude, longitude in rows if uprn}


def positions_of_houses(keys: Iterable[AddressKey]) -> dict[AddressKey, Position]:
    """Where addresses are, by their whole key. One query, or none for none."""
    wanted = {key for key in keys if key.postcode}
    if not wanted:
        return {}
    rows = Address.objects.filter(
        house__in={key.house for key in wanted}, postcode__in={key.postcode for key in wanted}
    )
    found = {
        AddressKey(row.house, row.postcode): Position(row.latitude, row.longitude)
        for row in rows.order_by("-pk")
    }
    return {key: found[key] for key in wanted if key in found}


def positions_of_postcodes(postcodes: Iterable[str]) -> dict[str, Position]:
    """Where postcodes are, as they are written by normalise_postcode. One query, or none for none."""
    wanted = set(postcodes)
    if not wanted:
        return {}
    rows = Postcode.objects.filter(postcode__in=wanted).values_list("postcode", "latitude", "longitude")
    return {postcode: Position(latitude, longitude) for postcode, latitude, longitude in rows}


def _by_postcode(words: str) -> list[Meant]:
    written = postcode_in(words)
    row = Postcode.objects.filter(postcode=written).first() if written else None
    if row is None:
        return []
    at = Position(row.latitude, row.longitude)
    return [
        Meant(
            MatchKind.POSTCODE,
            row.postcode,
            at,
            district=row.district,
            ended_on=row.ended_on,
            postcode=row.postcode,
        )
    ]


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


def keys_of_uprns(uprns: Iterable[int]) -> dict[int, str]:
    """The keys of the addresses of properties, by their UPRN. One query, or none for none."""
    wanted = set(uprns)
    if not wanted:
        return {}
    rows = Address.objects.filter(uprn__in=wanted).exclude(house="").values_list("uprn", "house", "postcode")
    return {uprn: str(AddressKey(house, postcode)) for uprn, house, postcode in rows if uprn}
