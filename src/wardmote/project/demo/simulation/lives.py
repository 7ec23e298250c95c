"""What becomes of each referral: every step is taken by the product's rules, by people or by silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from wardmote.modules.referrals.rules import (
    COORDINATOR_AFTER,
    Climb,
    Desk,
    Hold,
    Rung,
    Situation,
    State,
    StepKind,
    Taken,
    apply,
    handed_on,
    moves_available,
    next_rung,
    reach_of,
    wait_on,
)

from .borough import Borough, Worker
from .happened import Happened
from .people import WORDS, chosen, is_silent, part_of_time, wakes
from .queue import Order, Queue
from .referral import Line, Referral
from .watch import Watch

NextRung = Callable[..., Climb | None]

A_MOMENT = timedelta(minutes=5)
"""What it takes at the least to act on something."""

A_DAYS_WORK = timedelta(hours=7)
REOPENED = 0.015
_TELL_ONLY = frozenset({StepKind.REMINDED, StepKind.ESCALATED})


class Lives:
    """The lives of all referrals of a year.

    `ladder` gives the next rung: the product's own, unless a test plants a fault.
    """

    def __init__(self, borough: Borough, queue: Queue, watch: Watch, *, ladder: NextRung = next_rung) -> None:
        self.borough = borough
        self.queue = queue
        self.watch = watch
        self.referrals: list[Referral] = []
        self.happened: Counter[Happened] = Counter()
        self._ladder = ladder

    def begin(self, referral: Referral) -> Referral:
        """Number a referral that is about to be sent, and count it with its agency."""
        referral.number = len(self.referrals) + 1
        referral.agency = self.borough.agency(referral.receiver)
        self.referrals.append(referral)
        return referral

    def take(
        self,
        referral: Referral,
        kind: StepKind,
        desk: Desk,
        *,
        by: int | None = None,
        reason: str = "",
        until: datetime | None = None,
        to: str = "",
        team: str = "",
    ) -> None:
        """Let a step happen now, by the product's rules, and see what comes of it."""
        before = referral.situation
        taken = Taken(
            kind=kind,
            at=self.queue.now,
            by=by,
            reason=reason,
            words=WORDS,
            until=until,
            to_team=self.borough.times.team_numbers.get(to),
        )
        referral.situation = apply(before, taken, desk=desk)
        referral.log.append(Line(taken, team or referral.side(desk, self.borough.coordinator)))
        self._count(referral, before, taken)
        if kind not in _TELL_ONLY:
            referral.version += 1
            referral.intended_at = None
        self.watch.settle(referral)
        self._wait_for_silence(referral)
        if kind not in _TELL_ONLY:
            self._plan(referral)

    def _count(self, referral: Referral, before: Situation, taken: Taken) -> None:
        counted = {
            StepKind.PAUSED: Happened.PAUSED,
            StepKind.ASKED: Happened.ASKED,
            StepKind.REOPENED: Happened.REOPENED,
            StepKind.WITHDRAWN: Happened.WITHDRAWN,
        }
        if taken.kind in counted:
            self.happened[counted[taken.kind]] += 1
        match taken.kind:
            case StepKind.ACKNOWLEDGED:
                due = referral.deadline
                referral.acknowledged_late = (
                    due is not None and self.queue.now.timestamp() > due.due_at.timestamp()
                )
            case StepKind.LAPSED:
                referral.lapsed = True
            case StepKind.REDIRECTED if before.state is State.LAPSED:
                referral.sent_on_after_lapse = True
        is_second = before.not_ours < COORDINATOR_AFTER <= referral.situation.not_ours
        if is_second:
            self.happened[Happened.NOT_OURS_TWICE] += 1
        if referral.situation.coordinator_called and not before.coordinator_called:
            self.happened[Happened.COORDINATOR_CALLED] += 1

    def _plan(self, referral: Referral) -> None:
        """Somebody means to act, sooner or later; or nobody does."""
        situation, deadline, draws = referral.situation, referral.deadline, referral.draws
        if situation.state is State.CLOSED and situation.reopened == 0 and draws.random() < REOPENED:
            self.queue.at(
                self.queue.now + timedelta(minutes=draws.randint(10, 30000)),
                Order.PEOPLE,
                self._reopening(referral),
            )
        team = self._acting(referral)
        if deadline is None or not team:
            return
        diligence = self.borough.diligence[team]
        if is_silent(diligence, draws):
            return
        part = part_of_time(diligence, draws)
        self._intend(referral, team, self._worked(team, deadline.due_at, part))

    def _worked(self, team: str, until: datetime, part: float) -> datetime:
        """When a team has worked a part of the time it has until then; at its next opening, where it has none."""
        calendar = self.borough.calendar(team)
        worked = max(calendar.elapsed(self.queue.now, until) * part, A_MOMENT)
        return calendar.later(self.queue.now, worked)

    def _intend(self, referral: Referral, team: str, at: datetime) -> None:
        referral.intended_at = at
        version = referral.version

        def act() -> None:
            if (referral.version, referral.intended_at) == (version, at):
                self._act(referral, team)

        self.queue.at(at, Order.PEOPLE, act)

    def _acting(self, referral: Referral) -> str:
        """Whose turn it is."""
        if referral.situation.hold is Hold.ASKED:
            return referral.sender
        return referral.accountable(self.borough.coordinator)

    def _act(self, referral: Referral, team: str) -> None:
        """Somebody acts, if anybody is there; otherwise it waits for whoever comes."""
        draws, borough = referral.draws, self.borough
        who = borough.somebody(team, referral.matter, draws)
        if who is None:
            self._intend(referral, team, self.borough.calendar(team).later(self.queue.now, A_DAYS_WORK))
            return
        if team == referral.receiver and referral.situation.is_open:
            self._take_over(referral, who)
        act = chosen(
            referral,
            lambda: [
                t
                for t in borough.suggested(
                    referral.matter, self.queue.now, {borough.standing(h) for h in referral.had_by}
                )
                if borough.can_hold(t, referral.matter)
            ],
            lambda: borough.can_hold(borough.coordinator, referral.matter),
            draws,
        )
        if act is None:
            return
        if act.kind is StepKind.RETURNED and not borough.can_hold(referral.sender, referral.matter):
            # The product refuses what would lie where nobody may read it: they decide on what there is.
            self.take(referral, StepKind.ACCEPTED, Desk.RECEIVER, by=who.number)
            return
        until = self.queue.now + act.until if act.until else None
        self.take(referral, act.kind, act.desk, by=who.number, reason=act.reason, until=until, to=act.to)
        if act.kind is StepKind.ACKNOWLEDGED and referral.situation.claimed_by is None:
            self.take(referral, StepKind.CLAIMED, Desk.RECEIVER, by=who.number)
        if act.kind is StepKind.REDIRECTED:
            self._carry_on(referral, act.to)

    def _take_over(self, referral: Referral, who: Worker) -> None:
        """What somebody claimed who has left since, a colleague claims."""
        claimed_by = referral.situation.claimed_by
        if claimed_by is None or self.borough.is_there(referral.receiver, claimed_by):
            return
        self.take(referral, StepKind.RELEASED, Desk.RECEIVER, by=who.number)
        self.take(referral, StepKind.CLAIMED, Desk.RECEIVER, by=who.number)
        self.happened[Happened.TAKEN_OVER] += 1

    def _carry_on(self, before: Referral, receiver: str) -> None:
        onward = Referral(
            0,
            before.matter,
            before.sender,
            receiver,
            "",
            before.draws,
            handed_on(before.situation),
            carries_on=before,
        )
        self.take(self.begin(onward), StepKind.SENT, Desk.SENDER, to=receiver)

    def _reopening(self, referral: Referral) -> Callable[[], None]:
        def reopen() -> None:
            teams = (referral.sender, referral.receiver)
            may = StepKind.REOPENED in moves_available(referral.situation, Desk.SENDER) and not any(
                t in self.borough.carried_on_by for t in teams
            )
            if may:
                self.take(referral, StepKind.REOPENED, Desk.SENDER)

        return reopen

    def _wait_for_silence(self, referral: Referral) -> None:
        climb = self._next_rung(referral)
        if climb is None:
            return
        version, rungs = referral.version, len(referral.situation.climbed)

        def comes() -> None:
            if (referral.version, len(referral.situation.climbed)) == (version, rungs):
                self._climb(referral)

        self.queue.at(self._scheduled(climb.at), Order.SILENCE, comes)

    def _scheduled(self, at: datetime) -> datetime:
        """When the scheduler takes a rung: at its time, or when it runs again."""
        stops, runs = self.watch.stood_still
        moment = max(at.astimezone(UTC), self.queue.now.astimezone(UTC))
        return runs if stops <= moment < runs else moment

    def _next_rung(self, referral: Referral) -> Climb | None:
        reach = reach_of(
            referral.situation,
            sender=self.borough.staff(referral.sender),
            receiver=self.borough.staff(referral.receiver),
            coordinator=self.borough.staff(self.borough.coordinator),
            protected=referral.matter.protected,
        )
        return self._ladder(
            referral.situation,
            referral.deadline,
            referral.ladder,
            self.borough.calendar(referral.receiver),
            reach,
        )

    def _climb(self, referral: Referral) -> None:
        """Worked out anew, as the scheduler does: who stands on the rungs may have changed."""
        climb = self._next_rung(referral)
        if climb is None:
            return
        if climb.at.timestamp() > self.queue.now.timestamp():
            self._wait_for_silence(referral)
            return
        if self.queue.now.timestamp() == self.watch.stood_still[1].timestamp() > climb.at.timestamp():
            self.happened[Happened.CAUGHT_UP] += 1
        self.happened[Happened.of(climb.rung)] += 1
        about = climb.deadline.started_at if climb.step in _TELL_ONLY else None
        self.take(referral, climb.step, Desk.SYSTEM, reason=climb.reason, until=about)
        if climb.step in _TELL_ONLY and climb.rung is not Rung.REMINDER:
            self._wake(referral, climb.rung)

    def _wake(self, referral: Referral, rung: Rung) -> None:
        """A rung may bring an answer before the next one, where none was to come before that."""
        team, draws = self._acting(referral), referral.draws
        until = self.borough.calendar(referral.receiver).add(self.queue.now, wait_on(referral.ladder, rung))
        meant = referral.intended_at
        if meant is not None and meant.timestamp() <= until.timestamp():
            return
        if wakes(rung, self.borough.diligence[team], draws):
            self._intend(referral, team, self._worked(team, until, draws.uniform(0.1, 0.9)))
