"""Who may do what with a referral, from where and with what: the table, and the step that obeys it.

Public names: `Move`, `MOVES`, `apply`, `moves_available`, `return_reasons_available`.

Choices made here, where the design leaves room:

- A claim never blocks: anyone of the team may release it, or act on a referral that a colleague has claimed.
- A team asks the sender twice at most, and gives "no capacity", "cannot reach" and "below threshold" once;
  "needs information" twice. Then it decides on what there is.
- Passing it on as the receiving team counts as a "not ours": after two, only the coordinator moves it.
- The coordinator decides whose it is, closes it, or says once that it is its sender's to send on or close. The sender
  then cannot call again; silence does, and the coordinator decides.
- What came back can be answered to the same team (a second look, a safe time, "we wait for that date"),
  which then decides afresh. "Not ours" cannot be answered, only sent on, settled or closed.
- When services are reorganised a team's work is handed over whole, by the administrator, not by a desk: nothing
  about a referral changes but who is in the case, and whoever had claimed it.
- A team may wait for room for 90 days at most.
"""

from dataclasses import dataclass
from datetime import timedelta

from wardmote.kernel.refusals import NotReady

from .endings import (
    NEEDS_INFORMATION,
    NOT_OURS,
    OUTCOMES,
    PASSED_ON,
    PAUSE_REASONS,
    RETURN_REASONS,
    WITHDRAW_REASONS,
    Give,
    ReturnReason,
)
from .history import COORDINATOR_AFTER, after
from .states import (
    BACK_WITH_SENDER,
    ON_A_DESK,
    OPEN_STATES,
    Conflict,
    Desk,
    Hold,
    Situation,
    State,
    StepKind,
    Taken,
    WrongStep,
)
from .urgency import URGENT_REASONS

