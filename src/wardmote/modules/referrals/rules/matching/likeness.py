"""The weighing of what speaks for one person, after Fellegi and Sunter, A theory for record linkage (JASA 64, 1969).

Each agreement weighs log2(m/u) bits: m is how often one person's two records agree in it, u how often two people's do.
The figures are rough, for a borough of 300,000; they stand here so that they can be argued with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import log2

from ..people import AgeBand
from .written import NamesAre, address_in, contacts_in, is_one_address, name_in, names_are


class MatchReason(StrEnum):
    """What speaks for it."""

    SAME_NAME = "same_name"
    NAMES_ALIKE = "names_alike"
    SAME_SURNAME = "same_surname"
    SAME_FIRST_NAME = "same_first_name"
    BORN_SAME_DAY = "born_same_day"
    BIRTH_SLIP = "birth_slip"
    SAME_AGE = "same_age"
    SAME_CONTACT = "same_contact"
    SAME_ADDRESS = "same_address"


REASONS_IN_WORDS: Mapping[MatchReason, str] = {
    MatchReason.SAME_NAME: "the same name",
    MatchReason.NAMES_ALIKE: "names that are alike",
    MatchReason.SAME_SURNAME: "the same surname",
    MatchReason.SAME_FIRST_NAME: "the same first name",
    MatchReason.BORN_SAME_DAY: "the same date of birth",
    MatchReason.BIRTH_SLIP: "dates of birth that differ by one slip",
    MatchReason.SAME_AGE: "about the same age",
    MatchReason.SAME_CONTACT: "the same telephone or e-mail",
    MatchReason.SAME_ADDRESS: "the same address",
}

WEIGHTS: Mapping[MatchReason, tuple[float, float]] = {
    # Of 300,000 people about five share a full name with somebody; of surnames alone, some hundreds.
    MatchReason.SAME_NAME: (0.75, 1 / 60_000),
    MatchReason.NAMES_ALIKE: (0.15, 1 / 6_000),
    MatchReason.SAME_SURNAME: (0.9, 1 / 500),
    MatchReason.SAME_FIRST_NAME: (0.1, 1 / 100),
    # Seventy years of days; a slip is one of about twenty days.
    MatchReason.BORN_SAME_DAY: (0.95, 1 / 25_550),
    MatchReason.BIRTH_SLIP: (0.03, 1 / 1_300),
    MatchReason.SAME_AGE: (0.95, 1 / 8),
    MatchReason.SAME_CONTACT: (0.6, 1 / 100_000),
    # Whoever lives there shares it: it tells the household, and little of which of them. So u is of a household.
    MatchReason.SAME_ADDRESS: (0.7, 1 / 20),
}
"""For each reason, m and u."""

ENOUGH = 12.0
"""Bits above which it is worth somebody's look. Of those shown, most are two people: it is a question, no finding."""

_YEARS = 2
"""By how many years a guessed age may be wrong."""


class Alike(StrEnum):
    """What two people may be."""

    PERSON = "person"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOf:
    """What is known of somebody, as far as it is compared. `recorded_on` is when an age band was right."""

    recorded_on: date
    name: str = ""
    date_of_birth: str = ""
    age_band: str = ""
    contact: str = ""
    address: str = ""

    @property
    def birth_years(self) -> tuple[int, int] | None:
        """The first and the last year in which they can have been born, by their age band."""
        if not self.age_band:
            return None
        ages = AgeBand(self.age_band).ages
        return self.recorded_on.year - ages[-1] - 1, self.recorded_on.year - ages[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What two people may be, why, and how much weighs for one person, in bits."""

    alike: Alike
    reasons: tuple[MatchReason, ...]
    bits: float

    def of_two(self) -> Likeness | None:
        """What is left of it once somebody has said that they are two people: their home, if they share one."""
        if MatchReason.SAME_ADDRESS not in self.reasons:
            return None
        return Likeness(alike=Alike.HOUSEHOLD, reasons=(MatchReason.SAME_ADDRESS,), bits=self.bits)


def compare(one: KnownOf, other: KnownOf) -> Likeness | None:
    """Weigh what is known of two people; None where they need nobody's look.

    Names or births that cannot be one person's rule it out, however much else agrees: twins share surname, birth and
    address, a father and his son a name and an address. They are of one household.
    """
    names = names_are(name_in(one.name), name_in(other.name))
    births = _births(one, other)
    at_home = is_one_address(address_in(one.address), address_in(other.address))
    reasons = [_BY_NAMES.get(names), births if isinstance(births, MatchReason) else None]
    if set(contacts_in(one.contact)) & set(contacts_in(other.contact)):
        reasons.append(MatchReason.SAME_CONTACT)
    if at_home:
        reasons.append(MatchReason.SAME_ADDRESS)
    found = tuple(reason for reason in MatchReason if reason in reasons)
    bits = sum(log2(m / u) for m, u in (WEIGHTS[reason] for reason in found))
    if names != NamesAre.APART and births is not False and bits >= ENOUGH:
        return Likeness(alike=Alike.PERSON, reasons=found, bits=bits)
    if at_home:
        return Likeness(alike=Alike.HOUSEHOLD, reasons=(MatchReason.SAME_ADDRESS,), bits=bits)
    return None


_BY_NAMES: Mapping[NamesAre, MatchReason] = {
    NamesAre.SAME: MatchReason.SAME_NAME,
    NamesAre.ALIKE: MatchReason.NAMES_ALIKE,
    NamesAre.PART: MatchReason.SAME_SURNAME,
    NamesAre.FIRST_NAME: MatchReason.SAME_FIRST_NAME,
}


def _births(one: KnownOf, other: KnownOf) -> MatchReason | bool | None:
    """What their births say for one person; False where they cannot be one, None where nothing is known."""
    if one.date_of_birth and other.date_of_birth:
        if one.date_of_birth == other.date_of_birth:
            return MatchReason.BORN_SAME_DAY
        return MatchReason.BIRTH_SLIP if _is_slip(one.date_of_birth, other.date_of_birth) else False
    first, second = _years(one), _years(other)
    if first is None or second is None:
        return None
    apart = max(first[0], second[0]) - min(first[1], second[1])
    if apart > _YEARS:
        return False
    return MatchReason.SAME_AGE if apart <= 0 else None


def _years(known: KnownOf) -> tuple[int, int] | None:
    if known.date_of_birth:
        year = date.fromisoformat(known.date_of_birth).year
        return year, year
    return known.birth_years


def _is_slip(one: str, other: str) -> bool:
    """Day and month changed round, or one figure written wrong; the year's first two are nobody's slip."""
    changed_round = one[:5] + one[8:] + "-" + one[5:7]
    wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return other == changed_round or (len(wrong) == 1 and wrong[0] > 1)
