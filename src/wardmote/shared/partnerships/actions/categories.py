"""Keeping what can be told: groups of categories and the categories in them, added, changed, ended (R1.2, R1.10).

A change holds for what is recorded from then on. What is on the record keeps its own seriousness and sensitivity,
and what was sent keeps its clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import today
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import Category, CategoryGroup, ClockProfile
from ..permissions import Permission
from ..rules import (
    Audience,
    Sensitivity,
    questions_from,
    sensitivity_from,
    seriousness_from,
    synonyms_from,
)
from .clocks import still_ticking
from .keys import key_for
from .standards import check_standards

Kept = TypeVar("Kept", Category, CategoryGroup)

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 1_000
LONGEST_GROUP_DESCRIPTION = 300


@dataclass(frozen=True, kw_only=True)
class CategoryDetails:
    """A category as it is written. `seriousness` is the usual one, 1 to 5; `sensitivity` the least that holds.

    `synonyms` are for search and are never shown, because people's own words can be rude; `danger_words` are what
    a page says before any form.
    """

    name: str
    seriousness: int
    sensitivity: str
    audience: str = Audience.STAFF
    description: str = ""
    not_this: str = ""
    questions: Sequence[str] = ()
    synonyms: Sequence[str] = ()
    danger_words: str = ""


@transaction.atomic
def add_category_group(*, by: Actor, name: str, description: str = "", key: str = "") -> CategoryGroup:
    """Add a group at the end of the list. Its key is made from its name, unless a free one is given.

    Raises NotReady for what is missing, too long or taken.
    """
    access.require(by, Permission.CHANGE_REGISTER)
    last = CategoryGroup.objects.aggregate(last=models.Max("position"))["last"]
    group = CategoryGroup(key=key_for(CategoryGroup, name, given=key), position=(last or 0) + 1)
    _write_group(group, name, description)
    record(Audited.CATEGORY_GROUP_ADDED, by=by, subject=group)
    return group


@transaction.atomic
def change_category_group(
    *, by: Actor, group: CategoryGroup, name: str, description: str = "", version: int | None = None
) -> CategoryGroup:
    """Change the words of a group. Raises Conflict when it has ended or changed since `version`; NotReady."""
    group = _still(lock(group), version)
    access.require(by, Permission.CHANGE_REGISTER, group)
    _write_group(group, name, description)
    record(Audited.CATEGORY_GROUP_CHANGED, by=by, subject=group)
    return group


@transaction.atomic
def place_category_group(*, by: Actor, group: CategoryGroup, after: CategoryGroup | None) -> CategoryGroup:
    """Offer a group right after another one, or before all (`after` None). Raises Conflict when it has ended."""
    groups = list(CategoryGroup.objects.select_for_update().order_by("position", "name", "pk"))
    group = _still(next(found for found in groups if found.pk == group.pk), None)
    access.require(by, Permission.CHANGE_REGISTER, group)
    others = [found for found in groups if found.pk != group.pk]
    numbers = [found.pk for found in others]
    others.insert(numbers.index(after.pk) + 1 if after and after.pk in numbers else 0, group)
    if others != groups:
        for position, found in enumerate(others, start=1):
            found.position = position
        CategoryGroup.objects.bulk_update(others, ["position"])
        record(Audited.CATEGORY_GROUP_PLACED, by=by, subject=group)
    return group


@transaction.atomic
def end_category_group(*, by: Actor, group: CategoryGroup, version: int | None = None) -> CategoryGroup:
    """Offer a group no longer. Raises Conflict while a category in it is offered."""
    group = _still(lock(group), version)
    access.require(by, Permission.CHANGE_REGISTER, group)
    if left := group.categories.filter(ended_on__isnull=True).count():
        raise Conflict(
            f"{left} {'category is' if left == 1 else 'categories are'} still in this group. "
            "Move each to another group, or end it."
        )
    group.ended_on = today()
    group.version += 1
    group.save(update_fields=["ended_on", "version"])
    record(Audited.CATEGORY_GROUP_ENDED, by=by, subject=group)
    return group


@transaction.atomic
def add_category(
    *,
    by: Actor,
    group: CategoryGroup,
    clock: ClockProfile,
    details: CategoryDetails,
    urgent_clock: ClockProfile | None = None,
    key: str = "",
) -> Category:
    """Add a kind of matter to a group, with its clock. Its key is made from its name, unless a free one is given.

    With `urgent_clock` it can be sent as urgent. Raises NotReady for what is missing, too long, taken or unknown;
    TooSlow for a clock that lets it wait longer than it may; Conflict when the group or a clock has ended.
    """
    # Always in this order, the clocks, the group, the category: so no two of these wait for each other.
    clock, urgent_clock = _ticking(clock, urgent_clock)
    group = _still(lock(group), None)
    access.require(by, Permission.CHANGE_REGISTER, group)
    category = Category(key=key_for(Category, details.name, given=key))
    _write(category, group, clock, urgent_clock, details)
    record(
        Audited.CATEGORY_ADDED,
        by=by,
        subject=category,
        group=group.pk,
        clock=clock.pk,
        urgent_clock=category.urgent_clock_id,
    )
    return category


@transaction.atomic
def change_category(
    *,
    by: Actor,
    category: Category,
    group: CategoryGroup,
    clock: ClockProfile,
    details: CategoryDetails,
    urgent_clock: ClockProfile | None = None,
    version: int | None = None,
) -> Category:
    """Change what is said of a kind of matter, its group or its clocks. Its key stays, and so does what is recorded.

    Without `urgent_clock` it can no longer be sent as urgent. Raises Conflict when it has ended or changed since
    `version`; NotReady as for adding, and for making a protected category anything less; TooSlow where it would wait
    longer than it may, or than it might while it was protected already.
    """
    clock, urgent_clock = _ticking(clock, urgent_clock)
    group = _still(lock(group), None)
    category = _still(lock(category), version)
    access.require(by, Permission.CHANGE_REGISTER, category)
    changed = _write(category, group, clock, urgent_clock, details)
    record(
        Audited.CATEGORY_CHANGED,
        by=by,
        subject=category,
        fields=changed,
        group=group.pk,
        clock=clock.pk,
        urgent_clock=category.urgent_clock_id,
        sensitivity=category.sensitivity,
        seriousness=category.seriousness,
    )
    return category


@transaction.atomic
def end_category(*, by: Actor, category: Category, version: int | None = None) -> Category:
    """Offer a kind of matter no longer. Every remit for it ends too; what is open goes on to its end.

    Raises Conflict when it has ended or changed since `version`.
    """
    category = _still(lock(category), version)
    access.require(by, Permission.CHANGE_REGISTER, category)
    category.ended_on = today()
    category.version += 1
    category.save(update_fields=["ended_on", "version"])
    remits = category.remits.filter(ended_on__isnull=True).update(ended_on=today())
    record(Audited.CATEGORY_ENDED, by=by, subject=category, remits=remits)
    return category


def _ticking(
    clock: ClockProfile, urgent_clock: ClockProfile | None
) -> tuple[ClockProfile, ClockProfile | None]:
    """Both clocks, held; if they stand."""
    wanted = {one.pk: one for one in (clock, urgent_clock) if one is not None}
    held = {pk: still_ticking(lock(one), None) for pk, one in sorted(wanted.items())}
    return held[clock.pk], held[urgent_clock.pk] if urgent_clock else None


def _still(kept: Kept, version: int | None) -> Kept:
    """The category or group, if it stands and nobody has changed it since the page with this version was shown."""
    if kept.ended_on is not None:
        raise Conflict(f"“{kept}” has ended. Nothing of it can be changed now.")
    if version is not None and kept.version != version:
        raise Conflict(f"Somebody changed “{kept}” while you were writing. What you wrote is kept below.")
    return kept


def _write_group(group: CategoryGroup, name: str, description: str) -> None:
    group.name = wording.line(name, field="name", called="the name", longest=LONGEST_NAME, required=True)
    group.description = wording.line(
        description, field="description", called="the description", longest=LONGEST_GROUP_DESCRIPTION
    )
    same = CategoryGroup.objects.filter(name__iexact=group.name, ended_on__isnull=True)
    if same.exclude(pk=group.pk).exists():
        raise NotReady("There is a group of this name already. Give another name.", field="name")
    group.version += group.pk is not None
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise Conflict("Somebody else has just written a group of this name. Look at the list.") from error


def _write(
    category: Category,
    group: CategoryGroup,
    clock: ClockProfile,
    urgent_clock: ClockProfile | None,
    details: CategoryDetails,
) -> list[str]:
    """Check and save, while the group is held. Gives the names of the fields that changed."""
    if details.audience not in set(Audience):
        raise NotReady("Choose who is offered it.", field="audience")
    before = Sensitivity(category.sensitivity) if category.pk else None
    clock_before = category.clock if before is Sensitivity.PROTECTED else None
    given: dict[str, Any] = {
        "group": group,
        "clock": clock,
        "urgent_clock": urgent_clock,
        "name": wording.line(
            details.name, field="name", called="the name", longest=LONGEST_NAME, required=True
        ),
        "description": _words(details.description, "description", "the description"),
        "not_this": _words(details.not_this, "not_this", "what belongs elsewhere"),
        "audience": str(details.audience),
        "seriousness": seriousness_from(details.seriousness),
        "sensitivity": sensitivity_from(before, details.sensitivity).value,
        "questions": questions_from(details.questions),
        "synonyms": synonyms_from(details.synonyms),
        "danger_words": _words(details.danger_words, "danger_words", "the words about danger"),
    }
    same = group.categories.filter(name__iexact=given["name"], ended_on__isnull=True)
    if same.exclude(pk=category.pk).exists():
        raise NotReady(f"“{group}” has a category of this name already. Give another name.", field="name")
    changed = [
        name for name, value in given.items() if category.pk is None or getattr(category, name) != value
    ]
    for name in changed:
        setattr(category, name, given[name])
    if {"clock", "urgent_clock", "sensitivity"} & set(changed):
        check_standards(category, before=clock_before)
    category.version += category.pk is not None
    category.save()
    return changed


def _words(words: str, field: str, called: str) -> str:
    return wording.text(words, field=field, called=called, longest=LONGEST_DESCRIPTION)
