"""What is kept in the audit trail about accounts."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on accounts."""

    ACCOUNT_OPENED = "accounts.opened"
    SYSTEM_OPENED = "accounts.system_opened"
    SYSTEM_CLOSED = "accounts.system_closed"
    FACTOR_ADDED = "accounts.factor_added"
    FACTOR_REMOVED = "accounts.factor_removed"
    RECOVERY_CODE_USED = "accounts.recovery_code_used"
    CODE_REFUSED = "accounts.code_refused"
    FACTOR_RESET = "accounts.factor_reset"
    PASSWORD_CHANGED = "accounts.password_changed"
    EMAIL_CHANGED = "accounts.email_changed"
    SESSIONS_ENDED = "accounts.sessions_ended"
    ACCOUNT_CLOSED = "accounts.closed"
    ACCOUNT_OPENED_AGAIN = "accounts.opened_again"
    PERSON_RENAMED = "accounts.renamed"
    EMAIL_PROPOSED = "accounts.email_proposed"
