"""Works out what is known of every area of a set, once for each version of the map and of the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, Max

from wardmote.shared.geography import queries as geography

from ...models import Figure, Finding, Lookup, Release
from ...rules import Certainty, Kind, Mark
from ...rules.profiles import Part, Piece, Refusal, Result, Way, carried, recompose, shared_out, stands
from ...rules.profiles.combining import How
from ..crossing import crossings
from ..held import IndicatorRef, Value, code_sets_with, indicators, series_at, sources_of
from .ground import Ground, Patch, ground_drawn, ground_of
from .shown import WHOLE, Cell, Profiles, Row

WAYS: Mapping[Kind, Way] = {
    Kind.COUNT: Way.ADD,
    Kind.RATE: Way.RECOMPUTE,
    Kind.PERCENT: Way.RECOMPUTE,
    Kind.SCORE: Way.WEIGH,
    Kind.MEDIAN: Way.MEDIAN,
    Kind.RANK: Way.RANK,
    Kind.AS_PRINTED: Way.STAND,
}

DISTRICTS = ("district", "borough", "lad", "local-authorit", "council")
"""How the names of code sets begin whose areas are as large as a borough."""


class Weights(NamedTuple):
    """What weighs blocks, by code; which of it was shared out from other areas; and its name and period."""

    by_code: Mapping[str, Fraction]
    shared: frozenset[str]
    said: str


NO_WEIGHTS = Weights({}, frozenset(), "")


class Period(NamedTuple):
    """An indicator's key, and a period from its first day to the first day after."""

    indicator: str
    start: date
    until: date


def profiles(
    set_key: str, on: date | None = None, keys: Iterable[str] = (), version: str = ""
) -> Profiles | None:
    """What is known of every area of a set on a day, and of the borough; None when there is no such set.

    ``keys`` names the indicators; all of them by default. ``version`` is that of the figures, if it was asked for
    already. Kept in memory until the map or the figures change: then
    the number of queries grows with the number of code sets, never with the areas or the figures.
    """
    around = (geography.map_version(), geography.today() if on is None else on)
    return _profiles(around, version or figures_version(), set_key, on, frozenset(keys))


def figures_version() -> str:
    """A short text that changes whenever the figures or the lookups do; for caches. Two queries."""
    of_figures = Release.objects.aggregate(Max("id"), Count("superseded_by"))
    of_lookups = Lookup.objects.aggregate(Max("id"), Count("superseded_by"))
    return "-".join(str(value or 0) for value in (*of_figures.values(), *of_lookups.values()))


@lru_cache(maxsize=24)
def _profiles(
    _around: object, version: str, set_key: str, on: date | None, keys: frozenset[str]
) -> Profiles | None:
    ground = ground_of(set_key, on)
    return None if ground is None else _put_together(ground, keys, version)


def profile_of_ground(name: str, drawn: Any, keys: Iterable[str] = ()) -> Profiles | None:
    """What is known of ground in degrees that is on no map, and of the borough; None where it meets no ward.

    Nothing is kept of it. The one area has the name given, and the key of the set.
    """
    ground = ground_drawn(name, drawn)
    return None if ground is None else _put_together(ground, frozenset(keys), figures_version())


def _put_together(ground: Ground, keys: frozenset[str], version: str) -> Profiles:
    wanted = indicators(keys=keys or None)
    weights = {each.weight for each in wanted if each.weight} - {each.key for each in wanted}
    store = _Store.of(ground, [*wanted, *(indicators(keys=weights) if weights else [])])
    rows = [row for each in wanted for row in store.rows(each)]
    used = {release for row in rows for cell in row.cells.values() for release in cell.releases}
    return Profiles(
        set_key=ground.division.key,
        set_name=ground.division.name,
        kind=ground.division.kind,
        on=ground.on,
        areas=tuple(branch.area for branch in ground.division.areas),
        wards={branch.area.key: branch.wards for branch in ground.division.areas},
        rows=tuple(rows),
        releases=sources_of(used),
        version=version,
    )


