"""Every read of accounts that others may rely on."""

from .people import person_with_email, themselves
from .proofs import (
    IN_DEMONSTRATION,
    can_prove,
    factor_ids,
    factors_of,
    has_second_factor,
    is_fresh_request,
    proofs_of,
    recovery_codes_left,
    second_factors,
)
from .sessions import browser_of, sessions_of

__all__ = [
    "IN_DEMONSTRATION",
    "browser_of",
    "can_prove",
    "factor_ids",
    "factors_of",
    "has_second_factor",
    "is_fresh_request",
    "person_with_email",
    "proofs_of",
    "recovery_codes_left",
    "second_factors",
    "sessions_of",
    "themselves",
]
