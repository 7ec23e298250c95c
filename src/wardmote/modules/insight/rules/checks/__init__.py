"""Checks of figures as they come in. Each says in words what it found; nothing is mended."""

from __future__ import annotations

from collections.abc import Sequence

from ..words import FindingKind
from .adding import breakdowns
from .codes import Judged, KnownAreas, judge_codes
from .exchanged import also_exchanged, check_areas
from .facts import At, Beside, Expected, Found, Given, Weighing
from .single import not_numbers, out_of_range, parts_misfit

__all__ = [
    "At",
    "Beside",
    "Expected",
    "Found",
    "Given",
    "Judged",
    "KnownAreas",
    "Weighing",
    "check_figures",
    "judge_codes",
]


def check_figures(figures: Sequence[Given], beside: Beside) -> list[Found]:
    """Everything that the checks find in a table, the gravest kinds first."""
    impossible = list(out_of_range(figures))
    bad = {at for one in impossible for at in one.about}
    usable = [one for one in figures if one.at not in bad]
    found = [*impossible, *not_numbers(figures), *parts_misfit(usable), *breakdowns(figures)]
    wholes = {(one.at.indicator, one.at.start, one.at.until): one for one in figures if one.is_whole}
    areas: dict[At, list[Given]] = {}
    for one in figures:
        if not one.is_whole:
            areas.setdefault(one.at._replace(code=""), []).append(one)
    for at, group in areas.items():
        if not any(one.at in bad for one in group):
            found += check_areas(group, wholes.get((at.indicator, at.start, at.until)), beside)
    found = [also_exchanged(one, figures) for one in found]
    order = list(FindingKind)
    first = [FindingKind.EXCHANGED, FindingKind.RANGE]
    return sorted(found, key=lambda one: (one.kind not in first, order.index(one.kind)))
