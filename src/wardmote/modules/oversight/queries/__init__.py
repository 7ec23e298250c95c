"""What data protection officers read of findings, and what the job compares with."""

from .findings import finding_for, findings, findings_waiting, section
from .seen import seen_on
from .usual import days_of, last_day, seen_before, usual_for

__all__ = [
    "days_of",
    "finding_for",
    "findings",
    "findings_waiting",
    "last_day",
    "section",
    "seen_before",
    "seen_on",
    "usual_for",
]
