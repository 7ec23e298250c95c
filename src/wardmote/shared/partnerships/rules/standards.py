"""How fast is fast enough: what may never be loosened, a team's own standard, the urgent clock (R1.2, R1.4).

Public names: `PROTECTED_WITHIN`, `Standard`, `KindOfMatter`, `TooSlow`, `is_no_slower`, `check_kind`, `sent_with`.

Choices made here, where the design leaves room:

- What is protected is acknowledged within one working day, whatever clock it is given. Its clock may become quicker and
  never slower, in what is due first (acknowledge, decide) and in how long silence waits: a child's one working day
  cannot be lost by editing a clock, nor by choosing another. Who chose it too quick by mistake ends the category and
  adds another, as for its secrecy.
- A team's own standard for a category may be quicker than the category's clock. It may be slower only where that clock
  rests on practice and the matter is not protected: what the law, guidance or a child's safety asks is nobody's to
  lengthen.
- The urgent clock of a category is acknowledged in hours, and no time of it is longer than the ordinary one.
- Whoever sends something urgent gets the quicker of two promises: where the team's own standard is as quick as the
  urgent clock or quicker, that.

`is_no_slower` stands in the database too, as a function that its triggers ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.working_time import Unit, WorkingDuration

from .clocks import Basis, Clocks
from .ladders import BY_THE_CLOCK, WAITS
from .sight import Sensitivity

PROTECTED_WITHIN = WorkingDuration(1, Unit.WORKING_DAYS)
"""What is protected is acknowledged by then: Working together to safeguard children, and the design's own promise."""

BINDING = frozenset({Basis.STATUTE, Basis.GUIDANCE})
"""What a clock rests on that no team may lengthen for itself."""

_IN_A_DAY = 8
"""Working hours of a usual day. Lengths are compared in a usual week, Monday to Friday, nine to five."""

_TIMES = ("acknowledge", "decide", "update_every", "close")
_FIRST = ("acknowledge", "decide")
_IN_WORDS = {
    "acknowledge": "to acknowledge",
    "decide": "to decide",
    "update_every": "between two words to the sender",
    "close": "to close",
    "wait_desk": "before the team’s lead hears",
    "wait_lead": "before the coordinator hears",
    "wait_coordinator": "before it goes back to its sender",
}


class Standard(StrEnum):
    """Whose promise a referral was sent with. The keys are stored and never change."""

    CATEGORY = "category"
    TEAM = "team"
    URGENT = "urgent"


class TooSlow(NotReady):
    """A clock that lets something wait longer than it may. `time` names which of its times."""

    def __init__(self, message: str, *, field: str, time: str) -> None:
        super().__init__(message, field=field)
        self.time = time


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfMatter:
    """A category with every clock that is set for it. `before` is the one it had while it was protected already."""

    called: str
    sensitivity: Sensitivity
    clocks: Clocks
    basis: Basis
    before: Clocks | None = None
    urgent: Clocks | None = None
    own: Sequence[tuple[str, Clocks]] = ()
    """The teams with a standard of their own, by name."""

    @property
    def is_protected(self) -> bool:
        """Whether a child or an adult may be in danger while it waits."""
        return self.sensitivity is Sensitivity.PROTECTED


def is_no_slower(one: WorkingDuration, than: WorkingDuration) -> bool:
    """Whether one length of time is never over later than another, as far as a usual week can tell.

    Working time and time by the clock are compared safely: 24 hours are no slower than a working day, but a working day
    may last over a weekend, so it counts as a week, and each five of them as a week more.
    """
    if one.is_none or than.is_none:
        return than.is_none
    if one.unit in BY_THE_CLOCK:
        if than.unit in BY_THE_CLOCK:
            return _hours(one) <= _hours(than)
        return _hours(one) <= than.amount * (24 if than.unit is Unit.WORKING_DAYS else 1)
    if than.unit in BY_THE_CLOCK:
        weeks = ceil(ceil(_hours(one) / _IN_A_DAY) / 5) + 1
        return weeks * 7 * 24 <= _hours(than)
    return _hours(one) <= _hours(than)


