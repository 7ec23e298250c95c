"""Who may add and share files. Who may read one is decided by what it belongs to."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor


class Permission(StrEnum):
    """What can be allowed here."""

    ADD = "documents.add"
    SHARE = "documents.share"
    REMOVE = "documents.remove"


def is_partner(actor: Actor, _subject: object) -> bool:
    """The actor holds some role in the partnership."""
    return bool(actor.roles)


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or somebody at the server's own command line."""
    return actor.id.startswith("system:")


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.ADD: access.Rule(
        "Everybody who holds a role may add a photo to what they record; Wardmote itself adds what somebody without "
        "an account tells.",
        access.any_of(is_partner, is_wardmote),
    ),
    Permission.SHARE: access.Rule(
        "A photo is shared with what it belongs to: by everybody who holds a role, and by Wardmote itself.",
        access.any_of(is_partner, is_wardmote),
    ),
    Permission.REMOVE: access.Rule(
        "Wardmote itself removes a file when the time of what it belongs to is over.", is_wardmote
    ),
}
