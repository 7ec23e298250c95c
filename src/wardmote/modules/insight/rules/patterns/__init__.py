"""Patterns across agencies (R1.7): what is found in matters, by which test, and what is passed over.

No database and no clock here. docs/explanation/patterns.md tells methods, sources and limits.
"""

from .areas import clusters, hot, in_squares, rising
from .doors import repeats, several_agencies
from .model import (
    HISTORY,
    MET_OVER,
    MOST_FOUND,
    OF_A_DOOR,
    Circle,
    Declared,
    Found,
    Looked,
    PatternKind,
    Pieces,
    Somebody,
)
from .places import PassedOver, keys_of, passed_over

__all__ = [
    "HISTORY",
    "MET_OVER",
    "OF_A_DOOR",
    "Circle",
    "Declared",
    "Found",
    "Looked",
    "PassedOver",
    "PatternKind",
    "Pieces",
    "Somebody",
    "find",
    "in_squares",
]


def find(looked: Looked) -> tuple[list[Found], PassedOver]:
    """Every pattern, kind by kind and the least likely first, and what was passed over."""
    keys = keys_of(looked)
    passed = passed_over(looked, keys)
    found = [
        *several_agencies(looked, keys, passed),
        *repeats(looked, keys, passed),
        *clusters(looked, passed),
        *hot(looked, keys, passed),
        *rising(looked),
    ]
    kept: list[Found] = []
    for kind in PatternKind:
        of_kind = [one for one in found if one.kind == kind]
        of_kind.sort(
            key=lambda one: (
                one.corrected if one.corrected is not None else 0.0,
                -one.agencies,
                -one.count,
                one.about,
            )
        )
        kept += of_kind[:MOST_FOUND]
    return kept, passed
