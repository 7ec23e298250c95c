"""What somebody means who types words into the search box, and where in the months to look first.

Public names: `Terms`, `read_words`, `Part`, `MOST_TERMS`, `LONGEST_SEARCH`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST_SEARCH = 200
"""Letters that are read of what was typed."""

MOST_TERMS = 12
"""Words and phrases that are looked for. More make no search better, and each costs time."""

_TERM = re.compile(r'(?P<not>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


class Part(StrEnum):
    """In which text about a matter something was found."""

    WORDS = "words"
    PERSON = "person"
    ADDITION = "addition"
    ANSWER = "answer"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is looked for: all of the words, each phrase as it stands, and none of what is left out."""

    words: Sequence[str] = ()
    phrases: Sequence[str] = ()
    without: Sequence[str] = ()

    @property
    def is_something(self) -> bool:
        """Whether there is anything to look for; leaving out alone finds nothing."""
        return bool(self.words or self.phrases)


def read_words(typed: str) -> Terms:
    """Read what was typed: words, "phrases in quotes" and -words to leave out.

    Whatever was typed means something: an open quote is closed, a lonely minus is nothing. Only the first
    `LONGEST_SEARCH` letters and `MOST_TERMS` terms count.
    """
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    for found in list(_TERM.finditer(typed.replace("\x00", " ")[:LONGEST_SEARCH]))[:MOST_TERMS]:
        term = (found["phrase"] or found["word"] or "").strip()
        if not any(letter.isalnum() for letter in term):
            continue
        if found["not"]:
            without.append(term)
        elif found["phrase"] and " " in term:
            phrases.append(term)
        else:
            words.append(term)
    return Terms(words=words, phrases=phrases, without=without)
