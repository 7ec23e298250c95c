"""What somebody at the board can do about a referral that stands still, as the moves of its life allow it.

Nobody answers in another team's place, and what is not the coordinator's cannot be taken over: whoever holds it can be
asked to move it, and some of their moves bring it to the coordinator.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.modules.referrals.queries import StoppedReferral
from wardmote.modules.referrals.rules import BACK_WITH_SENDER, COORDINATOR_AFTER, MOVES, Hold, StepKind

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team


@dataclass(frozen=True, slots=True)
class NextThing:
    """What to do, in a sentence or two, and the team to call about it; None where the reader acts alone."""

    words: str
    call: Team | None = None


def next_thing(one: StoppedReferral, own: Collection[int]) -> NextThing:
    """What to do next about one referral. ``own`` are the numbers of the reader's teams."""
    asked = one.hold is Hold.ASKED
    holder = one.sender if asked else one.team
    if holder.pk in own:
        return NextThing(
            "Your team has been asked. Answer it." if asked else "It is on your desk. Act on it."
        )
    if asked:
        return NextThing("They were asked a question. Once they answer, it goes on.", holder)
    if one.state in BACK_WITH_SENDER and one.team.is_coordinator:
        return NextThing("It waits for the coordinator to settle it.", holder)
    if one.state in BACK_WITH_SENDER:
        ask = _verb(StepKind.COORDINATOR_CALLED)
        return NextThing(f"It is back with them. They send it on, close it, or choose “{ask}”.", holder)
    if one.not_ours_count >= COORDINATOR_AFTER:
        return NextThing(
            f"If it is not theirs, they choose “{_verb(StepKind.RETURNED)}”: then the coordinator settles it.",
            holder,
        )
    if one.hold is Hold.PAUSED:
        return NextThing("Ask what they wait for, and whether there is another way.", holder)
    return NextThing("Ask when they will act.", holder)


def _verb(kind: StepKind) -> str:
    return MOVES[kind].verb or ""
