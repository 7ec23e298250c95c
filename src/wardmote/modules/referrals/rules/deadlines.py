"""The one next deadline of a referral, and how it was worked out.

Everything is computed from the log (folded into a `Situation`), so a deadline can be explained and never
drifts when a referral changes hands. Public names: `Deadline`, `DeadlineKind`, `DEADLINE_KINDS`,
`next_deadline`, `ANSWER_WITHIN`, `SEND_ON_WITHIN`, `SETTLE_WITHIN`.

Choices made here, where the design leaves room:

- All is counted in the receiving team's working time, also what the sender or the coordinator must do: one
  clock, one calendar, so that both sides see the same sum.
- A pause stops the clock until it ends. A question stops it too, until it is answered and for 4 working days
  at most, but only where the team has more than one working day to decide: a matter counted in hours, or a
  child's one working day, never waits for an answer.
- What came back must be sent on or closed in 2 working days; the coordinator settles in 1.
- In progress, the earlier of "update" and "close" is next.

What a missed deadline sets off (reminder, team lead, coordinator, back to the sender as lapsed) is `ladder.py`.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from wardmote.kernel.working_time import Calendar, Unit, WorkingDuration
from wardmote.shared.partnerships.rules import Clocks

from .states import Desk, Hold, Situation, State, Stop

ANSWER_WITHIN = WorkingDuration(4, Unit.WORKING_DAYS)
SEND_ON_WITHIN = WorkingDuration(2, Unit.WORKING_DAYS)
SETTLE_WITHIN = WorkingDuration(1, Unit.WORKING_DAYS)


class DeadlineKind(StrEnum):
    """What is due next."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    UPDATE = "update"
    CLOSE = "close"
    ANSWER = "answer"
    RESUME = "resume"
    SEND_ON = "send_on"
    SETTLE = "settle"

    @property
    def in_words(self) -> str:
        """What is due, to follow "please" or "late to"."""
        return _IN_WORDS[self]


_IN_WORDS = {
    DeadlineKind.ACKNOWLEDGE: "acknowledge it",
    DeadlineKind.DECIDE: "decide on it",
    DeadlineKind.UPDATE: "say how it goes",
    DeadlineKind.CLOSE: "close it",
    DeadlineKind.ANSWER: "answer the question",
    DeadlineKind.RESUME: "look at it again",
    DeadlineKind.SEND_ON: "send it on or close it",
    DeadlineKind.SETTLE: "settle it",
}

DEADLINE_KINDS = frozenset(DeadlineKind)

