"""Two areas whose values look exchanged: exchanging them back makes a check hold that does not hold as printed.

A check is either a mean (the areas, weighted, should meet the whole) or a recomputation (each area should meet what its
smaller areas make). A mean alone can be met by exchanging this pair or that one; then the other figures of the same
areas decide, with which the right order agrees better. Nothing is exchanged: it is said, and how sure it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from math import sqrt
from typing import NamedTuple

from ..words import Certainty, FindingKind, Kind, Mark
from .adding import areas_and_whole, said_value
from .facts import Beside, Expected, Found, Given, Weighing, listed, rounding, said

SAME_YEAR_SLACK = Decimal("0.005")
"""By which share of the whole a weighted mean may miss it besides rounding: the weights are not those of the source."""
YEARLY_SLACK = Decimal("0.002")
"""More of it for each year that the weights are apart from the figures, up to ten."""
RECOMPUTED_SLACK = Decimal("0.01")
ESTIMATED_SLACK = Decimal("0.03")
CROSSED_SLACK = Decimal("0.08")
"""How far an estimate may be off where two areas meet each other's at least BETTER times as well as their own."""
BETTER = 3
"""How many times nearer the whole must be met after an exchange."""
TELLS = 0.03
"""By how much agreement with other figures must differ to tell one pair from another."""
FEWEST_OTHERS = 2


class Mean(NamedTuple):
    """Areas that should meet a whole when weighted."""

    areas: Sequence[Given]
    whole: Given
    weighing: Weighing

    def of(self, values: Sequence[Decimal]) -> Decimal:
        """The weighted mean of values in the order of the areas."""
        weights = [self.weighing.by_code[one.at.code] for one in self.areas]
        return sum((w * v for w, v in zip(weights, values, strict=True)), Decimal(0)) / sum(weights)

    @property
    def values(self) -> list[Decimal]:
        """The values as printed."""
        return [one.value for one in self.areas if one.value is not None]

    @property
    def aim(self) -> Decimal:
        """The whole's own value."""
        return self.whole.value or Decimal(0)

    @property
    def tolerance(self) -> Decimal:
        """By how much the mean may miss the whole without anything being wrong."""
        printed = rounding(max(one.decimals for one in self.areas)) + rounding(self.whole.decimals)
        slack = SAME_YEAR_SLACK + YEARLY_SLACK * min(self.weighing.years_apart, 10)
        return printed + abs(self.aim) * slack


class Pair(NamedTuple):
    """Two areas by their places, and by how much the whole is missed once they are exchanged."""

    left: int
    right: int
    miss: Decimal


def check_areas(areas: Sequence[Given], whole: Given | None, beside: Beside) -> list[Found]:
    """Everything that can be said of one indicator's figures for the areas of one set in one period."""
    spec = areas[0].spec
    found: list[Found] = []
    filled = [one for one in areas if one.value is not None]
    expected = beside.expected.get((spec.key, areas[0].at.code_set, areas[0].period))
    recomputed = _recomputed(filled, expected, beside) if expected else []
    found += recomputed
    if (
        whole is None
        or whole.value is None
        or len(filled) < len(areas)
        or spec.kind in (Kind.RANK, Kind.COUNT)
    ):
        if whole is not None and spec.kind is Kind.COUNT:
            wrong = areas_and_whole(areas, whole)
            found += [wrong] if wrong else []
        return found
    if (outside := _outside(filled, whole)) is not None:
        return [*found, outside]
    if (
        spec.kind in (Kind.MEDIAN, Kind.AS_PRINTED)
        or not spec.weight
        or any(one.denominator for one in filled)
    ):
        return found
    weighing = beside.weights.get((spec.weight, areas[0].at.code_set))
    if weighing is None or not all(one.at.code in weighing.by_code for one in filled):
        return [*found, _unweighed(filled, whole)]
    if not sum(weighing.by_code[one.at.code] for one in filled):
        return found
    mean = Mean(filled, whole, weighing)
    if abs(mean.of(mean.values) - mean.aim) > mean.tolerance:
        if any(one.kind is FindingKind.EXCHANGED for one in recomputed):
            return [_with_mean(one, mean) for one in found]
        found.append(explain(mean, beside))
    return found


