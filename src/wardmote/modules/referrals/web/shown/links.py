"""What became of the links that were mailed about a referral, for both its sides and the coordinator. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ...rules.links import Cause, Ended

if TYPE_CHECKING:
    from wardmote.shared.messaging.queries import Fate

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


@dataclass(frozen=True, kw_only=True)
class LinksShown:
    """What is shown of the links: what happened to them, and what stands in the way of the newest.

    `lost`: the words of why its mail did not arrive and will not; `waits`: why it has not gone out yet.
    """

    lines: Sequence[LinkLine]
    mailbox: str
    lost: str = ""
    waits: str = ""


def links_shown(links: Sequence[AnswerLink], fates: Mapping[int, Fate]) -> LinksShown | None:
    """What happened to the links, the newest first, and to the mails they went in. None where there are none."""
    if not links:
        return None
    lines = [line for link in links for line in _lines_of(link, fates.get(link.pk))]
    newest = links[0]
    fate = fates.get(newest.pk) if newest.opened_at is None else None
    fault = fate.fault.words if fate and fate.fault else ""
    return LinksShown(
        lines=sorted(lines, reverse=True),
        mailbox=newest.mailbox,
        lost=fault if fate and fate.is_lost else "",
        waits=fault if fate and not fate.is_lost else "",
    )


def _lines_of(link: AnswerLink, fate: Fate | None) -> Iterator[LinkLine]:
    yield LinkLine(link.issued_at, _WHY[Cause(link.cause)])
    if fate and fate.is_lost:
        yield LinkLine(fate.at, "The mail did not arrive")
    if link.opened_at:
        yield LinkLine(link.opened_at, "The link was opened")
    if link.tries_in_all and link.code_sent_at:
        wrong = f"{link.tries_in_all} wrong code{'' if link.tries_in_all == 1 else 's'} typed"
        yield LinkLine(link.code_sent_at, wrong)
    if link.ended_at and link.ended_because in (Ended.EXPIRED, Ended.TRIES):
        ended = (
            "ran out unopened" if link.ended_because == Ended.EXPIRED else "was closed: too many wrong codes"
        )
        yield LinkLine(link.ended_at, f"A link {ended}")
