"""What is kept in the audit trail about keeping and shedding."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts of retention."""

    PERIOD_CHANGED = "retention.period_changed"
    HOLD_PLACED = "retention.hold_placed"
    HOLD_REVIEWED = "retention.hold_reviewed"
    HOLD_LIFTED = "retention.hold_lifted"
    RUN_APPROVED = "retention.run_approved"
    RUN_STOPPED = "retention.run_stopped"
    COUNTED = "retention.counted"
    SHED = "retention.shed"
    CERTIFIED = "retention.certified"
