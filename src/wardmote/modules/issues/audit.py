"""What is kept in the audit trail about issues."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on issues."""

    OPENED = "issues.opened"
    REWORDED = "issues.reworded"
    GATHERED = "issues.gathered"
    LET_GO = "issues.let_go"
    SPLIT = "issues.split"
    MERGED = "issues.merged"
    UNDONE = "issues.undone"
    WEIGHED = "issues.weighed"
    MODIFIER_SWITCHED = "issues.modifier_switched"
    PUBLISHED = "issues.published"
    TAKEN_DOWN = "issues.taken_down"
    ESCALATED = "issues.escalated"
    HANDED_BACK = "issues.handed_back"
    REFERRED = "issues.referred"
    TAKEN_ON = "issues.taken_on"
    TAKING_ON_ENDED = "issues.taking_on_ended"
    DECIDED = "issues.decided"