def _outside(areas: Sequence[Given], whole: Given) -> Found | None:
    values = [one.value for one in areas if one.value is not None]
    if not values or whole.value is None or len(values) < 2:
        return None
    slack = rounding(max(one.decimals for one in [*areas, whole]))
    if min(values) - slack <= whole.value <= max(values) + slack:
        return None
    return Found(
        kind=FindingKind.MEAN,
        certainty=Certainty.LIKELY,
        sentence=(
            f"“{whole.spec.name}”, {whole.period}: {whole.area} is given as {said_value(whole)}, but its areas lie"
            f" between {said(min(values), areas[0].decimals)} and {said(max(values), areas[0].decimals)}. A whole lies"
            " between its parts. The column of the whole may be exchanged with another."
        ),
        about=[one.at for one in [*areas, whole]],
        facts={"whole": str(whole.value), "least": str(min(values)), "most": str(max(values))},
        mark=Mark.IN_DOUBT,
    )


def _unweighed(areas: Sequence[Given], whole: Given) -> Found:
    return Found(
        kind=FindingKind.NOT_CHECKED,
        certainty=Certainty.NOTE,
        sentence=(
            f"“{whole.spec.name}”, {whole.period}: whether the areas average to {whole.area} could not be checked, for"
            f" “{whole.spec.weight}” is not known for each of them. Bring those in: it is checked again by itself."
        ),
        about=[],
        facts={"weight": whole.spec.weight},
    )


def explain(mean: Mean, beside: Beside) -> Found:
    """Say that a mean misses the whole and, where an exchange of two areas would meet it, which."""
    made = mean.of(mean.values)
    pairs = fitting_pairs(mean)
    whole, spec = mean.whole, mean.whole.spec
    decimals = max(whole.decimals, 2)
    missed = (
        f"“{spec.name}”, {whole.period}: weighted by {mean.weighing.name}, the areas average to"
        f" {said(made, decimals)}, but {whole.area} is given as {said_value(whole)}."
    )
    facts: dict[str, object] = {
        "mean": str(round(made, 6)),
        "whole": str(mean.aim),
        "weight": mean.weighing.name,
    }
    if not pairs:
        return Found(
            kind=FindingKind.MEAN,
            certainty=Certainty.LIKELY,
            sentence=f"{missed} No two areas explain it by having changed places.",
            about=[one.at for one in [*mean.areas, whole]],
            facts=facts,
            mark=Mark.IN_DOUBT,
        )
    judged = sorted(
        ((_support(mean.areas, pair, beside), pair) for pair in pairs),
        key=lambda one: (-one[0][0], one[1].miss),
    )
    (best_support, why), best = judged[0]
    rivals = [pair for (support, _), pair in judged[1:] if support > best_support - TELLS]
    if rivals:
        return _several(mean, [best, *rivals], missed, facts)
    left, right = mean.areas[best.left], mean.areas[best.right]
    sure = (
        Certainty.LIKELY
        if best_support > TELLS or (len(pairs) == 1 and best_support >= -TELLS)
        else Certainty.POSSIBLE
    )
    others = (
        f" Exchanging {listed([_names(mean, pair) for _, pair in judged[1:]])} would meet it too, but agrees less with"
        " the other figures of these areas."
        if len(judged) > 1
        else ""
    )
    return Found(
        kind=FindingKind.EXCHANGED,
        certainty=sure,
        sentence=(
            f"{missed} {left.area} ({said_value(left)}) and {right.area} ({said_value(right)}) look exchanged: with"
            f" the two exchanged it is {said(mean.of(_exchanged(mean.values, best)), decimals)}.{why}{others}"
            " What was printed is kept."
        ),
        about=[left.at, right.at],
        facts={
            **facts,
            "exchanged": [left.at.code, right.at.code],
            "mean_exchanged": str(round(mean.of(_exchanged(mean.values, best)), 6)),
            "support": round(best_support, 3),
        },
        mark=Mark.IN_DOUBT,
    )


def _names(mean: Mean, pair: Pair) -> str:
    return f"{mean.areas[pair.left].area} with {mean.areas[pair.right].area}"


def _several(mean: Mean, pairs: Sequence[Pair], missed: str, facts: dict[str, object]) -> Found:
    at = {mean.areas[place].at for pair in pairs for place in (pair.left, pair.right)}
    return Found(
        kind=FindingKind.EXCHANGED,
        certainty=Certainty.POSSIBLE,
        sentence=(
            f"{missed} It would be met by exchanging {' or '.join(_names(mean, pair) for pair in pairs)}. Which, cannot"
            " be told from these figures alone; more figures of the same areas would tell. What was printed is kept."
        ),
        about=sorted(at),
        facts={
            **facts,
            "perhaps": [[mean.areas[pair.left].at.code, mean.areas[pair.right].at.code] for pair in pairs],
        },
        mark=Mark.IN_DOUBT,
    )


