"""Public references such as R-7K3M9-QXT4B: random, so that none can be guessed from another.

The symbols are Crockford's base 32 without A and E. With I, L, O and U already left out by him no word
can appear, and nobody has to ask whether that is a one or an I.
"""

import re
import secrets

SYMBOLS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")
_GROUP = 5
_random = secrets.SystemRandom()


def new(prefix: str) -> str:
    """Return a fresh reference: the prefix and ten random symbols (49 bits).

    Among a million references the chance that any two are the same is less than one in a thousand; a
    unique constraint stands behind it.
    """
    symbols = "".join(_random.choices(SYMBOLS, k=2 * _GROUP))
    return f"{prefix}-{symbols[:_GROUP]}-{symbols[_GROUP:]}"


def read(typed: str) -> str | None:
    """Return the reference somebody typed in its one written form, or None when it cannot be one.

    Forgives lower case, spaces, missing dashes, and O, I or L for 0 and 1.
    """
    bare = re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper()
    prefix, symbols = bare[: -2 * _GROUP], bare[-2 * _GROUP :].translate(_MISREAD)
    if not re.fullmatch(r"[A-Z]{1,3}", prefix, re.ASCII) or not set(symbols) <= set(SYMBOLS):
        return None
    return f"{prefix}-{symbols[:_GROUP]}-{symbols[_GROUP:]}"
