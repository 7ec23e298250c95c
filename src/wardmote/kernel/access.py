"""One engine answers every "may they?". Each module writes its own rules and registers them.

A permission is a StrEnum member. Its rule is a sentence for people and a one-line predicate:

    access.register({Permission.CLAIM: access.Rule("Duty officers of the team may claim it", predicate)})
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied

from wardmote.kernel.actor import Actor

Predicate = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Rule:
    """What a permission means, in words and in code."""

    sentence: str
    predicate: Predicate


class NotAllowed(PermissionDenied):
    """The actor may not do this to this subject."""


_rules: dict[StrEnum, Rule] = {}


def register(rules: Mapping[StrEnum, Rule]) -> None:
    """Add a module's rules. Two modules cannot claim one permission: raises ValueError."""
    taken = {str(permission) for permission in _rules}
    if clash := [str(permission) for permission in rules if str(permission) in taken]:
        raise ValueError(f"Permissions registered twice: {', '.join(sorted(clash))}")
    _rules.update(rules)


def allows(actor: Actor, permission: StrEnum, subject: object = None) -> bool:
    """Say whether the actor may. An unregistered permission is a bug, so it raises KeyError."""
    return _rules[permission].predicate(actor, subject)


def require(actor: Actor, permission: StrEnum, subject: object = None) -> None:
    """Stop here with NotAllowed unless the actor may."""
    if not allows(actor, permission, subject):
        raise NotAllowed(f"{actor.id} lacks {permission}")


def policy() -> dict[StrEnum, str]:
    """Return every permission with its sentence, in order of name: the reference is made from it."""
    return {permission: _rules[permission].sentence for permission in sorted(_rules)}


def any_of(*predicates: Predicate) -> Predicate:
    """At least one of these must hold."""
    return lambda actor, subject: any(predicate(actor, subject) for predicate in predicates)


def all_of(*predicates: Predicate) -> Predicate:
    """Every one of these must hold."""
    return lambda actor, subject: all(predicate(actor, subject) for predicate in predicates)
