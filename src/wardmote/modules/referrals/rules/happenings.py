"""What the feed of events tells of: keys that never change, because other systems act on them."""

from datetime import timedelta
from enum import StrEnum

from .states import StepKind

FEED_KEPT = timedelta(days=90)
"""How long other systems can ask what happened. A system that is away for a whole quarter begins again."""


class HappeningKind(StrEnum):
    """What happened. One kind for each step of a referral's life, and those of an observation."""

    RECORDED = "observation.recorded"
    ADDED_TO = "observation.added_to"
    ERASED = "observation.erased"
    RECEIVED = "observation.received"
    ENDED = "observation.ended"
    SENT = "referral.sent"
    CLAIMED = "referral.claimed"
    RELEASED = "referral.released"
    ACKNOWLEDGED = "referral.acknowledged"
    ACCEPTED = "referral.accepted"
    ASKED = "referral.asked"
    ANSWERED = "referral.answered"
    NOTED = "referral.noted"
    PAUSED = "referral.paused"
    RESUMED = "referral.resumed"
    RETURNED = "referral.returned"
    REDIRECTED = "referral.redirected"
    COORDINATOR_CALLED = "referral.coordinator_called"
    GIVEN_BACK = "referral.given_back"
    REMINDED = "referral.reminded"
    ESCALATED = "referral.escalated"
    LAPSED = "referral.lapsed"
    WITHDRAWN = "referral.withdrawn"
    CLOSED = "referral.closed"
    REOPENED = "referral.reopened"
    HANDED_OVER = "referral.handed_over"

    @classmethod
    def of_step(cls, kind: str) -> "HappeningKind":
        """The kind of happening that a step is."""
        return cls(f"referral.{StepKind(kind).value}")
