"""What sets a Place of Focus, and keeps it."""

from enum import StrEnum


class FindingKind(StrEnum):
    """What is written down about a Place of Focus."""

    EVIDENCE = "evidence"
    CONSULTATION = "consultation"
    REVIEW = "review"