_ANY_HOLD = frozenset(Hold)
_NO_HOLD = frozenset({Hold.NONE})
_DECIDED_ON = frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A row of the table: from where, to where (None: stays), by whom, with what, and its words.

    `verb` is the button; None for what only the system does.
    """

    verb: str | None
    from_: frozenset[State]
    to: State | None = None
    by: frozenset[Desk]
    needs: frozenset[Give] = frozenset()
    holds: frozenset[Hold] = _ANY_HOLD


MOVES: dict[StepKind, Move] = {
    StepKind.SENT: Move(
        verb="Send it",
        from_=frozenset({State.DRAFT}),
        to=State.SENT,
        by=frozenset({Desk.SENDER, Desk.COORDINATOR}),
    ),
    StepKind.CLAIMED: Move(
        verb="Claim", from_=OPEN_STATES, by=frozenset({Desk.RECEIVER}), needs=frozenset({Give.PERSON})
    ),
    StepKind.RELEASED: Move(
        verb="Give it back to the team", from_=OPEN_STATES, by=frozenset({Desk.RECEIVER})
    ),
    StepKind.ACKNOWLEDGED: Move(
        verb="Acknowledge",
        from_=frozenset({State.SENT}),
        to=State.ACKNOWLEDGED,
        by=frozenset({Desk.RECEIVER}),
    ),
    StepKind.ACCEPTED: Move(
        verb="Take it on",
        from_=frozenset({State.ACKNOWLEDGED}),
        to=State.IN_PROGRESS,
        by=frozenset({Desk.RECEIVER}),
    ),
    StepKind.ASKED: Move(
        verb="Ask the sender",
        from_=_DECIDED_ON,
        by=frozenset({Desk.RECEIVER}),
        needs=frozenset({Give.WORDS}),
        holds=_NO_HOLD,
    ),
    StepKind.ANSWERED: Move(
        verb="Answer",
        from_=_DECIDED_ON | {State.RETURNED},
        by=frozenset({Desk.SENDER}),
        needs=frozenset({Give.WORDS}),
        holds=frozenset({Hold.ASKED, Hold.NONE}),
    ),
    StepKind.NOTED: Move(
        verb="Tell the sender how it goes",
        from_=_DECIDED_ON,
        by=frozenset({Desk.RECEIVER}),
        needs=frozenset({Give.WORDS}),
    ),
    StepKind.PAUSED: Move(
        verb="Pause",
        from_=_DECIDED_ON,
        by=frozenset({Desk.RECEIVER}),
        needs=frozenset({Give.REASON, Give.UNTIL}),
        holds=_NO_HOLD,
    ),
    StepKind.RESUMED: Move(
        verb="Start the clock again",
        from_=_DECIDED_ON,
        by=frozenset({Desk.RECEIVER, Desk.SYSTEM}),
        holds=frozenset({Hold.PAUSED, Hold.ASKED}),
    ),
    StepKind.RETURNED: Move(
        verb="Send it back",
        from_=OPEN_STATES,
        to=State.RETURNED,
        by=frozenset({Desk.RECEIVER}),
        needs=frozenset({Give.REASON}),
    ),
    StepKind.REDIRECTED: Move(
        verb="Pass it to another team",
        from_=ON_A_DESK,
        to=State.CLOSED,
        by=frozenset({Desk.RECEIVER, Desk.SENDER, Desk.COORDINATOR}),
        needs=frozenset({Give.TEAM}),
    ),
    StepKind.COORDINATOR_CALLED: Move(
        verb="Ask the coordinator", from_=BACK_WITH_SENDER, by=frozenset({Desk.SENDER, Desk.SYSTEM})
    ),
    StepKind.GIVEN_BACK: Move(
        verb="Give it back to its sender",
        from_=BACK_WITH_SENDER,
        by=frozenset({Desk.COORDINATOR}),
        needs=frozenset({Give.WORDS}),
    ),
    StepKind.REMINDED: Move(verb=None, from_=ON_A_DESK, by=frozenset({Desk.SYSTEM})),
    StepKind.ESCALATED: Move(
        verb=None, from_=ON_A_DESK, by=frozenset({Desk.SYSTEM}), needs=frozenset({Give.REASON})
    ),
    StepKind.LAPSED: Move(verb=None, from_=OPEN_STATES, to=State.LAPSED, by=frozenset({Desk.SYSTEM})),
    StepKind.WITHDRAWN: Move(
        verb="Take it back",
        from_=ON_A_DESK,
        to=State.WITHDRAWN,
        by=frozenset({Desk.SENDER}),
        needs=frozenset({Give.REASON}),
    ),
    StepKind.CLOSED: Move(
        verb="Close it",
        from_=_DECIDED_ON | BACK_WITH_SENDER,
        to=State.CLOSED,
        by=frozenset({Desk.RECEIVER, Desk.SENDER, Desk.COORDINATOR}),
        needs=frozenset({Give.REASON}),
    ),
    StepKind.REOPENED: Move(
        verb="Open it again",
        from_=frozenset({State.CLOSED}),
        by=frozenset({Desk.SENDER, Desk.RECEIVER}),
        needs=frozenset({Give.WORDS}),
    ),
    StepKind.HANDED_OVER: Move(
        verb=None,
        from_=ON_A_DESK,
        by=frozenset({Desk.SYSTEM}),
        needs=frozenset({Give.TEAM, Give.REASON}),
    ),
}

_ONLY_THE_ACCOUNTABLE = frozenset(
    {StepKind.REDIRECTED, StepKind.CLOSED, StepKind.COORDINATOR_CALLED, StepKind.GIVEN_BACK}
)
_LONGEST_WAIT_FOR_ROOM = timedelta(days=90)


def moves_available(situation: Situation, desk: Desk) -> tuple[StepKind, ...]:
    """What somebody at this desk may do now, in the order of the table: one button each."""
    return tuple(
        kind for kind in MOVES if _fits(situation, kind, desk) and _particular(situation, kind) is None
    )


def return_reasons_available(situation: Situation) -> tuple[ReturnReason, ...]:
    """The reasons for which this team may still send it back."""
    return tuple(
        reason
        for reason in RETURN_REASONS.values()
        if (reason.allowed_for_protected or not situation.protected) and not _used_up(situation, reason)
    )


def apply(situation: Situation, taken: Taken, *, desk: Desk) -> Situation:
    """The situation after a step that somebody at `desk` takes now.

    Raises WrongStep when it cannot be taken from where the referral is, or not by that desk; Conflict when
    somebody else has claimed it; NotReady when a reason, words, a date or a team are missing or do not fit.
    """
    if not _fits(situation, taken.kind, desk):
        verbs = [MOVES[kind].verb for kind in moves_available(situation, desk)]
        can = f"What you can do now: {', '.join(verb for verb in verbs if verb)}." if any(verbs) else ""
        raise WrongStep(f"It is {situation.in_words}. {can or 'There is nothing for you to do now.'}")
    if problem := _particular(situation, taken.kind):
        raise WrongStep(problem)
    if taken.kind is StepKind.CLAIMED and situation.claimed_by is not None:
        if situation.claimed_by == taken.by:
            raise Conflict("You have claimed this already.")
        raise Conflict("Somebody else got there first.")
    _check_given(situation, taken)
    return after(situation, taken)


def _used_up(situation: Situation, reason: ReturnReason) -> bool:
    return reason.key != NOT_OURS and situation.returns.count(reason.key) >= reason.limit


def _fits(situation: Situation, kind: StepKind, desk: Desk) -> bool:
    """Whether the row of the table allows it."""
    move = MOVES[kind]
    return (
        situation.state in move.from_
        and situation.hold in move.holds
        and desk in move.by
        and (kind not in _ONLY_THE_ACCOUNTABLE or desk in {situation.accountable, Desk.SYSTEM})
        and not (kind is StepKind.COORDINATOR_CALLED and desk is Desk.SENDER and _was_given_back(situation))
    )


def _was_given_back(situation: Situation) -> bool:
    """Whether it lies with its sender because the coordinator decided so."""
    return situation.given_back_at is not None and situation.given_back_at == situation.desk_since


def _particular(situation: Situation, kind: StepKind) -> str | None:
    """What the table cannot say: why this referral may not take the step all the same, as a sentence."""
    match kind:
        case StepKind.RELEASED if situation.claimed_by is None:
            return "Nobody has claimed it."
        case StepKind.ANSWERED if situation.is_open and situation.hold is not Hold.ASKED:
            return "Nothing has been asked."
        case StepKind.ANSWERED if situation.coordinator_called:
            return "The coordinator has been called, and settles it."
        case StepKind.ANSWERED if situation.state is State.RETURNED and not _answerable(situation):
            return "They cannot act on it. Send it to another team, ask the coordinator, or close it."
        case StepKind.ASKED if situation.questions >= RETURN_REASONS[NEEDS_INFORMATION].limit:
            return "You have asked twice. Decide on what there is, or send it back."
        case StepKind.COORDINATOR_CALLED if situation.coordinator_called:
            return "The coordinator has been called."
        case StepKind.GIVEN_BACK if situation.given_back_at is not None:
            return "It was given back to its sender before. Decide whose it is, or close it and say why."
        case StepKind.REDIRECTED if situation.is_open and situation.not_ours >= COORDINATOR_AFTER:
            return (
                "Two teams have said it is not theirs. Send it back as not ours: the coordinator settles it."
            )
        case StepKind.REOPENED if situation.ending == PASSED_ON:
            return "It was passed on to another team. Open the referral that carries it on."
        case _:
            return None


def _answerable(situation: Situation) -> bool:
    return RETURN_REASONS[situation.returned_because].answerable


def _check_given(situation: Situation, taken: Taken) -> None:
    """Raise NotReady, or WrongStep for a reason used up, unless the step brings what it must."""
    needs = set(MOVES[taken.kind].needs)
    match taken.kind:
        case StepKind.CLOSED:
            outcome = OUTCOMES.get(taken.reason)
            if outcome is None:
                raise NotReady("Choose how it ended.", field=Give.REASON)
            if outcome.needs_words:
                needs.add(Give.WORDS)
        case StepKind.RETURNED:
            needs |= _check_return(situation, taken)
        case StepKind.SENT if taken.reason and taken.reason not in URGENT_REASONS:
            raise NotReady("Choose why it cannot wait.", field=Give.REASON)
        case StepKind.PAUSED:
            _check_pause(taken)
        case StepKind.WITHDRAWN:
            if taken.reason not in WITHDRAW_REASONS:
                raise NotReady("Choose why you take it back.", field=Give.REASON)
    if Give.PERSON in needs and taken.by is None:
        raise NotReady("Only a person can claim it.", field=Give.PERSON)
    if Give.REASON in needs and not taken.reason:
        raise NotReady("Choose a reason.", field=Give.REASON)
    if Give.WORDS in needs and not taken.words.strip():
        raise NotReady("Say it in a sentence. The other side reads it.", field=Give.WORDS)
    if Give.TEAM in needs and taken.to_team is None:
        raise NotReady("Choose the team it goes to.", field=Give.TEAM)


def _check_return(situation: Situation, taken: Taken) -> frozenset[Give]:
    reason = RETURN_REASONS.get(taken.reason)
    if reason is None:
        raise NotReady("Choose why you send it back.", field=Give.REASON)
    if situation.protected and not reason.allowed_for_protected:
        raise NotReady(
            f"“{reason.label}” is no answer to a protected case. Choose another reason.", field=Give.REASON
        )
    if _used_up(situation, reason):
        raise WrongStep(
            f"Your team has said “{reason.label}” before. Decide on what there is, or choose another reason."
        )
    if Give.UNTIL in reason.must_give:
        _check_until(taken, _LONGEST_WAIT_FOR_ROOM, "Say from when you have room.")
    return reason.must_give


def _check_pause(taken: Taken) -> None:
    reason = PAUSE_REASONS.get(taken.reason)
    if reason is None:
        raise NotReady("Choose what you wait for.", field=Give.REASON)
    _check_until(taken, reason.longest, "Say when the clock starts again.")


def _check_until(taken: Taken, longest: timedelta, ask: str) -> None:
    if taken.until is None:
        raise NotReady(ask, field=Give.UNTIL)
    if taken.until <= taken.at:
        raise NotReady("Give a date that is still to come.", field=Give.UNTIL)
    if taken.until - taken.at > longest:
        raise NotReady(f"That is too long. Give a date within {longest.days} days.", field=Give.UNTIL)
