"""What is kept in the audit trail about the oversight of looks."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts of the officers, and of the job that finds."""

    DAY_LOOKED_OVER = "oversight.day_looked_over"
    FOUND = "oversight.found"
    MOVED = "oversight.finding_moved"
