"""One referral's life: each step is made by the product's own rules, and nothing happens after day 0's present."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from wardmote.kernel.working_time import LONDON
from wardmote.modules.referrals.rules import (
    Climb,
    Clocks,
    Deadline,
    Desk,
    Reach,
    Situation,
    StepKind,
    Taken,
    apply,
    handed_on,
    next_deadline,
    next_rung,
)
from wardmote.shared.partnerships.rules import Standard

from ..kinds import Person
from ..times import Times

_MOVES_IT = frozenset({StepKind.LAPSED, StepKind.RESUMED, StepKind.COORDINATOR_CALLED})
SAYS_NOTHING = "What was done is in the team's own notes."
"""Ends a protected referral: its sender is told nothing."""


@dataclass(frozen=True)
class Happening:
    """A step as it will stand in the log; people and teams by their keys."""

    kind: StepKind
    at: datetime
    by: str
    team: str
    to: str = ""
    reason: str = ""
    words: str = ""
    until: datetime | None = None
    late: bool = False


@dataclass(frozen=True)
class Note:
    """What only the receiving team reads."""

    team: str
    by: str
    at: datetime
    words: str


@dataclass
class Sending:
    """One referral: whom from and to, what happened to it, and what that comes to."""

    key: str
    said: str
    sender: str
    receiver: str
    carries_on: Sending | None
    situation: Situation
    happenings: list[Happening] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    deadline: Deadline | None = None
    climbs_at: datetime | None = None
    their_reference: str = ""
    coordinator_called: bool = False
    clock: str = ""
    standard: Standard = Standard.CATEGORY
    urgent_because: str = ""


class Life:
    """What becomes of one observation that is passed on: one referral, or several that carry each other on."""

    def __init__(
        self, times: Times, draws: Random, *, said: str, category: str, protected: bool, recorder: str
    ) -> None:
        self.times = times
        self.draws = draws
        self.said = said
        self.category = category
        self.protected = protected
        self.recorder = recorder
        self.sendings: list[Sending] = []
        self.is_over = False
        self._owner: dict[str, str] = {}
        self.urgent_because = ""
        """Why it is sent as urgent; nothing where it is not."""

    @property
    def now_at(self) -> Sending:
        """The referral that is carried on at present."""
        return self.sendings[-1]

    @property
    def clocks(self) -> Clocks:
        """How fast it is answered: as whoever it is first sent to promised."""
        first = self.sendings[0].receiver if self.sendings else ""
        return self.times.clocks(self.category, first, urgent=bool(self.urgent_because))

    def _with_clock(self, sending: Sending) -> Sending:
        first = self.sendings[0].receiver if self.sendings else sending.receiver
        urgent = bool(self.urgent_because)
        sending.clock, sending.standard = self.times.clock(self.category, first, urgent=urgent)
        sending.urgent_because = self.urgent_because
        return sending

    @property
    def situation(self) -> Situation:
        """How the present referral stands."""
        return self.now_at.situation

    @property
    def last_at(self) -> datetime:
        """When something last happened."""
        return self.now_at.happenings[-1].at

    def send(self, sender: str, receiver: str, at: datetime, words: str) -> bool:
        """Begin with a first referral. False, and nothing begun, when that is still to come."""
        if at > self.times.now:
            self.is_over = True
            return False
        begun = Situation(protected=self.protected)
        self.sendings.append(self._with_clock(Sending(self.said, self.said, sender, receiver, None, begun)))
        return self.take(StepKind.SENT, at, Desk.SENDER, to=receiver, words=words, reason=self.urgent_because)

    def pass_on(self, to: str, at: datetime, words: str) -> bool:
        """Close the present referral as passed on by whoever has it, and go on with the next."""
        here = self.now_at
        desk = here.situation.accountable
        if desk is None or not self.take(StepKind.REDIRECTED, at, desk, to=to, words=words):
            return False
        onward = Sending(
            f"{self.said}-{len(self.sendings)}", self.said, here.sender, to, here, handed_on(here.situation)
        )
        sent = here.happenings[-1]
        self.sendings.append(self._with_clock(onward))
        return self.take(
            StepKind.SENT,
            sent.at,
            Desk.SENDER,
            by=sent.by,
            team=sent.team,
            to=to,
            words=words,
            reason=self.urgent_because,
        )

    def take(
        self,
        kind: StepKind,
        at: datetime,
        desk: Desk,
        *,
        by: str = "",
        team: str = "",
        to: str = "",
        reason: str = "",
        words: str = "",
        until: datetime | None = None,
        note: str = "",
    ) -> bool:
        """Let a step happen, if it has by now. Raises what the rules raise when it could not."""
        here = self.now_at
        if here.happenings and at < self.last_at:
            at = self.last_at + timedelta(minutes=1)
        if desk is not Desk.SYSTEM:
            at = self._climb(at)
        if self.is_over or at > self.times.now:
            self.is_over = True
            return False
        team = team or self._team(desk)
        by = by or self._person(team, at) if desk is not Desk.SYSTEM else ""
        late = here.deadline is not None and at > here.deadline.due_at
        here.situation = apply(
            here.situation,
            Taken(
                kind=kind,
                at=at,
                by=self.times.numbers.get(by),
                reason=reason,
                words=words,
                until=until,
                to_team=self.times.team_numbers.get(to),
            ),
            desk=desk,
        )
        here.coordinator_called |= here.situation.coordinator_called
        here.deadline = next_deadline(here.situation, self.clocks, self.times.calendar(here.receiver))
        here.happenings.append(Happening(kind, at, by, team, to, reason, words, until, late))
        if note:
            here.notes.append(Note(team, by, at + timedelta(seconds=30), note))
        return True

    def _climb(self, until: datetime) -> datetime:
        """Let silence climb as far as it has by then. Gives the moment: sooner, if nothing would be left to answer."""
        while (climb := self._next_rung()) and climb.at < until and climb.at <= self.times.now:
            if climb.step in _MOVES_IT:
                return max(
                    self.last_at + timedelta(minutes=1),
                    climb.at - timedelta(minutes=self.draws.randint(3, 50)),
                )
            self._take_rung(climb)
        return until

    def lapse(self, words: str) -> None:
        """Let silence climb to the top, or as far as it has by now."""
        while (climb := self._next_rung()) and climb.at <= self.times.now:
            self._take_rung(climb, words if climb.step is StepKind.LAPSED else "")
            if climb.step in _MOVES_IT:
                return

    def let_time_pass(self) -> None:
        """Let silence climb to the present, whatever it moves."""
        while (climb := self._next_rung()) and climb.at <= self.times.now:
            self.is_over = False
            self._take_rung(climb)
        self.now_at.climbs_at = climb.at if climb else None

    def _next_rung(self) -> Climb | None:
        here = self.now_at
        reach = Reach(lead=not self.protected, coordinator=True, sender=True)
        ladder = self.clocks.ladder
        return next_rung(here.situation, here.deadline, ladder, self.times.calendar(here.receiver), reach)

    def _take_rung(self, climb: Climb, words: str = "") -> None:
        about = climb.deadline.started_at if climb.step not in _MOVES_IT else None
        at = max(climb.at, self.last_at)
        self.take(climb.step, at, Desk.SYSTEM, reason=climb.reason, words=words, until=about)

    def acknowledge(self, at: datetime, words: str, note: str = "") -> bool:
        """Acknowledge, which claims as well, and give the team's own number."""
        if not self.take(StepKind.ACKNOWLEDGED, at, Desk.RECEIVER, words=words, note=note):
            return False
        here = self.now_at
        own = self.times.content.teams[here.receiver].reference_format
        if own:
            here.their_reference = own.format(n=self.draws.randint(100, 9000), yy=f"{at:%y}")
        if here.situation.claimed_by is None:
            return self.take(StepKind.CLAIMED, self.last_at, Desk.RECEIVER)
        return True

    def at_work(self, team: str, at: datetime) -> datetime:
        """A moment when a team works, at or after this one and after all that happened."""
        if self.sendings and self.now_at.happenings:
            at = max(at, self.last_at + timedelta(minutes=2))
        return self.times.working(team, at, self.draws)

    def _team(self, desk: Desk) -> str:
        here = self.now_at
        match desk:
            case Desk.RECEIVER:
                return here.receiver
            case Desk.COORDINATOR:
                return next(t.key for t in self.times.content.teams.values() if t.is_coordinator)
            case _:
                return here.sender

    def _person(self, team: str, at: datetime) -> str:
        """Who acts for a team: the same person each time, as long as they are there."""
        there = self.times.content.leads if self.protected else self.times.content.staff
        people = [p for p in there.get(team, ()) if self._is_there(p, at)]
        if not people:
            return self.recorder
        if self._owner.get(team) not in {p.key for p in people}:
            self._owner[team] = self.draws.choice(people).key
        return self._owner[team]

    def _is_there(self, person: Person, at: datetime) -> bool:
        return person.left is None or at < self.times.day(person.left, time(12))

    def calendar_is_closed_all_day(self, team: str, at: datetime) -> bool:
        """Whether nobody of a team works on the day of this moment."""
        return not self.times.calendar(team).is_working_day(at.astimezone(LONDON).date())

    def keep_note(self, team: str, at: datetime, words: str) -> None:
        """Keep a note of a team on the referral it passed on."""
        here = self.now_at.carries_on or self.now_at
        here.notes.append(Note(team, self._person(team, at), at, words))
