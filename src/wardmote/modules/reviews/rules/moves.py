"""The life of a case review: a table of moves, who may make each, and where it leads.

Section 104 of the Act asks that whoever asked is told of the decision (6), of the outcome and of what was recommended
(8), and Schedule 4 that the procedure says what happens when they are dissatisfied (paragraph 3). The statutory
guidance asks for a panel of the bodies concerned, an action plan where one is agreed, and an appeal that somebody
else hears. How the parts are called and in which order they come is our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a review stands."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    NOT_MET = "not_met"
    MET = "met"
    PANEL_SET = "panel_set"
    REVIEWED = "reviewed"
    TOLD = "told"
    APPEALED = "appealed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATE_IN_WORDS: Mapping[State, str] = {
    State.ASKED: "Asked for",
    State.ACKNOWLEDGED: "Acknowledged",
    State.NOT_MET: "Threshold not met",
    State.MET: "Threshold met",
    State.PANEL_SET: "Panel set",
    State.REVIEWED: "Panel has met",
    State.TOLD: "They were told",
    State.APPEALED: "Appealed",
    State.CLOSED: "Closed",
    State.WITHDRAWN: "Withdrawn",
}

ENDED = frozenset({State.CLOSED, State.WITHDRAWN})
OPEN = frozenset(State) - ENDED


class Who(StrEnum):
    """Who makes a move."""

    ANYBODY = "anybody"
    DESK = "desk"
    TEAM_ASKED = "team_asked"


WHO_IN_WORDS: Mapping[Who, str] = {
    Who.ANYBODY: "The victim, or somebody for them",
    Who.DESK: "Whoever works at the review desk",
    Who.TEAM_ASKED: "The team that was asked, or the review desk for it",
}


class Move(StrEnum):
    """What may be done."""

    ASK = "ask"
    ACKNOWLEDGE = "acknowledge"
    FIND_MET = "find_met"
    FIND_NOT_MET = "find_not_met"
    TELL_DECISION = "tell_decision"
    ASK_AGENCY = "ask_agency"
    AGENCY_ANSWERS = "agency_answers"
    SET_PANEL = "set_panel"
    HOLD_PANEL = "hold_panel"
    RECOMMEND = "recommend"
    RESPOND = "respond"
    TELL_OUTCOME = "tell_outcome"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    TURN_DOWN = "turn_down"
    NOTE = "note"
    CLOSE = "close"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, kw_only=True)
class Law:
    """One row of the table. No `to` means that it stays where it is."""

    frm: frozenset[State]
    to: State | None = None
    who: Who = Who.DESK
    words: str
    done: str
    needs_words: bool = True


_REVIEWING = frozenset({State.MET, State.PANEL_SET, State.REVIEWED, State.TOLD})

MOVES: Mapping[Move, Law] = {
    Move.ASK: Law(
        frm=frozenset(),
        to=State.ASKED,
        who=Who.ANYBODY,
        words="Ask for a review",
        done="A review was asked for",
    ),
    Move.ACKNOWLEDGE: Law(
        frm=frozenset({State.ASKED}),
        to=State.ACKNOWLEDGED,
        words="Acknowledge it",
        done="Acknowledged",
        needs_words=False,
    ),
    Move.FIND_MET: Law(
        frm=frozenset({State.ACKNOWLEDGED}),
        to=State.MET,
        words="The threshold is met",
        done="Threshold found to be met",
    ),
    Move.FIND_NOT_MET: Law(
        frm=frozenset({State.ACKNOWLEDGED}),
        to=State.NOT_MET,
        words="The threshold is not met",
        done="Threshold found not to be met",
    ),
    Move.TELL_DECISION: Law(
        frm=frozenset({State.MET, State.NOT_MET, State.PANEL_SET}),
        words="They were told of the decision",
        done="They were told of the decision",
    ),
    Move.ASK_AGENCY: Law(
        frm=_REVIEWING | {State.ACKNOWLEDGED},
        words="Ask an agency for information",
        done="An agency was asked for information",
    ),
    Move.AGENCY_ANSWERS: Law(
        frm=_REVIEWING | {State.ACKNOWLEDGED},
        who=Who.TEAM_ASKED,
        words="Give the information",
        done="An agency gave what it knows",
    ),
    Move.SET_PANEL: Law(
        frm=frozenset({State.MET, State.PANEL_SET}),
        to=State.PANEL_SET,
        words="Set the panel’s day",
        done="The panel’s day was set",
        needs_words=False,
    ),
    Move.HOLD_PANEL: Law(
        frm=frozenset({State.PANEL_SET}),
        to=State.REVIEWED,
        words="The panel has met",
        done="The panel met: the review was carried out",
    ),
    Move.RECOMMEND: Law(
        frm=frozenset({State.REVIEWED, State.TOLD}),
        words="Recommend something",
        done="Something was recommended",
    ),
    Move.RESPOND: Law(
        frm=frozenset({State.REVIEWED, State.TOLD, State.APPEALED}),
        who=Who.TEAM_ASKED,
        words="Respond",
        done="An organisation responded",
    ),
    Move.TELL_OUTCOME: Law(
        frm=frozenset({State.REVIEWED}),
        to=State.TOLD,
        words="They were told of the outcome",
        done="They were told of the outcome",
    ),
    Move.APPEAL: Law(
        frm=frozenset({State.NOT_MET, State.TOLD, State.CLOSED}),
        to=State.APPEALED,
        words="They appeal",
        done="They appealed",
    ),
    Move.UPHOLD: Law(
        frm=frozenset({State.APPEALED}),
        to=State.MET,
        words="The appeal was upheld: review it",
        done="The appeal was upheld",
    ),
    Move.TURN_DOWN: Law(
        frm=frozenset({State.APPEALED}),
        to=State.CLOSED,
        words="The appeal was turned down",
        done="The appeal was turned down",
    ),
    Move.NOTE: Law(frm=OPEN, words="Note something", done="Noted"),
    Move.CLOSE: Law(
        frm=frozenset({State.NOT_MET, State.TOLD}), to=State.CLOSED, words="Close it", done="Closed"
    ),
    Move.WITHDRAW: Law(
        frm=frozenset({State.ASKED, State.ACKNOWLEDGED, State.MET, State.PANEL_SET}),
        to=State.WITHDRAWN,
        words="They no longer want it",
        done="Withdrawn by whoever asked",
    ),
}


class WrongMove(ValueError):
    """The review does not stand where this can be done."""


def after(state: State | None, move: Move) -> State:
    """Where a review stands after a move. Raises WrongMove."""
    law = MOVES[move]
    if state is None:
        if law.frm or law.to is None:
            raise WrongMove("A review begins with being asked for.")
        return law.to
    if state not in law.frm:
        raise WrongMove(f"It cannot be done now: {STATE_IN_WORDS[state].lower()}.")
    return law.to or state


def stands(moves: Iterable[Move]) -> State:
    """Where a review stands after all its moves, in order. Raises WrongMove, and for none at all."""
    state: State | None = None
    for move in moves:
        state = after(state, move)
    if state is None:
        raise WrongMove("A review begins with being asked for.")
    return state


def moves_from(state: State) -> list[Move]:
    """What may be done now, in the order of the table."""
    return [move for move, law in MOVES.items() if state in law.frm]


def why_not_close(moves: Iterable[Move]) -> str:
    """Why a review cannot be closed yet, in a sentence; empty when it can.

    Whoever asked must have been told of the decision, and of the outcome, first (section 104(6) and (8)).
    """
    told, decided = -1, -1
    for place, move in enumerate(moves):
        if move in (Move.FIND_MET, Move.FIND_NOT_MET, Move.UPHOLD):
            decided = place
        elif move in (Move.TELL_DECISION, Move.TELL_OUTCOME):
            told = place
    return "" if told > decided else "Tell whoever asked what was decided first: the law asks for it."
