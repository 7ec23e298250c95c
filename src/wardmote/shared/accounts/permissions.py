"""Who may open and end accounts."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor

from .models import Person


class Permission(StrEnum):
    """What can be allowed here."""

    OPEN_ACCOUNT = "accounts.open_account"
    KEEP_SYSTEMS = "accounts.keep_systems"
    END_SESSIONS = "accounts.end_sessions"
    KEEP_ACCOUNTS = "accounts.keep_accounts"
    RESET_SECOND_FACTOR = "accounts.reset_second_factor"


def has_no_account(actor: Actor, _subject: object) -> bool:
    """The actor is nobody yet, or Wardmote itself."""
    return actor.person_id is None


def keeps_systems(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership, or is Wardmote itself at the server's own command line."""
    return actor.id.startswith("system:") or actor.holds("partnership_administrator")


def is_self_or_wardmote(actor: Actor, subject: object) -> bool:
    """The actor is the person in question, or Wardmote itself."""
    own = isinstance(subject, Person) and subject.pk == actor.person_id
    return own or actor.id.startswith("system:")


def keeps_accounts(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership."""
    return actor.holds("partnership_administrator")


def resets_another(actor: Actor, subject: object) -> bool:
    """The actor keeps accounts, or sits at the server's own command line, and the person is somebody else."""
    other = isinstance(subject, Person) and subject.pk != actor.person_id
    return other and (actor.id == "system:command line" or keeps_accounts(actor, subject))


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.OPEN_ACCOUNT: access.Rule(
        "Somebody without an account opens one, by following an invitation sent to their mailbox.",
        has_no_account,
    ),
    Permission.KEEP_SYSTEMS: access.Rule(
        "The partnership administrator, or Wardmote itself, opens and closes the account of a partner's system.",
        keeps_systems,
    ),
    Permission.END_SESSIONS: access.Rule(
        "Everybody ends their own sessions; Wardmote ends them when somebody leaves, loses a role or is reset.",
        is_self_or_wardmote,
    ),
    Permission.KEEP_ACCOUNTS: access.Rule(
        "The partnership administrator changes names and addresses, and closes and opens accounts.",
        keeps_accounts,
    ),
    Permission.RESET_SECOND_FACTOR: access.Rule(
        "The partnership administrator, or somebody at the server's own command line, takes off the second factor"
        " that somebody else has lost. Nobody takes off their own so.",
        resets_another,
    ),
}
