"""What is kept in the audit trail about messages: that somebody was told, never the words."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on messages."""

    TOLD = "messaging.told"
    WRITTEN_TO = "messaging.written_to"
    READ = "messaging.read"
    SENT = "messaging.sent"
    RECEIPT = "messaging.receipt"
    NOT_SENT = "messaging.not_sent"
    WISHED = "messaging.wished"
    CODE_SENT = "messaging.code_sent"
    PHONE_PROVED = "messaging.phone_proved"
    PHONE_FORGOTTEN = "messaging.phone_forgotten"
    SENT_AGAIN = "messaging.sent_again"
    WORDED = "messaging.worded"
    ADDRESS_WORKS = "messaging.address_works"
