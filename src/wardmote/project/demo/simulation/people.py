"""What people do about a referral, and how soon: as diligently as their team is, from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import log
from random import Random

from wardmote.modules.referrals.rules import (
    COORDINATOR_AFTER,
    RETURN_REASONS,
    DeadlineKind,
    Desk,
    Hold,
    Rung,
    State,
    StepKind,
    moves_available,
    return_reasons_available,
)

from ..history.chance import weighted
from ..history.stories import ENDINGS, PAUSES
from .referral import Referral

WORDS = "Said in a sentence."
"""Nobody reads what is written in a played year; the rules ask that something is."""

NOT_OURS = "not-ours"
ON_RETURN: tuple[tuple[str, float], ...] = (
    (NOT_OURS, 50),
    ("needs-information", 18),
    ("no-capacity", 12),
    ("below-threshold", 8),
    ("cannot-reach", 7),
    ("duplicate-of", 5),
)
DECISIONS: tuple[tuple[StepKind, float], ...] = (
    (StepKind.ACCEPTED, 74),
    (StepKind.RETURNED, 15),
    (StepKind.ASKED, 6),
    (StepKind.PAUSED, 4),
    (StepKind.REDIRECTED, 3),
)
WORK: tuple[tuple[StepKind, float], ...] = (
    (StepKind.CLOSED, 48),
    (StepKind.NOTED, 42),
    (StepKind.PAUSED, 7),
    (StepKind.ASKED, 3),
)


@dataclass(frozen=True)
class Act:
    """A step that somebody chose, with what it must bring."""

    kind: StepKind
    desk: Desk
    reason: str = ""
    until: timedelta | None = None
    to: str = ""


def is_silent(diligence: float, draws: Random) -> bool:
    """Whether they let this deadline go by, unless somebody wakes them."""
    return draws.random() < 0.01 + 0.2 * (1 - diligence) ** 2


def part_of_time(diligence: float, draws: Random) -> float:
    """How much of the time they have they take: more than all of it now and then, and the less diligent often."""
    return draws.lognormvariate(log(0.2 + 0.5 * (1 - diligence)), 0.5)


def wakes(rung: Rung, diligence: float, draws: Random) -> bool:
    """Whether a rung brings an answer. The higher it is, the likelier."""
    height = {Rung.DESK: 0.1, Rung.LEAD: 0.25, Rung.COORDINATOR: 0.4}.get(rung, 0.9)
    return draws.random() < height + 0.3 * diligence


def chosen(
    referral: Referral, others: Callable[[], list[str]], may_call: Callable[[], bool], draws: Random
) -> Act | None:
    """What the people on its desk do now.

    `others` are the teams that could take it and have not had it, `may_call` whether the coordinator could hold it.
    """
    situation = referral.situation
    match situation.accountable:
        case Desk.RECEIVER if situation.hold is Hold.ASKED:
            return Act(StepKind.ANSWERED, Desk.SENDER)
        case Desk.RECEIVER if situation.hold is Hold.PAUSED:
            return Act(StepKind.RESUMED, Desk.RECEIVER)
        case Desk.RECEIVER if situation.state is State.SENT:
            return Act(StepKind.ACKNOWLEDGED, Desk.RECEIVER)
        case Desk.RECEIVER if situation.state is State.ACKNOWLEDGED:
            return _decided(referral, others, may_call, draws)
        case Desk.RECEIVER:
            return _worked_on(referral, draws)
        case Desk.SENDER:
            return _sent_on(referral, others(), Desk.SENDER, draws)
        case Desk.COORDINATOR:
            return _sent_on(referral, others(), Desk.COORDINATOR, draws)
    return None


def _decided(
    referral: Referral, others: Callable[[], list[str]], may_call: Callable[[], bool], draws: Random
) -> Act:
    can = set(moves_available(referral.situation, Desk.RECEIVER))
    kind = weighted(draws, [(kind, share) for kind, share in DECISIONS if kind in can])
    if referral.situation.not_ours and draws.random() < 0.35:
        kind = StepKind.RETURNED  # what one team would not have, the next is quicker to refuse
    match kind:
        case StepKind.RETURNED:
            return _returned(referral, others, may_call, draws)
        case StepKind.REDIRECTED if there := others():
            return Act(kind, Desk.RECEIVER, to=there[0])
        case StepKind.PAUSED:
            return _paused(draws)
        case StepKind.ASKED:
            return Act(kind, Desk.RECEIVER)
    return Act(StepKind.ACCEPTED, Desk.RECEIVER)


def _returned(
    referral: Referral, others: Callable[[], list[str]], may_call: Callable[[], bool], draws: Random
) -> Act:
    may = {reason.key for reason in return_reasons_available(referral.situation)}
    reason = weighted(draws, [(key, share) for key, share in ON_RETURN if key in may])
    if referral.situation.not_ours and draws.random() < 0.7:
        reason = NOT_OURS
    to = ""
    if reason == NOT_OURS:
        there = others()
        to = there[0] if there else ""
        calls = not to or referral.situation.not_ours + 1 >= COORDINATOR_AFTER
        if calls and not may_call():
            return Act(StepKind.ACCEPTED, Desk.RECEIVER)
    gives_date = "until" in RETURN_REASONS[reason].must_give
    until = timedelta(days=draws.randint(10, 35)) if gives_date else None
    return Act(StepKind.RETURNED, Desk.RECEIVER, reason=reason, until=until, to=to)


def _worked_on(referral: Referral, draws: Random) -> Act:
    can = set(moves_available(referral.situation, Desk.RECEIVER))
    kind = weighted(draws, [(kind, share) for kind, share in WORK if kind in can])
    is_to_close = referral.deadline is not None and referral.deadline.kind is DeadlineKind.CLOSE
    match StepKind.CLOSED if is_to_close else kind:
        case StepKind.CLOSED as kind:
            return Act(kind, Desk.RECEIVER, reason=weighted(draws, ENDINGS))
        case StepKind.PAUSED:
            return _paused(draws)
    return Act(kind, Desk.RECEIVER)


def _paused(draws: Random) -> Act:
    reason = weighted(draws, PAUSES)
    return Act(StepKind.PAUSED, Desk.RECEIVER, reason=reason, until=timedelta(days=draws.randint(3, 14)))


def _sent_on(referral: Referral, others: list[str], desk: Desk, draws: Random) -> Act:
    """What came back: answered to the same team, sent to another, or closed with a reason."""
    if StepKind.ANSWERED in moves_available(referral.situation, desk) and draws.random() < 0.7:
        return Act(StepKind.ANSWERED, desk)
    again = [referral.receiver] if referral.situation.state is State.LAPSED else []
    there = others[:1] or again
    if there and draws.random() < 0.85:
        return Act(StepKind.REDIRECTED, desk, to=there[0])
    return Act(StepKind.CLOSED, desk, reason=weighted(draws, ENDINGS))
