"""The calls of observations: what was seen, heard or told."""

from datetime import date
from typing import Annotated

from ninja import Query
from pydantic import Field, model_validator

from wardmote.kernel.api import ROOT
from wardmote.kernel.api.calls import Answer, Calls
from wardmote.kernel.api.etags import version_given
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.lists import Cursor, Limit, page, place
from wardmote.kernel.api.schemas import In, Key, Moment, Page, Words
from wardmote.kernel.clock import now
from wardmote.kernel.refusals import NotReady
from wardmote.shared.partnerships.rules import Scope, Sensitivity

from .. import actions, queries
from ..models import MAX_PEOPLE, MOST_CONCERNED
from ..rules import NOTHING_MORE, AgeBand, Channel
from .lookups import category_of, team_of
from .schemas import ObservationOut, ObservationSummary
from .shown import observation_out, observation_summary

calls = Calls(tags=["Observations"])

Line = Annotated[str, Field(max_length=200)]


class PlaceIn(In):
    """Where it was: a position in WGS 84 degrees, words, or both."""

    latitude: float | None = Field(default=None, ge=-90, le=90, examples=[52.5862])
    longitude: float | None = Field(default=None, ge=-180, le=180, examples=[-1.9824])
    words: str = Field(default="", max_length=300, examples=["Garages behind Test Row"])

    @model_validator(mode="after")
    def both_or_neither(self) -> "PlaceIn":
        """A position has two numbers."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("Send latitude and longitude together, or neither.")
        return self


class PersonIn(In):
    """Somebody it is about: the least that the purpose needs. Naming somebody makes it for partners at least."""

    name: Line = ""
    contact: Line = ""
    address: str = Field(default="", max_length=300)
    safe_contact: str = Field(default="", max_length=300, description="How they may be reached safely.")
    date_of_birth: date | None = Field(default=None, strict=False, examples=["1980-05-31"])
    age_band: Annotated[AgeBand, Field(strict=False)] | None = Field(
        default=None, description="Where the date of birth is not known. Not both."
    )
    language: str = Field(default="", max_length=60, description="The one they prefer, in words.")
    access_needs: str = Field(default="", max_length=300, description="What helps them to take part.")

    @model_validator(mode="after")
    def something(self) -> "PersonIn":
        """Say something of them."""
        if not any(
            value.strip() if isinstance(value, str) else value for value in self.model_dump().values()
        ):
            raise ValueError("Say at least one thing about each person, or leave them out.")
        return self

    def concerned(self) -> actions.Concerned:
        """The same, as the action takes it."""
        return actions.Concerned(**{**self.model_dump(), "age_band": self.age_band or ""})


class ObservationIn(In):
    """What was seen, heard or told."""

    team: Key | None = Field(
        default=None, description="For which of your teams. May be left out if you have one."
    )
    category: Key = Field(description="Its key: see “List categories”.", examples=["fly-tipping"])
    words: Words = Field(
        description="In the words of who saw it. They are never edited.",
        examples=["Two mattresses by the garages. They block the path."],
    )
    seriousness: int | None = Field(
        default=None,
        ge=1,
        le=5,
        description="1 minor to 5 critical. Left out: what is usual for its category.",
    )
    people_affected: int = Field(
        default=1, ge=1, le=MAX_PEOPLE, description="How many, as far as one can say."
    )
    sensitivity: Annotated[Sensitivity, Field(strict=False)] = Field(
        default=Sensitivity.OPEN,
        description="How widely it may be known. Its category, and naming people, may make it narrower, never wider.",
    )
    observed_at: Moment | None = Field(default=None, description="When it was seen. Left out: now.")
    place: PlaceIn = Field(default_factory=PlaceIn)
    channel: Annotated[Channel, Field(strict=False)] = Field(
        default=Channel.WORKER, description="How it came in. Not “import”."
    )
    language: str = Field(
        default="en",
        max_length=12,
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="Of the words: BCP 47.",
    )
    people: list[PersonIn] = Field(
        default_factory=list, max_length=MOST_CONCERNED, description="Who it is about."
    )
    their_reference: str = Field(
        default="",
        max_length=120,
        description="Your own system's number for it: kept, found again by it, and taken once.",
    )


class AdditionIn(In):
    """What came to be known later."""

    words: Words


class EndIn(In):
    """Why an observation on nobody's desk needs nothing more."""

    words: Words


