"""Where a referral can stand, what can happen to it, and what its log comes to.

Pure words and values; `moves.py` says what may happen when, `history.py` what it changes. Public names:
`State`, `Hold`, `Desk`, `StepKind`, `Side`, `Taken`, `Stop`, `Climbed`, `Situation`, `OPEN_STATES`, `BACK_WITH_SENDER`,
`ON_A_DESK`, `ENDED_STATES`, `HOLDS`, `WrongStep`, `Conflict`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wardmote.kernel import refusals

from .endings import PASSED_ON


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"
    LAPSED = "lapsed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Hold(StrEnum):
    """What an open referral waits for, laid over its state."""

    NONE = "none"
    ASKED = "asked"
    PAUSED = "paused"


class Desk(StrEnum):
    """On whose side somebody acts, or on whose desk a referral lies."""

    SENDER = "sender"
    RECEIVER = "receiver"
    COORDINATOR = "coordinator"
    SYSTEM = "system"


class StepKind(StrEnum):
    """What can happen to a referral. The keys are stored and never change."""

    SENT = "sent"
    CLAIMED = "claimed"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    ASKED = "asked"
    ANSWERED = "answered"
    NOTED = "noted"
    PAUSED = "paused"
    RESUMED = "resumed"
    RETURNED = "returned"
    REDIRECTED = "redirected"
    COORDINATOR_CALLED = "coordinator_called"
    GIVEN_BACK = "given_back"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    REOPENED = "reopened"
    HANDED_OVER = "handed_over"


class Side(StrEnum):
    """Whose place in a referral another team takes, when a team's work is handed to it."""

    RECEIVER = "receiver"
    SENDER = "sender"
    BOTH = "both"
    COORDINATOR = "coordinator"


OPEN_STATES = frozenset({State.SENT, State.ACKNOWLEDGED, State.IN_PROGRESS})
"""The receiving team owes an answer."""

BACK_WITH_SENDER = frozenset({State.RETURNED, State.LAPSED})
"""The sender, or the coordinator once called, must send it on or close it."""

ON_A_DESK = OPEN_STATES | BACK_WITH_SENDER
"""Exactly one team is accountable and one deadline runs (invariant 1)."""

ENDED_STATES = frozenset({State.CLOSED, State.WITHDRAWN})
HOLDS = frozenset(Hold)

_CALLED = {
    State.DRAFT: "a draft",
    State.SENT: "sent and not yet acknowledged",
    State.ACKNOWLEDGED: "acknowledged",
    State.IN_PROGRESS: "in progress",
    State.RETURNED: "back with its sender",
    State.LAPSED: "back with its sender, because nobody answered",
    State.CLOSED: "closed",
    State.WITHDRAWN: "withdrawn",
}


class WrongStep(Exception):
    """The referral cannot go there from where it is. The message is for the person who tried."""


class Conflict(WrongStep, refusals.Conflict):
    """Somebody else got there first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step as the log holds it.

    `by` is the person's id, None for the system; `reason` a key of endings.py (for SENT why it is urgent, if it is, for
    CLOSED the outcome, for
    REMINDED and ESCALATED the deadline and the rung, for HANDED_OVER the side, for RELEASED and CLAIMED that somebody
    is away); `words` what the sender reads;
    `until` when a pause or lack of room ends, for HANDED_OVER the deadline that stood, for a rung when the
    deadline it is about began; `to_team` the team named by "not ours", redirected or handed over to.
    """

    kind: StepKind
    at: datetime
    by: int | None = None
    reason: str = ""
    words: str = ""
    until: datetime | None = None
    to_team: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which the clock stood still: `ended` is None while it does; `latest` is when it ends at last.

    A question has no `latest` of its own: see `deadlines.ANSWER_WITHIN`.
    """

    hold: Hold
    began: datetime
    ended: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Climbed:
    """A rung that silence has climbed: its name in the log, when, and when the deadline began that it is about."""

    reason: str
    at: datetime
    began: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that the log of a referral comes to. Times are those of the steps."""

    state: State = State.DRAFT
    hold: Hold = Hold.NONE
    claimed_by: int | None = None
    ending: str = ""  # an outcome, a withdraw reason, PASSED_ON or DUPLICATE_OF
    returned_because: str = ""
    until: datetime | None = None  # when the pause, or the lack of room, ends
    coordinator_called: bool = False
    given_back_at: datetime | None = None  # the coordinator decided that it is its sender's
    protected: bool = False
    not_ours: int = 0  # by all teams it has been with
    returns: tuple[str, ...] = ()  # reasons the present team has given
    questions: int = 0
    reopened: int = 0
    first_sent_at: datetime | None = None  # the time to close runs from here
    clock_from: datetime | None = None  # the time to acknowledge runs from here
    arrived_at: datetime | None = None  # at the present team
    acknowledged_at: datetime | None = None  # the time to decide runs from here
    close_from: datetime | None = None
    told_at: datetime | None = None  # the sender's last news while in progress
    desk_since: datetime | None = None  # back with the sender or the coordinator since
    ended_at: datetime | None = None
    ended_from: State | None = None
    stops: tuple[Stop, ...] = ()
    promised: datetime | None = None  # the deadline that stood when the work was handed over
    climbed: tuple[Climbed, ...] = ()
    last_at: datetime | None = None  # the newest step

    @property
    def accountable(self) -> Desk | None:
        """On whose one desk it lies; None for a draft and what has ended."""
        if self.state in OPEN_STATES:
            return Desk.RECEIVER
        if self.state in BACK_WITH_SENDER:
            return Desk.COORDINATOR if self.coordinator_called else Desk.SENDER
        return None

    @property
    def is_open(self) -> bool:
        """Whether the receiving team still owes an answer."""
        return self.state in OPEN_STATES

    @property
    def in_words(self) -> str:
        """Where it stands, to follow "It is"."""
        if self.state in BACK_WITH_SENDER and self.coordinator_called:
            return "with the coordinator"
        if self.state is State.CLOSED and self.ending == PASSED_ON:
            return "closed here and passed on to another team"
        waits = {Hold.NONE: "", Hold.ASKED: " and waiting for the sender", Hold.PAUSED: " and paused"}
        return _CALLED[self.state] + waits[self.hold]
