"""Figures in words: how a number is written, whether it is better or worse than the borough's, and the headline."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from ..words import Polarity
from .ranking import ordinal

ABOUT_THE_SAME = Fraction(1, 100)
"""A figure within a hundredth of the borough's is not called better or worse. The threshold is ours."""

WORTH_SAYING = Fraction(1)
"""By how many points in a hundred the share of an age must differ to stand in the headline. Ours as well."""

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Beside(StrEnum):
    """How a figure compares with the borough's."""

    BETTER = "Better"
    WORSE = "Worse"
    SAME = "About the same"
    HIGHER = "Higher"
    LOWER = "Lower"


def number(value: Fraction, decimals: int) -> str:
    """Write a number with so many decimals, half rounded up, thousands parted."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded + 0:,.{decimals}f}"


def amount(value: Fraction, unit: str, decimals: int) -> str:
    """Write a number with its unit where it is short: 7.2%, 73.8 years, 92.3."""
    written = number(value, decimals)
    if unit.startswith("%"):
        return f"{written}%"
    return f"{written} {unit}" if unit in ("years", "km²", "hectares") else written


def beside(value: Fraction, whole: Fraction, polarity: Polarity) -> Beside:
    """Say whether a figure is better or worse than the borough's, or only higher or lower where neither is good."""
    if abs(value - whole) <= abs(whole) * ABOUT_THE_SAME:
        return Beside.SAME
    higher = value > whole
    if polarity is Polarity.NEITHER:
        return Beside.HIGHER if higher else Beside.LOWER
    return Beside.BETTER if higher == (polarity is Polarity.HIGHER_IS_BETTER) else Beside.WORSE


def place_among(value: Fraction, others: Sequence[Fraction]) -> str:
    """Say a place among all values, its own among them: "the highest", "the 2nd highest", "the lowest"."""
    higher = sum(other > value for other in others)
    if len(others) < 2 or max(others) == min(others):
        return ""
    if higher == 0:
        return "the highest"
    if not any(other < value for other in others):
        return "the lowest"
    return f"the {ordinal(higher + 1)} highest"


def in_number_words(number_: int) -> str:
    """Give small numbers as words: six; 11."""
    return _SMALL[number_] if number_ < len(_SMALL) else f"{number_:,}"


def first_age(band: str) -> int | None:
    """Give the first year of an age band: 85 of "85+", 0 of "Under 1", None of what names no age."""
    if band.casefold().startswith("under"):
        return 0
    digits = ""
    for letter in band.strip().removeprefix("Aged ").removeprefix("aged "):
        if not letter.isdecimal():
            break
        digits += letter
    return int(digits) if digits and len(digits) < 4 else None


def ages_in_words(area: Mapping[int, Fraction], whole: Mapping[int, Fraction]) -> str:
    """Say which ages an area has more of than the borough. Residents go by the first year of their band."""
    if sum(area.values()) <= 0 or sum(whole.values()) <= 0:
        return ""
    young = _points(area, lambda age: age < 20) - _points(whole, lambda age: age < 20)
    old = _points(area, lambda age: age >= 65) - _points(whole, lambda age: age >= 65)
    more = [
        words
        for words, points in (("children and young people", young), ("older people", old))
        if points >= WORTH_SAYING
    ]
    if more:
        return f"more {' and '.join(more)} than in the borough as a whole"
    if abs(young) < WORTH_SAYING and abs(old) < WORTH_SAYING:
        return "of much the same ages as in the borough as a whole"
    fewer = "children and young people" if young < old else "older people"
    return f"fewer {fewer} than in the borough as a whole"


def _points(counts: Mapping[int, Fraction], wanted: Callable[[int], bool]) -> Fraction:
    return 100 * sum((n for age, n in counts.items() if wanted(age)), Fraction(0)) / sum(counts.values())
