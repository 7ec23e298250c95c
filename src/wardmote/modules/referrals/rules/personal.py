"""What looks as if it told of a person, in words that everybody may read (R1.8).

It asks, it never decides: a writer may keep what was found. Names alone are not looked for, because no list of names
tells a street from a person; a name after a title is. What is published of organisations (0300, 0800 and 0808
numbers) is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST_LOOKED_AT = 20_000
"""In characters; an observation holds no more."""


class Personal(StrEnum):
    """What may tell of a person."""

    NAME = "name"
    TELEPHONE = "telephone"
    EMAIL = "email"
    ADDRESS = "address"
    NHS_NUMBER = "nhs_number"
    INSURANCE_NUMBER = "insurance_number"
    BIRTHDAY = "birthday"
    PLATE = "plate"


IN_WORDS: Mapping[Personal, str] = {
    Personal.NAME: "a name",
    Personal.TELEPHONE: "a telephone number",
    Personal.EMAIL: "an e-mail address",
    Personal.ADDRESS: "the address of a home",
    Personal.NHS_NUMBER: "an NHS number",
    Personal.INSURANCE_NUMBER: "a National Insurance number",
    Personal.BIRTHDAY: "a date of birth",
    Personal.PLATE: "a vehicle's number plate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that looks personal: what it may be, and the words themselves, for the writer alone."""

    kind: Personal
    words: str
    start: int

    @property
    def what(self) -> str:
        """What it may be, as a person says it."""
        return IN_WORDS[self.kind]


# Upper and lower case of any script; a name may have an apostrophe or a hyphen in it.
_NAME = r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+){0,3}"
_POSTCODE = r"(?:[A-Z]{1,2}[0-9][A-Z0-9]?\s{0,2}[0-9][A-Z]{2})"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = rf"[0-9]{{1,2}}(?:st|nd|rd|th)?(?:\s?[./-]\s?[0-9]{{1,2}}\s?[./-]\s?|\s{{1,2}}{_MONTH}\s{{1,2}})[0-9]{{2,4}}"

_PATTERNS: Mapping[Personal, re.Pattern[str]] = {
    Personal.NAME: re.compile(
        rf"\b(?P<title>Mr|Mrs|Ms|Miss|Mx|Master|Dr|Sir|Lady|Rev)\b\.?\s{{1,3}}(?P<name>{_NAME})",
        re.IGNORECASE,
    ),
    Personal.TELEPHONE: re.compile(
        r"(?<![0-9])(?:\+44|0044|0)[ ()-]{0,3}(?:[0-9][ ()-]{0,2}){8,10}(?![0-9])"
    ),
    Personal.EMAIL: re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"),
    Personal.ADDRESS: re.compile(
        rf"\b(?:(?:flat|no\.?|number)\s)?[0-9]{{1,4}}[a-z]?\b[^0-9\n]{{1,80}}?\b{_POSTCODE}\b", re.IGNORECASE
    ),
    Personal.NHS_NUMBER: re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])"),
    Personal.INSURANCE_NUMBER: re.compile(
        r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?[0-9]{2}\s?[0-9]{2}\s?[0-9]{2}\s?[A-D]\b", re.IGNORECASE
    ),
    Personal.BIRTHDAY: re.compile(
        rf"\b(?:born|dob|d\.o\.b\.?|date\s{{1,2}}of\s{{1,2}}birth|birthday)\b[^0-9\n]{{0,20}}{_DATE}",
        re.IGNORECASE,
    ),
    Personal.PLATE: re.compile(
        r"\b(?:[A-Z]{2}[0-9]{2}\s?[A-Z]{3}|[a-z]{2}[0-9]{2}\s?[a-z]{3}|[A-HJ-NPR-TV-Y][0-9]{3}\s?[A-Z]{3})\b"
    ),
}

_PUBLISHED = re.compile(r"(?:\+44|0044|0)[ ()-]{0,3}(?:3|800|808)")


def _is_nhs_number(match: re.Match[str]) -> bool:
    """The tenth figure of an NHS number checks the nine before (NHS Data Dictionary: modulus 11)."""
    figures = [int(figure) for figure in match[0] if figure.isdigit()]
    check = 11 - sum(figure * weight for figure, weight in zip(figures, range(10, 1, -1), strict=False)) % 11
    return figures[9] == (0 if check == 11 else check)


def _is_name(match: re.Match[str]) -> bool:
    """“Mr” and “Mrs” name whoever follows; other titles only somebody with a capital: one may miss a bus."""
    title, name = match["title"], match["name"]
    if title.lower() in ("mr", "mrs"):
        return True
    if not (title[0].isupper() and name[0] != name[0].lower()):
        return False
    # "Elm Dr" is a drive, whatever town follows.
    before = match.string[: match.start()].rstrip(" ").rsplit(" ", 1)[-1]
    return title.lower() != "dr" or not (before[:1].isupper() and before[-1:].isalpha())


_CHECKS: Mapping[Personal, Callable[[re.Match[str]], bool]] = {
    Personal.NAME: _is_name,
    Personal.TELEPHONE: lambda match: not _PUBLISHED.match(match[0]),
    Personal.NHS_NUMBER: _is_nhs_number,
}


def looks_personal(words: str) -> tuple[Found, ...]:
    """Everything in the words that looks as if it told of a person, in its order; each stretch once."""
    found = sorted(_found(words[:LONGEST_LOOKED_AT]), key=lambda one: (one.start, -len(one.words)))
    kept: list[Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].start + len(kept[-1].words):
            kept.append(one)
    return tuple(kept)


def _found(words: str) -> Iterator[Found]:
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(words):
            if kind not in _CHECKS or _CHECKS[kind](match):
                yield Found(kind=kind, words=match[0].strip(), start=match.start())
