"""How work moves between the teams, without its content: a table sorted by its address, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpResponse
from django.template.response import TemplateResponse

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals
from wardmote.shared.partnerships import queries as partnerships

DAYS = 28


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    """How work moves at one team: what lies there now, what happened in the last DAYS days."""

    team: str
    organisation: str
    on_desk: int
    overdue: int
    received: int
    acknowledged: int
    acknowledged_late: int
    returned: int
    closed: int

    @property
    def late_percent(self) -> int | None:
        """How many of every 100 acknowledged were late, rounded up; None when none was acknowledged."""
        return -(-100 * self.acknowledged_late // self.acknowledged) if self.acknowledged else None


class Column(NamedTuple):
    """A column of figures: its key in the address, its words, and its value in a row."""

    key: str
    words: str
    of: Callable[[TeamRow], int | None]


COLUMNS = (
    Column("on-desk", "On desk", lambda row: row.on_desk),
    Column("overdue", "Overdue", lambda row: row.overdue),
    Column("received", "Received", lambda row: row.received),
    Column("acknowledged", "Acknowledged", lambda row: row.acknowledged),
    Column("late", "Of these late, %", lambda row: row.late_percent),
    Column("returned", "Sent back", lambda row: row.returned),
    Column("closed", "Closed", lambda row: row.closed),
)
BY_NAME = "team"
MOST_OVERDUE = "overdue"


def team_rows(actor: Actor) -> Sequence[TeamRow]:
    """A row for every team that stands or has work, by name. Raises NotAllowed unless the actor may see the flow."""
    moving = referrals.flow(actor, days=DAYS)
    nothing = referrals.TeamFlow(team_id=0, on_desk=0, overdue=0, counts={})
    return [
        TeamRow(
            team=team.name,
            organisation=team.organisation.name,
            on_desk=at_team.on_desk,
            overdue=at_team.overdue,
            **{
                measure: at_team.counts.get(measure, 0)
                for measure in ("received", "acknowledged", "acknowledged_late", "returned", "closed")
            },
        )
        for team in partnerships.every_team(actor)
        if team.ended_on is None or team.pk in moving
        for at_team in [moving.get(team.pk, nothing)]
    ]


def in_order(rows: Iterable[TeamRow], by: str) -> Sequence[TeamRow]:
    """The rows by one column, the most first and nothing last; by the team's name for anything else."""
    column = next((column for column in COLUMNS if column.key == by), None)
    if column is None:
        return sorted(rows, key=lambda row: (row.team, row.organisation))

    def place(row: TeamRow) -> tuple[bool, int, str]:
        value = column.of(row)
        return value is None, -(value or 0), row.team

    return sorted(rows, key=place)


@signed_in
def flow(request: ActorRequest) -> TemplateResponse:
    """Show how work moves at each team, to those who may see that it moves. ``?sort=`` names a column."""
    by = request.GET.get("sort", MOST_OVERDUE)
    column = next((column for column in COLUMNS if column.key == by), None)
    rows = in_order(team_rows(request.actor), by)
    return TemplateResponse(
        request,
        "pages/flow.html",
        {
            "rows": [(row, [column.of(row) for column in COLUMNS]) for row in rows],
            "columns": COLUMNS,
            "by": column.key if column else BY_NAME,
            "sorted_by": f"“{column.words}”, most first" if column else "team",
            "by_name": BY_NAME,
            "days": DAYS,
            "on_desk": sum(row.on_desk for row in rows),
            "overdue": sum(row.overdue for row in rows),
        },
    )


@signed_in
def table(request: ActorRequest) -> HttpResponse:
    """Send the same table as a file for a spreadsheet."""
    rows = in_order(team_rows(request.actor), request.GET.get("sort", MOST_OVERDUE))
    return spreadsheet(
        "flow-of-work.csv",
        ["Team", "Organisation", *(column.words for column in COLUMNS)],
        (
            [
                row.team,
                row.organisation,
                *("" if (value := column.of(row)) is None else value for column in COLUMNS),
            ]
            for row in rows
        ),
    )
