"""What two ways to write one thing have in common: names in any script and order, addresses, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby

from anyascii import anyascii
from rapidfuzz.distance import OSA


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _words("mr mrs ms miss mx dr sir dame lady lord rev revd reverend prof professor master")
_NOT_A_NAME = _words(
    "a an and at baby boy boys brother child children couple daughter family father girl girls her "
    "his man men mother mum my neighbour nobody of or person resident sister somebody someone son "
    "tenant the their twins unknown unnamed who with woman women"
)
"""With one of these in it, it tells who is meant and is no name: "a boy of ten", "Mr and Mrs Lightbown"."""

_SPELLINGS = [
    _words(group)
    for group in (
        "mohammed mohammad muhammad muhammed mohamed mohamad muhamed mohd md",
        "ahmed ahmad", "yusuf yousuf yousef yusef", "hussain hussein husain husayn", "hassan hasan",
        "catherine katherine kathryn catharine katharine kate kathy cathy", "stephen steven steve stefan",
        "sean shaun shawn", "geoffrey jeffrey geoff jeff", "john jon jack", "ann anne anna annie",
        "elizabeth elisabeth liz lizzie beth betty", "william will bill billy", "robert rob bob bobby",
        "richard rick dick", "margaret maggie peggy", "james jim jimmy jamie", "michael mike mick micky",
        "anthony antony tony", "susan sue susie", "henry harry", "edward ted eddie", "alexander alex sasha",
        "david dave", "christopher chris", "patricia pat patsy", "joseph joe", "thomas tom tommy",
    )
]  # fmt: skip
"""First names that one person goes by, and spellings of one name. Not complete, and need not be."""
_WRITTEN_AS = {spelling: min(group) for group in _SPELLINGS for spelling in group}

_LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff\u2000-\u206f]*")


@cache
def folded(text: str) -> str:
    """Small Latin letters, figures and single spaces, from any script: "Ольга" and "Olga" are one."""
    latin = anyascii(text)
    if not _LATIN.fullmatch(text):
        latin = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", latin)  # where the script has no spaces
    return " ".join(re.sub(r"[^a-z0-9 ]", "", re.sub(r"[-‐-―/,.&()]", " ", latin).lower()).split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: its words without titles, each in one spelling. No words where it is no name."""

    words: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    """The same, spelled as they were written."""
    is_full: bool = False
    """Whether it has a first name or an initial, and a surname."""


@cache
def name_in(text: str) -> Name:
    """Read a name."""
    every = folded(text).split()
    if set(every) & _NOT_A_NAME or all(len(word) == 1 for word in every):
        return Name()
    plain = tuple(word for word in every if word not in _TITLES and not word.isdecimal())
    double = sum(len(folded(part).split()) - 1 for part in text.split() if "-" in part)
    return Name(
        words=tuple(_WRITTEN_AS.get(word, word) for word in plain),
        plain=plain,
        is_full=len(plain) - double > 1,
    )


class NamesAre(StrEnum):
    """How two names stand to each other."""

    UNKNOWN = "unknown"
    SAME = "same"
    ALIKE = "alike"
    PART = "part"
    """One is a surname alone, and the other has it."""
    FIRST_NAME = "first_name"
    """The same first name with another surname: somebody may have married."""
    APART = "apart"


def names_are(one: Name, other: Name) -> NamesAre:
    """Compare two names, whichever way round they are written."""
    if not one.words or not other.words:
        return NamesAre.UNKNOWN
    short, long = sorted((one, other), key=lambda name: len(name.words))
    if _each_found(short.words, long.words):
        if not (short.is_full and long.is_full):
            return NamesAre.PART
        same = sorted(one.plain) == sorted(other.plain)
        return NamesAre.SAME if same else NamesAre.ALIKE
    if one.is_full and other.is_full and _one_word(one.words[0], other.words[0]) and len(one.words[0]) > 1:
        return NamesAre.FIRST_NAME
    return NamesAre.APART


def _each_found(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word of the short name stands in the long one, an initial for a name; not initials alone."""
    left, whole = list(long), 0
    for word in sorted(short, key=len, reverse=True):
        found = word if word in left else next((other for other in left if _one_word(word, other)), None)
        if found is None:
            return False
        left.remove(found)
        whole += min(len(word), len(found)) > 1
    return whole > 0


def _one_word(one: str, other: str) -> bool:
    """Whether two words may be one: the same, an initial, or a slip that the length leaves room for.

    A slip in four letters makes another name of it (John, Joan); two in less than eight, too (Hassan, Hussain).
    """
    shorter = min(len(one), len(other))
    if one == other:
        return True
    if shorter == 1:
        return one[0] == other[0]
    slips = 0 if shorter < 5 else 1 if shorter < 8 else 2
    return bool(OSA.distance(one, other, score_cutoff=slips) <= slips)


_SHORT_FOR = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "cres": "crescent", "cl": "close", "ct": "court",
    "dr": "drive", "ln": "lane", "pl": "place", "sq": "square", "terr": "terrace", "ter": "terrace",
    "gdns": "gardens", "gr": "grove", "apt": "flat", "apartment": "flat", "no": "", "number": "",
}  # fmt: skip
_WAYS = _words(
    "street road avenue crescent close court drive lane place square terrace gardens grove row rise "
    "fold hill way walk view green park mews parade gate croft end wharf yard"
)
_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][a-z]{2})\b")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is compared: number and street, and the postcode where it is given. Empty without a number."""

    door: str = ""
    postcode: str = ""


@cache
def address_in(text: str) -> Address:
    """Read an address: what stands after the street, such as a town, does not count."""
    plain = folded(text)
    found = _POSTCODE.search(plain)
    postcode = "".join(found.groups()) if found else ""
    words = [_SHORT_FOR.get(word, word) for word in _POSTCODE.sub(" ", plain).split()]
    words = [word for word, _ in groupby(word for word in words if word)]
    # "St" before a name is a saint, and stays.
    ways = [place for place, word in enumerate(words) if word in _WAYS and place > 1]
    end = ways[0] + 1 if ways else len(words)
    door = words[:end]
    return Address(" ".join(door), postcode) if any(word[0].isdigit() for word in door) else Address()


def is_one_address(one: Address, other: Address) -> bool:
    """Whether two addresses are one."""
    return (
        bool(one.door)
        and one.door == other.door
        and (one.postcode == other.postcode or not (one.postcode and other.postcode))
    )


_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ().-]{7,}[0-9]")


@cache
def contacts_in(text: str) -> tuple[str, ...]:
    """The telephone numbers and e-mail addresses in a text, each written in one way."""
    found = [email.lower() for email in _EMAIL.findall(text)]
    for number in _TELEPHONE.findall(text):
        figures = re.sub(r"^(00)?44", "0", re.sub(r"\(0\)|[^0-9]", "", number))
        found += [figures] if len(figures) >= 10 else []
    return tuple(dict.fromkeys(found))
