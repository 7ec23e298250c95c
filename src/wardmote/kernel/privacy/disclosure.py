"""Counts that may leave, so that no subtraction brings back one of those who were counted. ADR 20 says why it is so.

Whatever is counted has one finest table: of referrals, say, ward by quarter. Each of its cells is published once, with
noise of its own that only our key knows (`published`), and is kept as it was published. Every number that leaves is
made of published cells and nothing else (`told`), but for one share (`share_told`). So two tables, two periods, two
sums subtracted from each other give published cells again, and these have told already all that they tell.

The noise is the difference of two geometric draws (Ghosh, Roughgarden and Sundararajan, Universally Utility-Maximizing
Privacy Mechanisms, SIAM Journal on Computing 41, 2012), the same for the same cell (the cell key of Fraser and Wooton,
A proposed method for confidentialising tabular output to protect against differencing, UNECE 2005). Whoever knows the
rule, all that was ever published and everybody counted but one, learns of that one: the odds are at most twice, and at
least half, of what they were. No true number is ever ruled out, not even nought. Whole numbers decide, never fractions.
"""

from __future__ import annotations

from collections.abc import Collection
from math import isqrt

from .blinding import drawn

SMALL = 5
"""A smaller number is not said. Those that are, are multiples of it."""

FEWEST_SHARED = 100
"""Of fewer no share is said: the nearest five of a hundred would hang on one or two of them."""

ODDS = 2
"""How many times likelier one who is counted in a cell can make what is published of it."""

_HALF = 128
_WITHIN = 16
"""Of one cell, four times the variance of its noise, which is 4: the square of two standard deviations."""


def published(series: str, cell: Collection[str], count: int) -> int:
    """What is published of a cell of the finest table: its count with noise, so it may lie below nought.

    `series` names the table, `cell` its place in each dimension. It is computed once, when the cell's period is over,
    and kept: a count that changes later, or a key, must not change it. Show it only through `told`.
    """
    return count + _noise(drawn(f"small numbers {series}", "\0".join(cell)))


def told(cells: Collection[int]) -> int | None:
    """The sum of published cells as it may be said: to the nearest five. None for what is fewer than that."""
    near = (2 * sum(cells) + SMALL) // (2 * SMALL) * SMALL
    return near if near >= SMALL else None


def give_or_take(cells: int) -> int:
    """How far what is told of so many cells may lie from the truth; nineteen times in twenty it is nearer."""
    return isqrt(_WITHIN * cells - 1) + 1 + SMALL // 2 if cells else 0


def share_told(part: int, whole: int) -> int | None:
    """How many of every hundred, to the nearest five: the only exact count that leaves. None of fewer than a hundred.

    The caller sees to it that it is of a whole period, told anew only when the next is over. It has no noise: whoever
    knows all but one could learn of that one where the share lies at the very edge of what is rounded (ADR 20).
    """
    return (200 * part // whole + SMALL) // (2 * SMALL) * SMALL if whole >= FEWEST_SHARED else None


def _noise(bits: int) -> int:
    """The difference of two geometric draws: how many times a coin fell heads before tails, twice."""
    return _heads(bits % 2**_HALF) - _heads(bits >> _HALF)


def _heads(bits: int) -> int:
    return (bits & -bits).bit_length() - 1 if bits else _HALF
