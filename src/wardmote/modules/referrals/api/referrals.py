"""The calls of referrals: what lies on a desk, what was passed on, the story of one, and sending."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from ninja import Query
from pydantic import Field

from wardmote.kernel.actor import Actor
from wardmote.kernel.api import ROOT
from wardmote.kernel.api.calls import Answer, Calls
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.lists import Cursor, Limit, page, place
from wardmote.kernel.api.problems import INVALID, Fault, Problem
from wardmote.kernel.api.schemas import In, Key, Page, Reference, Words
from wardmote.kernel.refusals import NotReady
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Scope, Sensitivity, SharedItem

from .. import actions, queries
from ..models import Referral
from ..queries import Box, Order
from ..rules import GIVEN_BY, HOW_GIVEN, URGENT_REASONS, OverrideKind
from .lookups import observation_named, standing_team, team_of
from .problems import fields_called
from .schemas import ReferralOut, ReferralsSent, ReferralSummary
from .shown import listed_referral, referral_out

calls = Calls(tags=["Referrals"])


class Side(StrEnum):
    """Which referrals of a team."""

    INBOX = "inbox"
    RECEIVED = "received"
    SENT = "sent"


class Shown(StrEnum):
    """What must be asked for apart."""

    SHOWN = "shown"


class PersonItem(StrEnum):
    """What is known of somebody an observation is about."""

    NAME = "name"
    CONTACT = "contact"
    ADDRESS = "address"
    SAFE_CONTACT = "safe_contact"
    BIRTH_DATE = "date_of_birth"
    AGE_BAND = "age_band"
    LANGUAGE = "language"
    ACCESS_NEEDS = "access_needs"


class ConsentIn(In):
    """Consent that was given today. Kept with what is sent; it can be withdrawn."""

    given_by: str = Field(max_length=20, description=f"One of: {', '.join(GIVEN_BY)}.")
    how: str = Field(max_length=20, description=f"One of: {', '.join(HOW_GIVEN)}.")
    purpose: Words = Field(description="What they were told it is for.")
    until: date | None = Field(default=None, description="The last day it holds.", strict=False)


class OverrideIn(In):
    """People are told of although no agreement and no consent says so. A second person looks at it afterwards."""

    kind: Annotated[OverrideKind, Field(strict=False)] = Field(
        description="“legal_duty” must be looked at first: a person asks for that on the page."
    )
    reason: Words = Field(description="What makes it necessary.")


class GroundIn(In):
    """On what ground people are told of. One of these."""

    agreement: Key | None = Field(default=None, description="The key of one of several agreements that fit.")
    nobody_recognisable: bool = Field(
        default=False,
        description="Nothing in the words lets anybody be recognised. Goes with shares_people and shares_photos false.",
    )
    consent: ConsentIn | None = None
    override: OverrideIn | None = None


class SendIn(In):
    """What is passed on, to whom, and what they are asked."""

    observation: Reference = Field(examples=["O-7K3M9-QXT4B"])
    from_team: Key | None = Field(
        default=None, description="From which of your teams. May be left out if you have one."
    )
    to_teams: list[Key] = Field(min_length=1, max_length=20, examples=[["street-cleansing"]])
    words: Words = Field(description="What you want them to do.", examples=["Please clear the path."])
    shares_people: bool = Field(default=True, description="Whether they see who it is about.")
    withheld: list[Annotated[PersonItem, Field(strict=False)]] = Field(
        default_factory=list,
        max_length=len(PersonItem),
        description="What they do not see of them all the same.",
    )
    shares_photos: bool = Field(default=True, description="Whether they see the photos.")
    urgent_because: Annotated[str, Field(max_length=20)] = Field(
        default="",
        description=f"Why it cannot wait, if it cannot: one of {', '.join(URGENT_REASONS)}. Only where its category has"
        " an urgent clock.",
    )
    ground: GroundIn | None = Field(
        default=None,
        description="On what ground people are told of, where it does not show by itself. An open matter needs none;"
        " nor where exactly one sharing agreement between the two organisations covers it.",
    )


@calls.reads(
    "/referrals",
    scope=Scope.REFERRALS_READ,
    gives=Page[ReferralSummary],
    summary="List referrals",
    says="Those of one of your teams: its inbox (what lies on its desk), everything it received, or what it sent.",
)
def list_referrals(
    request: ApiRequest,
    side: Annotated[Side, Query(description="Which referrals of the team.")] = Side.INBOX,
    team: Annotated[
        str | None, Query(max_length=80, description="Which of your teams. May be left out if you have one.")
    ] = None,
    box: Annotated[Box | None, Query(description="For the inbox: one of its views.")] = None,
    order: Annotated[
        Order | None, Query(description="For the inbox: next deadline first by default.")
    ] = None,
    their_reference: Annotated[
        str,
        Query(max_length=120, description="For what was received: what the team keeps under this number."),
    ] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReferralSummary]:
    """List the referrals of one's own team."""
    _check_filters(side, box=box, order=order, their_reference=their_reference or None)
    actor, after = request.actor, place(request, cursor)
    try:
        team_id = team_of(actor, team, field="team").pk
    except NotReady as refused:
        raise _wrong("team", str(refused)) from refused
    match side:
        case Side.INBOX:
            found = queries.inbox(
                actor, team_id, box=box or Box.TO_DO, order=order or Order.DEADLINE, after=after, size=limit
            )
        case Side.RECEIVED:
            found = queries.received_by_team(
                actor, team_id, their_reference=their_reference, after=after, size=limit
            )
        case Side.SENT:
            found = queries.sent_by_team(actor, team_id, after=after, size=limit)
    return page(request, queries.with_names(actor, found.rows), found.next, listed_referral)


