"""The life of a finding: new → looked into → explained, or taken further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FindingState(StrEnum):
    """Where a finding stands."""

    NEW = "new"
    LOOKED_INTO = "looked_into"
    EXPLAINED = "explained"
    TAKEN_FURTHER = "taken_further"


STATE_IN_WORDS: Mapping[FindingState, str] = {
    FindingState.NEW: "New",
    FindingState.LOOKED_INTO: "Being looked into",
    FindingState.EXPLAINED: "Explained",
    FindingState.TAKEN_FURTHER: "Taken further",
}


@dataclass(frozen=True, slots=True)
class Move:
    """What an officer may say of a finding: the button, and whether they must say why."""

    to: FindingState
    button: str
    needs_words: bool


_LOOK_INTO = Move(FindingState.LOOKED_INTO, "I am looking into it", needs_words=False)
_EXPLAINED = Move(FindingState.EXPLAINED, "It is explained", needs_words=True)
_FURTHER = Move(FindingState.TAKEN_FURTHER, "I take it further", needs_words=True)

MOVES: Mapping[FindingState, tuple[Move, ...]] = {
    FindingState.NEW: (_LOOK_INTO, _EXPLAINED, _FURTHER),
    FindingState.LOOKED_INTO: (_EXPLAINED, _FURTHER),
    FindingState.TAKEN_FURTHER: (_EXPLAINED,),
    FindingState.EXPLAINED: (),
}


class WrongMove(ValueError):
    """A finding does not go there from where it stands."""


def moved(state: FindingState, to: str) -> Move:
    """The move from one state to another. Raises WrongMove."""
    for move in MOVES[state]:
        if move.to == to:
            return move
    raise WrongMove(f"{state} does not become {to}")
