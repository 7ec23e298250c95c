"""The one spelling of an e-mail address."""

import unicodedata

SYSTEM_ADDRESS = "system:"
"""How the name begins that a system has in the place of an e-mail address."""


def fold_email(email: str) -> str:
    """The one spelling under which an e-mail address is kept and looked up.

    Addresses that differ only in case or Unicode form are one mailbox in practice, so they are one account.
    """
    return unicodedata.normalize("NFKC", email).strip().casefold()
