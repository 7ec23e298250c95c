"""What people type, made plain enough to compare."""

import unicodedata
from enum import StrEnum


class AreaKind(StrEnum):
    """The ways to divide a borough. Wards are the building blocks; one set of them holds at a time.

    Of the first four, people speak, and teams take things in them. Small areas are a census's own, and sets of
    several censuses may hold at once; neighbours are other boroughs, or their wards, around this one.
    """

    WARDS = "wards"
    AREAS = "areas"
    LOCALITIES = "localities"
    FOCUS = "focus"
    SMALL_AREAS = "small-areas"
    NEIGHBOURS = "neighbours"


DIVIDING = (AreaKind.WARDS, AreaKind.AREAS, AreaKind.LOCALITIES, AreaKind.FOCUS)
"""The kinds that people choose from and that work goes by. The others are there to count in, and to look round."""

ALIKE = dict.fromkeys((AreaKind.AREAS, AreaKind.LOCALITIES), frozenset({AreaKind.AREAS, AreaKind.LOCALITIES}))
"""The kinds that divide the borough in the same way under another name, so that one may follow the other."""


def plain(words: str) -> str:
    """Give words in small letters, without accents, apostrophes or punctuation, one space between them.

    ``"St. Matthew's"`` and ``"st matthews"`` come out alike. Letters of every script are kept.
    """
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", words).casefold())
    kept = "".join(
        "" if unicodedata.category(c) in {"Mn", "Cf"} or c in "'’`ʼ" else c if c.isalnum() else " "
        for c in split
    )
    return unicodedata.normalize("NFC", " ".join(kept.split()))


SHORT = {
    "ave": "avenue", "cl": "close", "cres": "crescent", "ct": "court", "dr": "drive", "gdns": "gardens",
    "gr": "grove", "la": "lane", "ln": "lane", "pl": "place", "rd": "road", "sq": "square", "st": "street",
    "tce": "terrace", "terr": "terrace",
}  # fmt: skip
"""Short forms that people write at the end of a street's name."""

MOST_WORDS = 16
LONGEST_NAME = 6
"""In words."""


def name_candidates(words: str) -> tuple[str, ...]:
    """Give every run of words that may be the name of a place, plain, with short forms written out as well.

    Bounded: at most LONGEST_NAME words in a run, of the first MOST_WORDS.
    """
    split = plain(words).split()[:MOST_WORDS]
    runs = {
        tuple(split[start:end])
        for start in range(len(split))
        for end in range(start + 1, min(start + LONGEST_NAME, len(split)) + 1)
    }
    runs |= {(*run[:-1], SHORT[run[-1]]) for run in runs if len(run) > 1 and run[-1] in SHORT}
    return tuple(sorted(" ".join(run) for run in runs))


def street_words(words: str) -> str:
    """Give what stands before the first comma, plain, without a house or flat number in front."""
    split = plain(words.split(",")[0]).split()
    while split and any(c.isdigit() for c in split[0]):
        split = split[1:]
    return " ".join(split)
