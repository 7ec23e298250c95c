"""Tables and bounds as people read them at a terminal."""

from collections.abc import Sequence
from statistics import quantiles
from typing import NamedTuple

from wardmote.project.progress import say


class Bound(NamedTuple):
    """A figure and what it may be at most."""

    what: str
    figure: float
    at_most: float

    @property
    def held(self) -> bool:
        """Whether the figure, as it is shown, keeps the bound."""
        return round(self.figure, 2) <= self.at_most


def print_bounds(bounds: Sequence[Bound]) -> None:
    """Say of each bound whether it held."""
    lines = []
    for bound in bounds:
        figure = f"{bound.figure:.2f}".removesuffix(".00")
        lines.append([bound.what, f"{bound.at_most:g}", figure, "" if bound.held else "NOT HELD"])
    say("")
    table(["bound", "at most", "measured", ""], *lines)


def table(*rows: Sequence[str]) -> None:
    """Print rows of words, the first column to the left and figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = [
            first.ljust(widths[0]),
            *(word.rjust(width) for word, width in zip(rest, widths[1:], strict=True)),
        ]
        say("  ".join(cells).rstrip())


def ninety_fifth(timings: Sequence[float]) -> float:
    """What 95 in a hundred stay within."""
    return quantiles(timings, n=20, method="inclusive")[-1] if len(timings) > 1 else timings[0]
