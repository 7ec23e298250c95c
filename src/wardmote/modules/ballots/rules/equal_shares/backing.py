"""Who supports what, laid out for the count of equal shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..cards.card import Utility
from ..elections import Election, Whole


@dataclass(frozen=True)
class Supporters:
    """Those who back one project: their ballots, how many voters each stands for, what each has of it."""

    cost: int
    groups: Whole
    people: Whole
    gains: Whole
    """For each ballot, in units of what the whole of ``gain`` counts; 1 for everybody where all have the same."""
    worth: int
    """What a payment for one unit of gain is divided by when projects are compared: the cost under cost utility."""

    @cached_property
    def weights(self) -> Whole:
        """Gains of all the voters of each ballot."""
        return self.people * self.gains

    @cached_property
    def whole_gain(self) -> int:
        """Gains of all supporters."""
        return int(self.weights.sum())

    @cached_property
    def even(self) -> bool:
        """Whether everybody has the same of it."""
        return bool((self.gains == 1).all())


@dataclass(frozen=True)
class Backing:
    """The supporters of every project, and the same seen from the ballots.

    ``starts[g]`` to ``starts[g + 1]`` are the entries of ballot ``g`` in ``places``; ``entries[p]`` says which
    entries belong to the supporters of project ``p``, in their order.
    """

    projects: list[Supporters]
    people: Whole
    starts: Whole
    places: Whole
    entries: list[Whole]


def backing(election: Election, utility: Utility) -> Backing:
    """Who backs what. With points, those who gave a project more than none."""
    ballots = election.ballots
    by_points = utility is Utility.POINTS
    entry = ballots.points > 0 if election.kind.has_points else np.ones(len(ballots.projects), dtype=bool)
    places, owners, points = ballots.projects[entry], ballots.owners[entry], ballots.points[entry]
    starts = np.searchsorted(owners, np.arange(len(ballots.counts) + 1))
    order = np.argsort(places, kind="stable")
    bounds = np.searchsorted(places[order], np.arange(len(election.projects) + 1))
    found, entries = [], []
    for place, project in enumerate(election.projects):
        here = order[bounds[place] : bounds[place + 1]]
        groups = owners[here]
        entries.append(here)
        found.append(
            Supporters(
                cost=project.cost,
                groups=groups,
                people=ballots.counts[groups],
                gains=points[here] if by_points else np.ones(len(groups), dtype=np.int64),
                worth=project.cost if utility is Utility.COST else 1,
            )
        )
    return Backing(projects=found, people=ballots.counts, starts=starts, places=places, entries=entries)
