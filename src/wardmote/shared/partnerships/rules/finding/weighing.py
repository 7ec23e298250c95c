"""Categories weighed against what somebody said.

A word counts for more the fewer categories have it. It counts in full in a category's name and in the other words
people use for it, where it counts for more the more of that phrase was said; for less in its description, and least in
the questions asked about it. What was misspelled, or not written to its end, counts for less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import log
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .reading import Word, joined, plain, words_of

MOST_FITS = 5
"""Categories that are offered. Who has not found it among five, reads the list of all."""


@dataclass(frozen=True, kw_only=True)
class CategoryWords:
    """The words by which a category can be found. ``also`` is what people call it: matched, never shown."""

    key: str
    name: str
    group: str = ""
    description: str = ""
    questions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A category that fits what was said, with a sentence for each reason."""

    key: str
    reasons: tuple[str, ...]


class _Place(StrEnum):
    """Where a word of a category stands, as the reason says it. In the order of the reasons."""

    NAME = "its name"
    ALSO = "what people say"
    DESCRIPTION = "what it covers"
    QUESTION = "what we ask about it"
    GROUP = "its group"


_WEIGHTS = {
    _Place.NAME: 3.0,
    _Place.ALSO: 3.0,
    _Place.DESCRIPTION: 1.2,
    _Place.QUESTION: 0.4,
    _Place.GROUP: 0.4,
}
_OF_A_PART = 0.5
"""What a word of a name counts when it alone of the name was said; it counts fully when all of it was."""
_MISSPELLED = 0.5
_UNFINISHED = 0.6
_WORTH_OFFERING = 1 / 3
"""The part of the best one's weight that another must have to be offered beside it."""
_SHORTEST_MISSPELLED, _LONG = 4, 8
_SHORTEST_BEGUN = 3
_MOST_READINGS = 3


class _Said(NamedTuple):
    """A word that was said: as which word of the categories it is read, and how surely."""

    stem: str
    sure: float
    at: int
    start: int
    end: int
    read_as: str = ""


class _Held(NamedTuple):
    """A phrase of a category that holds a word."""

    category: int
    phrase: int
    place: _Place


@dataclass(frozen=True)
class _Index:
    """Every word of the categories, and which phrases hold it."""

    categories: Sequence[CategoryWords]
    held: dict[str, list[_Held]] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    whole: list[float] = field(default_factory=list)
    vocabulary: list[str] = field(default_factory=list)


def fits(said: str, categories: Sequence[CategoryWords], *, most: int = MOST_FITS) -> tuple[Fit, ...]:
    """The categories that fit what was said in plain words, best first; none when no word is known.

    Any text may be given. A category whose name was written comes first, then one whose other name was; then by
    weight. The order in which the categories are given changes nothing.
    """
    index = _indexed(tuple(sorted(categories, key=lambda each: each.key)))
    asked = plain(said)
    weighed = []
    for number, found in _weighed(_read(said, index), index).items():
        category = index.categories[number]
        weighed.append((_rank(asked, category), -found.weight, category.name, category.key, found))
    for number, category in enumerate(index.categories):
        # A name of little words alone ("One of us") has no word to be weighed by.
        if asked and asked == plain(category.name) and all(row[3] != category.key for row in weighed):
            weighed.append((0, 0.0, category.name, category.key, _Found(number)))
    weighed.sort(key=lambda row: row[:4])
    if not weighed:
        return ()
    enough = _WORTH_OFFERING * max(-row[1] for row in weighed)
    return tuple(
        Fit(key=key, reasons=tuple(_reasons(said, rank, found, index)))
        for rank, weight, _, key, found in weighed[:most]
        if rank < _BY_WEIGHT or -weight >= enough
    )


_BY_WEIGHT = 2


def _rank(asked: str, category: CategoryWords) -> int:
    if asked == plain(category.name):
        return 0
    return 1 if asked in map(plain, category.also) else _BY_WEIGHT


@dataclass
class _Found:
    """What of the words said was found in one category: each where it counts most."""

    category: int
    best: dict[int, tuple[float, _Place, _Said]] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        return sum(weight for _, (weight, _, _) in sorted(self.best.items()))


def _weighed(said: Sequence[_Said], index: _Index) -> dict[int, _Found]:
    hits: dict[_Held, list[_Said]] = {}
    for word in said:
        for held in index.held.get(word.stem, ()):
            hits.setdefault(held, []).append(word)
    found: dict[int, _Found] = {}
    for held, words in hits.items():
        of_it = _WEIGHTS[held.place]
        if held.place in {_Place.NAME, _Place.ALSO}:
            once = {word.stem: index.rarity[word.stem] * word.sure for word in words}
            of_it *= _OF_A_PART + (1 - _OF_A_PART) * min(1.0, sum(once.values()) / index.whole[held.phrase])
        category = found.setdefault(held.category, _Found(held.category))
        for word in words:
            weight = index.rarity[word.stem] * word.sure * of_it
            if weight > category.best.get(word.at, (0.0,))[0]:
                category.best[word.at] = (weight, held.place, word)
    return found


