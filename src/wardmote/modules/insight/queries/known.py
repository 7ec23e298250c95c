"""What is known already, by which figures that come in are judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.rules.names import folded

from ..models import Figure, Finding, LookupPart
from ..rules import Certainty, FindingKind, Kind, Mark
from ..rules.checks import Beside, Expected, Given, KnownAreas, Weighing
from ..rules.profiles import Part, Piece, Way, carried, recompose
from .crossing import crossings
from .held import IndicatorRef, Value, code_sets_with, figures_at, indicators, series_at
from .profiles.ground import ground_of

MOST_AREAS = 200
"""Sets with more areas than this are blocks: they are what others are judged by."""
MOST_OTHERS = 200
_WAYS = {Kind.COUNT: Way.ADD, Kind.RATE: Way.RECOMPUTE, Kind.PERCENT: Way.RECOMPUTE, Kind.SCORE: Way.WEIGH}


def known_areas(code_set: str) -> KnownAreas:
    """The areas of a code set, by the map where it has the set, else by the lookups. Three queries at most."""
    on_map = list(geography.areas_of_set(code_set).values_list("code", "key", "name"))
    if on_map:
        by_name: dict[str, str] = {}
        for code, key, name in on_map:
            for way in (name, key):
                by_name.setdefault(folded(way), code or key)
        return KnownAreas(codes=frozenset(code or key for code, key, _ in on_map), by_name=by_name)
    held = LookupPart.objects.filter(lookup__superseded_by=None)
    codes = {
        *held.filter(lookup__from_set=code_set).values_list("from_code", flat=True),
        *held.filter(lookup__to_set=code_set).values_list("to_code", flat=True),
    }
    return KnownAreas(codes=frozenset(codes), by_name={folded(code): code for code in codes})


def beside(figures: Sequence[Given], *, but_release: int | None = None) -> Beside:
    """Gather what the checks of some figures need. ``but_release`` is their own release, where they are kept already.

    The number of queries grows with the code sets and indicators of the table, never with its rows.
    """
    by_set: dict[str, list[Given]] = {}
    for one in figures:
        if not one.is_whole:
            by_set.setdefault(one.at.code_set, []).append(one)
    weights: dict[tuple[str, str], Weighing] = {}
    expected: dict[tuple[str, str, str], Expected] = {}
    others: dict[str, Sequence[Mapping[str, Decimal]]] = {}
    exchanged: dict[str, Sequence[frozenset[str]]] = {}
    for code_set, those in by_set.items():
        codes = {one.at.code for one in those}
        if len(codes) > MOST_AREAS:
            continue
        for key in sorted({one.spec.weight for one in those if one.spec.weight}):
            own = [one for one in figures if one.at.indicator == key and one.at.code_set == code_set]
            weighing = _given_weights(own) if own else _weights(key, code_set, codes, those[0].at.start)
            if weighing is not None:
                weights[key, code_set] = weighing
        expected.update(_expected(code_set, those))
        others[code_set] = _others(code_set, codes, {one.at.indicator for one in figures}, but_release)
        exchanged[code_set] = _exchanged(code_set, but_release)
    return Beside(weights=weights, expected=expected, others=others, exchanged=exchanged)


def _given_weights(own: Sequence[Given]) -> Weighing:
    by_code = {one.at.code: one.value for one in own if one.value is not None}
    return Weighing(f"{own[0].spec.name}, {own[0].period}", by_code)


def _weights(key: str, code_set: str, codes: Collection[str], near: date) -> Weighing | None:
    values = series_at([key], code_set=code_set, codes=codes)
    if not values:
        return None
    best = min({value.start for value in values}, key=lambda start: (abs((start - near).days), start))
    those = [value for value in values if value.start == best]
    names = {one.key: one.name for one in indicators(keys=[key])}
    return Weighing(
        f"{names.get(key, key)}, {those[0].period}",
        {value.code: value.value for value in those if value.value is not None},
        abs(best.year - near.year),
    )


def _others(
    code_set: str, codes: Collection[str], own: Collection[str], but_release: int | None
) -> Sequence[Mapping[str, Decimal]]:
    there = Figure.objects.filter(code_set=code_set, release__superseded_by=None, area_code__in=list(codes))
    there = there.exclude(release=but_release) if but_release else there
    keys = set(there.values_list("indicator__key", flat=True).distinct()) - set(own)
    found: dict[str, dict[str, Decimal]] = {}
    wanted = sorted(keys)[:MOST_OTHERS]
    refs = {one.key: one for one in indicators(keys=wanted)}
    for value in figures_at(wanted, code_set=code_set, codes=codes):
        if value.value is not None:
            found.setdefault(value.indicator, {})[value.code] = value.value
    comparable = [_comparable(refs[key], values, found) for key, values in sorted(found.items())]
    return [values for values in comparable if len(values) == len(codes)]


def _comparable(
    ref: IndicatorRef, values: Mapping[str, Decimal], every: Mapping[str, Mapping[str, Decimal]]
) -> Mapping[str, Decimal]:
    """Values that do not depend on how many live in an area: a count as a share of its base, or not at all."""
    if ref.kind is not Kind.COUNT:
        return values if ref.kind is not Kind.RANK else {}
    base = every.get(ref.base, {})
    return {code: value / base[code] for code, value in values.items() if base.get(code)}


def _exchanged(code_set: str, but_release: int | None) -> Sequence[frozenset[str]]:
    rows = Finding.objects.filter(
        kind=FindingKind.EXCHANGED,
        certainty__in=[Certainty.CERTAIN.value, Certainty.LIKELY.value],
        release__superseded_by=None,
        overtaken_at=None,
        facts__code_set=code_set,
    )
    rows = rows.exclude(release=but_release) if but_release else rows
    return [
        frozenset(facts["exchanged"])
        for facts in rows.values_list("facts", flat=True)[:MOST_OTHERS]
        if "exchanged" in facts
    ]


def _expected(code_set: str, figures: Sequence[Given]) -> dict[tuple[str, str, str], Expected]:
    """What the areas of a set should come to, worked out from the figures of smaller areas, where there are any."""
    specs = {one.spec.key: one.spec for one in figures if one.spec.kind in _WAYS}
    sets = code_sets_with(list(specs))
    found: dict[tuple[str, str, str], Expected] = {}
    codes = {one.at.code for one in figures}
    for blocks in sorted({one for some in sets.values() for one in some} - {code_set}):
        pieces = pieces_by_code(code_set, blocks, codes)
        inside = {piece.code for some in pieces.values() for piece in some}
        if len(inside) < len(codes):
            continue  # those are no smaller areas
        values = series_at(
            [key for key, held in sets.items() if blocks in held], code_set=blocks, codes=inside
        )
        by_period: dict[tuple[str, date, date], dict[str, Value]] = {}
        for value in values:
            by_period.setdefault((value.indicator, value.start, value.until), {})[value.code] = value
        for one in figures:
            key = (one.spec.key, code_set, one.period)
            held = by_period.get((one.at.indicator, one.at.start, one.at.until))
            if held and key not in found:
                found[key] = _worked_out(one, pieces, held, blocks)
    return {key: one for key, one in found.items() if one.by_code}


def pieces_by_code(code_set: str, blocks: str, codes: Collection[str]) -> Mapping[str, Sequence[Piece]]:
    """Which blocks, and how much of each, the areas with these codes are made of, by the map or by lookups."""
    ground = ground_of(code_set)
    if ground is not None:
        own = {code: patch.key for patch in ground.patches for code in patch.codes}
        made = ground.pieces(blocks)
        base = {patch.key: [Piece(c, s) for c, s in sorted(patch.base.items())] for patch in ground.patches}
        return {code: made.get(own[code]) or base[own[code]] for code in codes if code in own}
    found: dict[str, list[Piece]] = {}
    for one in crossings(from_set=blocks, to_set=code_set, to_codes=codes):
        found.setdefault(one.to_code, []).append(Piece(one.from_code, Fraction(one.share)))
    return found


def _worked_out(
    one: Given, pieces: Mapping[str, Sequence[Piece]], held: Mapping[str, Value], blocks: str
) -> Expected:
    spec = one.spec
    inside = {piece.code for some in pieces.values() for piece in some}
    weights = block_weights(spec.weight, blocks, inside, one.at.start) if spec.weight else {}
    by_code: dict[str, Decimal] = {}
    is_estimate = spec.kind is not Kind.COUNT
    for code, parts in pieces.items():
        result = recompose(
            _WAYS[spec.kind],
            [_part(piece, held.get(piece.code), weights.get(piece.code)) for piece in parts],
            per=int(spec.per or 1),
        )
        if result.value is not None and not result.is_least:
            by_code[code] = Decimal(result.value.numerator) / Decimal(result.value.denominator)
            is_estimate = is_estimate or result.is_estimated
    return Expected(by_code, f"{len(held):,} areas of “{blocks}”", is_estimate)


def block_weights(key: str, blocks: str, codes: Collection[str], near: date) -> Mapping[str, Fraction]:
    """What weighs each block: of the nearest period, carried over from another set by a lookup where need be."""
    weighing = _weights(key, blocks, codes, near)
    if weighing is not None:
        return {code: Fraction(value) for code, value in weighing.by_code.items()}
    for other in sorted(code_sets_with([key]).get(key, ())):
        shares: dict[str, dict[str, Fraction]] = {}
        for one in crossings(from_set=other, to_set=blocks, to_codes=codes):
            shares.setdefault(one.from_code, {})[one.to_code] = Fraction(one.share)
        weighing = _weights(key, other, shares, near) if shares else None
        if weighing is not None:
            return carried({code: Fraction(value) for code, value in weighing.by_code.items()}, shares)
    return {}


def _part(piece: Piece, value: Value | None, weight: Fraction | None) -> Part:
    def exact(number: Decimal | None) -> Fraction | None:
        return None if number is None else Fraction(number)

    if value is None:
        return Part(code=piece.code, share=piece.share, weight=weight)
    return Part(
        code=piece.code,
        share=piece.share,
        value=exact(value.value),
        numerator=exact(value.numerator),
        denominator=exact(value.denominator),
        weight=weight,
        withheld=Mark.SUPPRESSED in value.marks,
    )
