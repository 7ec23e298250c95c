"""Decisions about messages, without database or clock."""

from .delivery import (
    ATTEMPTS,
    FIRST_RECEIPT,
    LAST_RECEIPT,
    PROTECTED,
    Channel,
    DeliveryState,
    Fault,
    after_fault,
    next_try,
)
from .phones import CODE_LASTS, CODE_TRIES, CODES_A_DAY, code_for, mobile_number
from .ways import DIGEST_AT, Ordinary, Quiet, Urgent, Way, Wished, next_digest, when_and_how
from .words import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    TextLength,
    filled,
    names_in,
    text_length,
    unknown_gaps,
)

__all__ = [
    "ATTEMPTS",
    "CODES_A_DAY",
    "CODE_LASTS",
    "CODE_TRIES",
    "DIGEST_AT",
    "FIRST_RECEIPT",
    "LAST_RECEIPT",
    "LONGEST_BODY",
    "LONGEST_SUBJECT",
    "LONGEST_TEXT",
    "PROTECTED",
    "Channel",
    "DeliveryState",
    "Fault",
    "Ordinary",
    "Quiet",
    "TextLength",
    "Urgent",
    "Way",
    "Wished",
    "after_fault",
    "code_for",
    "filled",
    "mobile_number",
    "names_in",
    "next_digest",
    "next_try",
    "text_length",
    "unknown_gaps",
    "when_and_how",
]
