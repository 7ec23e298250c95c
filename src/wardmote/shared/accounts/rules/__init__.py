"""Decisions about people's accounts that need no database."""

from .addresses import SYSTEM_ADDRESS, fold_email
from .browsers import browser_in_words
from .notices import Notice, ResetReason
from .passwords import plain_form
from .proofs import FRESH_FOR, NOTED_EVERY, PROVED_FOR, Proof, is_fresh, is_left, is_proved

__all__ = [
    "FRESH_FOR",
    "NOTED_EVERY",
    "PROVED_FOR",
    "SYSTEM_ADDRESS",
    "Notice",
    "Proof",
    "ResetReason",
    "browser_in_words",
    "fold_email",
    "is_fresh",
    "is_left",
    "is_proved",
    "plain_form",
]
