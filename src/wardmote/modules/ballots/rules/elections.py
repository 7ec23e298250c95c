"""An election as it is counted: projects with costs, one budget, and ballots of which equal ones are kept once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]

WITHDRAWN_COST = 999_999_999
"""The cost with which pabulib files mark a project that was withdrawn after it had been on the ballot."""


class BallotKind(StrEnum):
    """What a voter writes: https://pabulib.org/format, "vote_type"."""

    CHOOSE_ONE = "choose-1"
    APPROVAL = "approval"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"

    @property
    def has_points(self) -> bool:
        """Whether projects are ranked by points, and not by how many voters named them."""
        return self not in {BallotKind.CHOOSE_ONE, BallotKind.APPROVAL}


@dataclass(frozen=True, kw_only=True)
class Project:
    """What can be funded. ``cost`` is in the election's smallest unit of money."""

    id: str
    cost: int
    name: str = ""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What else its row says of it, by column: the categories it is in, its neighbourhood."""
    withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Ballots:
    """Equal ballots, each kept once with how many there are.

    ``starts[g]`` to ``starts[g + 1]`` is where ballot ``g`` stands in ``projects`` (places in the list of projects)
    and in ``points``. Who cast them and in what order is not here.
    """

    counts: Whole
    starts: Whole
    projects: Whole
    points: Whole

    @cached_property
    def voters(self) -> int:
        """How many people voted, blank ballots too."""
        return int(self.counts.sum())

    @cached_property
    def owners(self) -> Whole:
        """The ballot of each entry."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int64), np.diff(self.starts))

    def sums(self, projects: int, *, of_points: bool) -> list[int]:
        """For each project the points it was given, or how many voters named it. Whole numbers throughout."""
        found = np.zeros(projects, dtype=np.int64)
        weight = self.counts[self.owners]
        np.add.at(found, self.projects, weight * self.points if of_points else weight)
        return [int(each) for each in found]


@dataclass(frozen=True, kw_only=True)
class Election:
    """Everything a rule needs. Money and points are whole numbers of the smallest unit that the file uses."""

    kind: BallotKind
    projects: tuple[Project, ...]
    budget: int
    ballots: Ballots
    money_unit: int = 1
    """Smallest units in one of the currency: 100 where pence are written, 1 where they are not."""
    points_unit: int = 1
    currency: str = ""

    @cached_property
    def votes(self) -> list[int]:
        """How many voters named each project."""
        return self.ballots.sums(len(self.projects), of_points=False)

    @cached_property
    def scores(self) -> list[int]:
        """What decides under most votes first: points where ballots carry them, else votes."""
        return self.ballots.sums(len(self.projects), of_points=True) if self.kind.has_points else self.votes

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each project stands in the list."""
        return {project.id: place for place, project in enumerate(self.projects)}

    def money(self, amount: int) -> Decimal:
        """An amount in the currency."""
        return Decimal(amount) / self.money_unit

    def points(self, amount: int) -> Decimal:
        """A score as it was written."""
        return Decimal(amount) / (self.points_unit if self.kind.has_points else 1)
