"""Who may have somebody told, read what was told, and send it."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.shared.partnerships.rules import RoleName

from .models import LostAddress, Message


class Permission(StrEnum):
    """What can be allowed here."""

    TELL = "messaging.tell"
    READ = "messaging.read"
    DELIVER = "messaging.deliver"
    LEARN_FATE = "messaging.learn_fate"
    KEEP_WORDS = "messaging.keep_words"
    READ_LOG = "messaging.read_log"
    SEND_AGAIN = "messaging.send_again"
    WISH = "messaging.wish"
    SAY_ADDRESS_WORKS = "messaging.say_address_works"


def is_somebody(actor: Actor, _subject: object) -> bool:
    """Somebody or something known acts."""
    return actor != NOBODY


def is_told(actor: Actor, subject: object) -> bool:
    """The message is the actor's own; without a message, the actor is a person, who has messages."""
    own = not isinstance(subject, Message) or subject.person_id == actor.person_id
    return actor.person_id is not None and own


def is_person(actor: Actor, _subject: object) -> bool:
    """The actor is a person, who can be told something."""
    return actor.person_id is not None


def is_theirs(actor: Actor, subject: object) -> bool:
    """The address from which messages come back is the actor's own."""
    return (
        isinstance(subject, LostAddress)
        and subject.person_id is not None
        and subject.person_id == actor.person_id
    )


def administers(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership."""
    return actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR)


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or somebody at the server's own command line."""
    return actor.id.startswith("system:")


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.TELL: access.Rule(
        "Whoever acts in Wardmote has those told whom it concerns, in words of the partnership. Nobody writes"
        " messages of their own.",
        is_somebody,
    ),
    Permission.READ: access.Rule("Everybody reads their own messages, and nobody another’s.", is_told),
    Permission.DELIVER: access.Rule("Wardmote itself sends messages.", is_wardmote),
    Permission.LEARN_FATE: access.Rule(
        "Whoever may know that something was written to a mailbox outside learns whether it arrived: the page that"
        " tells them has asked whether they may know.",
        is_somebody,
    ),
    Permission.KEEP_WORDS: access.Rule("The partnership administrator words messages.", administers),
    Permission.READ_LOG: access.Rule(
        "The partnership administrator sees to whom messages went, when and whether they arrived: never their words,"
        " and nothing of protected matters.",
        administers,
    ),
    Permission.SEND_AGAIN: access.Rule(
        "The partnership administrator has a message that failed sent again, unless it is of a protected matter.",
        administers,
    ),
    Permission.WISH: access.Rule("Everybody says for themselves how they wish to hear of things.", is_person),
    Permission.SAY_ADDRESS_WORKS: access.Rule(
        "Everybody says of the own address that it works again, the partnership administrator of any.",
        access.any_of(is_theirs, administers),
    ),
}


def samples() -> list[object]:
    """What the rules are tried with, for the table of who may do what."""
    return [Message(person_id=1), Message(person_id=2), LostAddress(person_id=1), LostAddress(person_id=2)]
