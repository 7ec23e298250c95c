"""A team that answers by link asks for an account: whether it may ask now, and what the partnership answers (R2.4)."""

from datetime import datetime, timedelta
from enum import StrEnum

from .roles import RoleName

ASK_AGAIN_AFTER = timedelta(days=90)
"""How long after a refusal the same mailbox may ask again. Circumstances change, and nobody is pestered."""

ROLES_TO_ASK_FOR = (RoleName.DUTY_OFFICER, RoleName.WORKER, RoleName.TEAM_LEAD)
"""What an administrator may let them be. Not who reads protected matters: that is never asked for by link."""


class AccountRequestState(StrEnum):
    """How a request stands. The keys are stored and never change."""

    WAITING = "waiting"
    INVITED = "invited"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Its team has ended, or has another mailbox now: whoever asked may not be who reads that one."""


class WhyNoAccount(StrEnum):
    """Why a request is refused. The keys are stored and never change.

    Fixed sentences, because they go out in a mail: nobody's own words do.
    """

    LINK_IS_ENOUGH = "link_is_enough"
    AGREEMENT_FIRST = "agreement_first"
    NOT_CONFIRMED = "not_confirmed"
    SOMEBODY_HAS_ONE = "somebody_has_one"

    @property
    def words(self) -> str:
        """The sentence that whoever asked reads."""
        return {
            "link_is_enough": "For what comes to you, answering by link is enough.",
            "agreement_first": "Your group and the partnership must sign an agreement first.",
            "not_confirmed": "We could not confirm that you speak for your group. Please telephone us.",
            "somebody_has_one": "Somebody in your group has an account. Ask them.",
        }[self.value]


def may_ask(state: AccountRequestState | None, *, decided_at: datetime | None, now: datetime) -> bool:
    """Whether a mailbox may ask whose newest request stands so; None for one that never asked.

    An invitation that came of one is looked at by the caller: while it is open, nobody need ask.
    """
    match state:
        case AccountRequestState.WAITING:
            return False
        case AccountRequestState.REFUSED:
            return decided_at is None or now >= decided_at + ASK_AGAIN_AFTER
        case _:
            return True
