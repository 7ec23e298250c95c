"""Whether two people, known from two observations, may be one person, or of one household; and why, in words (R1.2).

Nobody is ever joined by it: it only makes somebody look who may see both, and they decide.
"""

from .likeness import (
    ENOUGH,
    REASONS_IN_WORDS,
    WEIGHTS,
    Alike,
    KnownOf,
    Likeness,
    MatchReason,
    compare,
)
from .traces import trace_of, traces_to_seek

__all__ = [
    "ENOUGH",
    "REASONS_IN_WORDS",
    "WEIGHTS",
    "Alike",
    "KnownOf",
    "Likeness",
    "MatchReason",
    "compare",
    "trace_of",
    "traces_to_seek",
]
