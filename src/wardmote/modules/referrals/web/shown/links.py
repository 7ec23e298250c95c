"""What became of the links that were mailed about a referral, for both its sides and the coordinator. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ...rules.links import Cause, Ended

if TYPE_CHECKING:
    from ...models import AnswerLink

_WHY = {
    Cause.SENT: "A link was mailed to them",
    Cause.ANSWERED: "A link was mailed with your answer",
    Cause.REMINDED: "A reminder was mailed with a new link",
    Cause.LATE: "Its time ran out: a new link was mailed",
    Cause.RESUMED: "The clock runs again: a new link was mailed",
    Cause.REOPENED: "It was opened again: a new link was mailed",
    Cause.HANDED_OVER: "The work came to them: a link was mailed",
    Cause.MAILBOX: "Their mailbox changed: a new link was mailed there",
    Cause.ASKED_FOR: "They asked for a new link",
    Cause.SENT_AGAIN: "The link was sent again",
}


class LinkLine(NamedTuple):
    """One thing that happened to a link."""

    at: datetime
    what: str


def link_lines(links: Sequence[AnswerLink]) -> list[LinkLine]:
    """What happened to the links, the newest first."""
    lines = []
    for link in links:
        lines.append(LinkLine(link.issued_at, _WHY[Cause(link.cause)]))
        if link.opened_at:
            lines.append(LinkLine(link.opened_at, "The link was opened"))
        if link.tries_in_all and link.code_sent_at:
            wrong = f"{link.tries_in_all} wrong code{'' if link.tries_in_all == 1 else 's'} typed"
            lines.append(LinkLine(link.code_sent_at, wrong))
        if link.ended_at and link.ended_because in (Ended.EXPIRED, Ended.TRIES):
            ended = (
                "ran out unopened"
                if link.ended_because == Ended.EXPIRED
                else "was closed: too many wrong codes"
            )
            lines.append(LinkLine(link.ended_at, f"A link {ended}"))
    return sorted(lines, reverse=True)
