"""A file of points in, the same file out with the areas that hold each: a portion at a time."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from wardmote.kernel.ui.tables import safe_cell
from wardmote.shared.geography.models import AreaSet
from wardmote.shared.geography.rules.directions import distance
from wardmote.shared.geography.rules.point_files import point_columns, read_rows
from wardmote.shared.geography.rules.words import AreaKind

from .asking import Asker
from .finding import Match, MatchKind
from .held import AreaRef, MappedSet, borough_now
from .locating import Location
from .placing import Layer, Placed, place_many

REASON = "not_located"
"""The heading of the column that says why a row could not be located."""


def day_of_set(area_set: AreaSet, on: date) -> date:
    """Give this day, or the nearest on which the set holds."""
    last = area_set.valid_until - timedelta(days=1) if area_set.valid_until else on
    return max(area_set.valid_from, min(on, last))


def names_of_sets() -> dict[str, str]:
    """Give the name of every area set by its key."""
    return {area_set.key: area_set.name for area_set in borough_now().sets}


def outside_in_words(location: Location, district: str = "") -> str:
    """Say that a place is outside the borough, how far and where, and whose it probably is.

    ``district`` is the national code of the borough that the postcode list counts its postcode to, if it tells.
    """
    where = _outside(location.nearest_ward, location.metres_outside, location.direction)
    return f"{where}{_whose(location.neighbours) or _of_district(district)}"


def _of_district(code: str) -> str:
    if not code:
        return ""
    name = next((area.ref.name for area in borough_now().by_id.values() if area.code == code), "")
    return f" The postcode list counts it to {name or f'the district {code}'}."


def _outside(nearest: AreaRef | None, metres: float, direction: str) -> str:
    if nearest is None:
        return "There are no wards yet that it could lie in."
    return f"Outside the borough, {distance(metres)} {direction} of {nearest.name}."


def _whose(neighbours: Sequence[AreaRef]) -> str:
    if not neighbours:
        return ""
    names = " or ".join(dict.fromkeys(area.name for area in neighbours))
    return f" Probably it is {names}’s."


class InSet(NamedTuple):
    """The areas of one set that hold a place: one, or several where they may lie on each other."""

    name: str
    kind: str
    areas: tuple[AreaRef, ...]


def areas_that_hold(match: Match) -> tuple[AreaRef, ...]:
    """Give the areas in force that hold what was found. Of a ward, not what holds only one point of it."""
    areas = (*match.location.areas, *match.location.small_areas)
    if match.kind is MatchKind.WARD:
        return tuple(area for area in areas if area.kind not in (AreaKind.SMALL_AREAS, AreaKind.FOCUS))
    return areas


def areas_by_set(match: Match) -> list[InSet]:
    """Give the areas that hold what was found under the names of their sets: ward, small areas, then the others."""
    sets = {area_set.key: area_set for area_set in borough_now().sets}
    held: dict[str, tuple[AreaRef, ...]] = {}
    for area in areas_that_hold(match):
        held[area.area_set] = (*held.get(area.area_set, ()), area)
    found = [InSet(sets[key].name, sets[key].kind, areas) for key, areas in held.items() if key in sets]
    first = [AreaKind.WARDS.value, AreaKind.SMALL_AREAS.value]
    return sorted(found, key=lambda each: first.index(each.kind) if each.kind in first else len(first))


def lies_in_words(match: Match) -> str:
    """Say in a line in which ward and areas something lies, or how far outside the borough and whose it may be."""
    if match.inside_borough:
        return ", ".join(area.name for area in areas_that_hold(match) if area.kind != AreaKind.SMALL_AREAS)
    return outside_in_words(match.location, match.district)


class Answering:
    """Answers the rows of one file. Raises UnreadableFile when it is no table that says where."""

    def __init__(self, lines: Iterable[bytes], *, on: date, area_set: AreaSet | None = None) -> None:
        self.table = read_rows(lines)
        self._asker = Asker(point_columns(self.table.headings))
        self._on = on
        self._key = area_set.key if area_set else ""
        self._borough = borough_now()  # one map for the whole file
        self.located = 0
        self.failed = 0

    @cached_property
    def sets(self) -> list[MappedSet]:
        """The area sets that are answered: the one asked for, or those in force, without the neighbours."""
        if self._key:
            return [s for s in self._borough.sets if s.key == self._key]
        return [s for s in self._borough.in_force(self._on) if s.kind != AreaKind.NEIGHBOURS]

    @property
    def headings(self) -> list[str]:
        """The headings of the file, and those that are added: none twice."""
        taken = list(self.table.headings)
        for area_set in self.sets:
            key = area_set.key.replace("-", "_")
            taken += [_free(f"{key}_code", taken), _free(f"{key}_name", taken)]
        return [*taken, _free(REASON, taken)]

    def answer(self, rows: Sequence[list[str]]) -> list[list[str]]:
        """Give rows with the code and the name of their areas, and the reason where there are none."""
        spots, reasons = self._asker.spots(rows)
        known = np.flatnonzero(~np.isnan(spots[:, 0]))
        placed = place_many(spots[known], self._on, self._key, borough=self._borough)
        layers = {layer.area_set.key: layer for layer in placed.layers}
        columns: list[list[str]] = []
        held = np.zeros(len(known), dtype=bool)
        for area_set in self.sets:
            layer = layers[area_set.key]
            held |= layer.is_held
            columns += [_spread(column, known, len(rows)) for column in _columns(layer)]
        for row, why in self._why_not(placed, np.flatnonzero(~held), known).items():
            reasons[row] = why
        width = len(self.table.headings)
        failed = sum(1 for reason in reasons if reason)
        self.failed += failed
        self.located += len(rows) - failed
        return [
            [*row, *[""] * (width - len(row)), *added]
            for row, *added in zip(rows, *columns, reasons, strict=True)
        ]

    def _why_not(self, placed: Placed, nowhere: Any, known: Any) -> dict[int, str]:
        """Say of points that no area asked for holds where they are, by the number of their row."""
        if not len(nowhere):
            return {}
        around = place_many(placed.spots[nowhere], self._on, borough=self._borough)
        neighbours: dict[int, tuple[AreaRef, ...]] = {}
        for layer in around.layers:
            if layer.area_set.kind == AreaKind.NEIGHBOURS:
                for point, areas in layer.found.items():
                    neighbours[point] = (*neighbours.get(point, ()), *areas)
        said: dict[int, str] = {}
        for point, number in enumerate(nowhere):
            outside = around.outside.get(point)
            if outside:
                said[int(known[number])] = _outside(*outside) + _whose(neighbours.get(point, ()))
            elif around.wards:
                said[int(known[number])] = "No area of this set holds it."
            else:
                said[int(known[number])] = "There are no areas yet that it could lie in."
        return said

    def remarks(self) -> list[str]:
        """Say what was odd about the whole file."""
        if not self._asker.swapped:
            return []
        return [
            f"{self._asker.swapped:,} rows had latitude and longitude the wrong way round: they were exchanged."
        ]


def _columns(layer: Layer) -> tuple[list[str], list[str]]:
    """The codes and the names of the areas that hold each point; several stand one after the other."""
    areas = [area.ref for area in layer.area_set.by_key]
    codes = [*(safe_cell(area.code or area.key) for area in areas), ""]  # the last is for those in none
    names = [*(safe_cell(area.name) for area in areas), ""]
    first = layer.first.tolist()
    code_of, name_of = [codes[number] for number in first], [names[number] for number in first]
    for point in layer.held_by_several.tolist():
        several = layer.areas[layer.points == point].tolist()
        code_of[point] = "; ".join(codes[number] for number in several)
        name_of[point] = "; ".join(names[number] for number in several)
    return code_of, name_of


def _spread(column: list[str], known: Any, size: int) -> list[str]:
    """Put what belongs to the rows whose position is known among the others."""
    if len(column) == size:
        return column
    spread = [""] * size
    for cell, row in zip(column, known, strict=True):
        spread[row] = cell
    return spread


def _free(heading: str, taken: Sequence[str]) -> str:
    number, name = 2, heading
    while name in taken:
        number, name = number + 1, f"{heading}_{number}"
    return name
