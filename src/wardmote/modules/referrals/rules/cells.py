"""The squares into which the ground is cut, so that what was said near a place is found without looking further."""

from collections.abc import Sequence
from math import floor

CELLS_A_DEGREE = (400, 200)
"""Squares to a degree of latitude and of longitude: 278 metres, and 339 at 52.5 degrees north. No narrower than 250
metres up to 63 degrees, so that a square and the eight round it hold whatever is within `NEIGHBOURHOOD_METRES`."""

NEIGHBOURHOOD_METRES = 250.0

CELLS_A_ROW = 100_000
"""More than there are squares round the world."""


def cells_near(latitude: float, longitude: float) -> Sequence[int]:
    """The square that holds a place, given in degrees, and the eight round it."""
    row, column = floor(latitude * CELLS_A_DEGREE[0]), floor(longitude * CELLS_A_DEGREE[1])
    return [(row + north) * CELLS_A_ROW + column + east for north in (-1, 0, 1) for east in (-1, 0, 1)]
