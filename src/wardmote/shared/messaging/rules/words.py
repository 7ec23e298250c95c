"""The words of a message and the gaps in them, written ((name)) as GOV.UK Notify writes them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

LONGEST_SUBJECT = 200
LONGEST_BODY = 5_000
LONGEST_TEXT = 600
_GAP = re.compile(r"\(\(([^()]*)\)\)")


def names_in(words: str) -> tuple[str, ...]:
    """The names of the gaps in a text, each once, in order."""
    return tuple(dict.fromkeys(match.strip() for match in _GAP.findall(words)))


def filled(words: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; one for which there is no value stays empty. What fills a gap is never read
    for gaps itself.
    """
    return _GAP.sub(lambda match: values.get(match[1].strip(), ""), words)


def unknown_gaps(words: str, *, known: Collection[str]) -> tuple[str, ...]:
    """The gaps in a text that nothing would fill."""
    return tuple(name for name in names_in(words) if name not in known)


_PLAIN = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters that a text message carries in 7 bits (GSM 03.38)."""
_TWICE = set("^{}\\[~]|€")
"""Those that take the room of two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLength:
    """How long a text message is: in characters as they are counted, and in how many parts it is sent and paid for.

    `plain` is False where a character needs the longer form, of which a part holds less than half as many.
    """

    characters: int
    parts: int
    plain: bool


def text_length(words: str) -> TextLength:
    """Measure a text: 160 characters in one part and 153 in each of several, or 70 and 67 in the longer form."""
    plain = all(sign in _PLAIN or sign in _TWICE for sign in words)
    if plain:
        characters = len(words) + sum(sign in _TWICE for sign in words)
        alone, joined = 160, 153
    else:
        characters = len(words.encode("utf-16-le", "surrogatepass")) // 2
        alone, joined = 70, 67
    parts = 1 if characters <= alone else -(-characters // joined)
    return TextLength(characters=characters, parts=parts, plain=plain)
