"""What figures are and how they are checked. Decisions only: no database, no clock."""

from .words import (
    CERTAINTY_IN_WORDS,
    HOW_IN_WORDS,
    KIND_IN_WORDS,
    MARK_IN_WORDS,
    TOPIC_IN_WORDS,
    WITHOUT_VALUE,
    Certainty,
    FindingKind,
    How,
    Kind,
    Mark,
    Polarity,
    Topic,
)

__all__ = [
    "CERTAINTY_IN_WORDS",
    "HOW_IN_WORDS",
    "KIND_IN_WORDS",
    "MARK_IN_WORDS",
    "TOPIC_IN_WORDS",
    "WITHOUT_VALUE",
    "Certainty",
    "FindingKind",
    "How",
    "Kind",
    "Mark",
    "Polarity",
    "Topic",
]
