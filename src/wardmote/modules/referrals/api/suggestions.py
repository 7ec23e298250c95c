"""Who could take this: the one call of suggestions."""

from typing import Annotated

from pydantic import Field

from wardmote.kernel.api.calls import Calls
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.schemas import In, Key
from wardmote.kernel.clock import today
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.api import capacity_out, team_name
from wardmote.shared.partnerships.rules import Scope, Sensitivity

from .. import queries
from .lookups import category_of
from .observations import PlaceIn
from .schemas import NearMissOut, SuggestionOut, SuggestionsOut

calls = Calls(tags=["Who does what"])


class NeedIn(In):
    """What must be done, and where."""

    category: Key = Field(examples=["fly-tipping"])
    place: PlaceIn = Field(default_factory=PlaceIn)
    sensitivity: Annotated[Sensitivity, Field(strict=False)] = Sensitivity.OPEN
    seriousness: int | None = Field(
        default=None,
        ge=1,
        le=5,
        description="1 minor to 5 critical: at 5 a team that is at work now comes first.",
    )


@calls.asks(
    "/suggestions",
    scope=Scope.REGISTER_READ,
    gives=SuggestionsOut,
    summary="Ask who could take something",
    says="The teams that take a category in a place, best first, each with its reasons, those that say they are closed"
    " last; and those that come near, with why not. A POST, because a place in an address would stand in logs. It"
    " changes nothing and needs no Idempotency-Key.",
    example={"category": "fly-tipping", "place": {"latitude": 52.5862, "longitude": -1.9824}},
)
def ask_suggestions(request: ApiRequest, payload: NeedIn) -> SuggestionsOut:
    """Suggest teams."""
    actor, where = request.actor, payload.place
    category = category_of(actor, payload.category)
    at = None
    if where.latitude is not None and where.longitude is not None:
        at = (where.latitude, where.longitude)
    found = queries.suggestions_at(
        actor,
        category,
        at,
        sensitivity=payload.sensitivity,
        seriousness=payload.seriousness or category.seriousness,
    )
    named = {s.team for s in found.teams} | {miss.team for miss in found.near_misses}
    teams = {team.pk: team_name(team) for team in partnerships.every_team(actor).filter(pk__in=named)}
    return SuggestionsOut(
        teams=[
            SuggestionOut(
                team=teams[s.team],
                reasons=list(s.reasons),
                acknowledge_by=s.acknowledge_by,
                capacity=capacity_out(s.capacity, today()),
            )
            for s in found.teams
        ],
        near_misses=[NearMissOut(team=teams[m.team], why_not=m.why_not) for m in found.near_misses],
    )
