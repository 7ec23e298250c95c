"""Where an area's score would stand among the districts of the country, as the 2010 report printed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache

from ...rules import Kind
from ...rules.profiles import Standing, standing
from ..crossing import code_sets_joined, crossings
from ..held import IndicatorRef, series_at
from .shown import Cell, Row
from .working import DISTRICTS, figures_version

FEWEST = 20
"""Fewer districts than this are not the country."""


def national_standing(row: Row, cell: Cell) -> Standing | None:
    """Between which districts a score would stand, the highest being the 1st; None where the country is not known.

    A district's score is the mean of its small areas, each counted once: how many live in each is not known for the
    whole country. It needs the figures of all small areas, and a lookup that leads from them to districts.
    """
    value = cell.result.value
    if row.indicator.kind is not Kind.SCORE or value is None:
        return None
    scores = _districts(figures_version(), row.indicator, row.start, row.until)
    return standing(value, scores.values()) if len(scores) >= FEWEST else None


@lru_cache(maxsize=16)
def _districts(_version: str, indicator: IndicatorRef, start: date, until: date) -> Mapping[str, Fraction]:
    for small, large in sorted(code_sets_joined()):
        if not large.startswith(DISTRICTS):
            continue
        values = {
            figure.code: Fraction(figure.value)
            for figure in series_at([indicator.key], code_set=small)
            if figure.value is not None and (figure.start, figure.until) == (start, until)
        }
        if len(values) < FEWEST:
            continue
        within: dict[str, list[Fraction]] = {}
        for one in crossings(from_set=small, to_set=large):
            if one.from_code in values and one.share == 1:
                within.setdefault(one.to_code, []).append(values[one.from_code])
        return {district: sum(scores, Fraction(0)) / len(scores) for district, scores in within.items()}
    return {}
