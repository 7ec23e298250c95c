"""Who may open and end accounts."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor


class Permission(StrEnum):
    """What can be allowed here."""

    OPEN_ACCOUNT = "accounts.open_account"


def has_no_account(actor: Actor, _subject: object) -> bool:
    """The actor is nobody yet, or Wardmote itself."""
    return actor.person_id is None


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.OPEN_ACCOUNT: access.Rule(
        "Somebody without an account opens one, by following an invitation sent to their mailbox.",
        has_no_account,
    )
}