@calls.reads(
    "/observations",
    scope=Scope.OBSERVATIONS_READ,
    gives=Page[ObservationSummary],
    summary="List observations",
    says="What you may read, newest first. People and photos come with each single one.",
)
def list_observations(
    request: ApiRequest,
    their_reference: Annotated[
        str, Query(max_length=120, description="Only the one your own system sent under this number.")
    ] = "",
    mine: Annotated[bool, Query(description="Only what you recorded yourself.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ObservationSummary]:
    """List what one may read."""
    actor, after = request.actor, place(request, cursor)
    if their_reference:
        rows, following = queries.by_their_reference(actor, their_reference), None
    elif mine:
        found = queries.recorded_by(actor, after=after, size=limit)
        rows, following = found.rows, found.next
    else:
        rows, following = queries.reaching(actor, after=after, size=limit)
    return page(request, rows, following, lambda row: observation_summary(row, actor))


@calls.reads(
    "/observations/{reference}",
    scope=Scope.OBSERVATIONS_READ,
    gives=ObservationOut,
    summary="Get an observation",
    says="With who it is about, what was added, and to whom it was passed on, as far as you may know.",
    tells_version=True,
)
def get_observation(request: ApiRequest, reference: str) -> Answer[ObservationOut]:
    """Get one observation."""
    return _answer(request, reference)


@calls.creates(
    "/observations",
    scope=Scope.OBSERVATIONS_WRITE,
    gives=ObservationOut,
    summary="Record an observation",
    says="It is on the record at once, and is never edited: add to it instead. Danger to life now is never for a"
    " form or a program: call 999.",
    tells_version=True,
    example={
        "category": "fly-tipping",
        "words": "Two mattresses by the garages. They block the path.",
        "people_affected": 30,
        "observed_at": "2026-03-03T09:30:00Z",
        "place": {"latitude": 52.5862, "longitude": -1.9824, "words": "Garages behind Test Row"},
        "their_reference": "H-2026-118",
    },
)
def create_observation(request: ApiRequest, payload: ObservationIn) -> Answer[ObservationOut]:
    """Keep it and send it, in one transaction."""
    if payload.channel == Channel.IMPORT:
        raise NotReady("“import” is for files. Choose how it came in.", field="channel")
    category = category_of(request.actor, payload.category)
    draft = actions.keep_draft(
        by=request.actor,
        team=team_of(request.actor, payload.team, field="team"),
        details=actions.ObservationDetails(
            category=category,
            words=payload.words,
            seriousness=payload.seriousness or category.seriousness,
            people_affected=payload.people_affected,
            sensitivity=payload.sensitivity,
            observed_at=payload.observed_at or now(),
            latitude=payload.place.latitude,
            longitude=payload.place.longitude,
            place_words=payload.place.words,
            channel=payload.channel,
            language=payload.language,
            people=[person.concerned() for person in payload.people],
            their_reference=payload.their_reference,
        ),
    )
    recorded = actions.record_observation(by=request.actor, draft=draft)
    return _answer(request, recorded.reference)


@calls.creates(
    "/observations/{reference}/additions",
    scope=Scope.OBSERVATIONS_WRITE,
    gives=ObservationOut,
    summary="Add to an observation",
    says="The first words stay as they are. Everybody who reads it reads this too.",
    tells_version=True,
    example={"words": "There is a fridge now, too."},
)
def add_to_observation(request: ApiRequest, reference: str, payload: AdditionIn) -> Answer[ObservationOut]:
    """Add what came to be known later."""
    observation = queries.observation_for(request.actor, reference)
    actions.add_to_observation(by=request.actor, observation=observation, words=payload.words)
    return _answer(request, reference)


@calls.steps(
    "/observations/{reference}/end",
    scope=Scope.OBSERVATIONS_WRITE,
    gives=ObservationOut,
    summary="Say that nothing more is needed",
    says="For an observation that lies on nobody's desk. Say why; others read it.",
    example={"words": "The owner has cleared it."},
)
def end_observation(request: ApiRequest, reference: str, payload: EndIn) -> Answer[ObservationOut]:
    """End an observation."""
    observation = queries.observation_for(request.actor, reference)
    version_given(request, stands_at=observation.version)
    actions.end_observation(
        by=request.actor, observation=observation, reason=NOTHING_MORE, words=payload.words
    )
    return _answer(request, reference)


def _answer(request: ApiRequest, reference: str) -> Answer[ObservationOut]:
    observation = queries.observation_told(request.actor, reference)
    return Answer(
        body=observation_out(observation, request.actor),
        version=observation.version,
        location=f"{ROOT}observations/{observation.reference}",
    )
