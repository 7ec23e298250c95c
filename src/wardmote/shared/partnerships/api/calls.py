"""The calls of the register. They only read."""

from typing import Annotated

from ninja import Query

from wardmote.kernel.api.calls import Answer, Calls
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.lists import Cursor, Limit, page, place
from wardmote.kernel.api.schemas import Page
from wardmote.shared.geography import queries as geography

from .. import queries
from ..rules import Scope
from .schemas import AreasOut, CategoriesOut, TeamOut, area_set_out, group_out, team_out

calls = Calls(tags=["Who does what"])

KeyFilter = Annotated[str, Query(max_length=80)]


@calls.reads(
    "/teams",
    scope=Scope.REGISTER_READ,
    gives=Page[TeamOut],
    summary="List teams",
    says="Every team that works today, by name, with what it takes: its remits.",
)
def list_teams(
    request: ApiRequest,
    organisation: Annotated[str, Query(max_length=80, description="Only of the partner with this key.")] = "",
    category: Annotated[str, Query(max_length=80, description="Only those that take this category.")] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[TeamOut]:
    """List the standing teams."""
    found = queries.teams_listed(
        request.actor, organisation=organisation, category=category, after=place(request, cursor), size=limit
    )
    return page(request, found.rows, found.next, team_out)


@calls.reads(
    "/teams/{team}",
    scope=Scope.REGISTER_READ,
    gives=TeamOut,
    summary="Get a team",
    says="A team by its key. One that has ended is still told, with the day it ended.",
)
def get_team(request: ApiRequest, team: str) -> Answer[TeamOut]:
    """Get one team."""
    return Answer(body=team_out(queries.team_listed(request.actor, team)))


@calls.reads(
    "/categories",
    scope=Scope.REGISTER_READ,
    gives=CategoriesOut,
    summary="List categories",
    says="What can be told, in groups, each with its usual seriousness, sensitivity and clock.",
)
def list_categories(request: ApiRequest) -> CategoriesOut:
    """List the categories in use. Bounded: a borough has some dozens."""
    return CategoriesOut(items=[group_out(g) for g in queries.categories_listed(request.actor)])


@calls.reads(
    "/areas",
    scope=Scope.REGISTER_READ,
    gives=AreasOut,
    summary="List areas",
    says="How the borough is divided today: wards, areas, localities and Places of Focus.",
)
def list_areas(request: ApiRequest) -> AreasOut:
    """List the area sets that hold today. Bounded: a borough has some hundreds of areas at most."""
    return AreasOut(items=[area_set_out(division) for division in geography.area_tree()])
