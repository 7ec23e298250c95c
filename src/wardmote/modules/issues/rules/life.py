"""The issue's life: open → being tackled → done | not tackled, and back; its three levels; how groups take it on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from wardmote.kernel.refusals import Conflict, NotReady


class IssueState(StrEnum):
    """How an issue stands."""

    OPEN = "open"
    BEING_TACKLED = "being_tackled"
    DONE = "done"
    NOT_TACKLED = "not_tackled"


LIVING = frozenset({IssueState.OPEN, IssueState.BEING_TACKLED})
"""Somebody still owes an answer."""
CLOSED = frozenset({IssueState.DONE, IssueState.NOT_TACKLED})

STATES_IN_WORDS: Mapping[IssueState, str] = {
    IssueState.OPEN: "open",
    IssueState.BEING_TACKLED: "being tackled",
    IssueState.DONE: "done",
    IssueState.NOT_TACKLED: "not tackled",
}

MOVES: Mapping[IssueState, tuple[IssueState, ...]] = {
    IssueState.OPEN: (IssueState.BEING_TACKLED, IssueState.NOT_TACKLED),
    IssueState.BEING_TACKLED: (IssueState.DONE, IssueState.NOT_TACKLED),
    IssueState.DONE: (IssueState.OPEN,),
    IssueState.NOT_TACKLED: (IssueState.OPEN,),
}
"""From where to where. Reopening leads back to open, and is decided anew."""


class Level(IntEnum):
    """Where an issue is dealt with."""

    LOCAL = 0
    AREA = 1
    BOROUGH = 2


LEVELS_IN_WORDS: Mapping[Level, str] = {Level.LOCAL: "local", Level.AREA: "area", Level.BOROUGH: "borough"}


class ActKind(StrEnum):
    """What was done with what people said: put together, taken apart, and back."""

    OPENED = "opened"
    GATHERED = "gathered"
    LET_GO = "let_go"
    SPLIT = "split"
    MERGED = "merged"
    UNDONE = "undone"


CAN_BE_UNDONE = frozenset({ActKind.GATHERED, ActKind.LET_GO, ActKind.SPLIT, ActKind.MERGED})
"""An opening cannot: merge the issue into another, or decide it. What was undone is done again instead."""


class TakenOnBy(StrEnum):
    """Which residents take an issue on."""

    GROUP = "group"
    TASK_AND_FINISH = "task_and_finish"


TAKEN_ON_IN_WORDS: Mapping[TakenOnBy, str] = {
    TakenOnBy.GROUP: "a residents’ group",
    TakenOnBy.TASK_AND_FINISH: "a task-and-finish group",
}


class WeighedBecause(StrEnum):
    """Why the priority was worked out anew."""

    OPENED = "opened"
    TOLD = "told"
    SET = "set"
    MODIFIERS = "modifiers"
    TIME = "time"


def check_decision(state: str, to: str, *, open_referrals: int) -> None:
    """Raise Conflict where an issue cannot go there from here, or a partner still owes an answer on it."""
    if IssueState(to) not in MOVES[IssueState(state)]:
        raise Conflict(
            f"This issue is {STATES_IN_WORDS[IssueState(state)]} now, so it cannot become"
            f" {STATES_IN_WORDS[IssueState(to)]}. The page shows how it stands."
        )
    if IssueState(to) in CLOSED and open_referrals:
        many = "one partner still owes" if open_referrals == 1 else f"{open_referrals} partners still owe"
        raise Conflict(
            f"It cannot be closed yet: {many} an answer on it. Wait for the answer, or withdraw the referral."
        )


def check_level(level: int, to: int) -> None:
    """Raise NotReady unless a level is the next above or below."""
    if to not in set(Level):
        raise NotReady("Choose local, area or borough.", field="level")
    if abs(to - level) != 1:
        raise NotReady(
            f"It is at {LEVELS_IN_WORDS[Level(level)]} level now. Move it by one level at a time.",
            field="level",
        )
