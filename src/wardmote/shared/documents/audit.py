"""What is kept in the audit trail about files."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on files."""

    ADDED = "documents.added"
    SHARED = "documents.shared"
    REMOVED = "documents.removed"
    BYTES_REMOVED = "documents.bytes_removed"
