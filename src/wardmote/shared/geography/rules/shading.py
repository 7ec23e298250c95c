"""How numbers become five shades on a map, and many points a few circles."""

from collections.abc import Iterable
from typing import NamedTuple

SHADES = 5


class Band(NamedTuple):
    """One shade, 1 lightest to 5 darkest, and the whole numbers it stands for, both included."""

    shade: int
    low: int
    high: int


def bands(counts: Iterable[int]) -> list[Band]:
    """Divide 0 to the highest count into at most five bands of the same width, lightest first."""
    highest = max(counts, default=0)
    width = max(1, -(-(highest + 1) // SHADES))
    lows = range(0, highest + 1, width)
    return [Band(n + 1, low, low + width - 1) for n, low in enumerate(lows)]


def shade_of(count: int, of: Iterable[Band]) -> int:
    """Give the shade of a count among these bands."""
    return max((band.shade for band in of if band.low <= count), default=1)


class Cluster(NamedTuple):
    """Points that stand close together on the drawing: their middle, and how many they are."""

    x: float
    y: float
    size: int


def clusters(points: Iterable[tuple[float, float]], cell: float) -> list[Cluster]:
    """Gather points by squares of a grid, the fullest last so that it is drawn on top."""
    squares: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for x, y in points:
        squares.setdefault((int(x // cell), int(y // cell)), []).append((x, y))
    gathered = [
        Cluster(sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near), len(near))
        for near in squares.values()
    ]
    return sorted(gathered, key=lambda cluster: (cluster.size, cluster))


def words_on_lines(name: str, letters: int) -> list[str]:
    """Break a name into lines of about so many letters, between words only."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