def fitting_pairs(mean: Mean) -> list[Pair]:
    """Pairs of areas whose exchange makes the mean meet the whole, the nearest first."""
    values = mean.values
    before = abs(mean.of(values) - mean.aim)
    found = []
    for left, right in combinations(range(len(values)), 2):
        pair = Pair(left, right, Decimal(0))
        miss = abs(mean.of(_exchanged(values, pair)) - mean.aim)
        if miss <= mean.tolerance and miss * BETTER <= before:
            found.append(pair._replace(miss=miss))
    return sorted(found, key=lambda pair: pair.miss)


def _exchanged(values: Sequence[Decimal], pair: Pair) -> list[Decimal]:
    made = list(values)
    made[pair.left], made[pair.right] = made[pair.right], made[pair.left]
    return made


def _support(areas: Sequence[Given], pair: Pair, beside: Beside) -> tuple[float, str]:
    """How much better the exchanged order agrees with other figures of the same areas, and that in words."""
    codes = [one.at.code for one in areas]
    printed = [one.value for one in areas if one.value is not None]
    both = frozenset((codes[pair.left], codes[pair.right]))
    said_elsewhere = both in beside.exchanged.get(areas[0].at.code_set, ())
    gains = []
    for other in beside.others.get(areas[0].at.code_set, ()):
        if all(code in other for code in codes):
            against = [other[code] for code in codes]
            before, after = _alike(printed, against), _alike(_exchanged(printed, pair), against)
            if before is not None and after is not None:
                gains.append(after - before)
    gain = sum(gains) / len(gains) if len(gains) >= FEWEST_OTHERS else 0.0
    why = ""
    if gain > TELLS:
        better = sum(one > 0 for one in gains)
        why = f" {better} of {len(gains)} other figures of these areas agree better with that order."
    if said_elsewhere:
        why += " The same two look exchanged in another table."
        gain += 1.0
    return gain, why


def _alike(left: Sequence[Decimal], right: Sequence[Decimal]) -> float | None:
    """How much of one the other tells: the square of their correlation."""
    xs, ys = [float(x) for x in left], [float(y) for y in right]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sqrt(sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys))
    if spread <= 0:
        return None
    return (sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / spread) ** 2


def _recomputed(areas: Sequence[Given], expected: Expected, beside: Beside) -> list[Found]:
    """Areas that do not meet what their smaller areas make, and which two of them look exchanged."""
    known = [one for one in areas if one.at.code in expected.by_code]
    wrong = [one for one in known if not _meets(one, expected.by_code[one.at.code], expected)]
    found: list[Found] = []
    explained: set[str] = set()
    for left, right in combinations(wrong, 2):
        codes = {left.at.code, right.at.code}
        crossed = _is_nearer(left, right, expected) and _is_nearer(right, left, expected)
        if crossed and not codes & explained:
            explained |= codes
            found.append(_crossed(left, right, expected))
    return [*found, *_missed([one for one in wrong if one.at.code not in explained], known, expected)]


def _meets(one: Given, should: Decimal, expected: Expected) -> bool:
    value = one.value or Decimal(0)
    slack = ESTIMATED_SLACK if expected.is_estimate else RECOMPUTED_SLACK
    return abs(value - should) <= rounding(one.decimals) + slack * max(abs(should), abs(value))


def _is_nearer(one: Given, other: Given, expected: Expected) -> bool:
    """Whether an area's figure meets what the other's smaller areas make, and its own not nearly as well."""
    value = one.value or Decimal(0)
    theirs, own = expected.by_code[other.at.code], expected.by_code[one.at.code]
    slack = CROSSED_SLACK if expected.is_estimate else RECOMPUTED_SLACK
    miss = abs(value - theirs)
    return miss <= rounding(one.decimals) + slack * max(abs(theirs), abs(value)) and miss * BETTER <= abs(
        value - own
    )


def _crossed(left: Given, right: Given, expected: Expected) -> Found:
    should = [expected.by_code[left.at.code], expected.by_code[right.at.code]]
    decimals = max(left.decimals, 2)
    return Found(
        kind=FindingKind.EXCHANGED,
        certainty=Certainty.LIKELY if expected.is_estimate else Certainty.CERTAIN,
        sentence=(
            f"“{left.spec.name}”, {left.period}: {left.area} ({said_value(left)}) and {right.area}"
            f" ({said_value(right)}) look exchanged. Worked out from {expected.of_what}, {left.area} comes to"
            f" {said(should[0], decimals)} and {right.area} to {said(should[1], decimals)}."
            " What was printed is kept."
        ),
        about=[left.at, right.at],
        facts={
            "exchanged": [left.at.code, right.at.code],
            "printed": [str(left.value), str(right.value)],
            "recomputed": [str(round(one, 6)) for one in should],
        },
        mark=Mark.IN_DOUBT,
    )


