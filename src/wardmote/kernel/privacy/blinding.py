"""Finding without reading: the same words give the same token, and no token gives its words without the key.

What tokens tell whoever holds the database but no key: which texts share a word. So a text's tokens keep neither the
order nor the number of its words, and the commonest words of English, by which such codes are broken first, have none.
"""

import base64
import hmac
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

import snowballstemmer

from .keys import FieldKey, field_keys

_BYTES_OF_A_WORD = 6
_BYTES_OF_A_KEY = 15
_SHORTEST_BEGINNING, _LONGEST_BEGINNING = 5, 12
"""Letters of an unfinished word that is looked for."""

_LITTLE = (
    "a about after again all am an and any are as at be because been before being but by can did do does down for from"
    " had has have having he her here him his how i if in into is it its just me more most my no nor not now of off on"
    " once only or other our out over own she should so some such than that the their them then there these they this"
    " those to too under until up very was we were what when where which while who will with you your"
)
_COMMONEST = frozenset(_LITTLE.split())
"""Words that PostgreSQL's English search leaves out too."""


class Language(StrEnum):
    """How the words of a text are found."""

    ENGLISH = "english"
    """In any form, the commonest left out."""
    AS_WRITTEN = "as_written"
    """Names and addresses: every word as it stands."""


def blind(purpose: str, value: str) -> str:
    """What a column keeps so that equal values find each other: empty for nothing. By the first key.

    The same value gives another blind key for another ``purpose``, so columns cannot be joined by it.
    """
    return _whole(field_keys()[0], purpose, value) if value else ""


def blinds(purpose: str, value: str) -> list[str]:
    """What to look for: the blind key of the value by each key, as long as some rows still have an older one."""
    return [_whole(key, purpose, value) for key in field_keys()] if value else []


def drawn(purpose: str, value: str) -> int:
    """A number of 256 bits, always the same for a value, that nobody can know without the first key."""
    return int.from_bytes(_hashed(field_keys()[0], f"draw {purpose}", value))


def tokens_of(text: str, language: Language) -> list[str]:
    """The tokens under which a text is found, by the first key: each once, in no order that tells anything."""
    key = field_keys()[0]
    return sorted({_token(key, form) for word in words_of(text) for form in _forms(word, language)})


def ways_to_find(term: str, *, unfinished: bool = False) -> Sequence[Sequence[str]]:
    """The tokens of what somebody looks for: of each word any one, by every key. Empty where there is no word.

    The commonest words do not count beside others. ``unfinished``: the last word may be the beginning of a longer one.
    """
    typed = words_of(term)
    found = [word for word in typed if word not in _COMMONEST] or typed
    return [
        [
            _token(key, form)
            for key in field_keys()
            for form in (
                *dict.fromkeys([word, _stem(word)]),
                *([_beginning(word)] if unfinished and word is found[-1] and _may_begin(word) else ()),
            )
        ]
        for word in found
    ]


def words_of(text: str) -> list[str]:
    """The words of a text of any script, without accents and capitals."""
    split = unicodedata.normalize("NFKD", text).lower()
    letters = (
        ("" if "\u0300" <= c <= "\u036f" else c) if c.isalnum() or unicodedata.category(c)[0] == "M" else " "
        for c in split
    )
    return "".join(letters).split()


def _forms(word: str, language: Language) -> Iterator[str]:
    if language is Language.ENGLISH:
        if word in _COMMONEST:
            return
        yield _stem(word)
    yield word
    for length in range(_SHORTEST_BEGINNING, min(len(word), _LONGEST_BEGINNING + 1)):
        yield _beginning(word[:length])


def _may_begin(word: str) -> bool:
    return _SHORTEST_BEGINNING <= len(word) <= _LONGEST_BEGINNING


def _beginning(word: str) -> str:
    return f"{word}…"  # no word holds this sign


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word))


def _token(key: FieldKey, form: str) -> str:
    return _digest(key, "search", form, _BYTES_OF_A_WORD)


def _whole(key: FieldKey, purpose: str, value: str) -> str:
    return f"{key.name}.{_digest(key, f'key {purpose}', value, _BYTES_OF_A_KEY)}"


def _digest(key: FieldKey, purpose: str, value: str, length: int) -> str:
    return base64.urlsafe_b64encode(_hashed(key, purpose, value)[:length]).decode()


def _hashed(key: FieldKey, purpose: str, value: str) -> bytes:
    return hmac.digest(key.blinding, f"{purpose}\0{value}".encode(), "sha256")
