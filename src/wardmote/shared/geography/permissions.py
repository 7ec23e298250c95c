"""Who may read and change the map."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor


class Permission(StrEnum):
    """What can be allowed here."""

    CHANGE_AREAS = "geography.change_areas"


def keeps_the_map(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership, or is one of our own jobs."""
    return actor.holds("partnership_administrator") or actor.id.startswith("system:")


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.CHANGE_AREAS: access.Rule(
        "The partnership administrator loads areas, places and postcodes.", keeps_the_map
    ),
}
