"""What is kept in the audit trail about case reviews."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts around case reviews."""

    PROCEDURE_KEPT = "reviews.procedure_kept"
    INCIDENT_SAID = "reviews.incident_said"
    INCIDENT_TAKEN_BACK = "reviews.incident_taken_back"
    LETTER_MADE = "reviews.letter_made"
    LETTER_SENT = "reviews.letter_sent"
    MOVED = "reviews.moved"
    COUNTED_FROM = "reviews.counted_from"