def _check_filters(side: Side, **given: str | None) -> None:
    belongs = {"box": Side.INBOX, "order": Side.INBOX, "their_reference": Side.RECEIVED}
    for name, value in given.items():
        if value is not None and belongs[name] != side:
            raise _wrong(
                name, f"This filter goes with side={belongs[name]}. Take it out, or change the side."
            )


def _wrong(parameter: str, message: str) -> Problem:
    return Problem(
        INVALID, "The list cannot be given as it was asked for.", [Fault(message, parameter=parameter)]
    )


@calls.reads(
    "/referrals/{reference}",
    scope=Scope.REFERRALS_READ,
    gives=ReferralOut,
    summary="Get a referral",
    says="With its story as far as you may read it, and what you may do with it now. That you saw who it is about"
    " is kept.",
    tells_version=True,
)
def get_referral(
    request: ApiRequest,
    reference: str,
    people: Annotated[
        Shown | None, Query(description="Of a protected matter, who it is about must be asked for.")
    ] = None,
) -> Answer[ReferralOut]:
    """Get one referral."""
    return told(request, queries.referral_for(request.actor, reference), show_people=people is not None)


def told(request: ApiRequest, referral: Referral, *, show_people: bool = False) -> Answer[ReferralOut]:
    """A referral with its story; that its reader looked is kept, as on its page."""
    story = queries.story_of(request.actor, referral)
    show_people = show_people or referral.sensitivity != Sensitivity.PROTECTED
    if story.told and show_people:
        queries.people_shown(request.actor, story.told)
    return Answer(
        body=referral_out(story, queries.rungs_to_come(story), show_people=show_people),
        version=referral.version,
        location=f"{ROOT}referrals/{referral.reference}",
    )


@calls.creates(
    "/referrals",
    scope=Scope.REFERRALS_WRITE,
    gives=ReferralsSent,
    summary="Pass an observation on",
    says="To one team or several, each with a clock of its own. To all of them, or, if one cannot take it, to none.",
    example={
        "observation": "O-7K3M9-QXT4B",
        "to_teams": ["street-cleansing"],
        "words": "Please clear the path.",
    },
)
def send_referrals(request: ApiRequest, payload: SendIn) -> Answer[ReferralsSent]:
    """Pass an observation on."""
    actor = request.actor
    observation = observation_named(actor, payload.observation)
    from_team = team_of(actor, payload.from_team, field="from_team")
    standing = {
        team.key: team for team in partnerships.standing_teams(actor).filter(key__in=payload.to_teams)
    }
    for position, key in enumerate(payload.to_teams):
        if key not in standing:
            standing_team(actor, key, field=f"to_teams/{position}")
    with fields_called(
        teams="to_teams",
        consent_given_by="ground/consent/given_by",
        consent_how="ground/consent/how",
        consent_purpose="ground/consent/purpose",
        consent_until="ground/consent/until",
        override_kind="ground/override/kind",
        override_reason="ground/override/reason",
    ):
        sent = actions.send_referrals(
            by=actor,
            observation=observation,
            from_team=from_team,
            to_teams=list(standing.values()),
            words=payload.words,
            shares_people=payload.shares_people,
            shares_photos=payload.shares_photos,
            withheld=[SharedItem(item) for item in payload.withheld],
            ground=_given(actor, payload.ground),
            urgent_because=payload.urgent_because,
        )
    fresh = queries.observation_told(actor, payload.observation)
    numbers = {referral.pk for referral in sent}
    return Answer(
        body=ReferralsSent(
            observation=fresh.reference,
            referrals=[listed_referral(r) for r in fresh.referrals.all() if r.pk in numbers],
        ),
        location=f"{ROOT}observations/{fresh.reference}",
    )


def _given(actor: Actor, ground: GroundIn | None) -> actions.GroundGiven | None:
    if ground is None:
        return None
    return actions.GroundGiven(
        agreement=_agreement_called(actor, ground.agreement) if ground.agreement else None,
        nobody_recognisable=ground.nobody_recognisable,
        consent=actions.ConsentGiven(**ground.consent.model_dump()) if ground.consent else None,
        override=actions.OverrideGiven(**ground.override.model_dump()) if ground.override else None,
    )


def _agreement_called(actor: Actor, key: str) -> int:
    number = partnerships.agreement_numbered(actor, key)
    if number is None:
        raise NotReady("No agreement in force has this key.", field="ground/agreement")
    return number
