"""What is kept in the audit trail about figures."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on figures."""

    TABLE_LAID_BY = "insight.table_laid_by"
    TABLE_ASKED_FOR = "insight.table_asked_for"
    TABLE_LEFT_OFF = "insight.table_left_off"
    TABLE_USED = "insight.table_used"
    TABLE_LET_GO = "insight.table_let_go"
    RELEASE_BROUGHT = "insight.release_brought"
    LOOKUP_BROUGHT = "insight.lookup_brought"
    RESOURCE_ENTERED = "insight.resource_entered"
    RESOURCES_BROUGHT = "insight.resources_brought"
    PATTERNS_FOUND = "insight.patterns_found"
    RESOURCE_ENDED = "insight.resource_ended"
