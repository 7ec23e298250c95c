"""The bound within which nothing falls through, for each referral that lies on a desk (design.md, invariant 2).

It is worked out when a deadline begins, from the rules alone and from when the scheduler came by; afterwards it is
only looked at. What nobody may hold, because it is protected, is waited for from when somebody may.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests import factories as make
from tests.referrals.facts import Rows

from wardmote.modules.referrals.models import Referral
from wardmote.modules.referrals.queries.ladder import reach_of
from wardmote.modules.referrals.rules import (
    ON_A_DESK,
    Deadline,
    DeadlineKind,
    Rung,
    Situation,
    highest_rung,
    latest_end,
    next_deadline,
)
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

_MOMENT = timedelta(microseconds=1)


@dataclass
class Bound:
    """One deadline of one referral, as it stood when it began."""

    about: tuple[object, ...]
    situation: Situation
    deadline: Deadline
    began: datetime
    passes: list[datetime] = field(default_factory=list)
    """When the scheduler has come by since."""


class Bounds:
    """What lies on a desk, and since when."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.kept: dict[int, Bound] = {}

    def look(self, rows: Rows, at: datetime) -> None:
        """Begin a bound for each deadline that has begun, and let go of those that were answered."""
        lying = {pk: r for pk, r in rows.referrals.items() if r.state in ON_A_DESK}
        self.kept = {pk: bound for pk, bound in self.kept.items() if pk in lying}
        for pk, referral in lying.items():
            situation = rows.logs[pk].situation
            deadline = self._deadline(referral, situation)
            about = (deadline.kind, deadline.started_at, deadline.due_at, referral.accountable_team_id)
            if pk not in self.kept or self.kept[pk].about != about:
                self.kept[pk] = Bound(about, situation, deadline, at)

    def begin_again(self, rows: Rows, at: datetime) -> None:
        """The clock was moved: what lies there must move within what is left by the clock that counts now."""
        self.kept = {}
        self.look(rows, at)

    def passed(self, rows: Rows, at: datetime) -> None:
        """The scheduler has come by: nothing lies where it lay beyond its bound."""
        for pk, bound in list(self.kept.items()):
            bound.passes.append(at)
            referral, situation = rows.referrals[pk], rows.logs[pk].situation
            if not self._can_be_held(referral, situation):
                del self.kept[pk]
                continue
            latest = self._latest(referral, bound)
            if latest is None or latest > at or self._is_at_the_top(referral, situation):
                continue
            story = "\n".join(f"{s.at:%a %d %b %H:%M} {s.kind} {s.reason}" for s in rows.steps[pk])
            raise AssertionError(
                f"{referral} lies where it lay, and should have ended or moved by {latest:%a %d %b %Y %H:%M}; "
                f"it is {at:%a %d %b %Y %H:%M}\n{story}\n{bound}"
            )
        self.look(rows, at)

    def all_have_ended_or_come_back(self, rows: Rows) -> None:
        """Nothing sets anything off any more: all that is open lies at the top, or nobody could hold it."""
        for pk, referral in rows.referrals.items():
            situation = rows.logs[pk].situation
            if referral.state not in ON_A_DESK or not self._can_be_held(referral, situation):
                continue
            assert situation.coordinator_called, f"{referral} never comes back"
            assert self._is_at_the_top(referral, situation), f"{referral} never reaches the top"

    def _latest(self, referral: Referral, bound: Bound) -> datetime | None:
        stood_still, since = [], bound.began
        for came_by in bound.passes:
            stood_still.append((since, came_by))
            since = came_by + _MOMENT
        return latest_end(
            bound.situation,
            bound.deadline,
            referral.clock.times.ladder,
            partnerships.calendar_for(referral.receiver_team),
            now=bound.began,
            stood_still=stood_still,
        )

    def _deadline(self, referral: Referral, situation: Situation) -> Deadline:
        calendar = partnerships.calendar_for(referral.receiver_team)
        deadline = next_deadline(situation, referral.clock.times, calendar)
        assert deadline, f"{referral} lies on a desk and nothing is due"
        return deadline

    def _can_be_held(self, referral: Referral, situation: Situation) -> bool:
        """Somewhere it could go if nothing were done, or it is where it can stay."""
        with make.everything():
            reach = reach_of(referral, situation)
        match self._deadline(referral, situation).kind:
            case DeadlineKind.SETTLE:
                return True
            case DeadlineKind.SEND_ON:
                return reach.coordinator
        return reach.sender or reach.coordinator

    def _is_at_the_top(self, referral: Referral, situation: Situation) -> bool:
        """It lies with the coordinator, and whoever may know that it does has heard."""
        deadline = self._deadline(referral, situation)
        protected = referral.sensitivity == Sensitivity.PROTECTED
        top = Rung.DESK if protected else Rung.ADMINISTRATORS
        return deadline.kind is DeadlineKind.SETTLE and highest_rung(situation, deadline) is top
