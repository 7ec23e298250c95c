"""Need beside work: the table, the same as a file, and the dots beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from wardmote.kernel import access
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import queries
from ..permissions import Permission
from ..queries import Need
from ..rules.need import MUCH, SHARED, Entry, Measure, year_in_words, year_written

HEADINGS: Mapping[Measure, str] = {
    Measure.RESIDENTS: "People",
    Measure.DEPRIVATION: "Deprivation score",
    Measure.OPEN: "Open referrals",
    Measure.RECORDED: "Recorded in a year, about",
    Measure.HOURS: "Staff hours a year",
    Measure.MONEY: "Pounds a year",
}
_MISSING: Mapping[Measure, str] = {
    Measure.RESIDENTS: "How many people live in each area",
    Measure.DEPRIVATION: "How deprived each area is",
    Measure.OPEN: "How many referrals are open",
    Measure.RECORDED: "How much was recorded in a year",
    Measure.HOURS: "How many staff hours each area has",
    Measure.MONEY: "How much money each area has",
}
_WIDTH, _LEFT, _RIGHT, _ROW, _HEAD = 360, 8, 352, 46, 8
"""Of the drawing. It is as narrow as a phone, so that its words stay readable there."""


class Dot(NamedTuple):
    """One share on the line of an area."""

    measure: Measure
    x: str
    share: int


class Line(NamedTuple):
    """One area in the drawing, its dots from left to right."""

    name: str
    words_y: str
    y: str
    dots: Sequence[Dot]


class Tick(NamedTuple):
    """A mark on the axis."""

    x: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Shares as dots, an area a line. For the eye: the table says the same."""

    lines: Sequence[Line]
    ticks: Sequence[Tick]
    height: int
    foot: str


def chart(table: Need) -> Chart | None:
    """Draw every share. None where fewer than two measures have any, for then nothing stands beside another."""
    if len(table.shared) < 2:
        return None
    most = max((s for row in table.rows for s in row.shares.values() if s is not None), default=0)
    top = -(-max(most, 1) // 10) * 10

    def at(share: int) -> str:
        return f"{_LEFT + (_RIGHT - _LEFT) * share / top:.1f}"

    lines = []
    for number, row in enumerate(table.rows):
        base = _HEAD + _ROW * number
        dots = [
            Dot(measure, at(share), share)
            for measure in table.shared
            if (share := row.shares.get(measure)) is not None
        ]
        lines.append(
            Line(row.area.name, str(base + 12), str(base + 28), sorted(dots, key=lambda dot: dot.share))
        )
    foot = _HEAD + _ROW * len(lines)
    step = max(10, top // 4 // 10 * 10)
    ticks = [Tick(at(share), f"{share}%") for share in range(0, top + 1, step)]
    return Chart(lines=lines, ticks=ticks, height=foot + 20, foot=str(foot))


def _said(measure: Measure) -> Callable[[Entry], str]:
    def said(entry: Entry) -> str:
        if entry.value is None:
            return ""
        if measure is Measure.DEPRIVATION:
            return f"{float(entry.value):.2f}"
        return f"{round(entry.value):,}"

    return said


@signed_in
def need(request: ActorRequest) -> TemplateResponse:
    """Show need beside work for a set of areas. ``?set=`` names it, ``?year=`` the year of money and hours."""
    table = _asked(request)
    return TemplateResponse(
        request,
        "insight/need.html",
        {
            "table": table,
            "columns": [(m, HEADINGS[m], SHARED.get(m)) for m in table.measures] if table else [],
            "rows": [
                (row, [(HEADINGS[m], _said(m)(row.entries[m]), row.entries[m].share) for m in table.measures])
                for row in table.rows
            ]
            if table
            else [],
            "chart": chart(table) if table else None,
            "key": [(m, SHARED[m]) for m in table.shared] if table else [],
            "missing": [_MISSING[m] for m in table.missing] if table else [],
            "stands_out": [row for row in table.rows if abs(row.apart or 0) >= MUCH] if table else [],
            "much": MUCH,
            "years": [(year, year_in_words(year)) for year in table.years] if table else [],
            "year": year_in_words(table.year) if table and table.year else "",
            "keeps": access.allows(request.actor, Permission.KEEP_RESOURCES),
            "brings": access.allows(request.actor, Permission.BRING_FIGURES),
        },
    )


@signed_in
def table(request: ActorRequest) -> HttpResponse:
    """Send the same table as a file for a spreadsheet, and below it what the numbers are of."""
    known = _asked(request)
    if known is None:
        raise Http404("No areas yet")
    headings = ["Area"]
    for measure in known.measures:
        headings.append(HEADINGS[measure])
        if measure in SHARED:
            headings.append(f"% {SHARED[measure]}")
    return spreadsheet(
        f"need-beside-work-{known.set_key}.csv",
        headings,
        ([row.area.name, *_cells(known, row.entries)] for row in known.rows),
        last=" ".join(about(known)),
    )


def about(table: Need) -> Sequence[str]:
    """What the numbers are of, and where they are from, in sentences."""
    said = []
    for figured in (table.residents, table.deprivation):
        if figured:
            estimated = " Estimated where an area cuts a small area." if figured.is_estimated else ""
            said.append(f"{figured.name}, {figured.period}: {figured.source}.{estimated}")
    if table.recorded:
        said.append(
            f"Recorded from {table.recorded.since:%-d %B %Y} to {table.recorded.last:%-d %B %Y}, without what is"
            f" protected: to the nearest 5, and nineteen times in twenty within {table.near} of the truth, so that"
            " nobody can be found out by subtracting."
        )
    if table.year:
        said.append(
            f"Money and hours are of {year_in_words(table.year)}"
            + (f": {'; '.join(table.sources)}." if table.sources else ".")
        )
    said.append(
        "A percentage is of all these areas together, to the nearest whole, so a column may add up to 99 or 101."
    )
    return said


def _cells(table: Need, given: Mapping[Measure, Entry]) -> Sequence[str | int]:
    cells: list[str | int] = []
    for measure in table.measures:
        entry = given[measure]
        cells.append(_plain(entry.value))
        if measure in SHARED:
            cells.append("" if entry.share is None else entry.share)
    return cells


def _plain(value: Fraction | None) -> str | int:
    if value is None:
        return ""
    return int(value) if value.denominator == 1 else f"{float(value):.2f}"


def _asked(request: ActorRequest) -> Need | None:
    year = year_written(request.GET.get("year", ""))
    found = queries.need(request.actor, request.GET.get("set", ""), year)
    if found is None and request.GET.get("set"):
        raise Http404("No such set of areas")
    return found
