"""The life of a delivery: queued → sent → opened | failed; or not needed, when it was read elsewhere first."""

from datetime import datetime, timedelta
from enum import StrEnum

PROTECTED = "messaging.protected"
"""The kind that says nothing but that there is something."""


class Channel(StrEnum):
    """A way to reach somebody beside their desk in Wardmote."""

    EMAIL = "email"
    TEXT = "text"

    @property
    def words(self) -> str:
        """The channel as a list names it."""
        return {"email": "E-mail", "text": "Text"}[self.value]


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    SENT = "sent"
    OPENED = "opened"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"

    @property
    def words(self) -> str:
        """The state as a list names it."""
        return {
            "queued": "Waiting",
            "sent": "Sent",
            "opened": "Opened",
            "failed": "Failed",
            "not_needed": "Not needed",
        }[self.value]


class Fault(StrEnum):
    """Why a message was not taken."""

    NO_ANSWER = "no_answer"
    """The service does not answer, or refuses us: nothing goes this way at present."""
    LATER = "later"
    """The service takes others, and this one later."""
    NO_SUCH_ADDRESS = "no_such_address"
    """The service says for good that nobody is there: a bounce."""
    REFUSED = "refused"
    """The service refuses this message for good, and says nothing against the address."""
    BOUNCED_BEFORE = "bounced_before"
    """The address bounced, and nobody has said that it works again."""
    NO_ADDRESS = "no_address"
    """There is no address or telephone number to send it to."""
    NOT_SET_UP = "not_set_up"
    """Nobody has set this channel up."""
    GAVE_UP = "gave_up"
    """Tried ATTEMPTS times."""

    @property
    def words(self) -> str:
        """What went wrong and how it goes on, for the delivery log."""
        return _WORDS[self]

    @property
    def stops_the_channel(self) -> bool:
        """Whether the others of the channel would meet the same fault now."""
        return self is Fault.NO_ANSWER

    @property
    def passes(self) -> bool:
        """Whether trying again may help."""
        return self in (Fault.NO_ANSWER, Fault.LATER)

    @property
    def is_bounce(self) -> bool:
        """Whether the address is not to be written to again until somebody says that it works."""
        return self is Fault.NO_SUCH_ADDRESS


_WORDS = {
    Fault.NO_ANSWER: "The service did not answer. We try again.",
    Fault.LATER: "The service asked us to come back later. We try again.",
    Fault.NO_SUCH_ADDRESS: "The service says that nobody can be reached at this address.",
    Fault.REFUSED: "The service refused this message.",
    Fault.BOUNCED_BEFORE: "An earlier message came back from this address, so we did not write to it.",
    Fault.NO_ADDRESS: "There was no address to send it to.",
    Fault.NOT_SET_UP: "Nobody has set this way of sending up.",
    Fault.GAVE_UP: "We tried for about three days and gave up.",
}

ATTEMPTS = 18
"""How often a delivery is tried: with the waits of `next_try`, for about three days."""

FIRST_RECEIPT = timedelta(minutes=2)
LAST_RECEIPT = timedelta(days=3)
"""After how long, at first and at last, a service is asked what became of a message."""

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def next_try(attempts: int, now: datetime) -> datetime:
    """When to try again after so many attempts: 1, 2, 4, 8… minutes later, at most 6 hours."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return now + min(_FIRST_WAIT * doubled, _LONGEST_WAIT)


def after_fault(fault: Fault, attempts: int, now: datetime) -> tuple[DeliveryState, Fault, datetime | None]:
    """What becomes of a delivery that was not taken: its state, the fault to keep, and when it is tried again."""
    if not fault.passes:
        return DeliveryState.FAILED, fault, None
    if attempts >= ATTEMPTS:
        return DeliveryState.FAILED, Fault.GAVE_UP, None
    return DeliveryState.QUEUED, fault, next_try(attempts, now)
