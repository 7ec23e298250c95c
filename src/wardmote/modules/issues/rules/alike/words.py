"""Which words two tellings share that say something: stems of English words, without those that every telling has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W\d_]{3,}")
_SAID_ALWAYS = """
    the and for are but not you all any can had her was one our out his has him how its who did get got let put say she
    too use that with have this will your from they know want been good much some time very when come here just like
    long make many more only over such take than them well were what there their then these those about after again
    also back been before being below between both could does doing down during each even ever every few further going
    gone into itself might most must near never next off often once other ours own really right same see seen should
    since still through under until upon was way where which while whom why would yet yes per via

    report reported reporting reports request requested requests issue issues problem problems complaint complaints
    please thank thanks hello dear sir madam caller called calls call says said asked asks told tell tells wants wanted
    need needs needed someone somebody anybody everyone people person resident residents neighbour neighbours
    council city town area place places side end front outside inside opposite behind corner junction intersection
    street road lane avenue drive close way roadway sidewalk highway footpath
    day days week weeks month months year years today yesterday tonight morning afternoon evening night nights
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december first second third last
    new old big small large huge bad badly little great lot lots two three four five several
    number left side thing things something nothing looks look looking keep keeps
    photo photos picture pictures attached see update usa
"""
_STOP = frozenset(_SAID_ALWAYS.split())
"""Words that every telling has. The kind of matter is weighed apart, so words that only name it say nothing more."""

_FAMILIES: Mapping[str, str] = {
    word: family
    for family, words in {
        "furniture": "mattress sofa settee bed couch armchair wardrobe furniture boxspring matress bedding sofas",
        "rubbish": "rubbish trash waste litter debris garbage refuse junk bag bags",
        "bike": "bike motorbike motorcycle moped quad scrambler scooter bikes quads",
        "children": "child children kid kids",
        "lamp": "lamp light streetlight lamppost lights lamps streetlights",
        "hole": "pothole hole crater potholes holes",
        "pavement": "pavement kerb curb slab slabs paving sidewalk",
        "drinking": "drunk drinker drinkers drinking beer cans lager alcohol drink",
        "music": "music bass speaker party parties loud",
    }.items()
    for word in words.split()
}
"""Words that people use for one thing. By what a word means here, not everywhere."""

_LONGEST = 4_000
"""Characters of a telling that are read: what somebody saw stands in its beginning."""

ORDINARY_SHARE, ORDINARY_AMONG = 0.2, 15
"""A word in more than this share of at least so many tellings of one kind round about says nothing there."""


@lru_cache(1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(65_536)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(1)
def _families() -> Mapping[str, str]:
    """The families by the stems of their words, so that one of a thing is as good as two."""
    return {_stem(word): family for word, family in _FAMILIES.items()}


@lru_cache(8_192)
def telling_words(text: str) -> Mapping[str, str]:
    """The words of a text that say something: how they are compared -> the first form in which they stand."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text[:_LONGEST].casefold()):
        if word not in _STOP:
            stem = _stem(word)
            found.setdefault(_families().get(stem, stem), word)
    return found


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """What so many of these texts say that it tells none of them from the others. Nothing for a few texts."""
    counts: Counter[str] = Counter()
    number = 0
    for text in texts:
        number += 1
        counts.update(telling_words(text).keys())
    if number < ORDINARY_AMONG:
        return frozenset()
    return frozenset(word for word, times in counts.items() if times > number * ORDINARY_SHARE)


def lines_in_both(one: str, other: str) -> frozenset[str]:
    """The lines that stand in both texts, however capitals stand: headings of a form, or the same words sent again."""
    return frozenset(_lines(one)) & frozenset(_lines(other))


def shared_words(one: str, other: str, without: Collection[str] = ()) -> tuple[list[str], int]:
    """The words that both texts have, and how many the shorter has in all; lines that stand in both are left out.

    In alphabetical order, each in its shorter form. The same whichever text comes first.
    """
    again = lines_in_both(one, other)
    ours, theirs = (
        {
            word: form
            for word, form in telling_words(
                "\n".join(line for line in _lines(text) if line not in again)
            ).items()
            if word not in without
        }
        for text in (one, other)
    )
    both = sorted(
        min(ours[word], theirs[word], key=lambda form: (len(form), form)) for word in ours if word in theirs
    )
    return both, min(len(ours), len(theirs))


def _lines(text: str) -> list[str]:
    return [line for each in text[:_LONGEST].casefold().splitlines() if (line := each.strip())]
