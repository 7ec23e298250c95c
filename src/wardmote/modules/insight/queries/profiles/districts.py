"""Where areas stand in the country: a score among its districts, as the 2010 report printed it, or in fifths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from ...rules import Kind
from ...rules.profiles import Standing, fifths, fifths_by_rank, standing
from ..crossing import code_sets_joined, crossings
from ..held import IndicatorRef, series_at
from .shown import WHOLE, Cell, Profiles, Row
from .working import DISTRICTS

FEWEST = 20
"""Fewer districts than this are not the country."""


@dataclass(frozen=True, kw_only=True)
class Country:
    """The scores of every district, and of every small area. ``is_weighted`` by the small areas' residents."""

    districts: Mapping[str, Fraction]
    small_areas: Sequence[Fraction]
    is_weighted: bool


def country_of(known: Profiles, row: Row) -> Country | None:
    """What is known of the whole country by a score; None where it is not. Remembered.

    It needs the figures of all small areas, and a lookup that leads from them to districts.
    """
    if row.indicator.kind is not Kind.SCORE:
        return None
    return _country(known.version, row.indicator, row.start, row.until)


def national_standing(known: Profiles, row: Row, cell: Cell) -> Standing | None:
    """Between which districts a score would stand, the highest being the 1st; None where the country is not known.

    A district's score is the mean of its small areas, weighted by residents where those of all are known, else each
    counted once.
    """
    value, country = cell.result.value, country_of(known, row)
    return None if value is None or country is None else standing(value, country.districts.values())


def national_fifths(known: Profiles, row: Row) -> Mapping[str, int] | None:
    """In which fifth of the country's small areas each area lies by a score, 1 holding the highest; None if not known.

    By the scores of all of them where they are held; else by the published rank of the same period that stands just
    as the score does.
    """
    values = {
        key: value
        for key, cell in row.cells.items()
        if key != WHOLE and (value := cell.result.value) is not None
    }
    if country := country_of(known, row):
        return fifths(values, country.small_areas)
    for other in known.of_topic(row.indicator.topic):
        of = other.indicator.highest
        if other.indicator.kind is Kind.RANK and of and (other.start, other.until) == (row.start, row.until):
            ranks = {key: cell.result.value for key, cell in other.cells.items() if key in values}
            told = {key: rank for key, rank in ranks.items() if rank is not None}
            if found := fifths_by_rank(values, told, int(of)):
                return found
    return None


@lru_cache(maxsize=16)
def _country(_version: str, indicator: IndicatorRef, start: date, until: date) -> Country | None:
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
        within: dict[str, list[str]] = {}
        for one in crossings(from_set=small, to_set=large):
            if one.from_code in values and one.share == 1:
                within.setdefault(one.to_code, []).append(one.from_code)
        if len(within) < FEWEST:
            continue
        weights = _residents(indicator.weight, small, start)
        is_weighted = values.keys() <= weights.keys()
        districts = {
            district: _mean(values, codes, weights if is_weighted else {})
            for district, codes in within.items()
        }
        return Country(
            districts=districts, small_areas=tuple(sorted(values.values())), is_weighted=is_weighted
        )
    return None


def _residents(key: str, code_set: str, near: date) -> Mapping[str, Fraction]:
    """What weighs the small areas, of the period nearest to the score's."""
    held = [each for each in series_at([key], code_set=code_set) if each.value] if key else []
    nearest = min((each.start for each in held), key=lambda day: abs((day - near).days), default=near)
    return {each.code: Fraction(each.value) for each in held if each.value and each.start == nearest}


def _mean(values: Mapping[str, Fraction], codes: Sequence[str], weights: Mapping[str, Fraction]) -> Fraction:
    each = [(values[code], weights.get(code, Fraction(1))) for code in codes]
    return sum((value * weight for value, weight in each), Fraction(0)) / sum(weight for _, weight in each)