@dataclass
class _Store:
    """The figures that matter for some ground, and the pieces that its areas are made of, by code set."""

    ground: Ground
    names: Mapping[str, str]
    values: Mapping[str, Mapping[Period, Mapping[str, Value]]]
    pieces: Mapping[str, Mapping[str, Sequence[Piece]]]
    findings: Mapping[int, Sequence[Finding]]
    whole_codes: frozenset[str]
    weights: dict[tuple[str, str, date], Weights] = field(default_factory=dict)

    @classmethod
    def of(cls, ground: Ground, wanted: Sequence[IndicatorRef]) -> _Store:
        """Read them: a few queries for each code set."""
        keys = [each.key for each in wanted]
        sets = sorted({one for some in code_sets_with(keys).values() for one in some})
        base = {code for patch in ground.patches for code in patch.base}
        own = {code for patch in ground.patches for code in patch.codes}
        whole = _codes_of_the_borough(sets)
        values: dict[str, dict[Period, dict[str, Value]]] = {}
        pieces: dict[str, Mapping[str, Sequence[Piece]]] = {}
        for code_set in sets:
            pieces[code_set] = ground.pieces(code_set)
            codes = {piece.code for some in pieces[code_set].values() for piece in some}
            codes |= base | own | whole
            held = values.setdefault(code_set, {})
            for value in series_at(keys, code_set=code_set, codes=codes):
                period = Period(value.indicator, value.start, value.until)
                held.setdefault(period, {})[value.code] = value
            spoken = {code for by_code in held.values() for code in by_code}
            if not pieces[code_set] and spoken & base:
                pieces[code_set] = {
                    patch.key: [Piece(code, share) for code, share in sorted(patch.base.items())]
                    for patch in ground.patches
                }
        names = {each.key: each.name for each in wanted}
        return cls(ground, names, values, pieces, _findings(values), whole)

    def rows(self, indicator: IndicatorRef) -> list[Row]:
        """A row for each period that is known of any of the areas, the latest first."""
        periods = {
            period for held in self.values.values() for period in held if period.indicator == indicator.key
        }
        rows = []
        for period in sorted(periods, key=lambda p: (p.until, p.start), reverse=True):
            cells = {
                patch.key: self._cell(indicator, period, patch)
                for patch in self.ground.patches
                if patch.key != WHOLE
            }
            cells[WHOLE] = self._whole(indicator, period, cells.values())
            label = next(
                value.period for held in self.values.values() for value in held.get(period, {}).values()
            )
            rows.append(
                Row(indicator=indicator, period=label, start=period.start, until=period.until, cells=cells)
            )
        return rows

    def _whole(self, indicator: IndicatorRef, period: Period, beside: Iterable[Cell]) -> Cell:
        """The borough's figure, got in the same way as those it stands beside wherever that can be done."""
        patch = next((each for each in self.ground.patches if each.key == WHOLE), None)
        if patch is None:
            return Cell(result=recompose(Way.ADD, []))
        made_of = {cell.blocks for cell in beside if cell.result.refusal is None}
        options = self._made(indicator, period, patch)
        printed = self._itself(indicator, period, patch)
        if "" in made_of and printed:
            return printed
        same = [option for option in options if option.blocks in made_of and option.result.refusal is None]
        return _best([*same, *options] if same else [*options, *([printed] if printed else [])])

    def _cell(self, indicator: IndicatorRef, period: Period, patch: Patch) -> Cell:
        itself = self._itself(indicator, period, patch)
        if itself and len(patch.base) == 1 and patch.base.keys() <= patch.codes:
            return itself
        made = _best(self._made(indicator, period, patch))
        if itself is None:
            return made
        if made.result.value is None or made.result.is_least:
            return itself
        return Cell(
            result=made.result,
            printed=itself.printed,
            blocks=made.blocks,
            weighed_by=made.weighed_by,
            releases=(*made.releases, *itself.releases),
            flags=tuple(dict.fromkeys((*made.flags, *itself.flags))),
        )

    def _itself(self, indicator: IndicatorRef, period: Period, patch: Patch) -> Cell | None:
        """The figure that a source gives for the area itself."""
        for code_set, held in self.values.items():
            for code in sorted(self.whole_codes if patch.key == WHOLE else patch.codes):
                value = held.get(period, {}).get(code)
                if value is None or (code == patch.key and code_set != self.ground.division.key):
                    continue
                result = stands(_exact(value.value), printed=True)
                return Cell(
                    result=result,
                    printed=value.printed,
                    releases=(value.release,),
                    flags=self._flags(value),
                )
        return None

    def _made(self, indicator: IndicatorRef, period: Period, patch: Patch) -> list[Cell]:
        """The figure as put together from the blocks of each code set that has it."""
        made = []
        for code_set, held in self.values.items():
            pieces = self.pieces[code_set].get(patch.key, [])
            known = held.get(period, {})
            is_itself = all(piece.code in patch.codes for piece in pieces)
            if is_itself or not any(piece.code in known for piece in pieces):
                continue
            weights = self._weights(indicator.weight, code_set, period.start)
            parts = [_part(piece, known.get(piece.code), weights) for piece in pieces]
            result = recompose(WAYS[indicator.kind], parts, per=int(indicator.per or 1))
            used = [known[piece.code] for piece in pieces if piece.code in known]
            made.append(
                Cell(
                    result=result,
                    blocks=code_set,
                    weighed_by=weights.said if result.how is How.WEIGHTED else "",
                    releases=tuple(sorted({value.release for value in used})),
                    flags=tuple(dict.fromkeys(flag for value in used for flag in self._flags(value))),
                )
            )
        return made

    def _weights(self, key: str, code_set: str, near: date) -> Weights:
        """What weighs the blocks of a code set: of the nearest period, carried over by a lookup where need be."""
        if not key:
            return NO_WEIGHTS
        if (key, code_set, near) not in self.weights:
            self.weights[key, code_set, near] = self._weighed(key, code_set, near)
        return self.weights[key, code_set, near]

    def _weighed(self, key: str, code_set: str, near: date) -> Weights:
        for source in sorted(self.values, key=lambda other: (other != code_set, other)):
            periods = [period for period in self.values[source] if period.indicator == key]
            if not periods or not self.pieces.get(source):
                continue
            best = min(periods, key=lambda p: (abs((p.start - near).days), p.start))
            held = self.values[source][best]
            amounts = {code: _exact(v.value) for code, v in held.items()}
            known = {code: amount for code, amount in amounts.items() if amount is not None}
            by = f"{self.names.get(key, key)}, {next(iter(held.values())).period}"
            if source == code_set:
                return Weights(known, frozenset(), by)
            shares: dict[str, dict[str, Fraction]] = {}
            for one in crossings(from_set=source, to_set=code_set, from_codes=set(known)):
                shares.setdefault(one.from_code, {})[one.to_code] = Fraction(one.share)
            if shares:
                return Weights(carried(known, shares), shared_out(shares, known), by)
        return NO_WEIGHTS

    def _flags(self, value: Value) -> tuple[str, ...]:
        return tuple(
            finding.sentence
            for finding in self.findings.get(value.release, ())
            if value.indicator in finding.indicator_keys and value.code in finding.area_codes
        )


