"""Which passwords are taken, after the NCSC's advice: long, not easily guessed, and otherwise whatever people like.

No rule asks for capitals, figures or signs, no password runs out, and pasting is welcome ("Password administration for
system owners" and "Three random words").
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from wardmote.kernel.ui import sources

from ..rules import plain_form

_TAUGHT = (
    "Three random words make a good one, such as: kettle march blue. Spaces, and letters and signs of any script,"
    " are welcome."
)
_SAFE_ENOUGH = 3
"""zxcvbn's own step at which guessing takes more than a hundred million attempts."""
_LOOKED_AT = 72
"""Characters that are looked at; the time to look grows fast, and whatever follows only makes it harder."""
_LONGEST = 1_000


class NotEasilyGuessed:
    """Refuses what guessers try first: known passwords, names, dates, keyboard rows, and the words of this place."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with words that help to find a better one."""
        if len(password) > _LONGEST:
            raise ValidationError(
                f"This is {len(password):,} characters long. Use {_LONGEST:,} or fewer",
                code="password_too_long",
            )
        found = zxcvbn(plain_form(password)[:_LOOKED_AT], user_inputs=_words_of_this_place(user))
        if found["score"] < _SAFE_ENOUGH:
            raise ValidationError(
                "This password is easy to guess. Use three random words that have nothing to do with you or this place",
                code="password_easily_guessed",
            )

    def get_help_text(self) -> str:
        """What is asked, in words."""
        return _TAUGHT


def _words_of_this_place(user: Any) -> list[str]:
    place = sources.partnership()
    said = ["wardmote", place.name, place.short_name, getattr(user, "name", ""), getattr(user, "email", "")]
    return sorted({word.lower() for words in said for word in [words, *re.findall(r"\w{3,}", words)] if word})
