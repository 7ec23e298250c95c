"""What a table of organisations, teams or remits would do, and the same tables of what is there now (R1.1, R1.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple, cast

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.kernel.working_time import NoWorkingTime
from wardmote.shared.geography import queries as geography

from ..models import Category, ClockProfile, Organisation, Remit, SharingAgreement, Team, WaitingFile
from ..permissions import Permission
from ..rules import Basis, KindOfMatter, Sensitivity, SetUpFile, TooSlow, check_kind
from ..rules.names import Named, Names
from ..rules.register_file import (
    COLUMNS,
    Column,
    Does,
    Fault,
    Judged,
    Kept,
    KeptAgreement,
    KeptRemit,
    Verdict,
    cells_of,
    in_cell,
    judge_agreements,
    judge_organisations,
    judge_remits,
    judge_teams,
    read_rows,
    write_clock,
    write_places,
)
from .register import standing_organisations, standing_teams
from .working_time import calendars_for


class TableHere(NamedTuple):
    """How many rows there are of a kind, and whether a table of them waits to be looked at."""

    number: int
    waits: bool


_AGREEMENT = (
    "title", "purpose", "purpose_words", "lawful_basis", "special_condition", "criminal_condition", "items",
    "begins_on", "review_on", "signed",
)  # fmt: skip
_ORGANISATION = ("name", "kind", "phone", "email", "note")
_TEAM = (
    "name", "hours", "remit_words", "response_standard", "capacity_per_week", "intake", "reference_format",
    "email", "is_coordinator",
)  # fmt: skip


def tables_here(actor: Actor) -> dict[SetUpFile, TableHere]:
    """How much there is of each table, and whether one waits. Six queries. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER)
    waiting = set(WaitingFile.objects.values_list("kind", flat=True))
    numbers = {
        SetUpFile.ORGANISATIONS: standing_organisations(actor).count(),
        SetUpFile.TEAMS: standing_teams(actor).count(),
        SetUpFile.REMITS: Remit.objects.filter(ended_on__isnull=True).count(),
        SetUpFile.AGREEMENTS: len(_agreements_kept()),
    }
    return {kind: TableHere(number, kind.value in waiting) for kind, number in numbers.items()}


def judge_register_file(actor: Actor, kind: SetUpFile, content: bytes) -> Judged:
    """Say what every row of a table would do to the register as it stands. Seven queries at most, nothing is changed.

    Raises UnreadableTable for a file that is no such table; NotAllowed.
    """
    access.require(actor, Permission.CHANGE_REGISTER)
    rows = read_rows(kind, content)
    if kind is SetUpFile.ORGANISATIONS:
        return judge_organisations(rows, _organisations_kept())
    if kind is SetUpFile.AGREEMENTS:
        return judge_agreements(
            rows, _agreements_kept(), columns=COLUMNS[kind], organisations=_organisations_named()
        )
    if kind is SetUpFile.TEAMS:
        named = _organisations_named()
        return _with_working_time(judge_teams(rows, _teams_kept(named), named))
    remits = _remits_kept()
    return judge_remits(
        rows,
        remits,
        teams=_teams_named(),
        categories=_categories_named(),
        areas=_areas_named(remits),
        clocks=_clocks_named(),
        why_too_slow=_why_too_slow(),
    )


