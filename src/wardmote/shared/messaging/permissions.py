"""Who may have somebody told, read what was told, and send it."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import NOBODY, Actor

from .models import Message


class Permission(StrEnum):
    """What can be allowed here."""

    TELL = "messaging.tell"
    READ = "messaging.read"
    DELIVER = "messaging.deliver"


def is_somebody(actor: Actor, _subject: object) -> bool:
    """Somebody or something known acts."""
    return actor != NOBODY


def is_told(actor: Actor, subject: object) -> bool:
    """The message is the actor's own; without a message, the actor is a person, who has messages."""
    own = not isinstance(subject, Message) or subject.person_id == actor.person_id
    return actor.person_id is not None and own


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
}
