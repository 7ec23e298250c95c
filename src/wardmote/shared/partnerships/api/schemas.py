"""The register as other systems get it."""

from datetime import date

from pydantic import Field

from wardmote.kernel.api.schemas import Out
from wardmote.kernel.clock import today
from wardmote.shared.geography.queries import Branch, Division

from .. import queries
from ..models import Category, CategoryGroup, ClockProfile, Remit, Team
from ..rules import Audience, Capacity, CapacityState, Sensitivity
from ..rules.capacity import in_force


class OrganisationName(Out):
    """A partner by its key."""

    key: str
    name: str


class TeamName(Out):
    """A team by its key."""

    key: str = Field(examples=["street-cleansing"])
    name: str
    organisation: OrganisationName


class CategoryName(Out):
    """A category by its key."""

    key: str = Field(examples=["fly-tipping"])
    name: str


class AreaName(Out):
    """An area by its key within its area set."""

    area_set: str = Field(description="The key of the area set it belongs to.", examples=["wards"])
    key: str
    name: str


class CapacityOut(Out):
    """What a team says of whether it can take more. It can be sent to in any case, and its clocks run."""

    state: CapacityState
    waiting_weeks: int | None = Field(description="About how long people wait, for a waiting list.")
    closed_until: date | None = Field(
        description="From which day it takes new referrals again, if it is closed."
    )
    words: str = Field(description="Why, or what else others should know, in the team's own words.")
    said_on: date
    needs_renewing: bool = Field(description="Said more than three months ago: ask before you rely on it.")


class ClockOut(Out):
    """How fast a matter of a kind must be answered: 2wd is two working days, 4wh four working hours, 24h, 30d, none."""

    acknowledge: str
    decide: str
    update_every: str
    close: str
    remind_after: int = Field(description="Per cent of the time that has gone when somebody is reminded.")
    wait_desk: str = Field(description="If nobody answers: from the deadline to when the team's lead hears.")
    wait_lead: str = Field(description="From then to when the coordinator hears.")
    wait_coordinator: str = Field(description="From then to when it lapses, and is its sender's again.")


class RemitOut(Out):
    """What a team takes, and where."""

    category: CategoryName
    areas: list[AreaName] = Field(description="Where. None means the whole borough.")
    own_clock: ClockOut | None = Field(
        description="Its own standard for this kind. Null where it goes by the clock of the category."
    )


class TeamOut(TeamName):
    """A team with what it takes."""

    remits: list[RemitOut]
    remit_words: str = Field(description="What it takes, in its own words.")
    hours: str = Field(description="When it works, such as “Mon-Fri 09:00-17:00”.")
    response_standard: str
    takes_referrals: bool = Field(description="False for a team that only sends.")
    ended_on: date | None
    capacity: CapacityOut | None = Field(
        description="Whether it can take more. Null where it says nothing: take it to be open."
    )


class CategoryOut(CategoryName):
    """A kind of matter."""

    description: str
    not_this: str = Field(description="What belongs elsewhere.")
    audience: Audience
    seriousness: int = Field(description="Usual seriousness, 1 minor to 5 critical.")
    sensitivity: Sensitivity = Field(description="At least this: an observation can only be narrower.")
    clock: ClockOut
    urgent_clock: ClockOut | None = Field(
        description="For what is sent as urgent. Null where nothing of this kind can be."
    )


class CategoryGroupOut(Out):
    """A first choice among kinds of matter."""

    key: str
    name: str
    description: str
    categories: list[CategoryOut]


class CategoriesOut(Out):
    """Every category in use."""

    items: list[CategoryGroupOut]


class AreaOut(AreaName):
    """An area, and the wards it is made of today."""

    wards: list[str] = Field(description="The keys of its wards; none for a ward.")


class AreaSetOut(Out):
    """A way to divide the borough that holds today."""

    key: str
    name: str
    kind: str
    areas: list[AreaOut]


class AreasOut(Out):
    """Every area set that holds today."""

    items: list[AreaSetOut]


def team_name(team: Team) -> TeamName:
    """A team by its key."""
    organisation = OrganisationName(key=team.organisation.key, name=team.organisation.name)
    return TeamName(key=team.key, name=team.name, organisation=organisation)


def category_name(category: Category) -> CategoryName:
    """A category by its key."""
    return CategoryName(key=category.key, name=category.name)


def team_out(team: Team) -> TeamOut:
    """A team with its remits, which have been fetched."""
    return TeamOut(
        **dict(team_name(team)),
        remits=[_remit(remit) for remit in team.remits.all()],
        remit_words=team.remit_words,
        hours=team.hours,
        response_standard=team.response_standard,
        takes_referrals=team.capacity_per_week != 0,
        ended_on=team.ended_on,
        capacity=capacity_out(queries.capacity_fetched(team), today()),
    )


def capacity_out(capacity: Capacity | None, day: date) -> CapacityOut | None:
    """What still holds on a day of what a team said."""
    holds = in_force(capacity, day)
    if holds is None:
        return None
    return CapacityOut(
        state=holds.state,
        waiting_weeks=holds.waiting_weeks,
        closed_until=holds.closed_until,
        words=holds.words,
        said_on=holds.said_on,
        needs_renewing=holds.is_stale(day),
    )


def _remit(remit: Remit) -> RemitOut:
    areas = [AreaName(area_set=a.area_set.key, key=a.key, name=a.name) for a in remit.areas.all()]
    own = clock_out(remit.clock) if remit.clock else None
    return RemitOut(category=category_name(remit.category), areas=areas, own_clock=own)


def group_out(group: CategoryGroup) -> CategoryGroupOut:
    """A group with its categories, which have been fetched."""
    return CategoryGroupOut(
        key=group.key,
        name=group.name,
        description=group.description,
        categories=[_category(category) for category in group.categories.all()],
    )


def _category(category: Category) -> CategoryOut:
    return CategoryOut(
        **dict(category_name(category)),
        description=category.description,
        not_this=category.not_this,
        audience=Audience(category.audience),
        seriousness=category.seriousness,
        sensitivity=Sensitivity(category.sensitivity),
        clock=clock_out(category.clock),
        urgent_clock=clock_out(category.urgent_clock) if category.urgent_clock else None,
    )


def clock_out(clock: ClockProfile) -> ClockOut:
    """The times of a clock."""
    return ClockOut(**{name: getattr(clock, name) for name in ClockOut.model_fields})


def area_set_out(division: Division) -> AreaSetOut:
    """An area set with its areas."""
    return AreaSetOut(
        key=division.key,
        name=division.name,
        kind=division.kind,
        areas=[_area(division.key, branch) for branch in division.areas],
    )


def _area(area_set: str, branch: Branch) -> AreaOut:
    return AreaOut(
        area_set=area_set,
        key=branch.area.key,
        name=branch.area.name,
        wards=[ward.key for ward in branch.wards],
    )
