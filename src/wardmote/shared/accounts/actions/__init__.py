"""Every change to people's accounts that Wardmote makes itself; signing in is django-allauth's."""

from .keeping import (
    AddressTaken,
    close_account,
    close_system,
    end_sessions,
    open_account,
    open_account_again,
    open_system,
    propose_email,
    rename_person,
    reset_second_factor,
)

__all__ = [
    "AddressTaken",
    "close_account",
    "close_system",
    "end_sessions",
    "open_account",
    "open_account_again",
    "open_system",
    "propose_email",
    "rename_person",
    "reset_second_factor",
]
