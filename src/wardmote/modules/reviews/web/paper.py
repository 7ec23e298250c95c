"""The letter that tells a victim of the right to a review: the same words as a page and as a tagged PDF (PDF/UA-1).

It says nothing of what was reported, nor how often, because others may open it: only the right, and how to ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps
from pathlib import Path

import font_source_sans_pro
import typst

from wardmote.kernel.clock import LONDON
from wardmote.shared.partnerships import queries as partnerships

from ..models import Letter, Procedure
from ..rules import Limits

TEMPLATE = Path(__file__).with_name("letter.typ")
TITLE = "Your right to ask for an ASB case review"


@dataclass(frozen=True, kw_only=True)
class LetterPart:
    """A part of the letter."""

    words: Sequence[str]
    heading: str = ""
    points: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class LetterShown:
    """The letter as it is set."""

    sender: str
    address: Sequence[str]
    day: str
    greeting: str
    parts: Sequence[LetterPart]
    closing: str
    signed: str
    at: datetime
    title: str = TITLE


def limits_in_words(limits: Limits) -> Sequence[str]:
    """The threshold, as anybody can read it."""
    times = {1: "once", 2: "twice"}.get(limits.reports, f"{limits.reports} times")
    points = [
        f"You told us, the police, your landlord or another agency about anti-social behaviour {times} or more in the"
        f" last {_months(limits.within_months)}.",
        f"Each time, you told us within {_months(limits.reported_within_months)} of it happening.",
    ]
    if limits.hate_reports is not None:
        points.append(
            f"If it happened because of who you are (a hate incident), {_incidents(limits.hate_reports)} in that time"
            f" {'is' if limits.hate_reports == 1 else 'are'} enough."
        )
    return points


def _months(number: int) -> str:
    return "one month" if number == 1 else f"{number} months"


def _incidents(number: int) -> str:
    return "one" if number == 1 else str(number)


def letter_of(letter: Letter, procedure: Procedure, *, name: str, address: str) -> LetterShown:
    """The letter to somebody, as the procedure stands. What is not known of them is left out."""
    partnership = partnerships.the_partnership()
    day = letter.made_at.astimezone(LONDON)
    contact = procedure.contact_words.strip()
    return LetterShown(
        sender=partnership.name if partnership else "Wardmote",
        address=[line for line in (name, *(part.strip() for part in address.split(","))) if line],
        day=f"{day.day} {day:%B %Y}",
        greeting=f"Dear {name}," if name else "Hello,",
        parts=[
            LetterPart(
                words=[
                    "If anti-social behaviour keeps happening to you and it has not been put right, you can ask the"
                    " agencies to look at your case together. The law gives you this right. It is free.",
                ]
            ),
            LetterPart(
                heading="When you can ask",
                words=["You have the right to a review when both are true:"],
                points=limits_in_words(procedure.limits),
            ),
            LetterPart(
                heading="How to ask",
                words=[
                    *([contact] if contact else []),
                    "Or use our page “Ask for an ASB case review”. You need no account, and you need not gather proof:"
                    " we ask the agencies ourselves. Somebody else may ask for you if you agree to it.",
                ],
            ),
            LetterPart(
                heading="What happens then",
                words=[
                    f"We tell you within {procedure.times.acknowledge} that we have it, and decide within"
                    f" {procedure.times.decide} whether the review must be held. We tell you what was decided, and"
                    f" why. If you are not content, you can appeal to: {procedure.appeal_to}.",
                    "If you are in danger now, ring 999.",
                ],
            ),
        ],
        closing="Yours sincerely,",
        signed=f"{procedure.desk.name}, {procedure.desk.organisation.name}",
        at=letter.made_at,
    )


def paper_of(shown: LetterShown) -> bytes:
    """Set the letter as a PDF."""
    said: Mapping[str, object] = {
        "title": shown.title,
        "sender": shown.sender,
        "address": list(shown.address),
        "day": shown.day,
        "greeting": shown.greeting,
        "parts": [
            {"heading": part.heading, "words": list(part.words), "points": list(part.points)}
            for part in shown.parts
        ],
        "closing": shown.closing,
        "signed": shown.signed,
    }
    made = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"letter": dumps(said, ensure_ascii=False)},
        font_paths=[font_source_sans_pro.font_directory],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=shown.at.astimezone(UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("A letter is one file")
    return made
