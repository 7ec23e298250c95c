"""Need beside work (R3.5), area by area: people and deprivation, what is open and was recorded, hours and money."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.modules.referrals import queries as referrals
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Branch, Division
from wardmote.shared.geography.rules.words import AreaKind

from ..models import Resource
from ..permissions import Permission
from ..rules import Kind, Topic
from ..rules.need import SHARED, Entry, Measure, ResourceKind, apart, entries, sentence
from .held import indicators
from .profiles import WHOLE, Profiles, Row, profiles

DIVIDES = (AreaKind.AREAS, AreaKind.LOCALITIES, AreaKind.WARDS)
"""Sets whose areas share out the borough, the one a partnership works by first."""


@dataclass(frozen=True, kw_only=True)
class AreaNeed:
    """One area, and what each measure says of it."""

    area: AreaRef
    entries: Mapping[Measure, Entry]

    @property
    def shares(self) -> Mapping[Measure, int | None]:
        """Its percentage of all areas, by measure."""
        return {measure: entry.share for measure, entry in self.entries.items()}

    @property
    def said(self) -> str:
        """Its shares in a sentence."""
        return sentence(self.area.name, self.shares)

    @property
    def apart(self) -> int | None:
        """How many points its share of resources lies above its share of need."""
        return apart(self.shares)


@dataclass(frozen=True, kw_only=True)
class Figured:
    """Where a published figure is from: what it is called, of which period, and who published it."""

    name: str
    period: str
    source: str
    is_estimated: bool
    whole: Fraction | None


@dataclass(frozen=True, kw_only=True)
class Need:
    """The table for one set of areas. A measure that is in none of its rows is not known at all."""

    set_key: str
    set_name: str
    sets: Sequence[tuple[str, str]]
    rows: Sequence[AreaNeed]
    residents: Figured | None
    deprivation: Figured | None
    recorded: referrals.RecordedCells | None
    near: int
    """How near the numbers of what was recorded are to the truth, at worst."""
    year: int | None
    years: Sequence[int]
    of_all: Mapping[ResourceKind, Decimal]
    """What is given to the whole, and to none of the areas."""
    sources: Sequence[str]
    is_adjusted: bool
    """Ground of a ward was moved to another of these areas; work is counted by whole wards all the same."""

    @property
    def measures(self) -> Sequence[Measure]:
        """What is known of any area."""
        return [m for m in Measure if any(r.entries.get(m, Entry()).value is not None for r in self.rows)]

    @property
    def shared(self) -> Sequence[Measure]:
        """What has shares."""
        return [m for m in SHARED if any(r.entries.get(m, Entry()).share is not None for r in self.rows)]

    @property
    def missing(self) -> Sequence[Measure]:
        """What is not known of every area."""
        return [
            m
            for m in Measure
            if any(r.entries.get(m, Entry()).value is None for r in self.rows) or not self.rows
        ]


def need(actor: Actor, set_key: str = "", year: int | None = None) -> Need | None:
    """Need beside work for a set of areas, the first that there is by default. None while there are no areas.

    What is open is counted over what the actor may read; what is protected never. Raises NotAllowed. About ten queries.
    """
    access.require(actor, Permission.SEE_NEED)
    division, divisions = _division(set_key)
    if division is None:
        return None
    wards = {ward for branch in division.areas for ward in _wards(branch)}
    work = referrals.work_by_ward(actor, sorted(wards))
    opened = [Fraction(sum(work[ward].open for ward in _wards(branch))) for branch in division.areas]
    return _need(division, divisions, year, {Measure.OPEN: opened})


def need_told(set_key: str, version: str = "") -> Need | None:
    """The same for everybody: without what is open now, and of what was recorded only what was published (ADR 20)."""
    division, divisions = _division(set_key)
    if division is None or division.key != set_key:
        return None
    return _need(division, divisions, None, {}, version)


def resources_of(actor: Actor, set_key: str) -> Sequence[Resource]:
    """What has been entered for a set of areas and stands, the latest year first. One query. Raises NotAllowed."""
    access.require(actor, Permission.SEE_NEED)
    return list(_resources(set_key).select_related("area", "entered_by"))


def resource_with(actor: Actor, pk: int) -> Resource:
    """One of them. Raises NotAllowed, and DoesNotExist where there is none that stands."""
    access.require(actor, Permission.KEEP_RESOURCES)
    return Resource.objects.select_related("area", "area_set").get(pk=pk, ended_at__isnull=True)


def _resources(set_key: str) -> QuerySet[Resource]:
    return Resource.objects.filter(area_set__key=set_key, ended_at__isnull=True)


def _division(set_key: str) -> tuple[Division | None, Sequence[Division]]:
    tree = [one for one in geography.area_tree() if one.kind in DIVIDES and one.areas]
    tree.sort(key=lambda one: DIVIDES.index(AreaKind(one.kind)))
    found = next((one for one in tree if one.key == set_key), None)
    return found or (None if set_key else next(iter(tree), None)), tree


def _wards(branch: Branch) -> Collection[int]:
    return [ward.id for ward in branch.wards or (branch.area,)]


def _need(
    division: Division,
    divisions: Sequence[Division],
    year: int | None,
    counted: Mapping[Measure, Sequence[Fraction | None]],
    version: str = "",
) -> Need:
    recorded = referrals.recorded_lately()
    resources = list(_resources(division.key).select_related("area"))
    years = sorted({one.year for one in resources}, reverse=True)
    year = year if year in years else next(iter(years), None)
    of_year = [one for one in resources if one.year == year]
    known = figures_of(division.key, version)
    people, poor = known.get(Measure.RESIDENTS), known.get(Measure.DEPRIVATION)
    values: dict[Measure, Sequence[Fraction | None]] = {
        Measure.RESIDENTS: values_of(people, division),
        Measure.DEPRIVATION: values_of(poor, division),
        **counted,
        Measure.RECORDED: _recorded(recorded, division),
        Measure.HOURS: _given(of_year, ResourceKind.HOURS, division),
        Measure.MONEY: _given(of_year, ResourceKind.MONEY, division),
    }
    columns = {
        measure: entries(column, has_shares=measure in SHARED)
        for measure, column in values.items()
        if any(value is not None for value in column)
    }
    return Need(
        set_key=division.key,
        set_name=division.name,
        sets=[(one.key, one.name) for one in divisions],
        rows=[
            AreaNeed(area=branch.area, entries={m: column[place] for m, column in columns.items()})
            for place, branch in enumerate(division.areas)
        ],
        residents=_figured(people),
        deprivation=_figured(poor),
        recorded=recorded,
        near=max((recorded.give_or_take(_wards(b)) for b in division.areas), default=0) if recorded else 0,
        year=year,
        years=years,
        of_all={
            kind: total
            for kind in ResourceKind
            if (total := sum((r.amount for r in of_year if r.kind == kind and r.area_id is None), Decimal(0)))
        },
        sources=sorted({one.source for one in of_year if one.source}),
        is_adjusted=any(
            one.valid_until is None or one.valid_until > geography.today()
            for one in geography.adjustments_of([branch.area.id for branch in division.areas])
        ),
    )


def _recorded(cells: referrals.RecordedCells | None, division: Division) -> Sequence[Fraction | None]:
    if cells is None:
        return [None] * len(division.areas)
    told = [
        None if cells.missing(wards) else cells.about(wards)
        for wards in (_wards(branch) for branch in division.areas)
    ]
    return [None if number is None else Fraction(number) for number in told]


def _given(
    resources: Sequence[Resource], kind: ResourceKind, division: Division
) -> Sequence[Fraction | None]:
    given: dict[int, Fraction] = {}
    for one in resources:
        if one.kind == kind and one.area_id is not None:
            given[one.area_id] = given.get(one.area_id, Fraction(0)) + Fraction(one.amount)
    return [given.get(branch.area.id) for branch in division.areas]


def figures_of(set_key: str, version: str) -> Mapping[Measure, tuple[Row, Profiles]]:
    """The newest count of all residents, and the newest score of deprivation: two rows at most."""
    wanted = {
        each.key: measure
        for topic, kind, measure in (
            (Topic.POPULATION, Kind.COUNT, Measure.RESIDENTS),
            (Topic.DEPRIVATION, Kind.SCORE, Measure.DEPRIVATION),
        )
        for each in indicators(topic=topic)
        if each.kind is kind and not each.breakdown and not each.base
    }
    known = profiles(set_key, keys=wanted, version=version) if wanted else None
    found: dict[Measure, tuple[Row, Profiles]] = {}
    for row in sorted(known.rows, key=lambda row: row.until, reverse=True) if known else ():
        measure = wanted.get(row.indicator.key)
        if known and measure and any(c.result.value is not None for k, c in row.cells.items() if k != WHOLE):
            found.setdefault(measure, (row, known))
    return found


def values_of(figures: tuple[Row, Profiles] | None, division: Division) -> Sequence[Fraction | None]:
    """What a row says of each area of a division, in its order."""
    if figures is None:
        return [None] * len(division.areas)
    cells = figures[0].cells
    return [cells[b.area.key].result.value if b.area.key in cells else None for b in division.areas]


def _figured(figures: tuple[Row, Profiles] | None) -> Figured | None:
    if figures is None:
        return None
    row, known = figures
    releases = [known.releases[one] for one in row.whole.releases if one in known.releases]
    return Figured(
        name=row.indicator.name,
        period=row.period,
        source=", ".join(sorted({release.source for release in releases})),
        is_estimated=any(cell.result.is_estimated for cell in row.cells.values()),
        whole=row.whole.result.value,
    )
