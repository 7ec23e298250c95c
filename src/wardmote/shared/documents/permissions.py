"""Who may add files. Who may read one is decided by what it belongs to."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor


class Permission(StrEnum):
    """What can be allowed here."""

    ADD = "documents.add"


def is_partner(actor: Actor, _subject: object) -> bool:
    """The actor holds some role in the partnership."""
    return bool(actor.roles)


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.ADD: access.Rule("Everybody who holds a role may add a photo to what they record.", is_partner)
}
