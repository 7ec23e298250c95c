"""Equal ballots are kept once, with how many there are."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ..elections import BallotKind, Ballots, Whole
from ..ranks import RankedPoints
from .faults import Faults
from .rows import listed, number

MOST_TEXTS = 200_000
"""Texts of ballots that are remembered, so that most lines are counted by one look."""
MOST_POINTS = 10**9
"""Points on one ballot for one project, in the smallest unit: with ten million voters sums stay far below 2^63."""


@dataclass(frozen=True)
class _Ballot:
    places: tuple[int, ...]
    points: tuple[Decimal, ...]


class Grouping:
    """Takes the ballots of a file one by one."""

    def __init__(self, kind: BallotKind, places: Mapping[str, int], faults: Faults) -> None:
        self._kind = kind
        self._known = places
        self._faults = faults
        self._texts: dict[tuple[str, str], int] = {}
        self._groups: dict[_Ballot, int] = {}
        self._counts: array[int] = array("q")
        self.has_points = False

    def add(self, line: int, vote: str, points: str) -> None:
        """Count a ballot; what is wrong with it becomes a fault of its line."""
        text = (vote, points)
        group = self._texts.get(text)
        if group is None:
            ballot = self._read(line, vote, points)
            if ballot is None:
                return
            group = self._groups.setdefault(ballot, len(self._counts))
            if group == len(self._counts):
                self._counts.append(0)
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            self._texts[text] = group
        self._counts[group] += 1

    def _read(self, line: int, vote: str, points: str) -> _Ballot | None:
        names = listed(vote)
        unknown = [name for name in names if name not in self._known]
        if unknown:
            hint = _other_delimiter(unknown[0])
            self._faults.add(line, f"there is a vote for {unknown[0][:40]}, which is no project here.{hint}")
            return None
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            self._faults.add(line, f"the ballot names {twice[:40]} twice.")
            return None
        places = [self._known[name] for name in names]
        given: list[Decimal] = []
        if points.strip() or (self._kind.has_points and self._kind is not BallotKind.ORDINAL and names):
            read = self._points(line, points, len(names))
            if read is None:
                return None
            given = read
            self.has_points = True
        if self._kind is BallotKind.ORDINAL:
            return _Ballot(tuple(places), tuple(given))
        order = sorted(range(len(places)), key=places.__getitem__)
        return _Ballot(tuple(places[i] for i in order), tuple(given[i] for i in order) if given else ())

    def _points(self, line: int, cell: str, wanted: int) -> list[Decimal] | None:
        given = [number(value) for value in listed(cell)]
        if len(given) != wanted:
            self._faults.add(line, f"the ballot names {wanted} projects and gives points to {len(given)}.")
            return None
        read = [value for value in given if value is not None and abs(value) <= MOST_POINTS]
        if len(read) < wanted:
            self._faults.add(line, f"the points are “{cell[:40]}”; each must be a number.")
            return None
        if self._kind is BallotKind.CUMULATIVE and any(value < 0 for value in read):
            self._faults.add(line, f"the points are “{cell[:40]}”; none can be less than nothing.")
            return None
        return read

    def ballots(
        self, way: RankedPoints | None, max_length: int | None, default: Decimal
    ) -> tuple[Ballots, int]:
        """The ballots with whole points, and how many smallest units are one point."""
        kept = list(self._groups)
        lengths = np.array([len(each.places) for each in kept], dtype=np.int64)
        starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        projects = np.array([place for each in kept for place in each.places], dtype=np.int64)
        counts = np.array(self._counts, dtype=np.int64)
        unit = 1
        if way in {RankedPoints.MAXIMUM_LENGTH, RankedPoints.BALLOT_LENGTH}:
            longest = max(max_length or 0, int(lengths.max(initial=0)) if max_length is None else 0)
            points = _ranked(starts, lengths, longest if way is RankedPoints.MAXIMUM_LENGTH else None)
        elif self._kind.has_points:
            points, unit = _whole([value for each in kept for value in each.points], default)
        else:
            points = np.ones(len(projects), dtype=np.int64)
        found = Ballots(counts=counts, starts=starts, projects=projects, points=points)
        if self._kind is BallotKind.SCORING and default:
            found = _with_default(found, len(self._known), int(default * unit))
        return found, unit


def _ranked(starts: Whole, lengths: Whole, max_length: int | None) -> Whole:
    position = np.arange(starts[-1], dtype=np.int64) - np.repeat(starts[:-1], lengths)
    length = np.repeat(lengths, lengths) if max_length is None else np.int64(max_length)
    return np.maximum(length - position, 0)


def _whole(points: list[Decimal], default: Decimal) -> tuple[Whole, int]:
    decimals = 0
    for value in {*points, default}:
        exponent = value.normalize().as_tuple().exponent
        decimals = max(decimals, -exponent if isinstance(exponent, int) else 0)
    unit = 10**decimals
    return np.array([int(value * unit) for value in points], dtype=np.int64), unit


def _with_default(ballots: Ballots, projects: int, default: int) -> Ballots:
    """Every ballot with points for every project: those it does not name have the default."""
    groups = len(ballots.counts)
    points = np.full((groups, projects), default, dtype=np.int64)
    points[ballots.owners, ballots.projects] = ballots.points
    return Ballots(
        counts=ballots.counts,
        starts=np.arange(groups + 1, dtype=np.int64) * projects,
        projects=np.tile(np.arange(projects, dtype=np.int64), groups),
        points=points.ravel(),
    )


def _other_delimiter(name: str) -> str:
    sign = next((sign for sign in ("|", "/", "\t", " ") if sign in name), "")
    return " Projects in a vote are parted by commas." if sign else ""
