"""Where a value stands among others: between which ranks of the districts, in which fifth."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple


class Standing(NamedTuple):
    """A place among others: level with the ``after``-th when both are the same, or between the two."""

    after: int
    before: int
    of: int

    @property
    def is_level(self) -> bool:
        """The value is the same as that of one of the others."""
        return self.after == self.before


def standing(value: Fraction, others: Iterable[Fraction]) -> Standing | None:
    """Say between which of the others a value would stand, the highest being the 1st; None without others.

    Rank 0 means before the first of them; one more than there are, after the last.
    """
    ordered = sorted(others)
    if not ordered:
        return None
    higher = len(ordered) - bisect_right(ordered, value)
    if bisect_left(ordered, value) != bisect_right(ordered, value):
        return Standing(higher + 1, higher + 1, len(ordered))
    return Standing(higher, higher + 1, len(ordered))


def ordinal(number: int) -> str:
    """Give 1st, 2nd, 3rd, 4th, 11th, 21st…"""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def in_words(place: Standing) -> str:
    """Say a standing as people do: "between the 20th and the 21st of 354"."""
    if place.is_level:
        return f"level with the {ordinal(place.after)} of {place.of}"
    if place.after == 0:
        return f"above the highest of {place.of}"
    if place.after == place.of:
        return f"below the lowest of {place.of}"
    return f"between the {ordinal(place.after)} and the {ordinal(place.before)} of {place.of}"


def fifths(values: Mapping[str, Fraction], among: Sequence[Fraction] | None = None) -> dict[str, int]:
    """Say in which fifth each value lies, 1 holding the highest, among all that are given or these themselves."""
    ordered = sorted(values.values() if among is None else among)
    return {
        code: 1 + 5 * (len(ordered) - max(bisect_right(ordered, value), 1)) // len(ordered)
        for code, value in values.items()
    }


def fifths_by_rank(scores: Mapping[str, Fraction], ranks: Mapping[str, Fraction], of: int) -> dict[str, int]:
    """Say in which fifth of all that were ranked each lies, the 1st being the highest; nothing where ranks do not fit.

    They fit where everything that has a score has a rank, and stands by it just as by its score.
    """
    if scores.keys() != ranks.keys() or max(ranks.values(), default=of + 1) > of or of <= len(ranks):
        return {}
    in_order = [ranks[code] for code in sorted(scores, key=lambda code: (-scores[code], ranks[code]))]
    if in_order != sorted(in_order):
        return {}
    return {code: 1 + int(5 * (rank - 1) // of) for code, rank in ranks.items()}
