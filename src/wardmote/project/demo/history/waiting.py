"""Referrals that lie on a desk on day 0: told backwards from the present, so that inboxes look like inboxes."""

from __future__ import annotations

from datetime import datetime, timedelta

from wardmote.kernel.working_time import WorkingDuration
from wardmote.modules.referrals.rules import Desk, StepKind

from .chance import weighted
from .stories import Teller

STAGES = (("sent", 44), ("acknowledged", 20), ("in_progress", 26), ("asked", 5), ("paused", 5))
"""Where a referral lies when the present comes, by share."""

LONGEST = timedelta(days=60)
LATELY = timedelta(days=5)
"""Within which a team may have fallen silent and the referral still lies with it."""


def since(teller: Teller, stage: str, receiver: str) -> datetime:
    """When a referral must have been sent to be at this stage now, some of it overdue."""
    draws, times = teller.draws, teller.life.times
    life = teller.life
    clocks = times.clocks(life.category, receiver, urgent=bool(life.urgent_because))

    def length(duration: WorkingDuration) -> timedelta:
        start = times.calendar(receiver).next_opening(times.now - timedelta(days=7))
        return min(times.calendar(receiver).add(start, duration) - start, LONGEST)

    acknowledge = length(clocks.acknowledge)
    match stage:
        case "sent":
            part = weighted(
                draws,
                ((draws.uniform(0.03, 0.6), 40), (draws.uniform(0.6, 1), 28), (draws.uniform(1, 2.2), 32)),
            )
            return times.now - acknowledge * part - timedelta(minutes=3)
        case "acknowledged":
            decide = length(clocks.decide) * draws.uniform(0.05, 1.35)
            return times.now - acknowledge * draws.uniform(0.3, 0.9) - decide
        case "lapsed":
            return times.now - acknowledge * draws.uniform(2.6, 3.4) - timedelta(days=1)
        case "asked" | "paused" | "returned":
            return times.now - acknowledge * draws.uniform(0.5, 1) - timedelta(days=draws.uniform(0.3, 4))
        case _:
            return times.now - length(clocks.close) * draws.uniform(0.12, 1.05)


def lie(teller: Teller, stage: str) -> None:
    """Go as far as the stage and no further."""
    life, draws = teller.life, teller.draws
    if stage == "sent":
        return
    if stage == "lapsed":
        teller.fall_silent()
        return
    clocks = life.clocks
    wait = teller.length(clocks.acknowledge) * draws.uniform(0.15, 0.95)
    at = life.at_work(life.now_at.receiver, life.last_at + wait)
    if not life.acknowledge(at, teller.words("acknowledged"), teller.note()) or stage == "acknowledged":
        return
    match stage:
        case "asked":
            teller.ask()
        case "paused":
            teller.pause(life.last_at + timedelta(hours=2))
        case "returned":
            at = life.at_work(life.now_at.receiver, life.last_at + timedelta(hours=draws.randint(1, 20)))
            reason = draws.choice(("needs-information", "cannot-reach", "no-capacity"))
            life.take(
                StepKind.RETURNED,
                at,
                Desk.RECEIVER,
                reason=reason,
                words=teller.words("returned", reason),
                until=at + timedelta(days=25) if reason == "no-capacity" else None,
            )
        case _:
            _keep_going(teller)


def _keep_going(teller: Teller) -> None:
    """In progress, with news as often as promised, or nearly."""
    life, draws = teller.life, teller.draws
    every = life.clocks.update_every
    if not teller.accept() or every.is_none:
        return
    while True:
        at = life.last_at + teller.length(every) * draws.uniform(0.4, 1.0)
        if at > life.times.now or (life.times.now - at < LATELY and draws.random() < 0.3):
            return
        teller.tell_news(at)
        if life.is_over:
            return
