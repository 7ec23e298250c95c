"""Every read of accounts that others may rely on."""

from .keeping import (
    AccountAct,
    account_story,
    email_to_prove,
    everybody,
    names_of,
    proof_link,
    sessions_open,
)
from .own_copy import PARTS
from .people import people_numbered, person_with_email, themselves
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
    still_there,
)
from .sessions import browser_of, network_address, sessions_of

__all__ = [
    "IN_DEMONSTRATION",
    "PARTS",
    "AccountAct",
    "account_story",
    "browser_of",
    "can_prove",
    "email_to_prove",
    "everybody",
    "factor_ids",
    "factors_of",
    "has_second_factor",
    "is_fresh_request",
    "names_of",
    "network_address",
    "people_numbered",
    "person_with_email",
    "proof_link",
    "proofs_of",
    "recovery_codes_left",
    "second_factors",
    "sessions_of",
    "sessions_open",
    "still_there",
    "themselves",
]
