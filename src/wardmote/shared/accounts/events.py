"""News of accounts that are reacted to here and in modules above."""

from dataclasses import dataclass

from wardmote.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EmailProposed(Event, key="accounts.email_proposed"):
    """Somebody is to sign in with another address, whose mailbox must be proved first."""

    person_id: int