def _part(piece: Piece, value: Value | None, weights: Weights) -> Part:
    weight = weights.by_code.get(piece.code)
    if value is None:
        return Part(code=piece.code, share=piece.share, weight=weight)
    return Part(
        code=piece.code,
        share=piece.share,
        value=_exact(value.value),
        numerator=_exact(value.numerator),
        denominator=_exact(value.denominator),
        weight=weight,
        is_weight_shared=piece.code in weights.shared,
        withheld=Mark.SUPPRESSED in value.marks,
    )


def _exact(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _best(options: Sequence[Cell]) -> Cell:
    """The surest: not refused, nothing missing, not estimated, of the most blocks."""
    if not options:
        return Cell(result=Result(value=None, how=How.REFUSED, refusal=Refusal.NOTHING))
    return min(
        options,
        key=lambda cell: (
            cell.result.value is None,
            cell.result.is_least,
            cell.result.is_estimated,
            -cell.result.blocks,
        ),
    )


def _codes_of_the_borough(code_sets: Iterable[str]) -> frozenset[str]:
    """What sources call the borough: the one district that a release names beside its areas."""
    large = [each for each in code_sets if each.startswith(DISTRICTS)]
    alone = (
        Figure.objects.filter(code_set__in=large, release__superseded_by=None)
        .values("release")
        .annotate(codes=Count("area_code", distinct=True), code=Max("area_code"))
        .filter(codes=1)
        .order_by()
        .values_list("code", flat=True)
    )
    return frozenset(alone) if large else frozenset()


def _findings(values: Mapping[str, Mapping[Period, Mapping[str, Value]]]) -> Mapping[int, Sequence[Finding]]:
    releases = {v.release for held in values.values() for codes in held.values() for v in codes.values()}
    found: dict[int, list[Finding]] = {}
    telling = [Certainty.CERTAIN.value, Certainty.LIKELY.value, Certainty.POSSIBLE.value]
    for finding in Finding.objects.filter(release__in=releases, certainty__in=telling):
        found.setdefault(finding.release_id, []).append(finding)
    return found
