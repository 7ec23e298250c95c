"""The categories of a set-up: chosen from the shipped set, called by the partnership's own names, and added to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from wardmote.kernel.actor import Actor
from wardmote.kernel.refusals import NotReady
from wardmote.shared.geography.rules.words import plain
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.actions import CategoryDetails, ClockDetails
from wardmote.shared.partnerships.adapters import shipped
from wardmote.shared.partnerships.models import Category, CategoryGroup, ClockProfile

from .folder import CATEGORIES, Choice, Fault, Faulty, NewCategory, NewClock

Kept = TypeVar("Kept", CategoryGroup, ClockProfile)


def use_categories(by: Actor, choice: Choice | None) -> str:
    """Take what was chosen; the whole shipped set where nothing was chosen and there is nothing yet."""
    if choice is None:
        if Category.objects.exists():
            return ""
        choice = Choice()
    taken = actions.take_shipped_categories(by=by, keys=_keys(choice))
    renamed = sum(_rename(by, key, name) for key, name in choice.rename.items())
    kept = sum(_keep_clock(by, clock) for clock in choice.clocks)
    groups = _standing(CategoryGroup)
    for group in choice.add_groups:
        if group.key not in groups:
            actions.add_category_group(by=by, name=group.name, description=group.description, key=group.key)
    known = {plain(name) for name in Category.objects.filter(ended_on=None).values_list("name", flat=True)}
    new = [category for category in choice.add if plain(category.name) not in known]
    for category in new:
        _add(by, category)
    done = {"taken": taken, "renamed": renamed, "of your own": len(new), "clocks": kept}
    return ", ".join(f"{number} {what}" for what, number in done.items() if number)


def _keys(choice: Choice) -> list[str]:
    known = [group.key for group in shipped().groups]
    chosen = known if choice.groups is None else choice.groups
    _check("groups", [key for key in chosen if key not in known], known)
    keys = [category.key for group in chosen for category in shipped().of_group(group)]
    _check("without", [key for key in choice.without if key not in shipped().categories], keys)
    return [key for key in keys if key not in choice.without]


def _check(at: str, unknown: list[str], known: list[str]) -> None:
    if unknown:
        raise Faulty(
            *(
                Fault(file=CATEGORIES, sentence=f"{at}: the set has no “{key}”. It has: {', '.join(known)}.")
                for key in unknown
            )
        )


def _rename(by: Actor, key: str, name: str) -> bool:
    """Give a group or a category another name. False where it has it already."""
    group = CategoryGroup.objects.filter(key=key, ended_on=None).first()
    if group is not None:
        if group.name != name:
            actions.change_category_group(by=by, group=group, name=name, description=group.description)
            return True
        return False
    found = Category.objects.filter(key=key, ended_on=None)
    category = found.select_related("group", "clock", "urgent_clock").first()
    if category is None:
        raise Faulty(
            Fault(
                file=CATEGORIES, sentence=f"rename: there is no group and no category with the key “{key}”."
            )
        )
    if category.name == name:
        return False
    details = CategoryDetails(
        name=name,
        seriousness=category.seriousness,
        sensitivity=category.sensitivity,
        audience=category.audience,
        description=category.description,
        not_this=category.not_this,
        questions=category.questions,
        synonyms=category.synonyms,
        danger_words=category.danger_words,
    )
    actions.change_category(
        by=by,
        category=category,
        group=category.group,
        clock=category.clock,
        urgent_clock=category.urgent_clock,
        details=details,
    )
    return True


def _keep_clock(by: Actor, clock: NewClock) -> bool:
    """Add a clock, or change what differs in the one with its key. False where it stands as it is written."""
    details = ClockDetails(**clock.model_dump(exclude={"key"}))
    here = ClockProfile.objects.filter(key=clock.key, ended_on=None).first()
    try:
        if here is None:
            actions.add_clock_profile(by=by, details=details, key=clock.key)
            return True
        return actions.change_clock_profile(by=by, profile=here, details=details).version != here.version
    except NotReady as refused:
        sentence = f"clocks: “{clock.key}”, {refused.field}: {refused}"
        raise Faulty(Fault(file=CATEGORIES, sentence=sentence)) from refused


def _add(by: Actor, category: NewCategory) -> None:
    groups, clocks = _standing(CategoryGroup), _standing(ClockProfile)
    named = {"group": (category.group, set(groups)), "clock": (category.clock, set(clocks))}
    if category.urgent_clock:
        named["urgent_clock"] = (category.urgent_clock, set(clocks))
    for at, (key, known) in named.items():
        if key not in known:
            sentence = f"there is no {at} “{key}”. There are: {', '.join(sorted(known))}."
            raise Faulty(Fault(file=CATEGORIES, sentence=f"“{category.name}”: {sentence}"))
    details = CategoryDetails(
        name=category.name,
        seriousness=category.seriousness,
        sensitivity=category.sensitivity,
        audience=category.audience,
        description=category.description,
        questions=category.questions,
        synonyms=category.synonyms,
    )
    try:
        actions.add_category(
            by=by,
            group=groups[category.group],
            clock=clocks[category.clock],
            urgent_clock=clocks[category.urgent_clock] if category.urgent_clock else None,
            details=details,
        )
    except NotReady as refused:
        sentence = f"“{category.name}”, {refused.field}: {refused}"
        raise Faulty(Fault(file=CATEGORIES, sentence=sentence)) from refused


def _standing(model: type[Kept]) -> Mapping[str, Kept]:
    return {row.key: row for row in model._default_manager.filter(ended_on=None)}
