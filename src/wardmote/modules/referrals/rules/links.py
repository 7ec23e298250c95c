"""How a team without accounts answers by link: how long a link works, what opens it, and what ends it (R2.4).

Public names: `LINKS`, `CODES`, `SESSIONS`, `LinkState`, `Cause`, `Ended`, `LinkFacts`, `link_state`, `works_until`,
`CodeFault`, `code_fault`, `check_sending`, `CODE_LASTS`, `SESSION_LASTS`, `MOST_TRIES`, `BY_LINK`, `causes_link`.

Choices made here, where the design leaves room:

- A link proves nothing: it may have been forwarded. It opens with a code that is mailed to the mailbox the link went
  to, so that only who reads that mailbox now gets in.
- A link is used once somebody has proved the mailbox with it, not when it is looked at: mail scanners look at links.
- Only the newest link of a referral works. Whoever is in by an earlier one may finish what they are writing.
- It works until a few days after the deadline it was sent about, so that late is better than never.
- A protected matter never goes by link: a mailbox has no safeguarding lead who is known by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wardmote.kernel.secret_links import SecretLinks

from .ladder import Rung
from .states import Conflict, StepKind

LINKS = SecretLinks("wardmote.referrals.answer-link")
CODES = SecretLinks("wardmote.referrals.answer-code")
SESSIONS = SecretLinks("wardmote.referrals.answer-session")

AFTER_THE_DEADLINE = timedelta(days=3)
LONGEST = timedelta(days=30)
"""However far off the deadline is. A new one is mailed on request."""

CODE_LASTS = timedelta(minutes=10)
CODE_AGAIN_AFTER = timedelta(seconds=30)
MOST_TRIES = 5
"""Wrong codes before a code ends."""
MOST_CODES = 6
"""Codes for one link: 30 tries in all, of a million codes."""

SESSION_LASTS = timedelta(minutes=60)
"""From the code. Long enough to read, telephone and write; what is written later is given back."""

SEND_AGAIN_AFTER = timedelta(minutes=2)
MOST_A_DAY = 8
"""Links that people ask for about one referral in a day, so that nobody's mailbox is flooded. The ladder's own come
all the same."""

BY_LINK = (
    StepKind.ACKNOWLEDGED,
    StepKind.ACCEPTED,
    StepKind.NOTED,
    StepKind.CLOSED,
    StepKind.RETURNED,
    StepKind.ASKED,
    StepKind.PAUSED,
    StepKind.RESUMED,
)
"""What a team does by link, in the order it is offered. Not passing on to another team: who is not known by name does
not widen who reads of it; they send it back and name the team."""


class Cause(StrEnum):
    """Why a link was mailed. The keys are stored and never change."""

    SENT = "sent"
    ANSWERED = "answered"
    REMINDED = "reminded"
    LATE = "late"
    RESUMED = "resumed"
    REOPENED = "reopened"
    HANDED_OVER = "handed_over"
    MAILBOX = "mailbox"
    ASKED_FOR = "asked_for"
    SENT_AGAIN = "sent_again"


class Ended(StrEnum):
    """Why a link works no more, beyond having been used. The keys are stored and never change."""

    REPLACED = "replaced"
    EXPIRED = "expired"
    TRIES = "tries"
    MAILBOX = "mailbox"


class LinkState(StrEnum):
    """What becomes of somebody who comes with a link's own secret."""

    OPENS = "opens"
    USED = "used"
    EXPIRED = "expired"
    REPLACED = "replaced"
    TRIES = "tries"
    OVER = "over"
    """There is nothing to answer any more: closed, taken back, sent back, gone to another team."""
    GONE = "gone"
    """As if it never was: the mailbox is another one now, or the team has ended."""


_CAUSES = {
    StepKind.SENT: Cause.SENT,
    StepKind.ANSWERED: Cause.ANSWERED,
    StepKind.REMINDED: Cause.REMINDED,
    StepKind.RESUMED: Cause.RESUMED,
    StepKind.REOPENED: Cause.REOPENED,
    StepKind.HANDED_OVER: Cause.HANDED_OVER,
}
_ASKED = frozenset({Cause.ASKED_FOR, Cause.SENT_AGAIN})


def causes_link(kind: str, reason: str, *, by_link: bool) -> Cause | None:
    """Whether a step that leaves the referral with its receiver is news to the team's mailbox, and as what.

    Of the ladder's rungs, those that concern the team: the reminder, and that its time ran out. Nobody is mailed what
    they have just done themselves.
    """
    if by_link:
        return None
    if kind == StepKind.ESCALATED and reason.rpartition(".")[2] == Rung.DESK:
        return Cause.LATE
    return _CAUSES.get(StepKind(kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What decides whether a link opens: the link's own life, and what became of its team and its referral."""

    expires_at: datetime
    opened: bool
    ended: Ended | None
    reaches: bool
    """The team stands, answers by link, and has the mailbox that the link went to."""
    to_answer: bool
    """The referral still lies with that team."""


def link_state(link: LinkFacts, now: datetime) -> LinkState:
    """What becomes of somebody who comes with this link's own secret now."""
    if not link.reaches or link.ended is Ended.MAILBOX:
        return LinkState.GONE
    if not link.to_answer:
        return LinkState.OVER
    if link.opened:
        return LinkState.USED
    if link.ended is not None:
        return LinkState(link.ended)
    return LinkState.EXPIRED if now >= link.expires_at else LinkState.OPENS


def works_until(deadline: datetime | None, now: datetime) -> datetime:
    """How long a link works that is mailed now, about a referral with this next deadline."""
    return min(max(deadline or now, now) + AFTER_THE_DEADLINE, now + LONGEST)


class CodeFault(StrEnum):
    """Why what was typed does not open."""

    WRONG = "wrong"
    OLD = "old"
    TRIES = "tries"
    NONE_SENT = "none_sent"


def code_fault(*, right: bool, sent_at: datetime | None, tries: int, now: datetime) -> CodeFault | None:
    """Why a code does not open, or None if it does. `tries` are the wrong ones before this."""
    if sent_at is None:
        return CodeFault.NONE_SENT
    if tries >= MOST_TRIES:
        return CodeFault.TRIES
    if now - sent_at > CODE_LASTS:
        return CodeFault.OLD
    return None if right else CodeFault.WRONG


def check_code(*, sent: int, last_at: datetime | None, now: datetime) -> None:
    """Raise Conflict when a code was mailed just now. `sent` counts those of this link; the caller ends it after
    MOST_CODES."""
    if sent and last_at is not None and now - last_at < CODE_AGAIN_AFTER:
        raise Conflict(
            "We mailed a code less than half a minute ago. Give it time, and look in the junk mail."
        )


def check_sending(asked_for: Sequence[datetime], now: datetime) -> None:
    """Raise Conflict when a link was asked for just now, or too often. `asked_for` are the times it was."""
    if asked_for and now - max(asked_for) < SEND_AGAIN_AFTER:
        raise Conflict(
            "A link was mailed less than two minutes ago. Give it time, and look in the junk mail."
        )
    if sum(now - at < timedelta(days=1) for at in asked_for) >= MOST_A_DAY:
        raise Conflict(
            f"A new link was asked for {MOST_A_DAY} times today. Look for the newest in the mailbox, or telephone."
        )


def counts_as_asked(cause: str) -> bool:
    """Whether somebody asked for this link, rather than Wardmote having sent it by itself."""
    return cause in _ASKED
