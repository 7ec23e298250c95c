"""What was told round a place, as far as it says how much the place and the words of a telling weigh there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .points import how_much_a_point_says


class Surroundings:
    """For each point how much it says, by all that was told at it: add all first, then ask."""

    def __init__(self, told: Iterable[tuple[float, float, object, str]] = ()) -> None:
        self._tellings: dict[tuple[float, float], int] = defaultdict(int)
        self._kinds: dict[tuple[float, float], set[object]] = defaultdict(set)
        self._written: dict[tuple[float, float], set[str]] = defaultdict(set)
        for latitude, longitude, kind, written in told:
            self.add(latitude, longitude, kind, written)

    def add(self, latitude: float, longitude: float, kind: object, written: str) -> None:
        """One telling: its place in degrees, its kind, and anything that is the same for the same words of place."""
        point = _point(latitude, longitude)
        self._tellings[point] += 1
        self._kinds[point].add(kind)
        self._written[point].add(written)

    def says(self, latitude: float, longitude: float) -> float:
        """From 1 to 0: how much a point says."""
        point = _point(latitude, longitude)
        return how_much_a_point_says(
            tellings=self._tellings.get(point, 0),
            kinds=len(self._kinds.get(point, ())),
            addresses=len(self._written.get(point, ())),
        )


def _point(latitude: float, longitude: float) -> tuple[float, float]:
    return round(latitude, 5), round(longitude, 5)  # about a metre
