"""Checks of parts that should make a whole: bands and their total, percentages and the hundred, areas and borough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from ..words import Certainty, FindingKind, Kind, Mark
from .facts import At, Found, Given, listed, rounding, said


class Sum(NamedTuple):
    """Parts, what they should make, and by how much they may miss it."""

    parts: Sequence[Given]
    whole: Decimal
    total: Given | None
    tolerance: Decimal

    @property
    def off(self) -> Decimal:
        """How much the parts make too much."""
        return sum((one.value for one in self.parts if one.value is not None), Decimal(0)) - self.whole

    @property
    def holds(self) -> bool:
        """Whether the parts make the whole, as nearly as the printed places can tell."""
        return abs(self.off) <= self.tolerance


def breakdowns(figures: Sequence[Given]) -> Iterator[Found]:
    """Members of a breakdown that do not add up: counts to their base, percentages to a hundred."""
    groups: dict[tuple[str, str, str, object], list[Given]] = {}
    values: dict[At, Given] = {one.at: one for one in figures}
    for one in figures:
        if one.spec.breakdown and one.spec.kind in (Kind.COUNT, Kind.PERCENT):
            key = (one.spec.breakdown, one.spec.base, one.spec.kind, one.at[1:])
            groups.setdefault(key, []).append(one)
    sums: dict[tuple[str, str, str, object], dict[str, Sum]] = {}
    for (breakdown, base, kind, _), parts in groups.items():
        made = _sum_of(parts, values)
        if made is not None:
            at = parts[0].at
            sums.setdefault((breakdown, base, kind, (at.code_set, *at[3:])), {})[at.code] = made
    for (_, _, kind, _), by_code in sums.items():
        yield from _told(by_code, Kind(kind))


def _sum_of(parts: Sequence[Given], values: Mapping[At, Given]) -> Sum | None:
    spec = parts[0].spec
    if len(parts) < 2 or any(one.value is None for one in parts):
        return None
    decimals = max(one.decimals for one in parts)
    if spec.kind is Kind.PERCENT:
        exact = all(one.numerator is not None for one in parts)
        return Sum(parts, Decimal(spec.per or 100), None,
                   Decimal("0.001") if exact else max(rounding(decimals) * len(parts), Decimal("0.001")))  # fmt: skip
    total = values.get(parts[0].at._replace(indicator=spec.base)) if spec.base else None
    if total is None or total.value is None:
        return None
    tolerance = rounding(max(decimals, total.decimals)) * (len(parts) + 1) if decimals else Decimal(0)
    return Sum(parts, total.value, total, tolerance)


def _told(by_code: Mapping[str, Sum], kind: Kind) -> Iterator[Found]:
    wrong = {code: one for code, one in by_code.items() if not one.holds}
    if kind is Kind.PERCENT and len(wrong) > len(by_code) / 2 and len(by_code) > 2:
        return  # the file does not give every member, so nothing can be said
    explained: set[str] = set()
    for left, right in combinations(wrong, 2):
        if not {left, right} & explained and (found := _exchanged_cell(wrong[left], wrong[right])):
            explained |= {left, right}
            yield found
    for one in (sum_ for code, sum_ in wrong.items() if code not in explained):
        yield _off(one)


def _off(one: Sum) -> Found:
    first = one.parts[0]
    made = one.whole + one.off
    decimals = max(part.decimals for part in one.parts)
    if one.total is not None:
        should = f"but “{one.total.spec.name}” is given as {said(one.whole, one.total.decimals)}"
    else:
        should = f"not {said(one.whole)}"
    return Found(
        kind=FindingKind.TOTAL if one.total is not None else FindingKind.HUNDRED,
        certainty=Certainty.CERTAIN,
        sentence=(
            f"{first.area}, {first.period}: the {len(one.parts)} parts of “{first.spec.breakdown.replace('_', ' ')}”"
            f" make {said(made, decimals)}, {should}: {said(abs(one.off), decimals)}"
            f" too {'much' if one.off > 0 else 'little'}."
        ),
        about=[*(part.at for part in one.parts), *([one.total.at] if one.total else [])],
        facts={"parts": str(made), "whole": str(one.whole)},
        mark=Mark.IN_DOUBT,
    )


def _exchanged_cell(left: Sum, right: Sum) -> Found | None:
    """The one cell which, exchanged between two areas, makes both of them add up."""
    theirs = {part.spec.key: part for part in right.parts}
    pairs = [(part, theirs[part.spec.key]) for part in left.parts if part.spec.key in theirs]
    if left.total is not None and right.total is not None:
        pairs.append((left.total, right.total))
    fitting = []
    for mine, other in pairs:
        if mine.value is None or other.value is None or mine.value == other.value:
            continue
        change = other.value - mine.value
        change = -change if mine is left.total else change
        if abs(left.off + change) <= left.tolerance and abs(right.off - change) <= right.tolerance:
            fitting.append((mine, other))
    if len(fitting) != 1:
        return None
    mine, other = fitting[0]
    return Found(
        kind=FindingKind.EXCHANGED,
        certainty=Certainty.LIKELY,
        sentence=(
            f"“{mine.spec.name}”, {mine.period}: {mine.area} ({said_value(mine)}) and {other.area}"
            f" ({said_value(other)}) look exchanged. As printed, the parts of neither make their total; exchanged,"
            " those of both do. What was printed is kept."
        ),
        about=[mine.at, other.at],
        facts={"exchanged": [mine.at.code, other.at.code], "off": [str(left.off), str(right.off)]},
        mark=Mark.IN_DOUBT,
    )


def said_value(figure: Given) -> str:
    """A figure's value as it was printed, or as near as can be."""
    return figure.printed or ("" if figure.value is None else said(figure.value, figure.decimals))


def areas_and_whole(areas: Sequence[Given], whole: Given) -> Found | None:
    """Counts of areas that do not add up to that of the whole; None where they do, or where some are missing."""
    if whole.value is None or any(one.value is None for one in areas) or not areas:
        return None
    decimals = max(one.decimals for one in [*areas, whole])
    tolerance = rounding(decimals) * (len(areas) + 1) if decimals else Decimal(0)
    made = Sum(areas, whole.value, whole, tolerance)
    if made.holds:
        return None
    return Found(
        kind=FindingKind.TOTAL,
        certainty=Certainty.CERTAIN,
        sentence=(
            f"“{whole.spec.name}”, {whole.period}: {listed([one.area for one in areas])} make"
            f" {said(made.whole + made.off, decimals)} together, but {whole.area} is given as {said_value(whole)}."
        ),
        about=[one.at for one in [*areas, whole]],
        facts={"areas": str(made.whole + made.off), "whole": str(whole.value)},
        mark=Mark.IN_DOUBT,
    )
