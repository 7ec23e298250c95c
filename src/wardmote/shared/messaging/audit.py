"""What is kept in the audit trail about messages: that somebody was told, never the words."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on messages."""

    TOLD = "messaging.told"
    WRITTEN_TO = "messaging.written_to"
    READ = "messaging.read"
    SENT = "messaging.sent"
    NOT_SENT = "messaging.not_sent"
