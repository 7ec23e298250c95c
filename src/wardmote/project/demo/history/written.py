"""The referral histories that were written by hand, told step by step through the rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from wardmote.modules.referrals.rules import COORDINATOR_AFTER, Desk, Hold, State, StepKind

from ..kinds import Journey, JourneyStep
from .life import SAYS_NOTHING, Life

PAUSE = timedelta(days=14)
NO_ROOM = timedelta(days=58)
RECEIVED = "Received."


def tell_journey(life: Life, journey: Journey, midnight: datetime) -> None:
    """Go through a written history whose day 0 begins at `midnight`, as far as it has come."""
    for n, step in enumerate(journey.steps):
        at = midnight + timedelta(minutes=step.minutes)
        if n and life.calendar_is_closed_all_day(life.now_at.receiver, at):
            at = life.at_work(life.now_at.receiver, at)
        _tell(life, journey, n, step, at)
        if life.is_over:
            return


def _tell(life: Life, journey: Journey, n: int, step: JourneyStep, at: datetime) -> None:
    match step.action:
        case "send" if not life.sendings:
            life.send(journey.sender, journey.receiver, at, step.words)
        case "send" | "coordinator_settles" | "redirect" if step.to == life.now_at.receiver:
            life.take(StepKind.ANSWERED, at, Desk.SENDER, words=step.words)
        case "send" | "coordinator_settles" | "redirect":
            if life.pass_on(step.to, at, step.words) and step.note:
                life.keep_note(step.team, at, step.note)
        case "acknowledge" if life.situation.state is State.SENT:
            life.acknowledge(at, step.words, step.note)
        case "acknowledge" | "accept" | "decide" if life.situation.state is State.ACKNOWLEDGED:
            life.take(StepKind.ACCEPTED, at, Desk.RECEIVER, words=step.words, note=step.note)
        case "update" | "accept" | "decide":
            life.take(StepKind.NOTED, at, Desk.RECEIVER, words=step.words or RECEIVED, note=step.note)
        case "return":
            _give_back(life, journey, n, step, at)
        case "coordinator_called":
            if life.situation.not_ours < COORDINATOR_AFTER:
                life.take(StepKind.COORDINATOR_CALLED, at, Desk.SYSTEM, words=step.words)
        case "remind" | "escalate":
            pass  # time itself brings these
        case "lapse":
            life.lapse(step.words)
        case "release":
            life.take(StepKind.RELEASED, at, Desk.RECEIVER, note=step.note)
        case "claim":
            life.take(StepKind.CLAIMED, at, Desk.RECEIVER, note=step.note)
        case "ask":
            life.take(StepKind.ASKED, at, Desk.RECEIVER, words=step.words, note=step.note)
        case "answer":
            life.take(StepKind.ANSWERED, at, Desk.SENDER, words=step.words)
        case "pause":
            until = at + PAUSE
            life.take(
                StepKind.PAUSED,
                at,
                Desk.RECEIVER,
                reason=step.code,
                words=step.words,
                until=until,
                note=step.note,
            )
        case "resume" if life.situation.hold is Hold.PAUSED:
            life.take(StepKind.RESUMED, at, Desk.RECEIVER, words=step.words, note=step.note)
        case "withdraw":
            life.take(StepKind.WITHDRAWN, at, Desk.SENDER, reason=step.code, words=step.words)
        case "reopen":
            life.take(StepKind.REOPENED, at, Desk.SENDER, words=step.words)
        case "close":
            words = SAYS_NOTHING if life.protected else step.words
            life.take(StepKind.CLOSED, at, Desk.RECEIVER, reason=step.code, words=words, note=step.note)
        case _:
            raise ValueError(f"{journey.key}: nobody can {step.action} there.")


def _give_back(life: Life, journey: Journey, n: int, step: JourneyStep, at: datetime) -> None:
    named = next((s.to for s in journey.steps[n + 1 :] if s.to), "") if step.code == "not-ours" else ""
    until = at + NO_ROOM if step.code == "no-capacity" else None
    life.take(
        StepKind.RETURNED,
        at,
        Desk.RECEIVER,
        reason=step.code,
        words=step.words,
        to=named,
        until=until,
        note=step.note,
    )
