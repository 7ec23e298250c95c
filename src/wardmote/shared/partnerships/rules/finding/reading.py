"""Text of any script read as words that can be compared: without case, accents and English endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

import snowballstemmer

LONGEST_READ = 1000
"""Letters that are read of a text. What it is about is said by then."""

MOST_WORDS = 80
"""Words that are compared, those that say nothing left out."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_LONGEST_WORD = 40
_HYPHENS = ("-", "\u2010", "\u2011")

_LITTLE_WORDS = """
    a about after again all also am an and any anyone are as at be because been being but by can cannot cant
    could did didnt do does doesnt doing dont each few for from get gets getting give given got had has have
    having he her here hers him his how i if in into is isnt it its itself just know like me more most my need
    needs no nobody not now of off on one or our out over please put really s said say says see seen she
    should so some someone something somebody still t tell that the their them then there these they thing
    things this those to told too up us very want wants was we were what when where which while who why will
    with wont would you your
"""
_SAY_NOTHING = frozenset(_LITTLE_WORDS.split())
"""Little English words that stand in every sentence. The grammar of English, no words of any category."""


class Word(NamedTuple):
    """A word as it is compared, where it stands in the text, and the letters it was read from."""

    stem: str
    plain: str
    start: int
    end: int


def plain(text: str) -> str:
    """The letters and numerals of a text in one case, its words parted by single spaces."""
    return " ".join(word for word, _, _ in _parts(text))


def words_of(text: str) -> list[Word]:
    """The words of a text that say something, at most `MOST_WORDS`."""
    said = ((word, start, end) for word, start, end in _parts(text) if word not in _SAY_NOTHING)
    return [Word(_stem(word), word, start, end) for word, start, end in islice(said, MOST_WORDS)]


def joined(text: str) -> list[Word]:
    """Each two neighbours of a text as one word: "fly tipping" is also "flytipping", "off-road" also "offroad"."""
    pairs: list[Word] = []
    for (one, start, one_ends), (other, other_starts, end) in pairwise(_parts(text)):
        hyphen = text[one_ends:other_starts] in _HYPHENS
        if hyphen or not {one, other} & _SAY_NOTHING:
            pairs.append(Word(_stem(one + other), one + other, start, end))
    return pairs[:MOST_WORDS]


def _parts(text: str) -> Iterator[tuple[str, int, int]]:
    """Each run of letters, marks and numerals, with its place in the text. An apostrophe does not part a word."""
    begun: int | None = None
    text = text[:LONGEST_READ]
    for place, letter in enumerate(f"{text} "):
        belongs = unicodedata.category(letter)[0] in "LMN" or (begun is not None and letter in "'’")
        if belongs and begun is None:
            begun = place
        elif not belongs and begun is not None:
            if word := _folded(text[begun:place]):
                yield word, begun, place
            begun = None


def _folded(word: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return unicodedata.normalize("NFKC", bare).replace("'", "").replace("’", "")[:_LONGEST_WORD]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    # A stemmer holds the word it is working on, so that threads may not share one.
    return str(snowballstemmer.stemmer("english").stemWord(word))
