"""When and by which ways somebody hears of something: their wishes, quiet hours and the daily digest. London time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from wardmote.kernel.clock import LONDON

from .delivery import Channel

DIGEST_AT = time(8, 0)
"""When the daily digest goes. The clocks never change at this hour, so each day has it exactly once."""

CLOCKS_CHANGE_AT = time(1, 0)
"""In UTC, twice a year: the Summer Time Act 1972 as it stands since 2002."""


class Ordinary(StrEnum):
    """How somebody hears of what is not urgent, beside their desk."""

    DIGEST = "digest"
    AT_ONCE = "at_once"
    DESK = "desk"


class Urgent(StrEnum):
    """How somebody hears of what is urgent, beside their desk."""

    AT_ONCE = "at_once"
    TEXT = "text"
    DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The hours of every day in which nothing is sent, from one time on the clock to another, over midnight too."""

    begins: time
    ends: time

    def __post_init__(self) -> None:
        """Raise ValueError for hours without any length."""
        if self.begins == self.ends:
            raise ValueError("Quiet hours must begin and end at different times")

    def holds(self, moment: datetime) -> bool:
        """Whether it is quiet then, by the clock on a London wall."""
        shown = moment.astimezone(LONDON).time()
        if self.begins < self.ends:
            return self.begins <= shown < self.ends
        return shown >= self.begins or shown < self.ends

    def over(self, moment: datetime) -> datetime:
        """The first moment from then on at which it is not quiet.

        Where the clocks go back over the end of quiet hours it comes twice: it is quiet again after the first.
        Where they skip it, or go back to before the beginning, quiet hours end when the clocks have jumped.
        """
        if not self.holds(moment):
            return moment
        today = moment.astimezone(LONDON).date()
        days = [today + timedelta(days=later) for later in (0, 1, 2)]
        ends = [
            datetime.combine(day, self.ends, LONDON).replace(fold=fold).astimezone(UTC)
            for day in days
            for fold in (0, 1)
        ]
        jumps = [datetime.combine(day, CLOCKS_CHANGE_AT, UTC) for day in days]
        return min(end for end in (*ends, *jumps) if end >= moment and not self.holds(end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """What somebody wishes. Who has said nothing has these: a digest, and an e-mail at once for what is urgent.

    `can_text`: they have shown that their telephone number is theirs.
    """

    ordinary: Ordinary = Ordinary.DIGEST
    urgent: Urgent = Urgent.AT_ONCE
    quiet: Quiet | None = None
    urgent_in_quiet: bool = False
    can_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to go, and when."""

    channel: Channel
    due_at: datetime
    digest: bool = False


def when_and_how(wished: Wished, *, urgent: bool, has_text: bool, now: datetime) -> tuple[Way, ...]:
    """The ways beside the desk by which somebody hears of something told now.

    Who wishes texts gets an e-mail too, because a text can get lost; and only the e-mail where the message has no
    words for a text (`has_text`) or their number is not shown to be theirs.
    """
    if not urgent:
        if wished.ordinary is Ordinary.DESK:
            return ()
        if wished.ordinary is Ordinary.DIGEST:
            return (Way(channel=Channel.EMAIL, due_at=_loud(wished, next_digest(now)), digest=True),)
        return (Way(channel=Channel.EMAIL, due_at=_loud(wished, now)),)
    if wished.urgent is Urgent.DESK:
        return ()
    due_at = now if wished.urgent_in_quiet else _loud(wished, now)
    by_text = wished.urgent is Urgent.TEXT and wished.can_text and has_text
    channels = (Channel.EMAIL, Channel.TEXT) if by_text else (Channel.EMAIL,)
    return tuple(Way(channel=channel, due_at=due_at) for channel in channels)


def next_digest(now: datetime) -> datetime:
    """When the next digest goes: today at eight, or tomorrow at eight when that is past."""
    here = now.astimezone(LONDON)
    day = here.date() if here.time() < DIGEST_AT else here.date() + timedelta(days=1)
    return datetime.combine(day, DIGEST_AT, LONDON).astimezone(UTC)


def _loud(wished: Wished, moment: datetime) -> datetime:
    return wished.quiet.over(moment) if wished.quiet else moment
