"""What the address of the board asks for, and the parts it can be divided into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.http import QueryDict

from wardmote.modules.referrals.queries import SilentTeam, Spread, Stopped, StoppedPart
from wardmote.modules.referrals.rules import Rung
from wardmote.shared.geography.queries import Division
from wardmote.shared.geography.rules.words import AreaKind

MOST_PARTS = 8
SILENT = "silent"
NO_WARD = "none"
TABS = frozenset({*Stopped, SILENT})
RUNGS: Mapping[str, str] = {
    Rung.REMINDER: "Not yet climbed",
    Rung.DESK: "The desk",
    Rung.LEAD: "The team lead",
    Rung.COORDINATOR: "The coordinator",
    Rung.ADMINISTRATORS: "The administrators",
}

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One part of the board as a link: its words, how many are in it, and whether it is the one shown."""

    key: str
    words: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One way to divide what stands still: by rung, by agency, by area.

    ``parts`` share nothing, so that their numbers add up; ``others`` are further ways to choose, each with its name.
    """

    name: str
    title: str
    anything: str
    parts: Sequence[Choice]
    others: Sequence[tuple[str, Sequence[Choice]]] = ()

    @property
    def largest(self) -> Sequence[Choice]:
        """The parts that hold any, as many as a reader takes in."""
        return [choice for choice in self.parts if choice.count][:MOST_PARTS]

    @property
    def more(self) -> int:
        """How many parts with any are left out."""
        return sum(1 for choice in self.parts if choice.count) - len(self.largest)


@dataclass(frozen=True, kw_only=True)
class View:
    """What the address asks for; `area` and `organisation` are kept as they stand there, known or not."""

    tab: str
    rung: Rung | None
    organisation: str
    area: str
    wards: frozenset[int | None] | None
    after: str | None

    @property
    def how(self) -> Stopped | None:
        """In which way they stand still; None for the teams that do not answer."""
        return None if self.tab == SILENT else Stopped(self.tab)

    @property
    def narrowed(self) -> bool:
        """Whether only a part is wanted."""
        if self.how is None:
            return bool(self.organisation)
        return bool(self.rung or self.organisation or self.area)

    @property
    def part(self) -> StoppedPart:
        """The part as the query takes it."""
        return StoppedPart(rung=self.rung, organisation=self.organisation, wards=self.wards)


def view_of(given: QueryDict, divisions: Sequence[Division]) -> View:
    """What the address asks for; a list or a rung it does not know is left out."""
    tab, rung, area = given.get("show", ""), given.get("rung", ""), given.get("area", "")
    return View(
        tab=tab if tab in TABS else Stopped.LATE,
        rung=Rung(rung) if rung in RUNGS else None,
        organisation=given.get("agency", ""),
        area=area,
        wards=_wards_in(area, divisions) if area else None,
        after=given.get("after") or None,
    )


def _wards_in(area: str, divisions: Sequence[Division]) -> frozenset[int | None]:
    """The wards of an area named ``set/key``; none for one that is not on today's map."""
    if area == NO_WARD:
        return frozenset({None})
    for division in divisions:
        for branch in division.areas:
            if f"{division.key}/{branch.area.key}" == area:
                return frozenset(ward.id for ward in branch.wards or (branch.area,))
    return frozenset()


def of_organisation(silent: Sequence[SilentTeam], key: str) -> Sequence[SilentTeam]:
    """Those of one organisation; all of them for none."""
    return [one for one in silent if not key or one.team.organisation.key == key]


def facets(
    given: QueryDict, view: View, rows: Sequence[Spread], divisions: Sequence[Division]
) -> Sequence[Facet]:
    """Each way of dividing, counted within what the other two leave."""

    def counted(of: Callable[[Spread], Key], *, by: str) -> Counter[Key]:
        count: Counter[Key] = Counter()
        for row in rows:
            if (
                (by == "rung" or view.rung in (None, row.rung))
                and (by == "agency" or view.organisation in ("", row.organisation))
                and (by == "area" or view.wards is None or row.ward in view.wards)
            ):
                count[of(row)] += row.number
        return count

    rungs = counted(lambda row: str(row.rung), by="rung")
    agencies = counted(lambda row: row.organisation, by="agency")
    wards = counted(lambda row: row.ward, by="area")
    names = {row.organisation: row.organisation_name for row in rows}

    def areas_of(division: Division) -> list[tuple[str, str, int]]:
        return [
            (
                f"{division.key}/{branch.area.key}",
                branch.area.name,
                sum(wards[ward.id] for ward in branch.wards or (branch.area,)),
            )
            for branch in division.areas
        ]

    of_wards = [part for d in divisions if d.kind == AreaKind.WARDS for part in areas_of(d)]
    larger = [d for d in divisions if d.kind in (AreaKind.AREAS, AreaKind.LOCALITIES)]
    return [
        Facet(
            name="rung",
            title="How high silence has climbed",
            anything="Any rung",
            parts=_choices(given, "rung", view.rung or "", [(r, w, rungs[r]) for r, w in RUNGS.items()]),
        ),
        Facet(
            name="agency",
            title="On whose desk",
            anything="Any agency",
            parts=_choices(
                given, "agency", view.organisation, _largest((k, n, agencies[k]) for k, n in names.items())
            ),
        ),
        Facet(
            name="area",
            title="About where",
            anything="Anywhere",
            parts=_choices(
                given, "area", view.area, [*_largest(of_wards), (NO_WARD, "No ward known", wards[None])]
            ),
            others=[(d.name, _choices(given, "area", view.area, areas_of(d))) for d in larger],
        ),
    ]


def agencies_of_teams(given: QueryDict, view: View, silent: Sequence[SilentTeam]) -> Facet:
    """The agencies whose teams do not answer."""
    count = Counter((one.team.organisation.key, one.team.organisation.name) for one in silent)
    return Facet(
        name="agency",
        title="Of which agency",
        anything="Any agency",
        parts=_choices(
            given, "agency", view.organisation, _largest((k, name, n) for (k, name), n in count.items())
        ),
    )


def _largest(
    parts: Iterable[tuple[str, str, int]],
) -> list[tuple[str, str, int]]:
    return sorted(parts, key=lambda part: (-part[2], part[1]))


def _choices(
    given: QueryDict, name: str, chosen: str, parts: Sequence[tuple[str, str, int]]
) -> Sequence[Choice]:
    return [
        Choice(
            key=key,
            words=words,
            count=count,
            url=address(given, **{name: "" if key == chosen else key}),
            current=key == chosen,
        )
        for key, words, count in parts
    ]


def address(given: QueryDict, *, tab: str | None = None, **changes: str) -> str:
    """The address's own filters with some changed, from the first page on."""
    query = given.copy()
    query.pop("after", None)
    if tab is not None:
        changes["show"] = tab
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
