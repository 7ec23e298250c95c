"""What is kept in the audit trail about files."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on files."""

    ADDED = "documents.added"
    SHARED = "documents.shared"
