"""What people write, checked the same way whichever door it comes through, and keys made from names."""

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from .refusals import NotReady

_LONGEST_EMAIL = 254
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def text(words: str, *, field: str, called: str, longest: int, required: bool = False) -> str:
    """Give the words without the space round them. `called` names them in a sentence: "the name".

    Raises NotReady when they are missing, too long (in characters) or hold what cannot be kept.
    """
    if _UNSEEN.search(words):
        raise NotReady(
            f"There is a hidden character in {called} that we cannot keep. Type it again.", field=field
        )
    kept = words.strip()
    if required and not kept:
        raise NotReady(f"Write {called}.", field=field)
    if len(kept) > longest:
        raise NotReady(
            f"Make {called} shorter: it has {len(kept):,} characters, and {longest:,} fit.", field=field
        )
    return kept


def line(words: str, *, field: str, called: str, longest: int, required: bool = False) -> str:
    """Give the words as one line, with single spaces. Raises NotReady as `text` does."""
    kept = text(words, field=field, called=called, longest=max(longest, len(words)), required=required)
    return text(" ".join(kept.split()), field=field, called=called, longest=longest)


def email(words: str, *, field: str) -> str:
    """Give an e-mail address, or nothing where nothing was written. Raises NotReady for what is none."""
    kept = line(words, field=field, called="the e-mail address", longest=_LONGEST_EMAIL)
    try:
        if kept:
            validate_email(kept)
    except ValidationError as error:
        raise NotReady("Write an e-mail address like name@example.org.", field=field) from error
    return kept


def key_from(name: str, *, otherwise: str, taken: Collection[str], longest: int = 80) -> str:
    """Make a key for an address or a file from a name in any script: "Repairs desk" gives "repairs-desk".

    A name without a Latin letter gives `otherwise`; a key that is taken gets the next free number.
    """
    key = slugify(name)[: longest - 8].strip("-_") or otherwise
    number, free = 2, key
    while free in taken:
        number, free = number + 1, f"{key}-{number}"
    return free
