"""Groups of tellings of one problem, out of what speaks for each pair."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .weighing import ENOUGH, Likeness

Key = TypeVar("Key", bound=Hashable)

_UNWEIGHED = -4.0
"""What a pair counts that was out of reach of each other."""


@dataclass(frozen=True, slots=True)
class Group(Generic[Key]):
    """Tellings that may be of one problem: the first the one most like the others, and what speaks for each pair."""

    members: tuple[Key, ...]
    why: Mapping[Key, tuple[Key, Likeness]]
    """For each member the one it is most like, and why."""
    bits: float
    """The mean over all pairs: how well the group holds together."""


def grouped(pairs: Iterable[tuple[Key, Key, Likeness]]) -> Sequence[Group[Key]]:
    """Join what is alike into groups that hold together as a whole, the largest first.

    Two groups are joined while the mean over all pairs between them is enough, the likest first: so a row of tellings
    down a long street, each like the next, does not become one problem.
    """
    weighed: dict[frozenset[Key], Likeness] = {}
    order: list[tuple[float, str, Key, Key]] = []
    for one, other, likeness in pairs:
        weighed[frozenset((one, other))] = likeness
        if likeness.bits >= ENOUGH:
            order.append((-likeness.bits, f"{one} {other}", one, other))
    home: dict[Key, list[Key]] = {}
    for _, _, one, other in sorted(order, key=lambda row: row[:2]):
        here, there = home.setdefault(one, [one]), home.setdefault(other, [other])
        if here is there or _between(weighed, here, there) < ENOUGH:
            continue
        here.extend(there)
        home.update(dict.fromkeys(there, here))
    groups = {id(members): members for members in home.values() if len(members) > 1}
    made = [_group(weighed, members) for members in groups.values()]
    return sorted(made, key=lambda group: (-len(group.members), -group.bits))


def _between(weighed: Mapping[frozenset[Key], Likeness], here: Sequence[Key], there: Sequence[Key]) -> float:
    total = sum(_bits(weighed, one, other) for one in here for other in there)
    return total / (len(here) * len(there))


def _bits(weighed: Mapping[frozenset[Key], Likeness], one: Key, other: Key) -> float:
    likeness = weighed.get(frozenset((one, other)))
    return likeness.bits if likeness else _UNWEIGHED


def _group(weighed: Mapping[frozenset[Key], Likeness], members: Sequence[Key]) -> Group[Key]:
    def to_others(key: Key) -> float:
        return sum(_bits(weighed, key, other) for other in members if other != key)

    ordered = tuple(sorted(members, key=lambda key: (-to_others(key), str(key))))
    why: dict[Key, tuple[Key, Likeness]] = {}
    for key in ordered:
        like = max((other for other in ordered if other != key), key=lambda other: _bits(weighed, key, other))
        why[key] = like, weighed[frozenset((key, like))]
    pairs = len(members) * (len(members) - 1)
    return Group(ordered, why, sum(map(to_others, ordered)) / pairs)


def incidents(members: Iterable[Key], pairs: Iterable[tuple[Key, Key, Likeness]]) -> Sequence[frozenset[Key]]:
    """What the members come to when one incident that several agencies wrote down counts once."""
    home: dict[Key, set[Key]] = {member: {member} for member in members}
    for one, other, likeness in pairs:
        if likeness.is_one_incident and one in home and other in home and home[one] is not home[other]:
            home[one] |= home[other]
            home.update(dict.fromkeys(home[other], home[one]))
    return [frozenset(members) for members in {id(members): members for members in home.values()}.values()]
