"""The geometry of a profile's charts. Everything is an attribute: the page's policy forbids styles in the markup.

Each chart is for the eye; the table beside it says the same in figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10
from typing import NamedTuple

Number = Fraction | None


class Tick(NamedTuple):
    """A mark on an axis: where it stands, and its words."""

    at: str
    words: str


@dataclass(frozen=True)
class Dots:
    """One measure on a line: this area the dot, the borough the long mark, the other areas short ones."""

    dot: str
    whole: str | None
    others: tuple[str, ...]

    @property
    def join(self) -> bool:
        """Whether there is anything to join the dot with."""
        return self.whole is not None


def dots(value: Number, whole: Number, others: Sequence[Number]) -> Dots | None:
    """Set an area beside the borough and the others, from the lowest to the highest of them all."""
    known = [each for each in (value, whole, *others) if each is not None]
    if value is None or len(known) < 2:
        return None
    low, high = min(known), max(known)
    reach = high - low or Fraction(1)

    def spot(number: Fraction) -> str:
        return _length(10 + 180 * (number - low) / reach)

    return Dots(
        dot=spot(value),
        whole=None if whole is None else spot(whole),
        others=tuple(spot(each) for each in others if each is not None),
    )


class Band(NamedTuple):
    """One row of the pyramid."""

    words: str
    y: str
    text_y: str
    x: str
    width: str
    whole_width: str


@dataclass(frozen=True)
class Pyramid:
    """Ages in percent: the area to the left, the borough to the right, the oldest at the top."""

    bands: tuple[Band, ...]
    height: str
    foot: str
    ticks: tuple[Tick, ...]


def pyramid(ages: Sequence[tuple[str, Number, Number]]) -> Pyramid | None:
    """Draw ages from the youngest to the oldest: words, percent of the area, percent of the borough."""
    known = [each for _, *pair in ages for each in pair if each is not None]
    if not known or max(known) <= 0:
        return None
    top = Fraction(ceil(max(known) / 2) * 2)
    rows = []
    for n, (words, area, whole) in enumerate(reversed(ages)):
        width, whole_width = (192 * (each or 0) / top for each in (area, whole))
        y = 26 + 22 * n
        rows.append(
            Band(
                words,
                str(y),
                str(y + 13),
                _length(225 - Fraction(width)),
                _length(Fraction(width)),
                _length(Fraction(whole_width)),
            )
        )
    end = 26 + 22 * len(ages)
    ticks = []
    for part in (0, 1, 2):
        words = f"{_plain(top * part / 2)}%"
        ticks += [
            Tick(_length(Fraction(225 - 96 * part)), words),
            Tick(_length(Fraction(275 + 96 * part)), words),
        ]
    return Pyramid(tuple(rows), str(end + 22), str(end + 14), tuple(ticks))


class Bar(NamedTuple):
    """A measure with the area's bar above the borough's."""

    words: str
    y: str
    area_y: str
    whole_y: str
    width: str
    whole_width: str
    value: str
    whole_value: str
    value_x: str
    whole_x: str


@dataclass(frozen=True)
class Bars:
    """Measures of one unit under each other."""

    bars: tuple[Bar, ...]
    height: str


def bars(measures: Sequence[tuple[str, Number, Number, str, str]]) -> Bars | None:
    """Draw measures: words, the area's number, the borough's, and how both are written."""
    known = [each for _, area, whole, *_ in measures for each in (area, whole) if each is not None]
    if not known or max(known) <= 0:
        return None
    top = max(known)
    rows = []
    for n, (words, area, whole, said, whole_said) in enumerate(measures):
        width, whole_width = (
            Fraction(400) * max(each or Fraction(0), Fraction(0)) / top for each in (area, whole)
        )
        y = 32 + 62 * n
        rows.append(
            Bar(
                words,
                str(y),
                str(y + 6),
                str(y + 25),
                _length(width),
                _length(whole_width),
                said,
                whole_said,
                _length(width + 6),
                _length(whole_width + 6),
            )
        )
    return Bars(tuple(rows), str(30 + 62 * len(measures)))


class Line(NamedTuple):
    """A line over time: its name, what it is, its points, and where its name stands."""

    name: str
    kind: str
    points: str
    end_y: str
    text_y: str


@dataclass(frozen=True)
class Lines:
    """Values over time."""

    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


LEFT, RIGHT, TOP, BOTTOM = 44, 400, 16, 244


def lines(
    periods: Sequence[str], series: Mapping[str, tuple[str, Sequence[Number]]], unit: str
) -> Lines | None:
    """Draw series by name, each of a kind (area, boro, other), over periods from the earliest to the latest."""
    known = [each for _, values in series.values() for each in values if each is not None]
    if len(periods) < 2 or not known:
        return None
    step = _step(max(known))
    top = max(step * ceil(max(known) / step), step)

    def x(n: int) -> Fraction:
        return LEFT + Fraction((RIGHT - LEFT) * n, len(periods) - 1)

    def y(value: Fraction) -> Fraction:
        return BOTTOM - (BOTTOM - TOP) * value / top

    drawn = []
    for name, (kind, values) in series.items():
        points = [(x(n), y(value)) for n, value in enumerate(values) if value is not None]
        if points:
            text = " ".join(f"{_length(a)},{_length(b)}" for a, b in points)
            drawn.append((points[-1][1], name, kind, text))
    labels = _apart([end for end, *_ in drawn])
    every = ceil(len(periods) / 5)
    return Lines(
        tuple(
            Line(name, kind, text, _length(end), _length(label + 4))
            for (end, name, kind, text), label in zip(drawn, labels, strict=True)
        ),
        tuple(
            Tick(_length(x(n)), words)
            for n, words in enumerate(periods)
            if (len(periods) - 1 - n) % every == 0
        ),
        tuple(
            Tick(_length(y(step * n)), f"{_plain(step * n)}{'%' if unit.startswith('%') else ''}")
            for n in range(int(top / step) + 1)
        ),
    )


def _apart(ends: Sequence[Fraction], least: int = 15) -> list[Fraction]:
    """Move names that would stand on each other apart, in their order from top to bottom."""
    order = sorted(range(len(ends)), key=lambda n: ends[n])
    placed = [Fraction(0)] * len(ends)
    above = Fraction(-least)
    for n in order:
        above = max(ends[n], above + least)
        placed[n] = above
    over = above - BOTTOM
    if over > 0:
        below = Fraction(BOTTOM + least)
        for n in reversed(order):
            below = min(placed[n], below - least)
            placed[n] = below
    return placed


def _step(highest: Fraction) -> Fraction:
    """A round number that goes about four times into the highest."""
    if highest <= 0:
        return Fraction(1)
    rough = float(highest) / 4
    power = Fraction(10) ** floor(log10(rough))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= Fraction(rough))


def _plain(number: Fraction) -> str:
    return f"{float(number):,.10g}"


def _length(number: Fraction | float) -> str:
    return f"{float(number):.1f}"
