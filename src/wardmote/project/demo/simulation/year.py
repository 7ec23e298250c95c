"""Plays the year: what it brings to the borough, beside what becomes of each referral."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from wardmote.kernel.working_time import LONDON
from wardmote.modules.referrals.rules import (
    ON_A_DESK,
    URGENT_REASONS,
    Clocks,
    Desk,
    Side,
    Situation,
    StepKind,
    next_rung,
)
from wardmote.shared.partnerships.rules import Standard

from ..content import Content
from ..history.chance import chance
from ..history.said import recorder_of, season_of
from .borough import Borough
from .happened import Happened
from .lives import Lives, NextRung
from .queue import Order, Queue
from .referral import Matter, Referral
from .watch import Watch

BEGINS = datetime(2026, 3, 1, tzinfo=LONDON)
"""The same for every seed. A month from here has a change of the clocks in it, a year both."""

A_DAY = 21
"""Observations passed on, on a usual day of the week; at the weekend a third of them."""

RUN_OUT = 24
"""Months, at most, in which nothing new is sent and the last bounds come."""

STOP = timedelta(days=3)
LEAVERS_A_MONTH = 3
WITHDRAWN = 0.01
URGENT = 0.08
"""Of those whose kind of matter has an urgent clock."""

Progress = Callable[[str], None]


class Year:
    """So many months of the borough. `play` goes through them; then everything that happened can be read.

    After the last month nothing new is sent, and it is played on until the bound of every deadline has come.
    `open_at_the_end` is how many were open before that; None while the months are played.

    `ladder` gives the next rung: the product's own, unless a test plants a fault.
    """

    def __init__(
        self,
        content: Content,
        *,
        seed: int,
        months: int,
        holidays: frozenset[date],
        ladder: NextRung = next_rung,
    ) -> None:
        self.content = content
        self.seed = seed
        self.months = months
        self.ends = _months_later(BEGINS, months)
        self.open_at_the_end: int | None = None
        self._draws = chance(seed, "year", "of-the-borough")
        stops = self._some_time(0.3, 0.7).astimezone(UTC)
        self.borough = Borough(content, seed, BEGINS, self.ends, holidays)
        self.queue = Queue(BEGINS)
        self.watch = Watch(self.borough, self.queue, (stops, stops + STOP))
        self.lives = Lives(self.borough, self.queue, self.watch, ladder=ladder)
        seasons = sorted({t.season for t in content.told})
        self._voices = {season: [t for t in content.told if t.season == season] for season in seasons}

    def play(self, progress: Progress = lambda how_far: None) -> None:
        """Play it to its end. May be stopped at any moment: what was played so far stands."""
        self._lay_out()
        self._play_to(self.ends, progress)
        self.open_at_the_end = len(self.watch.open)
        quiet = _months_later(self.ends, RUN_OUT)
        for day in _days(self.ends, quiet):
            self.queue.at(datetime.combine(day, time(3), LONDON), Order.BOROUGH, self.watch.look_at_all)
        self._play_to(quiet, progress, while_bounds_come=True)
        self.watch.look_at_all()

    def _play_to(self, end: datetime, progress: Progress, *, while_bounds_come: bool = False) -> None:
        month = ""
        while not while_bounds_come or self.watch.waits_for_a_bound():
            comes = self.queue.next_before(end)
            if comes is None:
                break
            this = f"{self.now.astimezone(LONDON):%B %Y}"
            if this != month:
                month = this
                progress(f"{month}, {len(self.lives.referrals):,} referrals")
            comes()

    @property
    def now(self) -> datetime:
        """How far it is played."""
        return self.queue.now

    def _lay_out(self) -> None:
        for n, at in enumerate(self._arrivals()):
            self.queue.at(at, Order.PEOPLE, partial(self._arrive, n))
        for _ in range(LEAVERS_A_MONTH * self.months):
            self.queue.at(self._some_time(0.02, 0.95), Order.BOROUGH, self._leave)
        self.queue.at(self._some_time(0.35, 0.65), Order.BOROUGH, self._merge)
        self.queue.at(self.watch.stood_still[0], Order.BOROUGH, self._stop)
        for at in _changes_of_the_clocks(BEGINS, self.ends):
            self.queue.at(at, Order.BOROUGH, self._change_clocks)
        for day in _days(BEGINS, self.ends):
            self.queue.at(datetime.combine(day, time(3), LONDON), Order.BOROUGH, self.watch.look_at_all)

    def _arrivals(self) -> Iterator[datetime]:
        for day in _days(BEGINS, self.ends):
            usual = A_DAY if day.weekday() < 5 else A_DAY // 3
            for _ in range(self._draws.randint(usual * 2 // 3, usual * 4 // 3)):
                yield datetime.combine(day, time(self._draws.randint(8, 20)), LONDON) + timedelta(
                    minutes=self._draws.randint(0, 59)
                )

    def _arrive(self, n: int) -> None:
        """Somebody says something, and it is passed on to whoever can act."""
        draws = chance(self.seed, "referral", "of-the-year", n)
        told = draws.choice(self._voices[season_of(self.now.astimezone(LONDON).date())])
        wards = list(self.content.wards.values())
        ward = draws.choices(wards, [self.content.need[w.area] for w in wards])[0].key
        matter = Matter(
            told,
            ward,
            told.sensitivity == "protected" or self.content.is_protected(told.category),
            self.borough.times.clocks(told.category),
            draws.choice(sorted(URGENT_REASONS))
            if self.content.categories[told.category].urgent_clock and draws.random() < URGENT
            else "",
        )
        _, recorder = recorder_of(self.content, told, ward, draws)
        sender = self.borough.standing(recorder)
        teams = self.borough.suggested(matter, self.now, {sender})
        if not teams:
            self.lives.happened[Happened.NOBODY_TAKES_IT] += 1
            return
        receiver = teams[0] if draws.random() < 0.8 else draws.choice(teams)
        matter = replace(matter, clocks=self._promised(matter, receiver))
        begun = Situation(protected=matter.protected)
        referral = self.lives.begin(Referral(0, matter, sender, receiver, "", draws, begun))
        self.lives.take(referral, StepKind.SENT, Desk.SENDER, to=receiver, reason=matter.urgent_because)
        if draws.random() < WITHDRAWN:
            self.queue.at(
                self.now + timedelta(minutes=draws.randint(10, 4000)),
                Order.PEOPLE,
                self._withdrawing(referral),
            )

    def _promised(self, matter: Matter, receiver: str) -> Clocks:
        """The clocks with which it is sent: the team's own standard, or the urgent one, where there is one."""
        times, urgent = self.borough.times, bool(matter.urgent_because)
        standard = times.clock(matter.category, receiver, urgent=urgent)[1]
        self.lives.happened[Happened.URGENT] += urgent
        self.lives.happened[Happened.OWN_STANDARD] += standard is Standard.TEAM
        return times.clocks(matter.category, receiver, urgent=urgent)

    def _withdrawing(self, referral: Referral) -> Callable[[], None]:
        def withdraw() -> None:
            if referral.situation.state in ON_A_DESK:
                self.lives.take(referral, StepKind.WITHDRAWN, Desk.SENDER, reason="sorted-itself")

        return withdraw

    def _leave(self) -> None:
        """Somebody leaves a desk; it is weeks before somebody new comes."""
        desks = [
            (t, w)
            for t, people in self.borough.on_desk.items()
            for w in people
            if t != self.borough.coordinator
        ]
        claims = {
            (r.receiver, r.situation.claimed_by) for r in self.watch.open.values() if r.situation.is_open
        }
        at_work = [(team, worker) for team, worker in desks if (team, worker.number) in claims]
        team, worker = self._draws.choice(at_work or desks)
        self.borough.leave(team, worker)
        self.lives.happened[Happened.LEAVER] += 1
        if not self.borough.on_desk[team]:
            self.lives.happened[Happened.EMPTY_DESK] += 1
        back = self.now + timedelta(days=self._draws.randint(5, 30))
        self.queue.at(back, Order.BOROUGH, partial(self.borough.follow, team, worker))

    def _merge(self) -> None:
        """A team ends and its work is handed over: the one with the most open work of those that can."""
        work = Counter(r.accountable(self.borough.coordinator) for r in self.watch.open.values())
        one, other = max(self.borough.mergers(), key=lambda pair: (work[pair[0]], pair))
        parts = [(r, side) for r in self.watch.open.values() if (side := _side(r, one))]
        for referral, side in parts:
            if side in (Side.RECEIVER, Side.BOTH):
                referral.receiver = other
            if side in (Side.SENDER, Side.BOTH):
                referral.sender = other
            referral.bound = None  # worked out anew, in the working time of the team that has it now
            stood = referral.deadline.due_at if referral.deadline else None
            self.lives.take(
                referral, StepKind.HANDED_OVER, Desk.SYSTEM, reason=side, until=stood, to=other, team=one
            )
            self.lives.happened[Happened.HANDED_OVER] += 1
        self.borough.merge(one, other)
        self.lives.happened[Happened.MERGED] += 1
        self.watch.look_at_all()

    def _stop(self) -> None:
        self.lives.happened[Happened.STOPPED] += 1

    def _change_clocks(self) -> None:
        self.lives.happened[Happened.CLOCKS_CHANGED] += 1
        self.lives.happened[Happened.OPEN_THEN] += len(self.watch.open)

    def _some_time(self, least: float, most: float) -> datetime:
        """A moment so far into the time that is played, on a whole hour."""
        hours = (self.ends - BEGINS).total_seconds() / 3600
        return BEGINS + timedelta(hours=int(hours * self._draws.uniform(least, most)))


def _side(referral: Referral, team: str) -> Side | None:
    """The part a team has in an open referral."""
    receives, sends = referral.receiver == team, referral.sender == team
    if receives or sends:
        return Side.BOTH if receives and sends else Side.RECEIVER if receives else Side.SENDER
    return None


def _days(first: datetime, last: datetime) -> Iterator[date]:
    day = first.astimezone(LONDON).date()
    while day < last.astimezone(LONDON).date():
        yield day
        day += timedelta(days=1)


def _months_later(at: datetime, months: int) -> datetime:
    years, month = divmod(at.month - 1 + months, 12)
    return at.replace(year=at.year + years, month=month + 1)


def _changes_of_the_clocks(first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments at which the wall clocks of London are put forward or back."""
    at = first.astimezone(UTC)
    while at < last:
        after = at + timedelta(hours=1)
        if at.astimezone(LONDON).utcoffset() != after.astimezone(LONDON).utcoffset():
            yield after
        at = after
