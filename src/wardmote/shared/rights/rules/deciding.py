"""What of each thing goes into a person's copy, and what stays out on what ground."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wardmote.kernel.privacy.own_copy import Handling

BLACKED_OUT = "█████"


class Choice(StrEnum):
    """What becomes of one thing."""

    GIVE = "give"
    PART = "part"
    WITHHOLD = "withhold"


class Exemption(StrEnum):
    """Why something stays out of a copy."""

    OTHER_PERSON = "other-person"
    WHO_TOLD = "who-told"
    SERIOUS_HARM = "serious-harm"
    CHILD_ABUSE = "child-abuse"
    CRIME = "crime"
    PUBLIC_PROTECTION = "public-protection"
    LEGAL_ADVICE = "legal-advice"
    NOT_THEIRS = "not-theirs"
    NOT_LOOKED_AT = "not-looked-at"


@dataclass(frozen=True)
class _Reason:
    words: str
    told: str
    law: str


EXEMPTIONS = {
    Exemption.OTHER_PERSON: _Reason(
        "It tells of somebody else",
        "It tells of somebody else, who has not agreed that you are told.",
        "Data Protection Act 2018, schedule 2, paragraph 16",
    ),
    Exemption.WHO_TOLD: _Reason(
        "It would tell who told us, or who at work wrote it",
        "It would tell who spoke to us in confidence.",
        "Data Protection Act 2018, schedule 2, paragraph 16",
    ),
    Exemption.SERIOUS_HARM: _Reason(
        "Telling would be likely to cause serious harm to somebody’s health",
        "Telling you would be likely to cause serious harm.",
        "Data Protection Act 2018, schedule 3, paragraphs 5 and 11",
    ),
    Exemption.CHILD_ABUSE: _Reason(
        "It tells whether a child is or may be abused, and telling is not in the child’s interest",
        "The law does not let us tell you this.",
        "Data Protection Act 2018, schedule 3, paragraph 21",
    ),
    Exemption.CRIME: _Reason(
        "Telling would be likely to harm the prevention or detection of crime",
        "Telling you would be likely to harm the prevention or detection of crime.",
        "Data Protection Act 2018, schedule 2, paragraph 2",
    ),
    Exemption.PUBLIC_PROTECTION: _Reason(
        "Telling would be likely to harm work that protects the public",
        "Telling you would be likely to harm work that protects the public.",
        "Data Protection Act 2018, schedule 2, paragraph 7",
    ),
    Exemption.LEGAL_ADVICE: _Reason(
        "It is advice from a lawyer",
        "It is advice from a lawyer.",
        "Data Protection Act 2018, schedule 2, paragraph 19",
    ),
    Exemption.NOT_THEIRS: _Reason(
        "It does not tell of this person",
        "It does not tell of you.",
        "UK GDPR article 4(1): it is not this person’s data",
    ),
    Exemption.NOT_LOOKED_AT: _Reason(
        "Nobody has decided on it",
        "It came after we had gathered your copy.",
        "",
    ),
}
"""Each with words for who decides, words for the person, and the law. The last is Wardmote’s own, never chosen."""

_SUGGESTED = {
    Handling.GIVE: (Choice.GIVE, ""),
    Handling.OTHERS: (Choice.WITHHOLD, Exemption.OTHER_PERSON),
    Handling.TELLS: (Choice.WITHHOLD, Exemption.WHO_TOLD),
}


def suggested(handling: Handling) -> tuple[Choice, str] | None:
    """What is done unless somebody decides otherwise; None for words that somebody has to read first."""
    return _SUGGESTED.get(handling)


def is_decided(handling: Handling, decided: bool) -> bool:
    """Whether a thing can go into a copy, or stay out of it, as it stands."""
    return decided or suggested(handling) is not None


def black_out(words: str, hide: Iterable[str]) -> str:
    """The words without each of some phrases, however their case and spaces were written; the longest first.

    What is left out is gone, not hidden: the same mark stands for each, whatever its length.
    """
    for phrase in sorted({" ".join(one.split()) for one in hide} - {""}, key=len, reverse=True):
        pattern = r"\s+".join(re.escape(part) for part in phrase.split(" "))
        words = re.sub(pattern, BLACKED_OUT, words, flags=re.IGNORECASE)
    return words
