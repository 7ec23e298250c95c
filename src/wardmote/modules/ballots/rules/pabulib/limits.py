"""Where ballots are not as META says they may be. They are counted: the city counted them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np

from ..elections import BallotKind, Election, Whole
from .rows import number


def remarks(meta: Mapping[str, str], election: Election) -> Iterator[str]:
    """A sentence for each thing in which the ballots differ from META."""
    for key, found, what in (
        ("num_votes", election.ballots.voters, "voters"),
        ("num_projects", len(election.projects), "projects"),
    ):
        said = number(meta.get(key, ""))
        if said is not None and said != found:
            yield f"META says {said} {what}; there are {found}."
    for key, amounts, unit in _measured(election):
        limit = number(meta.get(key, ""))
        if limit is None:
            continue
        bound = int(limit * unit)
        beyond = amounts < bound if key.startswith("min_") else amounts > bound
        if many := int(election.ballots.counts[beyond].sum()):
            yield f"{many} ballots are counted although they break {key} {limit}."
    if withdrawn := [project.id for project in election.projects if project.withdrawn]:
        yield f"Withdrawn, and so never funded: {', '.join(withdrawn)}."


def _measured(election: Election) -> Iterator[tuple[str, Whole, Decimal]]:
    ballots = election.ballots
    lengths = np.diff(ballots.starts)
    yield "min_length", lengths, Decimal(1)
    yield "max_length", lengths, Decimal(1)
    if not election.kind.has_points:
        costs = np.array([project.cost for project in election.projects], dtype=np.int64)
        spent = _added(election, costs[ballots.projects])
        yield "min_sum_cost", spent, Decimal(election.money_unit)
        yield "max_sum_cost", spent, Decimal(election.money_unit)
    elif election.kind is not BallotKind.ORDINAL:
        given = _added(election, ballots.points)
        yield "min_sum_points", given, Decimal(election.points_unit)
        yield "max_sum_points", given, Decimal(election.points_unit)


def _added(election: Election, amounts: Whole) -> Whole:
    found = np.zeros(len(election.ballots.counts), dtype=np.int64)
    np.add.at(found, election.ballots.owners, amounts)
    return found
