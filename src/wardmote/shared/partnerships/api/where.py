"""Where something is, for other systems: the one call that asks."""

from datetime import date

from pydantic import Field

from wardmote.kernel.api.calls import Calls
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.schemas import In, Out
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Match

from ..rules import Scope

calls = Calls(tags=["Where it is"])


class WhereIn(In):
    """Where something is, in whatever way it is known."""

    words: str = Field(
        max_length=200,
        description="A postcode, a point in degrees, a grid reference, eastings and northings, a UPRN, an address, or"
        " the name of a street or ward.",
        examples=["52.5862, -1.9824"],
    )


class AreaFound(Out):
    """An area that holds something, or lies near it."""

    id: int
    area_set: str = Field(description="The key of the area set it belongs to.", examples=["wards"])
    kind: str = Field(examples=["wards"])
    key: str
    code: str | None = Field(description="Its national code, where it has one.", examples=["E05000001"])
    name: str


class OutsideOut(Out):
    """Where something lies that is outside the borough."""

    says: str = Field(description="The same in words.")
    nearest_ward: AreaFound | None
    metres: int = Field(description="How far it is from that ward.")
    direction: str = Field(description="In which direction it lies from there.", examples=["north-east"])
    probably: list[AreaFound] = Field(description="Whose it probably is, where the neighbours are known.")
    district: str | None = Field(description="The national code of the borough that the postcode list tells.")


class MatchOut(Out):
    """One thing that the words may mean, and what lies there."""

    kind: str = Field(description="What was recognised.", examples=["postcode"])
    name: str
    latitude: float
    longitude: float
    postcode: str | None
    ended_on: date | None = Field(
        description="Of a postcode that is no longer in use, the month it was ended."
    )
    inside_borough: bool
    ward: AreaFound | None
    areas: list[AreaFound] = Field(
        description="Every area in force that holds it, wards and small areas too."
    )
    outside: OutsideOut | None


class WhereOut(Out):
    """What the words may mean: none, one or several, at most ten."""

    on: date = Field(description="The day whose areas are told: today.")
    matches: list[MatchOut]


@calls.asks(
    "/where",
    scope=Scope.REGISTER_READ,
    gives=WhereOut,
    summary="Ask where something is",
    says="The ward, the small areas and every Area in force that hold a postcode, point, UPRN, address or street;"
    " outside the borough how far it is, and whose it probably is. A POST, because an address that somebody asks"
    " about would stand in logs. It changes nothing and needs no Idempotency-Key.",
    example={"words": "52.5862, -1.9824"},
)
def ask_where(request: ApiRequest, payload: WhereIn) -> WhereOut:
    """Say what lies there. Nothing of it is about a person, so every holder hears the same."""
    today = geography.today()
    found = geography.find_place(payload.words, today)
    return WhereOut(on=today, matches=[_match(each) for each in found])


def _match(match: Match) -> MatchOut:
    return MatchOut(
        kind=match.kind.value,
        name=match.name,
        latitude=match.position.latitude,
        longitude=match.position.longitude,
        postcode=match.postcode or None,
        ended_on=match.ended_on,
        inside_borough=match.inside_borough,
        ward=_area(match.ward) if match.ward else None,
        areas=[_area(area) for area in geography.areas_that_hold(match)],
        outside=None if match.inside_borough else _outside(match),
    )


def _outside(match: Match) -> OutsideOut:
    at = match.location
    return OutsideOut(
        says=geography.outside_in_words(at, match.district),
        nearest_ward=_area(at.nearest_ward) if at.nearest_ward else None,
        metres=round(at.metres_outside),
        direction=at.direction,
        probably=[_area(area) for area in at.neighbours],
        district=match.district or None,
    )


def _area(area: AreaRef) -> AreaFound:
    return AreaFound(
        id=area.id,
        area_set=area.area_set,
        kind=area.kind,
        key=area.key,
        code=area.code or None,
        name=area.name,
    )
