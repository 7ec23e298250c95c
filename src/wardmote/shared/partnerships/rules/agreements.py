"""Sharing agreements: what one says, whether it is in force, and whether it carries a share (R1.8).

Lawful bases are those of UK GDPR article 6; conditions those of article 9 and of the Data Protection Act 2018,
Schedule 1. The keys are stored and never change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wardmote.kernel.refusals import NotReady

LONGEST_PURPOSE = 2_000
LONGEST_SIGNED = 500
MOST_OF_A_PAPER = 10 * 1024 * 1024


class SharedItem(StrEnum):
    """What a referral can carry of people: the things an agreement covers, or does not."""

    WORDS = "words"
    NAME = "name"
    CONTACT = "contact"
    ADDRESS = "address"
    SAFE_CONTACT = "safe_contact"
    BIRTH_DATE = "date_of_birth"
    AGE_BAND = "age_band"
    LANGUAGE = "language"
    ACCESS_NEEDS = "access_needs"
    PHOTOS = "photos"


ITEMS_IN_WORDS: Mapping[SharedItem, str] = {
    SharedItem.WORDS: "what was seen and where",
    SharedItem.NAME: "names",
    SharedItem.CONTACT: "telephone and e-mail",
    SharedItem.ADDRESS: "addresses",
    SharedItem.SAFE_CONTACT: "how to reach somebody safely",
    SharedItem.BIRTH_DATE: "dates of birth",
    SharedItem.AGE_BAND: "age bands",
    SharedItem.LANGUAGE: "languages",
    SharedItem.ACCESS_NEEDS: "access needs",
    SharedItem.PHOTOS: "photos",
}

PERSON_ITEMS = (
    SharedItem.NAME,
    SharedItem.BIRTH_DATE,
    SharedItem.AGE_BAND,
    SharedItem.CONTACT,
    SharedItem.ADDRESS,
    SharedItem.SAFE_CONTACT,
    SharedItem.LANGUAGE,
    SharedItem.ACCESS_NEEDS,
)
"""What is kept of somebody an observation is about, in the order in which it is shown."""

PURPOSES: Mapping[str, str] = {
    "children": "Protecting children",
    "adults": "Protecting adults at risk",
    "crime": "Preventing crime and disorder",
    "health": "Health and care",
    "housing": "Homes and homelessness",
    "early_help": "Early help for families and people",
    "neighbourhood": "Looking after neighbourhoods",
    "emergencies": "Emergencies",
    "other": "Another purpose, said in words",
}

LAWFUL_BASES: Mapping[str, str] = {
    "public_task": "Public task: article 6(1)(e)",
    "legal_obligation": "Legal obligation: article 6(1)(c)",
    "vital_interests": "Vital interests: article 6(1)(d)",
    "recognised_interest": "Recognised legitimate interest: article 6(1)(ea)",
    "legitimate_interests": "Legitimate interests: article 6(1)(f)",
    "contract": "Contract: article 6(1)(b)",
    "consent": "Consent: article 6(1)(a)",
}

SPECIAL_CONDITIONS: Mapping[str, str] = {
    "explicit_consent": "Explicit consent: article 9(2)(a)",
    "employment": "Employment, social security and social protection: article 9(2)(b)",
    "vital_interests": "Vital interests: article 9(2)(c)",
    "legal_claims": "Legal claims: article 9(2)(f)",
    "government": "Statutory and government purposes: article 9(2)(g), Schedule 1 paragraph 6",
    "unlawful_acts": "Preventing or detecting unlawful acts: article 9(2)(g), Schedule 1 paragraph 10",
    "safeguarding": "Safeguarding of children and of individuals at risk: article 9(2)(g), Schedule 1 paragraph 18",
    "health_care": "Health or social care: article 9(2)(h), Schedule 1 paragraph 2",
    "public_health": "Public health: article 9(2)(i), Schedule 1 paragraph 3",
}

CRIMINAL_CONDITIONS: Mapping[str, str] = {
    "official_authority": "Under the control of official authority: article 10",
    "government": "Statutory and government purposes: Schedule 1 paragraph 6",
    "unlawful_acts": "Preventing or detecting unlawful acts: Schedule 1 paragraph 10",
    "safeguarding": "Safeguarding of children and of individuals at risk: Schedule 1 paragraph 18",
    "consent": "Consent: Schedule 1 paragraph 29",
    "vital_interests": "Vital interests: Schedule 1 paragraph 30",
}

PROTECTING = frozenset({"children", "adults"})
"""The purposes of agreements that carry protected matters, and those alone."""

REVIEW_SOON = timedelta(days=42)
"""How long before its day a review is announced: six weeks, because several partners must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """One organisation's time in an agreement: from a day, until the first day it is no party any more."""

    organisation_id: int
    begins_on: date
    ended_on: date | None = None

    def on(self, day: date) -> bool:
        """Whether it is a party that day."""
        return self.begins_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """What decides whether a share may rest on an agreement."""

    id: int
    title: str
    purpose: str
    begins_on: date
    ended_on: date | None
    items: frozenset[str]
    parties: tuple[PartyFacts, ...]

    def in_force(self, day: date) -> bool:
        """Whether it holds that day. One whose review is due still holds: a late review is no end."""
        return self.begins_on <= day and (self.ended_on is None or day < self.ended_on)

    def joins(self, first: int, second: int, day: date) -> bool:
        """Whether both organisations are parties that day."""
        there = {party.organisation_id for party in self.parties if party.on(day)}
        return first in there and second in there

    def suits(self, *, is_protected: bool) -> bool:
        """Whether its purpose fits: what is agreed for protecting somebody carries no everyday matter."""
        return is_protected or self.purpose not in PROTECTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one organisation wants to tell another of people, and on which day."""

    sender: int
    receiver: int
    items: frozenset[str]
    is_protected: bool
    day: date


def fitting(agreements: Iterable[AgreementFacts], share: Share) -> list[AgreementFacts]:
    """The agreements on which a share may rest: those made for protecting somebody first, then by title."""
    found = (
        a
        for a in agreements
        if a.in_force(share.day)
        and a.joins(share.sender, share.receiver, share.day)
        and a.items.issuperset(share.items)
        and a.suits(is_protected=share.is_protected)
    )
    return sorted(found, key=lambda a: (a.purpose not in PROTECTING, a.title, a.id))


def why_none_fits(agreements: Iterable[AgreementFacts], share: Share) -> list[str]:
    """What is missing, a sentence for each agreement that comes near; none where no agreement names both."""
    said, day = [], share.day
    for a in sorted(agreements, key=lambda a: (a.title, a.id)):
        if not {share.sender, share.receiver} <= {party.organisation_id for party in a.parties}:
            continue
        if a.ended_on is not None and a.ended_on <= day:
            said.append(f"“{a.title}” ended on {_day(a.ended_on)}.")
        elif a.begins_on > day:
            said.append(f"“{a.title}” begins on {_day(a.begins_on)}.")
        elif not a.joins(share.sender, share.receiver, day):
            said.append(f"One of the two is no party to “{a.title}” today.")
        elif not a.suits(is_protected=share.is_protected):
            said.append(f"“{a.title}” is for protecting children or adults only.")
        elif missing := [item for item in SharedItem if item in share.items - a.items]:
            said.append(f"“{a.title}” does not cover {items_in_words(missing)}.")
    return said


def items_in_words(items: Iterable[str]) -> str:
    """Items as a person says them: "names, addresses and photos". Nothing for none."""
    chosen = set(items)
    words = [said for item, said in ITEMS_IN_WORDS.items() if item in chosen]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def pairs_without(
    pairs: Iterable[tuple[int, int]], agreements: Collection[AgreementFacts], day: date
) -> list[tuple[int, int]]:
    """Those of the pairs that no agreement in force joins, each once and whichever way round."""
    distinct = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    standing = [a for a in agreements if a.in_force(day)]
    return sorted(pair for pair in distinct if not any(a.joins(*pair, day) for a in standing))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def check_paper(content: bytes) -> None:
    """Raise NotReady for what is no PDF, whatever it is called, or more than ten megabytes."""
    if len(content) > MOST_OF_A_PAPER:
        raise NotReady("Choose a file under 10 MB.", field="file")
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise NotReady("This is no whole PDF. Save or scan the paper as a PDF, then choose it.", field="file")