def _missed(wrong: Sequence[Given], known: Sequence[Given], expected: Expected) -> Iterator[Found]:
    if not wrong:
        return
    if expected.is_estimate or len(wrong) > len(known) / 2:
        sure, mark = Certainty.NOTE, None
    else:
        sure, mark = Certainty.LIKELY, Mark.IN_DOUBT
    decimals = max(wrong[0].decimals, 2)
    each = [
        f"{one.area} ({said_value(one)}, worked out {said(expected.by_code[one.at.code], decimals)})"
        for one in wrong
    ]
    yield Found(
        kind=FindingKind.MEAN if wrong[0].spec.kind is not Kind.COUNT else FindingKind.TOTAL,
        certainty=sure,
        sentence=(
            f"“{wrong[0].spec.name}”, {wrong[0].period}: worked out from {expected.of_what}, it is not what is given"
            f" for {listed(each)}."
        ),
        about=[one.at for one in wrong] if mark else [],
        facts={"recomputed": {one.at.code: str(round(expected.by_code[one.at.code], 6)) for one in wrong}},
        mark=mark,
    )


def _with_mean(one: Found, mean: Mean) -> Found:
    """Add to an exchange that smaller areas show, that the weighted mean says the same."""
    exchanged = one.facts.get("exchanged")
    if one.kind is not FindingKind.EXCHANGED or not exchanged:
        return one
    codes = [area.at.code for area in mean.areas]
    pair = Pair(codes.index(exchanged[0]), codes.index(exchanged[1]), Decimal(0))
    after = mean.of(_exchanged(mean.values, pair))
    if abs(after - mean.aim) > mean.tolerance:
        return one
    decimals = max(mean.whole.decimals, 2)
    return Found(
        kind=one.kind,
        certainty=Certainty.CERTAIN,
        sentence=(
            f"{one.sentence} Weighted by {mean.weighing.name}, the areas average to"
            f" {said(mean.of(mean.values), decimals)} as printed and to {said(after, decimals)} exchanged;"
            f" {mean.whole.area} is given as {said_value(mean.whole)}."
        ),
        about=one.about,
        facts={
            **one.facts,
            "mean": str(round(mean.of(mean.values), 6)),
            "mean_exchanged": str(round(after, 6)),
        },
        mark=one.mark,
    )


def also_exchanged(found: Found, figures: Sequence[Given]) -> Found:
    """Add other rows of the same table that stand in the same order: what is proportional is exchanged with it."""
    pair: Sequence[str] = found.facts.get("exchanged") or ()
    if found.kind is not FindingKind.EXCHANGED or len(pair) != 2 or not found.about:
        return found
    at = found.about[0]
    rows: dict[str, dict[str, Given]] = {}
    for one in figures:
        if (one.at.code_set, one.at.start, one.at.until) == (at.code_set, at.start, at.until):
            rows.setdefault(one.at.indicator, {})[one.at.code] = one
    mine = rows.get(at.indicator, {})
    tied = [row for key, row in rows.items() if key != at.indicator and _proportional(mine, row)]
    ranks = [
        row
        for key, row in rows.items()
        if key != at.indicator and row not in tied and _is_rank(row, mine, pair)
    ]
    more = [row[code] for row in [*tied, *ranks] for code in pair if code in row]
    if not more:
        return found
    names = listed([f"“{next(iter(row.values())).spec.name}”" for row in [*tied, *ranks]])
    return Found(
        kind=found.kind,
        certainty=found.certainty,
        sentence=f"{found.sentence} {names} of the same table stands in the same order, so it is in doubt with it.",
        about=[*found.about, *(one.at for one in more)],
        facts=found.facts,
        mark=found.mark,
    )


def _proportional(mine: Mapping[str, Given], other: Mapping[str, Given]) -> bool:
    ratios = []
    for code, one in mine.items():
        beside = other.get(code)
        if beside is None or not one.value or beside.value is None:
            return False
        ratios.append(beside.value / one.value)
    return len(ratios) > 2 and min(ratios) > 0 and max(ratios) / min(ratios) < Decimal("1.01")


def _is_rank(row: Mapping[str, Given], mine: Mapping[str, Given], pair: Sequence[str]) -> bool:
    first = next(iter(row.values()))
    return (
        first.spec.kind is Kind.RANK
        and first.spec.topic == next(iter(mine.values())).spec.topic
        and all(code in row for code in pair)
    )
