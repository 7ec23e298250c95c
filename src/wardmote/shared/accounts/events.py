"""News of accounts that are reacted to here and in modules above."""

from dataclasses import dataclass
from datetime import datetime

from wardmote.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FactorReset(Event, key="accounts.factor_reset"):
    """Somebody's second factor was taken off by another, because it was lost."""

    person_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class EmailProposed(Event, key="accounts.email_proposed"):
    """Somebody is to sign in with another address, whose mailbox must be proved first."""

    person_id: int