def _hours(lasts: WorkingDuration) -> int:
    in_a_day = {Unit.DAYS: 24, Unit.WORKING_DAYS: _IN_A_DAY}
    return lasts.amount * in_a_day.get(lasts.unit, 1)


def check_kind(kind: KindOfMatter) -> None:
    """Raise TooSlow for a category one of whose clocks lets it wait longer than it may.

    `field` of what is raised is "clock", "urgent_clock" or "own_clock".
    """
    if kind.is_protected:
        _check_protected(kind)
    if kind.urgent is not None:
        _check_urgent(kind, kind.urgent)
    for team, own in kind.own:
        _check_own(kind, team, own)


def _check_protected(kind: KindOfMatter) -> None:
    clocks = kind.clocks
    if not is_no_slower(clocks.acknowledge, PROTECTED_WITHIN):
        raise TooSlow(
            f"“{kind.called}” is protected, and what is protected is acknowledged within {PROTECTED_WITHIN}. "
            f"{_capital(clocks.acknowledge)} is too long.",
            field="clock",
            time="acknowledge",
        )
    if kind.before is not None and (slower := _slower(clocks, kind.before, (*_FIRST, *WAITS))):
        time, now, was = slower
        raise TooSlow(
            f"“{kind.called}” is protected. Its clock may become quicker, never slower: {was} {_IN_WORDS[time]} "
            f"cannot become {now}. If this is another kind of matter, add a new category.",
            field="clock",
            time=time,
        )


def _check_urgent(kind: KindOfMatter, urgent: Clocks) -> None:
    if not urgent.is_urgent:
        raise TooSlow(
            f"What is urgent is acknowledged in hours. {_capital(urgent.acknowledge)} to acknowledge “{kind.called}” "
            "is no urgent clock.",
            field="urgent_clock",
            time="acknowledge",
        )
    if slower := _slower(urgent, kind.clocks, (*_TIMES, *WAITS)):
        time, now, usual = slower
        raise TooSlow(
            f"The urgent clock of “{kind.called}” would be slower than its ordinary one: {now} {_IN_WORDS[time]}, "
            f"and {usual} otherwise.",
            field="urgent_clock",
            time=time,
        )


def _check_own(kind: KindOfMatter, team: str, own: Clocks) -> None:
    if not kind.is_protected and kind.basis not in BINDING:
        return
    if slower := _slower(own, kind.clocks, (*_TIMES, *WAITS)):
        time, now, usual = slower
        why = "is protected" if kind.is_protected else "has a clock that rests on the law or on guidance"
        raise TooSlow(
            f"“{kind.called}” {why}, so the standard of {team} may be quicker and never slower: {now} "
            f"{_IN_WORDS[time]} is more than {usual}.",
            field="own_clock",
            time=time,
        )


def _slower(
    one: Clocks, than: Clocks, times: Sequence[str]
) -> tuple[str, WorkingDuration, WorkingDuration] | None:
    """The first time of a clock that is longer than in another, and both."""
    pairs = ((time, _time(one, time), _time(than, time)) for time in times)
    return next(((time, a, b) for time, a, b in pairs if not is_no_slower(a, b)), None)


def _time(clocks: Clocks, name: str) -> WorkingDuration:
    ladder = clocks.ladder
    waits = dict(zip(WAITS, (ladder.desk, ladder.lead, ladder.coordinator), strict=True))
    return waits[name] if name in waits else getattr(clocks, name)


def _capital(lasts: WorkingDuration) -> str:
    return str(lasts).capitalize()


def sent_with(*, ordinary: Clocks, urgent: Clocks | None, own: Clocks | None) -> Standard:
    """Whose promise holds for something that is sent: `urgent` is None unless it is sent as urgent.

    `own` is the receiving team's own standard, None where it has none.
    """
    if urgent is None:
        return Standard.CATEGORY if own is None else Standard.TEAM
    if own is not None and _slower(own, urgent, _FIRST) is None:
        return Standard.TEAM
    return Standard.URGENT
