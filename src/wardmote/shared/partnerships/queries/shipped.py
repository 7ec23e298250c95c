"""The set of categories that comes with Wardmote, beside what the partnership has of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.kernel import access
from wardmote.kernel.actor import Actor

from ..adapters.shipped import shipped
from ..models import Category
from ..permissions import Permission
from ..rules import ShippedCategory, ShippedGroup
from ..rules.names import fold


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A group of the set: the categories that can still be taken, and those that are here."""

    group: ShippedGroup
    free: Sequence[ShippedCategory]
    taken: Sequence[ShippedCategory]


def shipped_offered(actor: Actor) -> list[Offered]:
    """Every group of the set, with what can still be taken of it. One query. Raises NotAllowed.

    What was taken and has ended since is not offered again: it is brought back in the pages of categories.
    """
    access.require(actor, Permission.CHANGE_REGISTER)
    here = keys_here()
    return [
        Offered(
            group=group,
            free=[category for category in of_group if category.key not in here],
            taken=[category for category in of_group if category.key in here],
        )
        for group in shipped().groups
        for of_group in [shipped().of_group(group.key)]
    ]


def has_categories(actor: Actor) -> bool:
    """Whether anything can be told yet. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return Category.objects.filter(ended_on__isnull=True).exists()


def keys_here() -> frozenset[str]:
    """The keys of the set by which there is a category, ended or not; and those whose name another category has."""
    rows = list(Category.objects.values_list("key", "name", "ended_on"))
    keys = {key for key, _, _ in rows}
    names = {fold(name) for _, name, ended_on in rows if ended_on is None}
    return frozenset(
        key for key, row in shipped().categories.items() if key in keys or fold(row.name) in names
    )