def register_rows(actor: Actor, kind: SetUpFile) -> Sequence[Sequence[str]]:
    """The rows of a table that says what is there now, so that reading it again changes nothing. Ended ones are left
    out. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER)
    if kind is SetUpFile.ORGANISATIONS:
        return [cells_of(kind, one) for one in _organisations_kept() if not one.ended]
    if kind is SetUpFile.AGREEMENTS:
        return _agreement_rows()
    if kind is SetUpFile.TEAMS:
        teams = [team for team in _teams_kept(_organisations_named()) if not team.ended]
        teams.sort(key=lambda team: (str(team.values["organisation"]), team.name))
        return [cells_of(kind, team) for team in teams]
    remits = _remits_kept()
    team_names, categories, areas = _teams_named(), _categories_named(), _areas_named(remits)
    clocks = _clocks_named()
    teams_by_id = {
        team.id: (team.of, team_names.write(team, of=team.of)) for team in team_names.rows if not team.ended
    }
    called = {row.id: categories.write(row) for row in categories.rows if not row.ended}
    places = {ids: write_places(ids, areas) for ids in {remit.areas for remit in remits}}
    return sorted(
        (
            *teams_by_id[remit.team],
            called[remit.category],
            places[remit.areas],
            write_clock(remit.clock, clocks),
        )
        for remit in remits
        if remit.team in teams_by_id and remit.category in called
    )


def _agreements_kept() -> list[KeptAgreement]:
    """Of each agreement that stands the newest edition. Two queries."""
    newest = SharingAgreement.objects.order_by("key", "-edition").distinct("key")
    found = SharingAgreement.objects.filter(pk__in=newest.values("pk")).exclude(ended_on__lte=today())
    return [
        KeptAgreement(
            id=row.pk,
            key=row.key,
            values={name: getattr(row, name) for name in _AGREEMENT},
            parties=frozenset(
                party.organisation_id for party in row.parties.all() if not _ended(party.ended_on)
            ),
        )
        for row in found.prefetch_related("parties").order_by("title", "pk")
    ]


def _agreement_rows() -> Sequence[Sequence[str]]:
    names = _organisations_named()
    written = {row.id: names.write(row) for row in names.rows}

    def cell(one: KeptAgreement, column: Column) -> str:
        if column.field:
            return in_cell(column.field, one.values[column.field])
        return one.key if column.heading == "key" else "; ".join(sorted(written[pk] for pk in one.parties))

    return [[cell(one, column) for column in COLUMNS[SetUpFile.AGREEMENTS]] for one in _agreements_kept()]


def _ended(ended_on: date | None) -> bool:
    return ended_on is not None and ended_on <= today()


def _organisations_kept() -> list[Kept]:
    return [
        Kept(
            id=row.pk,
            key=row.key,
            ended=_ended(row.ended_on),
            values={name: getattr(row, name) for name in _ORGANISATION},
        )
        for row in Organisation.objects.order_by("name", "pk")
    ]


def _organisations_named() -> Names:
    rows = Organisation.objects.order_by("name", "pk")
    return Names(
        "organisation",
        [Named(id=row.pk, key=row.key, name=row.name, ended=_ended(row.ended_on)) for row in rows],
    )


def _teams() -> Iterable[Team]:
    return Team.objects.select_related("organisation").order_by("name", "pk")


def _teams_kept(organisations: Names) -> list[Kept]:
    called = {row.id: organisations.write(row) for row in organisations.rows}
    return [
        Kept(
            id=row.pk,
            key=row.key,
            ended=_ended(row.ended_on) or _ended(row.organisation.ended_on),
            of=row.organisation_id,
            values={name: getattr(row, name) for name in _TEAM}
            | {"organisation": called[row.organisation_id]},
        )
        for row in _teams()
    ]


def _teams_named() -> Names:
    return Names(
        "team",
        [
            Named(
                id=row.pk,
                key=row.key,
                name=row.name,
                of=row.organisation.name,
                of_key=row.organisation.key,
                ended=_ended(row.ended_on) or _ended(row.organisation.ended_on),
            )
            for row in _teams()
        ],
    )


def _categories_named() -> Names:
    rows = Category.objects.select_related("group").order_by("name", "pk")
    return Names(
        "category",
        [
            Named(
                id=row.pk,
                key=row.key,
                name=row.name,
                of=row.group.name,
                of_key=row.group.key,
                ended=_ended(row.ended_on),
            )
            for row in rows
        ],
    )


def _remits_kept() -> list[KeptRemit]:
    areas: dict[int, set[int]] = {}
    within = Remit.areas.through.objects.filter(remit__ended_on__isnull=True)
    for remit_id, area_id in within.values_list("remit_id", "area_id"):
        areas.setdefault(remit_id, set()).add(area_id)
    rows = Remit.objects.filter(ended_on__isnull=True).order_by("pk")
    return [
        KeptRemit(id=pk, team=team, category=category, areas=frozenset(areas.get(pk, ())), clock=clock)
        for pk, team, category, clock in rows.values_list("pk", "team", "category", "clock")
    ]


def _clocks_named() -> Names:
    rows = ClockProfile.objects.filter(ended_on__isnull=True).order_by("name", "pk")
    return Names("clock", [Named(id=row.pk, key=row.key, name=row.name) for row in rows])


def _why_too_slow() -> Callable[[str, int, int], str]:
    """Says why a clock cannot be a team's own standard for a category. Two queries, when it is first asked."""

    @cache
    def rows() -> tuple[Mapping[int, Category], Mapping[int, ClockProfile]]:
        categories = Category.objects.filter(ended_on__isnull=True).select_related("clock")
        return categories.in_bulk(), ClockProfile.objects.filter(ended_on__isnull=True).in_bulk()

    def why(team: str, category_id: int, clock_id: int) -> str:
        categories, clocks = rows()
        category = categories[category_id]
        try:
            check_kind(
                KindOfMatter(
                    called=category.name,
                    sensitivity=Sensitivity(category.sensitivity),
                    clocks=category.clock.times,
                    basis=Basis(category.clock.basis),
                    own=[(team, clocks[clock_id].times)],
                )
            )
        except TooSlow as slow:
            return str(slow)
        return ""

    return why


def _areas_named(remits: Iterable[KeptRemit]) -> Names:
    """The areas of today, and those of other days in which a team still takes something."""
    now = list(geography.areas_in_force().order_by("area_set__name", "name", "pk"))
    here = {area.pk for area in now}
    others = sorted({area for remit in remits for area in remit.areas} - here)
    return Names(
        "area or ward",
        [
            Named(
                id=area.pk,
                key=area.key,
                name=area.name,
                of=area.area_set.name,
                of_key=area.area_set.key,
                code=area.code,
                ended=area.pk not in here,
            )
            for area in [*now, *(geography.areas_numbered(others) if others else ())]
        ],
    )


def _with_working_time(judged: Judged) -> Judged:
    """The same, but a row is at fault whose hours, with the closed days, would leave a team nothing for a year."""
    new_hours = {
        verdict.id: verdict
        for verdict in judged.of(Does.CHANGE)
        if verdict.id is not None and verdict.values.keys() & {"hours", "organisation"}
    }
    if not new_hours:
        return judged
    teams = list(Team.objects.filter(pk__in=new_hours))
    for team in teams:
        team.hours = str(new_hours[team.pk].values.get("hours", team.hours))
        team.organisation_id = cast(int, new_hours[team.pk].values.get("organisation", team.organisation_id))
    try:
        calendars_for(teams)
    except (NoWorkingTime, ValueError):
        faults = [fault for team in teams if (fault := _never_works(team, new_hours[team.pk]))]
        rows = {fault.row for fault in faults}
        return Judged(
            verdicts=[verdict for verdict in judged.verdicts if verdict.row not in rows],
            faults=sorted([*judged.faults, *faults], key=lambda fault: fault.row),
        )
    return judged


def _never_works(team: Team, verdict: Verdict) -> Fault | None:
    try:
        calendars_for([team])
    except (NoWorkingTime, ValueError) as error:
        return Fault(
            row=verdict.row,
            column="when it works",
            sentence=str(error),
            called=verdict.called,
            said=team.hours,
        )
    return None
