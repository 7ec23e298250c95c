"""The set of categories that comes with Wardmote, as it is written: a beginning that a partnership changes to fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ShippedGroup:
    """A first choice among kinds of matter."""

    key: str
    name: str
    description: str


@dataclass(frozen=True, kw_only=True)
class ShippedCategory:
    """A kind of matter, with the keys of its group and its clocks."""

    key: str
    group: str
    name: str
    description: str
    not_this: str
    audience: str
    seriousness: int
    sensitivity: str
    clock: str
    urgent_clock: str
    """Empty where nothing of this kind is sent as urgent."""
    questions: tuple[str, ...]
    synonyms: tuple[str, ...]
    danger_words: str


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """The whole set. A clock is its fields by name: its lengths, its name, its reason."""

    clocks: Mapping[str, Mapping[str, str | int]]
    groups: Sequence[ShippedGroup]
    categories: Mapping[str, ShippedCategory]

    def of_group(self, key: str) -> list[ShippedCategory]:
        """The categories of a group, in the order in which they are written."""
        return [category for category in self.categories.values() if category.group == key]
