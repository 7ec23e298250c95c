"""The clock of a kind of matter: by when it is acknowledged, decided, told of and closed (R1.2, R1.4).

With it goes its ladder: how long silence waits on each rung (R1.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.working_time import LONDON, Calendar, Unit, WorkingDuration, WorkingHours

from .ladders import USUAL_REMINDER, WAITS, Ladder, read_ladder, usual_ladder

LONGEST_CLOCK = timedelta(days=2 * 366)
"""Nobody is told to wait longer than two years for an answer."""

_MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LONDON)
_USUAL_WEEK = Calendar(hours=WorkingHours.parse("Mon-Fri 09:00-17:00"))


class Basis(StrEnum):
    """What a clock rests on."""

    STATUTE = "statute"
    GUIDANCE = "guidance"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Clocks:
    """How fast a matter of one kind is answered. Only `update_every` may be none.

    Raises ValueError otherwise: without the other three, nothing would bring a forgotten referral back.
    """

    acknowledge: WorkingDuration
    decide: WorkingDuration
    update_every: WorkingDuration
    close: WorkingDuration
    ladder: Ladder

    def __post_init__(self) -> None:
        """Refuse clocks that leave a referral without a deadline."""
        if self.acknowledge.is_none or self.decide.is_none or self.close.is_none:
            raise ValueError("Say by when to acknowledge, to decide and to close. Only updates may be none.")

    @classmethod
    def parse(
        cls,
        *,
        acknowledge: str,
        decide: str,
        update_every: str,
        close: str,
        wait_desk: str = "",
        wait_lead: str = "",
        wait_coordinator: str = "",
        remind_after: int = USUAL_REMINDER,
    ) -> Self:
        """Read short forms such as "2wd", "4wh", "28d", "none". A wait that is left out is the usual.

        Raises ValueError saying what to write.
        """
        times = tuple(map(WorkingDuration.parse, (acknowledge, decide, update_every, close)))
        usual = usual_ladder(times[0]).desk.key
        ladder = Ladder.parse(
            wait_desk=wait_desk or usual,
            wait_lead=wait_lead or usual,
            wait_coordinator=wait_coordinator or usual,
            remind_after=remind_after,
        )
        return cls(times[0], times[1], times[2], times[3], ladder)

    @property
    def is_urgent(self) -> bool:
        """Whether it must be acknowledged within hours."""
        return self.acknowledge.unit in {Unit.HOURS, Unit.WORKING_HOURS}

    @property
    def wait_for_answers(self) -> bool:
        """Whether a question to the sender stops the clock."""
        return self.decide.unit in {Unit.WORKING_DAYS, Unit.DAYS} and self.decide.amount > 1


@dataclass(frozen=True, slots=True)
class Promised:
    """What a clock promises for something sent at one moment, in the calendar's own time.

    Deciding counts from the acknowledgement, and the first word the sender is owed from the decision, so `decide_by`
    and `update_by` are the latest they can be. `update_by` is None where no word is owed.
    """

    acknowledge_by: datetime
    decide_by: datetime
    update_by: datetime | None
    close_by: datetime


def promised(clocks: Clocks, calendar: Calendar, *, sent: datetime) -> Promised:
    """Say by when each thing happens if a team with this calendar takes all the time it has."""
    acknowledge_by = calendar.add(sent, clocks.acknowledge)
    decide_by = calendar.add(acknowledge_by, clocks.decide)
    return Promised(
        acknowledge_by=acknowledge_by,
        decide_by=decide_by,
        update_by=None if clocks.update_every.is_none else calendar.add(decide_by, clocks.update_every),
        close_by=calendar.add(sent, clocks.close),
    )


def read_time(words: str, *, field: str) -> WorkingDuration:
    """Read one time of a clock: 2wd or 2 working days, 4wh, 24h, 30d, or none for `update_every` alone.

    Raises NotReady when it cannot be read, is none where there must be one, or is longer than two years.
    """
    if not words.strip():
        raise NotReady("Write a time, such as 2 working days.", field=field)
    try:
        read = WorkingDuration.parse(words[:100])
    except ValueError as wrong:
        raise NotReady(str(wrong), field=field) from wrong
    if read.is_none:
        if field != "update_every":
            raise NotReady(
                "There must be a time here, or nothing would bring a forgotten referral back.", field=field
            )
    elif _USUAL_WEEK.add(_MONDAY, read) - _MONDAY > LONGEST_CLOCK:
        raise NotReady(f"That is more than two years: {read}. Nobody waits so long. Write less.", field=field)
    return read


def read_clocks(times: Mapping[str, str], *, remind_after: int = USUAL_REMINDER) -> Clocks:
    """Read the four times of a clock and the waits of its ladder, by the names of their fields.

    Raises NotReady for what cannot be read, or when it would have to be closed before it is decided.
    """
    read = {
        field: read_time(times[field], field=field)
        for field in ("acknowledge", "decide", "update_every", "close")
    }
    waits = {field: times.get(field, "") for field in WAITS}
    ladder = read_ladder(waits, remind_after=remind_after, acknowledge=read["acknowledge"])
    clocks = Clocks(**read, ladder=ladder)
    dates = promised(clocks, _USUAL_WEEK, sent=_MONDAY)
    if dates.close_by < dates.decide_by:
        raise NotReady(
            f"{clocks.close} to close is over before it must be decided: {clocks.acknowledge} to acknowledge and "
            f"then {clocks.decide} to decide. Write a longer time.",
            field="close",
        )
    return clocks


def fields_of(clocks: Clocks) -> dict[str, str | int]:
    """A clock by the names of its fields, as it is stored: lengths of time in their short form."""
    ladder = clocks.ladder
    times = {
        field: getattr(clocks, field).key for field in ("acknowledge", "decide", "update_every", "close")
    }
    waits = zip(WAITS, (ladder.desk, ladder.lead, ladder.coordinator), strict=True)
    return {
        **times,
        **{field: wait.key for field, wait in waits},
        "remind_after": ladder.remind_after,
    }
