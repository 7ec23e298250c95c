"""Checks of one figure by itself: what is possible, what is plausible, whether its parts fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ..words import Certainty, FindingKind, Kind, Mark
from .facts import Found, Given, listed, rounding, said

EVERYBODY = Decimal(70_000_000)
"""More people than live in the United Kingdom (67.6 million in mid-2022, ONS)."""
_PEOPLE = ("residents", "people", "persons", "households", "population", "claimants")
_MORE_THAN_ALL = "more than the whole country has"


def out_of_range(figures: Iterable[Given]) -> Iterator[Found]:
    """Values that cannot be, or that the indicator says are not plausible."""
    wrong: dict[tuple[str, str], list[Given]] = {}
    for figure in figures:
        why = _why(figure)
        if why:
            wrong.setdefault((figure.spec.key, why), []).append(figure)
    for (_, why), those in wrong.items():
        first = those[0]
        where = listed([f"{one.area} ({said(one.value or Decimal(0), one.decimals)})" for one in those])
        yield Found(
            kind=FindingKind.RANGE,
            certainty=Certainty.CERTAIN if "plausible" not in why else Certainty.LIKELY,
            sentence=f"“{first.spec.name}”: {where}: {why}.",
            about=[one.at for one in those],
            facts={"values": [str(one.value) for one in those[:50]]},
            mark=Mark.OUT_OF_RANGE,
        )


def _why(figure: Given) -> str:
    spec, value = figure.spec, figure.value
    if figure.numerator is not None and figure.denominator is not None:
        if figure.numerator < 0:
            return "fewer than none were counted"
        if spec.kind is Kind.PERCENT and figure.numerator > figure.denominator:
            return "more were counted than there are in all"
    if value is None:
        return ""
    slack = rounding(figure.decimals)
    if spec.lowest is None and value < 0 and spec.kind in (Kind.COUNT, Kind.RATE, Kind.PERCENT, Kind.MEDIAN):
        return "below nought"
    if (
        spec.kind is Kind.PERCENT
        and spec.per is not None
        and value > spec.per + slack
        and spec.highest is None
    ):
        return f"more than {said(spec.per)} of {said(spec.per)}"
    if spec.kind is Kind.RATE and spec.per is not None and spec.highest is None and value > spec.per * 10:
        return f"more than ten for each of {said(spec.per)}"
    if spec.kind is Kind.RANK and value < 1:
        return "a rank begins with 1"
    if (
        spec.kind is Kind.COUNT
        and value > EVERYBODY
        and any(word in spec.unit.casefold() for word in _PEOPLE)
    ):
        return _MORE_THAN_ALL
    if spec.lowest is not None and value < spec.lowest - slack:
        return f"below {said(spec.lowest)}, which is the lowest plausible"
    if spec.highest is not None and value > spec.highest + slack:
        return f"above {said(spec.highest)}, which is the highest plausible"
    return ""


def not_numbers(figures: Iterable[Given]) -> Iterator[Found]:
    """Cells in which a number should stand and does not. They are kept as printed."""
    wrong: dict[str, list[Given]] = {}
    for figure in figures:
        if figure.value is None and figure.spec.kind not in (Kind.RANK, Kind.AS_PRINTED):
            wrong.setdefault(figure.spec.key, []).append(figure)
    for those in wrong.values():
        where = listed([f"{one.area} (“{one.printed[:40]}”)" for one in those])
        yield Found(
            kind=FindingKind.NOT_A_NUMBER,
            certainty=Certainty.CERTAIN,
            sentence=f"“{those[0].spec.name}”: no number for {where}. Kept as printed, without a value.",
            about=[one.at for one in those],
        )


def parts_misfit(figures: Sequence[Given]) -> Iterator[Found]:
    """Shares that are not what was counted among how many, where a file gives all three."""
    for figure in figures:
        spec, value, above, below = figure.spec, figure.value, figure.numerator, figure.denominator
        if value is None or above is None or not below or not spec.per:
            continue
        should = above / below * spec.per
        if abs(should - value) > rounding(figure.decimals) + abs(should) / 10_000 + Decimal("1e-9"):
            yield Found(
                kind=FindingKind.TOTAL,
                certainty=Certainty.CERTAIN,
                sentence=(
                    f"“{spec.name}”, {figure.area}: {said(above)} of {said(below)} make"
                    f" {said(should)}, but {said(value, figure.decimals)} is given."
                ),
                about=[figure.at],
                mark=Mark.IN_DOUBT,
            )
