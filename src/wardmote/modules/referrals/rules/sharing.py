"""On what ground people are told of: what a referral carries, and what it may rest on (R1.8, R1.4).

The keys are stored and never change. Nothing here knows of a database or a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wardmote.kernel.refusals import NotReady
from wardmote.shared.partnerships.rules import Sensitivity, SharedItem


class SharingGround(StrEnum):
    """What a referral rests on."""

    NOT_KEPT = ""
    NOTHING_PERSONAL = "nothing_personal"
    OWN_ORGANISATION = "own_organisation"
    AGREEMENT = "agreement"
    CONSENT = "consent"
    OVERRIDE = "override"
    NOT_ASKED = "not_asked"


GROUNDS_IN_WORDS: Mapping[SharingGround, str] = {
    SharingGround.NOT_KEPT: "Sent before grounds were kept",
    SharingGround.NOTHING_PERSONAL: "Nothing in it tells of a person",
    SharingGround.OWN_ORGANISATION: "Within one organisation",
    SharingGround.AGREEMENT: "A sharing agreement",
    SharingGround.CONSENT: "Consent",
    SharingGround.OVERRIDE: "An override",
    SharingGround.NOT_ASKED: "No ground was asked for",
}


class OverrideKind(StrEnum):
    """Why people may be told of although no agreement and no consent says so."""

    SAFEGUARDING = "safeguarding"
    VITAL_INTERESTS = "vital_interests"
    LEGAL_DUTY = "legal_duty"


OVERRIDES_IN_WORDS: Mapping[OverrideKind, str] = {
    OverrideKind.SAFEGUARDING: "To protect a child, or an adult at risk",
    OverrideKind.VITAL_INTERESTS: "To save a life or prevent serious harm",
    OverrideKind.LEGAL_DUTY: "The law asks us to tell them",
}

LOOKED_AT_AFTER = frozenset({OverrideKind.SAFEGUARDING, OverrideKind.VITAL_INTERESTS})
"""Sent at once, and looked at by a second person afterwards: a clock that protects somebody waits for nobody.

A legal duty is looked at before: it has a letter, a section of an Act, and time to read them.
"""


class Decision(StrEnum):
    """What the second person said of an override."""

    NONE = ""
    CONFIRMED = "confirmed"
    OBJECTED = "objected"


GIVEN_BY: Mapping[str, str] = {
    "person": "The person themselves",
    "parent": "A parent or guardian of a child",
    "attorney": "Somebody with power of attorney, or a deputy",
    "household": "Each adult it tells of",
}
"""Who can say yes for whom."""

HOW_GIVEN: Mapping[str, str] = {
    "written": "In writing",
    "spoken": "By word of mouth, face to face",
    "telephone": "On the telephone",
    "online": "By a form or message they sent",
}


class Disclosed(StrEnum):
    """A line of the disclosure log."""

    SHARED = "shared"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OVERRIDE_CONFIRMED = "override_confirmed"
    OVERRIDE_OBJECTED = "override_objected"


DISCLOSED_IN_WORDS: Mapping[Disclosed, str] = {
    Disclosed.SHARED: "Shared",
    Disclosed.CONSENT_WITHDRAWN: "Consent withdrawn: no more is shared on it",
    Disclosed.OVERRIDE_CONFIRMED: "Override confirmed by a second person",
    Disclosed.OVERRIDE_OBJECTED: "A second person objected: no more is shared on it",
}


def items_carried(
    sensitivity: str, *, there: Collection[SharedItem], chosen: Collection[SharedItem]
) -> frozenset[SharedItem]:
    """What a referral tells of people: nothing where the matter is open, else its words and what was chosen.

    ``there`` is what the observation holds. The words of a matter that is not open may let somebody be recognised:
    that is what its level says.
    """
    if sensitivity == Sensitivity.OPEN:
        return frozenset()
    return frozenset({SharedItem.WORDS}) | (frozenset(there) & frozenset(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """A consent, as far as it decides. ``until`` is the last day it holds; None for until it is withdrawn."""

    id: int
    organisation_id: int
    items: frozenset[str]
    given_on: date
    until: date | None
    is_withdrawn: bool

    def why_not(self, organisation_id: int, items: Collection[str], day: date) -> str | None:
        """Why sharing these items with this organisation cannot rest on it that day; None where it can.

        Empty for a consent about another organisation.
        """
        if self.organisation_id != organisation_id:
            return ""
        if self.is_withdrawn:
            return "Consent was given, and has been withdrawn."
        if self.until is not None and day > self.until:
            return f"Consent was given until {self.until.day} {self.until:%B %Y}."
        if day < self.given_on:
            return "Consent was given for later."
        if not self.items.issuperset(items):
            return "Consent was given for less than you want to share."
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An organisation that cannot be told of people yet, and why: a sentence each.

    ``agreements`` are those to choose from, by number and title, where several would do.
    """

    organisation: str
    why: tuple[str, ...]
    agreements: tuple[tuple[int, str], ...] = ()


class GroundMissing(NotReady):
    """Nothing was sent, because what it tells of people rests on nothing yet. ``missing`` says for whom and why."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        names = " and ".join(one.organisation for one in missing)
        if all(one.agreements for one in missing):
            said = f"Choose the agreement on which you tell {names} of people."
        else:
            whys = " ".join(dict.fromkeys(sentence for one in missing for sentence in one.why))
            said = f"Nothing says yet that you may tell {names} of people. {whys}".strip()
        super().__init__(said, field="ground")


def may_look(*, person_id: int | None, asked_by_id: int | None, is_decided: bool) -> bool:
    """Whether a person may be the second to look at an override: nobody at their own, and each is decided once."""
    return person_id is not None and person_id != asked_by_id and not is_decided
