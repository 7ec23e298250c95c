"""The calls of who is who: what is known of a person, who they may be, and saying so."""

from datetime import datetime
from typing import Annotated

from ninja import Path
from pydantic import Field

from wardmote.kernel.api import ROOT
from wardmote.kernel.api.calls import Answer, Calls
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.schemas import In, Out, Reference
from wardmote.shared.partnerships.rules import Scope

from .. import actions, queries
from ..models import LONGEST_IDENTIFYING
from ..rules import Verdict
from ..rules.matching import Alike, MatchReason
from .schemas import PersonOut
from .shown import person_out

calls = Calls(tags=["Observations"])

Position = Annotated[int, Path(ge=0, le=32_767, description="Which of the people: 0 is the first.")]


class EndOut(Out):
    """One of the people of an observation."""

    observation: str = Field(examples=["O-7K3M9-QXT4B"])
    position: int


class KnownFromOut(EndOut):
    """What one observation tells you of the person."""

    recorded_at: datetime
    person: PersonOut


class MayBeOut(KnownFromOut):
    """Somebody in another observation who may be the same. A question, and no finding."""

    alike: Alike = Field(description="The same person, or of the same household.")
    reasons: list[MatchReason] = Field(description="What speaks for it, of what you read of both.")


class SaidOut(Out):
    """What somebody said of who is who."""

    number: int
    one: EndOut
    other: EndOut
    verdict: Verdict
    reason: str
    by: str
    at: datetime
    undone_by: str | None
    undone_at: datetime | None
    undone_reason: str


class KnownPersonOut(Out):
    """What is known of one person: of each record no more than it tells you by itself."""

    records: list[KnownFromOut]
    may_be: list[MayBeOut]
    said: list[SaidOut] = Field(description="The latest first, also what was taken back.")


class IdentifyIn(In):
    """Whether somebody in another observation is this person."""

    observation: Reference = Field(description="The other one.")
    other_position: int = Field(default=0, ge=0, le=32_767, description="Whom of its people.")
    verdict: Annotated[Verdict, Field(strict=False)]
    reason: str = Field(
        default="", max_length=LONGEST_IDENTIFYING, description="How one knows. Needed for “same”."
    )


class UndoIn(In):
    """Why what was said is taken back."""

    number: int = Field(ge=1, le=2**63 - 1, description="Of what was said.")
    reason: str = Field(min_length=1, max_length=LONGEST_IDENTIFYING)


@calls.reads(
    "/observations/{reference}/people/{position}",
    scope=Scope.OBSERVATIONS_READ,
    gives=KnownPersonOut,
    summary="Get what is known of a person",
    says="From every observation that was said to be about them and that you may read; who else they may be; and what"
    " was said of that. That you looked is kept.",
)
def get_person(request: ApiRequest, reference: str, position: Position) -> KnownPersonOut:
    """Get one person."""
    return _known(request, reference, position)


@calls.creates(
    "/observations/{reference}/people/{position}/same",
    scope=Scope.OBSERVATIONS_WRITE,
    gives=KnownPersonOut,
    summary="Say who is who",
    says="That somebody in another observation is this person, or is not. Neither record changes, and nobody reads"
    " more than before. Not suggested again.",
    example={"observation": "O-7K3M9-QXT4B", "verdict": "same", "reason": "She said so herself."},
)
def identify(
    request: ApiRequest, reference: str, position: Position, payload: IdentifyIn
) -> Answer[KnownPersonOut]:
    """Keep what is said."""
    here, there = (
        queries.observation_alone(request.actor, name) for name in (reference, payload.observation)
    )
    for observation, place in ((here, position), (there, payload.other_position)):
        queries.known_person(request.actor, observation, place)  # who is not there for them answers so
    actions.identify(
        by=request.actor,
        one=actions.Somebody(here, position),
        other=actions.Somebody(there, payload.other_position),
        verdict=payload.verdict,
        reason=payload.reason,
    )
    return _answer(request, reference, position)


@calls.creates(
    "/observations/{reference}/people/{position}/same/undo",
    scope=Scope.OBSERVATIONS_WRITE,
    gives=KnownPersonOut,
    summary="Take back who is who",
    says="Each record stands as it did before.",
    example={"number": 1, "reason": "It was her sister."},
)
def undo_identification(
    request: ApiRequest, reference: str, position: Position, payload: UndoIn
) -> Answer[KnownPersonOut]:
    """Take back what was said."""
    told = queries.identification_for(request.actor, payload.number)
    actions.undo_identification(by=request.actor, identification=told, reason=payload.reason)
    return _answer(request, reference, position)


def _answer(request: ApiRequest, reference: str, position: int) -> Answer[KnownPersonOut]:
    return Answer(
        body=_known(request, reference, position),
        location=f"{ROOT}observations/{reference}/people/{position}",
    )


def _known(request: ApiRequest, reference: str, position: int) -> KnownPersonOut:
    observation = queries.observation_alone(request.actor, reference)
    known = queries.known_person(request.actor, observation, position)
    return KnownPersonOut(
        records=[
            KnownFromOut(
                observation=one.observation.reference,
                position=one.person.position,
                recorded_at=one.observation.created_at,
                person=person_out(one.person),
            )
            for one in known.records
        ],
        may_be=[
            MayBeOut(
                observation=one.reference,
                position=one.person.position,
                recorded_at=one.recorded_at,
                person=person_out(one.person),
                alike=one.likeness.alike,
                reasons=list(one.likeness.reasons),
            )
            for one in known.may_be
        ],
        said=[
            SaidOut(
                number=one.pk,
                one=EndOut(observation=one.first.reference, position=one.first_position),
                other=EndOut(observation=one.second.reference, position=one.second_position),
                verdict=Verdict(one.verdict),
                reason=one.reason,
                by=one.said_by.name,
                at=one.said_at,
                undone_by=one.undone_by.name if one.undone_by else None,
                undone_at=one.undone_at,
                undone_reason=one.undone_reason,
            )
            for one in known.said
        ],
    )
