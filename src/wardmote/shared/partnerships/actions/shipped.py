"""Taking categories from the set that comes with Wardmote, with their groups and clocks (R1.1, R1.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import IntegrityError, models, transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record, record_each
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..adapters.shipped import shipped
from ..audit import Audited
from ..models import Category, CategoryGroup, ClockProfile, Partnership
from ..permissions import Permission
from ..queries.shipped import keys_here
from ..rules import ShippedCategory
from ..rules.names import fold
from .standards import check_standards


@transaction.atomic
def take_shipped_categories(*, by: Actor, keys: Collection[str]) -> int:
    """Take the categories with these keys from the set, each with its group and its clock. Gives how many are new.

    What is here already stays as it is, whatever it was changed to, and so do a group or a clock of the same key or
    name. Raises NotReady for a key that the set does not have, TooSlow where a clock that is here already lets a new
    category wait longer than it may, Conflict when somebody writes the same meanwhile.
    """
    access.require(by, Permission.CHANGE_REGISTER)
    if unknown := sorted(set(keys) - shipped().categories.keys()):
        raise NotReady(f"The set has no category “{unknown[0]}”.", field="categories")
    partnership = lock(Partnership.objects.get())
    wanted_keys = set(keys) - keys_here()
    wanted = [row for row in shipped().categories.values() if row.key in wanted_keys]
    if not wanted:
        return 0
    try:
        with transaction.atomic():
            named = {key for row in wanted for key in (row.clock, row.urgent_clock) if key}
            clocks, new_clocks = _clocks(named)
            groups, new_groups = _groups({row.group for row in wanted})
            new = [_category(row, groups[row.group], clocks) for row in wanted]
            for category in new:
                check_standards(category)
            taken = Category.objects.bulk_create(new)
    except IntegrityError as error:
        raise Conflict(
            "Somebody else has just added the same. Look at the list, then choose again."
        ) from error
    record_each(
        [
            *((Audited.CLOCK_ADDED, row, {}) for row in new_clocks),
            *((Audited.CATEGORY_GROUP_ADDED, row, {}) for row in new_groups),
            *((Audited.CATEGORY_ADDED, row, {"group": row.group_id, "clock": row.clock_id}) for row in taken),
        ],
        by=by,
    )
    record(Audited.CATEGORIES_TAKEN, by=by, subject=partnership, categories=len(taken))
    return len(taken)


def _clocks(keys: Collection[str]) -> tuple[dict[str, ClockProfile], list[ClockProfile]]:
    """The clocks by the keys of the set, and those of them that are new."""
    standing = list(ClockProfile.objects.filter(ended_on__isnull=True))
    by_key, by_name = {row.key: row for row in standing}, {fold(row.name): row for row in standing}
    found: dict[str, ClockProfile] = {}
    new = []
    for key in sorted(keys):
        written = shipped().clocks[key]
        here = by_key.get(key) or by_name.get(fold(str(written["name"])))
        if here is None:
            here = ClockProfile(key=key, **written)
            new.append(here)
        found[key] = here
    ClockProfile.objects.bulk_create(new)
    return found, new


def _groups(keys: Collection[str]) -> tuple[dict[str, CategoryGroup], list[CategoryGroup]]:
    """The groups by the keys of the set, and those of them that are new: behind the ones that are here."""
    standing = list(CategoryGroup.objects.filter(ended_on__isnull=True))
    by_key, by_name = {row.key: row for row in standing}, {fold(row.name): row for row in standing}
    taken = set(CategoryGroup.objects.values_list("key", flat=True))
    last = CategoryGroup.objects.aggregate(last=models.Max("position"))["last"] or 0
    found: dict[str, CategoryGroup] = {}
    new: list[CategoryGroup] = []
    for written in shipped().groups:
        if written.key not in keys:
            continue
        here = by_key.get(written.key) or by_name.get(fold(written.name))
        if here is None:
            here = CategoryGroup(
                key=wording.key_from(written.key, otherwise="group", taken=taken, longest=60),
                name=written.name,
                description=written.description,
                position=last + len(new) + 1,
            )
            new.append(here)
        found[written.key] = here
    CategoryGroup.objects.bulk_create(new)
    return found, new


def _category(written: ShippedCategory, group: CategoryGroup, clocks: Mapping[str, ClockProfile]) -> Category:
    return Category(
        group=group,
        key=written.key,
        name=written.name,
        description=written.description,
        not_this=written.not_this,
        audience=written.audience,
        seriousness=written.seriousness,
        sensitivity=written.sensitivity,
        clock=clocks[written.clock],
        urgent_clock=clocks[written.urgent_clock] if written.urgent_clock else None,
        questions=list(written.questions),
        synonyms=list(written.synonyms),
        danger_words=written.danger_words,
    )
