"""What must always hold, looked at after each step and whenever a bound comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from wardmote.kernel.working_time import LONDON
from wardmote.modules.referrals.rules import (
    ON_A_DESK,
    Deadline,
    Rung,
    highest_rung,
    latest_end,
    next_deadline,
)

from .borough import Borough
from .queue import Order, Queue
from .referral import Referral

Stop = tuple[datetime, datetime]


class Watch:
    """Keeps what lies on a desk, each with its deadline and the bound of that; and what fell through."""

    def __init__(self, borough: Borough, queue: Queue, stood_still: Stop) -> None:
        self.borough = borough
        self.queue = queue
        self.stood_still = stood_still
        self.open: dict[int, Referral] = {}
        self.faults: list[tuple[Referral, str]] = []

    def settle(self, referral: Referral) -> None:
        """Work out its deadline, and the bound of that where it is a new one."""
        if referral.situation.state not in ON_A_DESK:
            self.open.pop(referral.number, None)
            referral.deadline = referral.bound = None
            return
        self.open[referral.number] = referral
        before, calendar = referral.deadline, self.borough.calendar(referral.receiver)
        referral.deadline = deadline = next_deadline(referral.situation, referral.matter.clocks, calendar)
        if referral.bound is None or not _is_same(before, deadline):
            referral.bound = latest_end(
                referral.situation,
                deadline,
                referral.ladder,
                calendar,
                now=self.queue.now,
                stood_still=[self.stood_still],
            )
            if referral.bound is not None:
                self.queue.at(referral.bound, Order.BOUND, self._looking_at_bound(referral, referral.bound))
        self.look(referral)

    def look(self, referral: Referral) -> None:
        """One team is accountable for it and stands, and one deadline runs."""
        if referral.situation.state not in ON_A_DESK:
            return
        team = referral.accountable(self.borough.coordinator)
        if not team or team in self.borough.carried_on_by or referral.deadline is None:
            if not referral.without_team:
                self.faults.append((referral, "Nobody is accountable for it."))
            referral.without_team = True

    def waits_for_a_bound(self) -> bool:
        """Whether the bound of a deadline is still to come, so that nobody can say yet that it was kept."""
        return any(self.is_to_come(referral) for referral in self.open.values())

    def is_to_come(self, referral: Referral) -> bool:
        """The bound of its deadline is still to come."""
        return referral.bound is not None and referral.bound.timestamp() > self.queue.now.timestamp()

    def look_at_all(self) -> None:
        """The same of everything that lies on a desk."""
        for referral in self.open.values():
            self.look(referral)

    def _looking_at_bound(self, referral: Referral, bound: datetime) -> Callable[[], None]:
        def look() -> None:
            if referral.bound is not bound or referral.situation.state not in ON_A_DESK:
                return
            if referral.situation.coordinator_called and self._is_at_the_top(referral):
                return
            if not referral.beyond_bound:
                by = f"{bound.astimezone(LONDON):%a %d %b %Y %H:%M}"
                self.faults.append(
                    (referral, f"It lies where it lay, and should have ended or moved by {by}.")
                )
            referral.beyond_bound = True

        return look

    def _is_at_the_top(self, referral: Referral) -> bool:
        """It lies with the coordinator, and the administrators know of it; of what is protected they may not."""
        highest = highest_rung(referral.situation, referral.deadline)
        return highest is (Rung.DESK if referral.matter.protected else Rung.ADMINISTRATORS)


def _is_same(one: Deadline | None, other: Deadline | None) -> bool:
    """The same deadline, and not a later one of its kind."""
    if one is None or other is None:
        return one is other
    return (one.kind, one.started_at, one.due_at) == (other.kind, other.started_at, other.due_at)
