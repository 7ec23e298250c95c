"""The geometry of the drawings, as SVG attributes: priority field, dial and ring. Pure."""

from collections.abc import Sequence
from functools import cache
from math import cos, pi, sin
from typing import NamedTuple

SIDE = 5
_STEP, _CELL = 9, 7.6


class Field(NamedTuple):
    """The 5 × 5 priority field as two SVG paths: the empty cells and the filled ones."""

    empty: str
    filled: str


@cache
def field(seriousness: int, band: int) -> Field:
    """Fill as many rows from the bottom as it is serious, as many columns as people are affected.

    Raises:
        ValueError: either number lies outside 1 to 5.
    """
    if not (1 <= seriousness <= SIDE and 1 <= band <= SIDE):
        raise ValueError(f"No priority field for {seriousness} × {band}")
    empty: list[str] = []
    filled: list[str] = []
    for row in range(SIDE):
        for column in range(SIDE):
            inside = SIDE - row <= seriousness and column < band
            cell = f"M{column * _STEP + 0.5} {row * _STEP + 0.5}h{_CELL}v{_CELL}h-{_CELL}z"
            (filled if inside else empty).append(cell)
    return Field("".join(empty), "".join(filled))


def pie(gone: float) -> str:
    """Draw the part of the time gone (0 to 1) as a slice of the dial, clockwise from twelve.

    Nothing gone draws nothing; a dial drawn here is never quite full, for a full disc means overdue.
    """
    if gone <= 0:
        return ""
    angle = 2 * pi * min(gone, 0.995)
    x, y = 15 + 11 * sin(angle), 15 - 11 * cos(angle)
    return f"M15 15V4A11 11 0 {int(angle > pi)} 1 {x:.1f} {y:.1f}Z"


class Bead(NamedTuple):
    """One bead of the ring: its centre, and its radius."""

    x: str
    y: str
    r: str


def ring(now: Sequence[bool]) -> list[Bead]:
    """Set the beads of a thread in a ring, clockwise from the top; the bead that is now is larger."""
    beads = []
    for place, is_now in enumerate(now):
        angle = 2 * pi * place / len(now)
        x, y = 15 + 10.5 * sin(angle), 15 - 10.5 * cos(angle)
        beads.append(Bead(f"{x:.1f}", f"{y:.1f}", "3.4" if is_now else "2.5"))
    return beads