_IF_MISSED = {
    DeadlineKind.ANSWER: "Then the clock starts again, and the team decides on what there is.",
    DeadlineKind.RESUME: "Then the clock starts again.",
    DeadlineKind.SEND_ON: "After that the desk is told that it is late, then its lead; then the coordinator is called.",
    DeadlineKind.SETTLE: "After that the desk is told, then its lead, then the partnership’s administrators.",
}
_LAPSES = (
    "After that the desk is told, then its lead, then the coordinator; and then it goes back to its sender."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What is due, when, and the sum behind it.

    `lasts` is None where a date was given instead of a length of time. `stood_still` is the time, working time
    where `lasts` is, in which the clock stopped. `promised` tells that an earlier promise cut it short, `handed_over`
    that the deadline stood already when the team's work was handed over.
    """

    kind: DeadlineKind
    due_at: datetime
    started_at: datetime
    lasts: WorkingDuration | None
    since: str
    stood_still: timedelta = timedelta(0)
    promised: bool = False
    handed_over: bool = False

    def explain(self) -> str:
        """The working in plain sentences: "Due Tue 3 Mar 12:00: 1 working day from Mon 2 Mar 11:58, when …"."""
        started = _moment(self.started_at.astimezone(self.due_at.tzinfo))
        if self.lasts is None:
            sentences = [f"Due {_moment(self.due_at)}: the date given on {started}, {self.since}."]
        else:
            sentences = [f"Due {_moment(self.due_at)}: {self.lasts} from {started}, {self.since}."]
        if self.promised:
            sentences.append("No later than the decision promised before it was passed on.")
        if self.handed_over:
            sentences.append("No later than it stood before the team's work was handed over.")
        if self.stood_still:
            sentences.append(f"The clock stood still for {_length(self.stood_still)} of that time.")
        return " ".join([*sentences, self.if_missed])

    @property
    def if_missed(self) -> str:
        """What happens when the time runs out."""
        return _IF_MISSED.get(self.kind, _LAPSES)


def next_deadline(situation: Situation, clocks: Clocks, calendar: Calendar) -> Deadline | None:
    """The one next deadline of a referral on somebody's desk; None for a draft and for what has ended.

    `calendar` is the receiving team's. Raises ValueError for a situation that no log comes to.
    """
    deadline = _next(situation, clocks, calendar)
    stood = situation.promised
    if deadline is None or stood is None or deadline.due_at <= stood:
        return deadline
    return replace(deadline, due_at=stood.astimezone(calendar.timezone), handed_over=True)


def _next(situation: Situation, clocks: Clocks, calendar: Calendar) -> Deadline | None:
    sums = _Sums(situation, clocks, calendar)
    match situation.accountable:
        case None:
            return None
        case Desk.COORDINATOR:
            since = _known(situation.desk_since)
            return sums.simple(DeadlineKind.SETTLE, since, SETTLE_WITHIN, "when the coordinator was called")
        case Desk.SENDER:
            since = _known(situation.desk_since)
            return sums.simple(DeadlineKind.SEND_ON, since, SEND_ON_WITHIN, "when it came back")
    if situation.hold is Hold.PAUSED:
        stop = situation.stops[-1]
        return Deadline(
            kind=DeadlineKind.RESUME,
            due_at=_known(stop.latest).astimezone(calendar.timezone),
            started_at=stop.began,
            lasts=None,
            since="when it was paused",
        )
    if situation.hold is Hold.ASKED and clocks.wait_for_answers:
        asked = situation.stops[-1].began
        return sums.simple(DeadlineKind.ANSWER, asked, ANSWER_WITHIN, "when the sender was asked")
    match situation.state:
        case State.SENT:
            return sums.acknowledge()
        case State.ACKNOWLEDGED:
            return sums.decide()
        case _:
            return min(sums.in_progress(), key=lambda deadline: deadline.due_at.timestamp())


@dataclass(frozen=True, slots=True)
class _Sums:
    """The sums behind the deadlines of one situation."""

    situation: Situation
    clocks: Clocks
    calendar: Calendar

    def simple(self, kind: DeadlineKind, start: datetime, lasts: WorkingDuration, since: str) -> Deadline:
        due = self.calendar.add(start, lasts)
        return Deadline(kind=kind, due_at=due, started_at=start, lasts=lasts, since=since)

    def acknowledge(self) -> Deadline:
        start, arrived = _known(self.situation.clock_from), _known(self.situation.arrived_at)
        if self.situation.acknowledged_at is None:
            since = "when it was sent" if start == arrived else "when it was first sent"
            return self._stopped(DeadlineKind.ACKNOWLEDGE, start, self.clocks.acknowledge, since)
        own = self.simple(DeadlineKind.ACKNOWLEDGE, arrived, self.clocks.acknowledge, "when it was passed on")
        promised = self.decide().due_at
        return own if own.due_at <= promised else replace(own, due_at=promised, promised=True)

    def decide(self) -> Deadline:
        start = _known(self.situation.acknowledged_at)
        if start == self.situation.close_from and self.situation.reopened:
            since = "when it was opened again"
        elif start == self.situation.arrived_at:
            since = "when the sender answered"
        else:
            since = "when it was acknowledged"
        return self._stopped(DeadlineKind.DECIDE, start, self.clocks.decide, since)

    def in_progress(self) -> list[Deadline]:
        since = "when it was opened again" if self.situation.reopened else "when it was first sent"
        start = _known(self.situation.close_from)
        deadlines = [self._stopped(DeadlineKind.CLOSE, start, self.clocks.close, since)]
        if not self.clocks.update_every.is_none:
            told = _known(self.situation.told_at)
            lasts = self.clocks.update_every
            deadlines.append(self._stopped(DeadlineKind.UPDATE, told, lasts, "when the sender last heard"))
        return deadlines

    def _stopped(self, kind: DeadlineKind, start: datetime, lasts: WorkingDuration, since: str) -> Deadline:
        """A deadline pushed on by the time in which the clock stood still before it came."""
        due, still = self.calendar.add(start, lasts), timedelta(0)
        by_the_clock = lasts.unit in {Unit.HOURS, Unit.DAYS}
        for stop in self.situation.stops:
            began, ended = max(stop.began.astimezone(UTC), start.astimezone(UTC)), self._end_of(stop)
            if began >= due or ended <= began:
                continue
            lost = ended - began if by_the_clock else self.calendar.elapsed(began, ended)
            due = _past(due, lost) if by_the_clock else self.calendar.later(due, lost)
            still += lost
        return Deadline(kind=kind, due_at=due, started_at=start, lasts=lasts, since=since, stood_still=still)

    def _end_of(self, stop: Stop) -> datetime:
        """When the clock ran again: at its beginning, if this stop does not stop it."""
        if stop.hold is Hold.ASKED and not self.clocks.wait_for_answers:
            return stop.began.astimezone(UTC)
        latest = (stop.latest or self.calendar.add(stop.began, ANSWER_WITHIN)).astimezone(UTC)
        return min(stop.ended.astimezone(UTC), latest) if stop.ended else latest


def _known(at: datetime | None) -> datetime:
    if at is None:
        raise ValueError("This situation does not come from a log: a time is missing.")
    return at


def _past(at: datetime, time: timedelta) -> datetime:
    """Real time later, also over a change of the clocks: in one zone Python adds wall-clock time."""
    return (at.astimezone(UTC) + time).astimezone(at.tzinfo)


def _moment(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %H:%M}"


def _length(time: timedelta) -> str:
    hours, minutes = divmod(-int(-time.total_seconds() // 60), 60)
    return " ".join(
        words for words in (f"{hours} h" * bool(hours), f"{minutes} min" * bool(minutes)) if words
    )
