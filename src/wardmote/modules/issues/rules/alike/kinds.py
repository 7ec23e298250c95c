"""How near two kinds of matter are: what one person calls a hole in the road, the next calls a broken pavement."""

from collections.abc import Sequence
from enum import IntEnum


class Kinds(IntEnum):
    """How two kinds stand to each other, from another matter to the same."""

    OTHER = 0
    ONE_GROUP = 1
    NEAR = 2
    SAME = 3


ANYTHING = "general"
"""The kind that says nothing: it is near to every other, and no nearer to itself."""

_NEAR: Sequence[frozenset[str]] = tuple(
    map(
        frozenset,
        (
            ("fly-tip", "fly-tip-hazardous", "waste-presentation", "litter", "trade-waste"),
            ("fly-tip", "missed-bin", "waste-presentation"),
            ("litter", "street-cleaning", "litter-bin-full", "weeds-verges"),
            ("fly-tip", "rubbish-fire", "arson-risk"),
            ("pothole", "pavement-trip", "road-flooding"),
            ("pavement-trip", "tree", "weeds-verges"),
            ("signs-lines", "crossing-request", "speeding"),
            ("graffiti", "graffiti-offensive", "asb-damage", "hate-incident"),
            ("park", "play-area"),
            ("park", "tree", "weeds-verges"),
            (
                "asb-groups",
                "asb-drugs-open",
                "asb-street-drinking",
                "asb-shop",
                "asb-damage",
                "youth-violence",
            ),
            ("asb-groups", "asb-vehicles", "speeding"),
            ("asb-begging", "asb-street-drinking", "rough-sleeping", "encampment"),
            ("asb-drugs-open", "drug-litter", "drug-house", "cuckooing"),
            ("asb-neighbour", "noise", "licensed-premises", "asb-fireworks"),
            ("damp-mould", "private-rented", "social-repairs", "pests"),
            ("overcrowding", "private-rented", "waste-presentation"),
            ("pests", "trade-waste", "waste-presentation", "food-hygiene"),
            ("pavement-parking", "school-parking", "abandoned-vehicle", "nuisance-vehicles"),
            ("speeding", "school-parking", "crossing-request"),
            ("stray-dog", "dangerous-dog"),
            ("underage-sales", "illicit-tobacco"),
            ("bus-stop", "bus-service", "asb-damage"),
        ),
    )
)
"""Kinds that people, and those who write down what they say, mix up when they tell of one thing."""

AT_HOME = frozenset(
    {
        "missed-bin", "waste-presentation", "damp-mould", "social-repairs", "private-rented", "overcrowding",
        "illegal-eviction", "tenancy-at-risk", "home-fire-risk", "noise", "asb-neighbour", "drug-house", "cuckooing",
        "empty-property", "pests",
    }
)  # fmt: skip
"""Kinds that belong to one home: next door is another matter."""


def kinds_are(one: str, one_group: str, other: str, other_group: str) -> Kinds:
    """How two kinds stand, by their keys and those of their groups. A partnership's own kinds go by their group."""
    if ANYTHING in (one, other):
        return Kinds.NEAR
    if one == other:
        return Kinds.SAME
    if any({one, other} <= together for together in _NEAR):
        return Kinds.NEAR
    return Kinds.ONE_GROUP if one_group and one_group == other_group else Kinds.OTHER
