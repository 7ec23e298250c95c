"""What is kept in the audit trail about figures."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on figures."""

    RELEASE_BROUGHT = "insight.release_brought"
    LOOKUP_BROUGHT = "insight.lookup_brought"
    RESOURCE_ENTERED = "insight.resource_entered"
    RESOURCES_BROUGHT = "insight.resources_brought"
    RESOURCE_ENDED = "insight.resource_ended"
