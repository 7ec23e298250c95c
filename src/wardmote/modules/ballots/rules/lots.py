"""The order in which equal projects go: by a public lot, as in the file, or by cost, votes and id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .elections import Election

_DIGITS = re.compile(r"(\d+)")


class Order(StrEnum):
    """How equal projects are put in order."""

    LOT = "lot"
    FILE = "file"
    COST_VOTES_ID = "cost-votes-id"


class WrongTies(ValueError):
    """The words do not say an order."""


@dataclass(frozen=True)
class Ties:
    """An order among equals, announced before voting; a lot's seed is a public number fixed after the close."""

    order: Order
    seed: str = ""

    def __str__(self) -> str:
        return f"lot:{self.seed}" if self.order is Order.LOT else str(self.order)

    def ranks(self, election: Election) -> list[int]:
        """The rank of each project among equals: 0 goes first."""
        places = range(len(election.projects))
        ids = [project.id for project in election.projects]
        if self.order is Order.FILE:
            return list(places)
        if self.order is Order.LOT:
            drawn = sorted(places, key=lambda place: (lot(self.seed, ids[place]), ids[place]))
        else:
            # Lowest cost, then most votes: https://equalshares.net/implementation/tie-breaking
            votes = election.votes
            drawn = sorted(places, key=lambda p: (election.projects[p].cost, -votes[p], natural(ids[p])))
        ranks = [0] * len(drawn)
        for rank, place in enumerate(drawn):
            ranks[place] = rank
        return ranks


STANDARD = Ties(Order.COST_VOTES_ID)


def lot(seed: str, project: str) -> str:
    """What a project draws: SHA-256 of "SEED:ID" in UTF-8, as hexadecimal digits. The lowest goes first."""
    return hashlib.sha256(f"{seed}:{project}".encode()).hexdigest()


def ties_of(words: str) -> Ties:
    """An order from its words: lot:SEED, file or cost-votes-id. Raises WrongTies."""
    name, _, seed = words.strip().partition(":")
    if name == Order.LOT and seed.strip():
        return Ties(Order.LOT, seed.strip())
    if words.strip() in {Order.FILE, Order.COST_VOTES_ID}:
        return Ties(Order(words.strip()))
    if name == Order.LOT:
        raise WrongTies("A lot needs the number that was drawn in public: lot:20261125.")
    raise WrongTies(f"“{words[:40]}” is no order. Write lot:SEED, file or cost-votes-id.")


def natural(name: str) -> Sequence[tuple[int, str]]:
    """A key under which 2 comes before 10."""
    return [
        (int(part), "") if part.isdecimal() and len(part) < 19 else (-1, part) for part in _DIGITS.split(name)
    ]
