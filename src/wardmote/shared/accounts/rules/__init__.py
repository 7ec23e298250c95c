"""Decisions about people's accounts that need no database."""

from .addresses import SYSTEM_ADDRESS, fold_email
from .browsers import browser_in_words
from .proofs import FRESH_FOR, PROVED_FOR, Proof, is_fresh, is_proved

__all__ = [
    "FRESH_FOR",
    "PROVED_FOR",
    "SYSTEM_ADDRESS",
    "Proof",
    "browser_in_words",
    "fold_email",
    "is_fresh",
    "is_proved",
]
