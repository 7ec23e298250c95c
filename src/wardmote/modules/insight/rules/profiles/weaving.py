"""Which blocks an area is made of, by lookups that say what share of each block lies in which other area."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

Shares = Mapping[str, Mapping[str, Fraction]]
"""For each block, the shares of it that lie in other areas."""


class Piece(NamedTuple):
    """What share of a block lies in an area."""

    code: str
    share: Fraction


def pieces_of(area: Mapping[str, Fraction], lookup: Shares) -> Sequence[Piece]:
    """Say which blocks, and how much of each, lie in an area that is made of shares of the lookup's targets."""
    pieces = []
    for code, targets in lookup.items():
        share = sum((part * area.get(target, Fraction(0)) for target, part in targets.items()), Fraction(0))
        if share > 0:
            pieces.append(Piece(code, min(share, Fraction(1))))
    return sorted(pieces)


def shared_out(lookup: Shares, of: Collection[str]) -> frozenset[str]:
    """Say which targets of a lookup get only a share of something: what they get is an estimate."""
    return frozenset(target for code in of for target, share in lookup.get(code, {}).items() if share != 1)


def carried(amounts: Mapping[str, Fraction], lookup: Shares) -> dict[str, Fraction]:
    """Carry counts from the lookup's blocks to its targets. What lies in no target is lost, and nothing else."""
    carried_over: dict[str, Fraction] = {}
    for code, amount in amounts.items():
        for target, share in lookup.get(code, {}).items():
            carried_over[target] = carried_over.get(target, Fraction(0)) + amount * share
    return carried_over
