"""One spelling for one password."""

import unicodedata


def plain_form(password: str) -> str:
    """The form in which a password is hashed and compared: the same letters, whichever keyboard made them (NFKC)."""
    return unicodedata.normalize("NFKC", password)
