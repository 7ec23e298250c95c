"""What is kept in the audit trail about accounts."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on accounts."""

    ACCOUNT_OPENED = "accounts.opened"
    SYSTEM_OPENED = "accounts.system_opened"
    SYSTEM_CLOSED = "accounts.system_closed"
