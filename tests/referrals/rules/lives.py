"""Random lives of referrals: each step drawn from what the rules offer, with what it must bring."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from wardmote.modules.referrals.rules import (
    OUTCOMES,
    PASSED_ON,
    PAUSE_REASONS,
    WITHDRAW_REASONS,
    Desk,
    Side,
    Situation,
    StepKind,
    Taken,
    apply,
    handed_on,
    moves_available,
    return_reasons_available,
)

BEGAN = datetime(2026, 3, 2, 11, 58, tzinfo=UTC)


class Lived(NamedTuple):
    """A step taken, by whom, and the situations around it."""

    before: Situation
    taken: Taken
    desk: Desk
    after: Situation


def step(kind: StepKind, at: datetime = BEGAN, **brings: object) -> Taken:
    """A step of a log."""
    return Taken(kind=kind, at=at, **brings)  # type: ignore[arg-type]  # a test names what it brings


@st.composite
def brought(draw: st.DrawFn, situation: Situation, kind: StepKind, at: datetime) -> Taken:
    """A step of this kind with all that it must bring."""
    words = draw(st.sampled_from(["Knocked twice.", "ہم آئے تھے", "x"]))
    days = draw(st.integers(1, 15))
    until, team, reason = at + timedelta(days=days), draw(st.integers(1, 9)), ""
    match kind:
        case StepKind.CLOSED:
            reason = draw(st.sampled_from(sorted(OUTCOMES)))
        case StepKind.RETURNED:
            reason = draw(st.sampled_from(return_reasons_available(situation))).key
            team = draw(st.one_of(st.none(), st.integers(1, 9)))
        case StepKind.PAUSED:
            reason = draw(st.sampled_from(sorted(PAUSE_REASONS)))
        case StepKind.WITHDRAWN:
            reason = draw(st.sampled_from(sorted(WITHDRAW_REASONS)))
        case StepKind.ESCALATED:
            reason = draw(st.sampled_from(["acknowledge.desk", "close.lead", "send_on.lead"]))
        case StepKind.LAPSED:
            reason = draw(st.sampled_from(["", "coordinator"]))
        case StepKind.HANDED_OVER:
            reason = draw(st.sampled_from(Side))
    by = draw(st.integers(1, 4))
    return Taken(kind=kind, at=at, by=by, reason=reason, words=words, until=until, to_team=team)


@st.composite
def lives(draw: st.DrawFn, longest: int = 25) -> Sequence[Lived]:
    """A referral, and those that carry it on, from draft through up to `longest` steps."""
    situation, at = Situation(protected=draw(st.booleans())), BEGAN
    life: list[Lived] = []
    for _ in range(draw(st.integers(1, longest))):
        if situation.ending == PASSED_ON:
            situation = handed_on(situation)
        choices = [
            (kind, desk)
            for desk in Desk
            for kind in moves_available(situation, desk)
            if kind is not StepKind.CLAIMED or situation.claimed_by is None
        ]
        if not choices:
            break
        kind, desk = draw(st.sampled_from(choices))
        at += timedelta(minutes=draw(st.integers(0, 4 * 24 * 60)))
        taken = draw(brought(situation, kind, at))
        after = apply(situation, taken, desk=desk)
        life.append(Lived(situation, taken, desk, after))
        situation = after
    return life
