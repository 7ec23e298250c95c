"""One engine answers every "may they?". Each module writes its own rules and registers them.

A permission is a StrEnum member. Its rule is a sentence for people and a one-line predicate:

    access.register({Permission.CLAIM: access.Rule("Duty officers of the team may claim it", predicate)})
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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


class Extent(StrEnum):
    """How far somebody may do something: whatever it is about, only where they have a part in it, or never."""

    ALWAYS = "always"
    IN_PART = "in part"
    NEVER = "never"


Samples = Callable[[], Sequence[object]]
"""Made-up subjects in which a person, a team and an organisation, each with the number 1, have the best part."""


class NotAllowed(PermissionDenied):
    """The actor may not do this to this subject."""


_rules: dict[StrEnum, Rule] = {}
_samples: list[Samples] = []


def register(rules: Mapping[StrEnum, Rule], *, samples: Samples | None = None) -> None:
    """Add a module's rules, and what they are tried with for the table of who may do what.

    Two modules cannot claim one permission: raises ValueError.
    """
    taken = {str(permission) for permission in _rules}
    if clash := [str(permission) for permission in rules if str(permission) in taken]:
        raise ValueError(f"Permissions registered twice: {', '.join(sorted(clash))}")
    _rules.update(rules)
    if samples is not None:
        _samples.append(samples)


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


def samples() -> Sequence[object]:
    """What every rule is tried with: nothing in particular, and each module's samples."""
    return [None, *(sample for made in _samples for sample in made())]


def extent(actor: Actor, permission: StrEnum, tried_with: Sequence[object]) -> Extent:
    """How far an actor may, found by trying the rule itself, so that no table can say anything else than the code."""
    answers = {allows(actor, permission, subject) for subject in tried_with}
    if answers == {True}:
        return Extent.ALWAYS
    return Extent.IN_PART if True in answers else Extent.NEVER


def condition(permission: StrEnum) -> str:
    """What the rule asks, from the sentences of its predicates."""
    return _said(_rules[permission].predicate)


def any_of(*predicates: Predicate) -> Predicate:
    """At least one of these must hold."""
    return _Joined(any, " Or: ", predicates)


def all_of(*predicates: Predicate) -> Predicate:
    """Every one of these must hold."""
    return _Joined(all, " And: ", predicates)


@dataclass(frozen=True)
class _Joined:
    """Several predicates as one, which can say what it asks."""

    how: Callable[[Iterable[bool]], bool]
    word: str
    predicates: tuple[Predicate, ...]

    def __call__(self, actor: Actor, subject: Any) -> bool:
        return self.how(predicate(actor, subject) for predicate in self.predicates)

    @property
    def said(self) -> str:
        """What it asks."""
        return self.word.join(
            f"({said})" if isinstance(predicate, _Joined) else said
            for predicate in self.predicates
            if (said := _said(predicate))
        )


def _said(predicate: Predicate) -> str:
    if isinstance(predicate, _Joined):
        return predicate.said
    return (predicate.__doc__ or "").strip().partition("\n")[0]
