"""What is written about an organisation or a team, field by field: checked the same way from a form and from a file."""

from collections.abc import Callable, Mapping
from functools import partial

from wardmote.kernel import wording
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.working_time import WorkingHours

from .register import Intake

LONGEST_NOTE = 2_000
LONGEST_REMIT_WORDS = 2_000
MOST_A_WEEK = 100_000
"""More than any team can hold: above it somebody mistyped."""

Reader = Callable[[str], str]
"""Gives the words of a field as they are kept. Raises NotReady with what to mend."""


def read_hours(words: str) -> str:
    """The hours in which a team works, as they were written. Raises NotReady for what cannot be read."""
    kept = wording.line(words, field="hours", called="the hours", longest=200, required=True)
    try:
        WorkingHours.parse(kept)
    except ValueError as error:
        raise NotReady(str(error), field="hours") from error
    return kept


SIGNS_IN = (
    "The coordinator's desk signs in: what nobody else settles, also what is protected, cannot go by link."
)
"""Why the coordinator's desk cannot answer by link."""


def check_intake(intake: str, email: str, *, is_coordinator: bool = False) -> Intake:
    """How referrals reach a team. Raises NotReady for links without a mailbox for them to go to, and for links to the
    coordinator's desk: it settles things between others, and nobody there would be known by name."""
    if intake == Intake.LINK and is_coordinator:
        raise NotReady(SIGNS_IN, field="intake")
    if intake == Intake.LINK and not email:
        raise NotReady(
            "Give the e-mail address that the links go to: a mailbox of the team, not of one person.",
            field="email",
        )
    return Intake(intake)


def check_capacity(number: int) -> int:
    """How many referrals a usual week can hold; 0 for a team that only sends. Raises NotReady."""
    if not 0 <= number <= MOST_A_WEEK:
        raise NotReady(
            f"Give a whole number from 0 to {MOST_A_WEEK:,} for a usual week.", field="capacity_per_week"
        )
    return number


ORGANISATION_WORDS: Mapping[str, Reader] = {
    "name": partial(wording.line, field="name", called="the name", longest=200, required=True),
    "kind": partial(wording.line, field="kind", called="what kind it is", longest=40, required=True),
    "note": partial(wording.text, field="note", called="the note", longest=LONGEST_NOTE),
    "phone": partial(wording.line, field="phone", called="the telephone number", longest=40),
    "email": partial(wording.email, field="email"),
}

TEAM_WORDS: Mapping[str, Reader] = {
    "name": partial(wording.line, field="name", called="the name", longest=200, required=True),
    "remit_words": partial(
        wording.text, field="remit_words", called="what it is for", longest=LONGEST_REMIT_WORDS
    ),
    "hours": read_hours,
    "response_standard": partial(wording.line, field="response_standard", called="its promise", longest=300),
    "reference_format": partial(
        wording.line, field="reference_format", called="the form of its numbers", longest=60
    ),
    "email": partial(wording.email, field="email"),
}

INTAKE_IN_WORDS: Mapping[Intake, str] = {
    Intake.ACCOUNT: "They sign in here",
    Intake.LINK: "By a link to its mailbox, without an account",
    Intake.EMAIL: "By e-mail to their own system",
    Intake.OPEN311: "Their system takes Open311",
    Intake.FHIR: "Their system takes FHIR",
    Intake.API: "Their system asks ours",
}
"""How referrals reach a team, as people say it."""