def _read(said: str, index: _Index) -> list[_Said]:
    """Each word once, as the categories know it: as written, as one word with its neighbour, misspelled, begun."""
    written = words_of(said)
    read: list[_Said] = []
    last = len(said.rstrip())
    taken: set[str] = set()
    pairs = {word.start: word for word in joined(said) if word.stem in index.held}
    for at, word in enumerate(written):
        if (pair := pairs.get(word.start)) and pair.stem not in taken:
            taken.add(pair.stem)
            read.append(_Said(pair.stem, 1.0, at, pair.start, pair.end))
        if word.stem in taken:
            continue
        taken.add(word.stem)
        if word.stem in index.held:
            read.append(_Said(word.stem, 1.0, at, word.start, word.end))
        else:
            is_last = word.end == last == len(said)
            read += _guessed(word, at, index, unfinished=is_last)
    return read


def _guessed(word: Word, at: int, index: _Index, *, unfinished: bool) -> Iterator[_Said]:
    """What a word that no category has may be: the nearest spellings, or what it begins."""
    readings: list[tuple[str, float]] = []
    if len(word.plain) >= _SHORTEST_MISSPELLED:
        near = process.extract(
            word.plain,
            index.vocabulary,
            scorer=OSA.distance,
            score_cutoff=1 if len(word.plain) < _LONG else 2,
            limit=_MOST_READINGS,
        )
        # The first letter is seldom the wrong one, and "house" is not "mouse".
        readings = [(spelled, _MISSPELLED) for spelled, _, _ in near if spelled[0] == word.plain[0]]
    if not readings and unfinished and len(word.plain) >= _SHORTEST_BEGUN:
        begun = [spelled for spelled in index.vocabulary if spelled.startswith(word.plain)]
        readings = [(spelled, _UNFINISHED) for spelled in begun[:_MOST_READINGS]]
    for spelled, sure in readings:
        yield _Said(index.spelled[spelled], sure, at, word.start, word.end, read_as=spelled)


def _reasons(said: str, rank: int, found: _Found, index: _Index) -> Iterator[str]:
    """A sentence for each place where something was found, in the words of whoever said it."""
    if rank == 0:
        yield "You wrote its name"
        return
    for place in _Place:
        here = [word for _, (_, at, word) in sorted(found.best.items()) if at is place]
        if not here:
            continue
        words = [_as_said(said, run, place) for run in _side_by_side(here)]
        yield _reason(place, words, index.categories[found.category])


def _reason(place: _Place, words: Sequence[str], category: CategoryWords) -> str:
    if place is _Place.ALSO:
        return f"People also say {_listed(words)} for it"
    where = f"its group, “{category.group}”" if place is _Place.GROUP else place
    return f"{_listed(words)} {'are' if len(words) > 1 else 'is'} in {where}"


def _side_by_side(words: Sequence[_Said]) -> Iterator[tuple[_Said, ...]]:
    """Words that were said one after the other belong together in the reason."""
    run: list[_Said] = []
    for word in words:
        if run and (word.at != run[-1].at + 1 or word.read_as or run[-1].read_as):
            yield tuple(run)
            run = []
        run.append(word)
    yield tuple(run)


def _as_said(said: str, words: tuple[_Said, ...], place: _Place) -> str:
    own = f"“{said[words[0].start : words[-1].end]}”"
    if not (guess := words[0].read_as):
        return own
    # What people call a category is never shown, some of it is rude: there we only repeat what was written.
    return f"a word like {own}" if place is _Place.ALSO else f"{own}, read as “{guess}”,"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


@lru_cache(maxsize=8)
def _indexed(categories: tuple[CategoryWords, ...]) -> _Index:
    index = _Index(categories)
    phrases: list[tuple[int, _Place, list[Word], list[Word]]] = []
    for number, category in enumerate(categories):
        for place, text in _texts(category):
            together = joined(text) if place in {_Place.NAME, _Place.ALSO} else []
            phrases.append((number, place, words_of(text), together))
    in_categories: dict[str, set[int]] = {}
    for phrase, (number, place, words, together) in enumerate(phrases):
        for word in (*words, *together):
            index.spelled[word.plain] = word.stem
            in_categories.setdefault(word.stem, set()).add(number)
            holds = index.held.setdefault(word.stem, [])
            if (held := _Held(number, phrase, place)) not in holds:
                holds.append(held)
    for stem, having in in_categories.items():
        index.rarity[stem] = log(1 + len(categories) / len(having))
    index.whole.extend(
        sum(index.rarity[s] for s in {word.stem for word in words}) for *_, words, _ in phrases
    )
    index.vocabulary.extend(sorted(index.spelled))
    return index


def _texts(category: CategoryWords) -> Iterator[tuple[_Place, str]]:
    yield _Place.NAME, category.name
    yield from ((_Place.ALSO, words) for words in category.also)
    yield _Place.DESCRIPTION, category.description
    yield from ((_Place.QUESTION, words) for words in category.questions)
    yield _Place.GROUP, category.group
