"""The calls of referrals: what lies on a desk, what was passed on, the story of one, and sending."""

from enum import StrEnum
from typing import Annotated

from ninja import Query
from pydantic import Field

from wardmote.kernel.api import ROOT
from wardmote.kernel.api.calls import Answer, Calls
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.lists import Cursor, Limit, page, place
from wardmote.kernel.api.problems import INVALID, Fault, Problem
from wardmote.kernel.api.schemas import In, Key, Page, Reference, Words
from wardmote.kernel.refusals import NotReady
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Scope, Sensitivity

from .. import actions, queries
from ..models import Referral
from ..queries import Box, Order
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


class SendIn(In):
    """What is passed on, to whom, and what they are asked."""

    observation: Reference = Field(examples=["O-7K3M9-QXT4B"])
    from_team: Key | None = Field(
        default=None, description="From which of your teams. May be left out if you have one."
    )
    to_teams: list[Key] = Field(min_length=1, max_length=20, examples=[["street-cleansing"]])
    words: Words = Field(description="What you want them to do.", examples=["Please clear the path."])
    shares_people: bool = Field(default=True, description="Whether they see who it is about.")
    shares_photos: bool = Field(default=True, description="Whether they see the photos.")


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
        body=referral_out(story, show_people=show_people),
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
    with fields_called(teams="to_teams"):
        sent = actions.send_referrals(
            by=actor,
            observation=observation,
            from_team=from_team,
            to_teams=list(standing.values()),
            words=payload.words,
            shares_people=payload.shares_people,
            shares_photos=payload.shares_photos,
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
