"""Whether a team can take more work: open, a waiting list, or closed until a day (R1.2).

Public names: `CapacityState`, `Capacity`, `STALE_AFTER`, `MOST_WEEKS`, `FURTHEST`, `check`, `in_force`, `is_closed`,
`weeks_to_wait`, `said`.

It is what a team says of itself, for whoever chooses a recipient. It refuses nothing and moves no clock: closed days
(`Closure`) do that.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wardmote.kernel import wording
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.words import desk_day

STALE_AFTER = timedelta(days=91)
"""What was said longer ago than this says nothing sure any more: a quarter of a year."""
MOST_WEEKS = 104
"""A longer waiting list than two years was mistyped."""
FURTHEST = timedelta(days=366)
"""Who takes nothing for longer than a year should give up what it takes."""
LONGEST_WORDS = 300


class CapacityState(StrEnum):
    """What a team can say."""

    OPEN = "open"
    WAITING_LIST = "waiting_list"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a team said on a day.

    `waiting_weeks` is how long its waiting list is; `closed_until` the first day on which it takes new referrals again.
    """

    state: CapacityState
    said_on: date
    waiting_weeks: int | None = None
    closed_until: date | None = None
    words: str = ""

    def is_stale(self, day: date) -> bool:
        """Whether it was said so long ago that it must be said again. "Closed" carries its own end."""
        return self.state is not CapacityState.CLOSED and day - self.said_on > STALE_AFTER


def check(capacity: Capacity) -> Capacity:
    """Give what a team wants to say, without what does not belong to its state.

    Raises NotReady, with the field to mend, for a waiting list without a length, and for a closing without its day
    (after the day it is said, within a year) or its reason.
    """
    state, waiting_weeks, closed_until = capacity.state, None, None
    is_closing = state is CapacityState.CLOSED
    if state is CapacityState.WAITING_LIST:
        waiting_weeks = capacity.waiting_weeks
        if waiting_weeks is None or not 1 <= waiting_weeks <= MOST_WEEKS:
            raise NotReady(f"Say how many weeks people wait, from 1 to {MOST_WEEKS}.", field="waiting_weeks")
    if is_closing:
        closed_until = capacity.closed_until
        if closed_until is None:
            raise NotReady("Say from which day you take new referrals again.", field="closed_until")
        if closed_until <= capacity.said_on:
            raise NotReady("Give a day after today, or say that you are open.", field="closed_until")
        if closed_until - capacity.said_on > FURTHEST:
            raise NotReady(
                "Give a day within a year. If you will not take them for longer, ask the administrator to end what"
                " you take.",
                field="closed_until",
            )
    words = wording.line(
        capacity.words,
        field="words",
        called="why you are closed" if is_closing else "what others should know",
        longest=LONGEST_WORDS,
        required=is_closing,
    )
    return Capacity(
        state=state,
        said_on=capacity.said_on,
        waiting_weeks=waiting_weeks,
        closed_until=closed_until,
        words=words,
    )


def in_force(capacity: Capacity | None, day: date) -> Capacity | None:
    """What still holds on a day: a closing ends by itself on its day, and an old "open" is no news."""
    if capacity is None or (capacity.closed_until is not None and capacity.closed_until <= day):
        return None
    is_old_news = capacity.state is CapacityState.OPEN and capacity.is_stale(day)
    return None if is_old_news else capacity


def is_closed(capacity: Capacity | None, day: date) -> bool:
    """Whether the team says that it takes nothing new on a day."""
    holds = in_force(capacity, day)
    return holds is not None and holds.state is CapacityState.CLOSED


def weeks_to_wait(capacity: Capacity | None, day: date) -> int:
    """How many weeks people wait, as far as it is known: 0 without a waiting list, and for one said too long ago."""
    holds = in_force(capacity, day)
    return 0 if holds is None or holds.is_stale(day) else holds.waiting_weeks or 0


def said(capacity: Capacity | None, day: date, *, briefly: bool = False) -> str:
    """What a team says, in words as of a day: nothing where nothing holds. `briefly` leaves its own words out."""
    holds = in_force(capacity, day)
    if holds is None:
        return ""
    if holds.closed_until is not None:
        told = f"Closed to new referrals until {desk_day(holds.closed_until, today=day)}"
    elif holds.waiting_weeks is not None:
        told = f"Waiting list of about {holds.waiting_weeks} week{'' if holds.waiting_weeks == 1 else 's'}"
    else:
        told = "Takes new referrals"
    if holds.is_stale(day):
        told = f"{told}, but said {desk_day(holds.said_on, today=day)} and not since: ask first"
    return told if briefly or not holds.words else f"{told}. {holds.words}"
