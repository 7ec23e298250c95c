"""What is written to the person, in plain words. Nothing of it is sent by Wardmote: it is for the officer's letter."""

from collections.abc import Sequence
from datetime import date

from .life import KINDS, REFUSALS, Ask, Outcome, Pause, Refusal

COMPLAIN = (
    "If you are not content with this, please tell us: we look at every complaint. You can also complain to the"
    " Information Commissioner (ico.org.uk, telephone 0303 123 1113), or ask a court to decide."
)
"""What every answer must say: UK GDPR articles 12(4) and 15(1)(f); Data Protection Act 2018, section 164A."""

_ASKED = {
    Ask.COPY: "for a copy of what we keep about you",
    Ask.CORRECTION: "that we put right what we keep about you",
    Ask.ERASURE: "that we erase what we keep about you",
    Ask.OBJECTION: "that we stop using what we keep about you",
    Ask.RESTRICTION: "that we use what we keep about you only in narrow bounds",
}

_ANSWERED = {
    (Ask.COPY, Outcome.GIVEN): "Here is your copy of what we keep about you.",
    (Ask.COPY, Outcome.IN_PART): (
        "Here is your copy of what we keep about you. Some things are left out. The copy says where, and why."
    ),
    (Ask.CORRECTION, Outcome.DONE): (
        "We have put it right. What was written before stays on the record, marked as corrected, because it shows"
        " on what we acted. We have told those who had been told of it before."
    ),
    (Ask.ERASURE, Outcome.DONE): (
        "We have erased it. What stays are counts that tell of nobody, and that you asked. We have told those who"
        " had been told of it before."
    ),
    (Ask.OBJECTION, Outcome.DONE): (
        "We have marked what we keep about you. Whoever opens it sees that you object and that it must not be used."
    ),
    (Ask.RESTRICTION, Outcome.DONE): (
        "We have marked what we keep about you. Whoever opens it sees that it is kept but must not be used,"
        " except with your consent, for legal claims or to protect somebody."
    ),
}


def received(*, ask: str, reference: str, received_on: date, due: date | None, asked_for: str = "") -> str:
    """What is written when a request has come; `asked_for` says for what we wait."""
    when = (
        f"We answer by {due:%-d %B %Y}."
        if due
        else "We answer within a month of the day you prove who you are."
    )
    needs = {
        Pause.IDENTITY: "\n\nPlease show us who you are, so that we tell nobody else of you.",
        Pause.CLARIFICATION: "\n\nPlease tell us what you would like to have, so that we look in the right places."
        " Until we hear from you, the time for our answer stands still.",
    }
    need = needs[Pause(asked_for)] if asked_for else ""
    return (
        f"On {received_on:%-d %B %Y} you asked {_ASKED[Ask(ask)]}. Our number for it is {reference}."
        f" {when}{need}"
    )


def extended(*, ask: str, reference: str, due: date, why: str) -> str:
    """What must be written within the first month where more time is taken."""
    return (
        f"You asked {_ASKED[Ask(ask)]} (our number {reference}). We need more time and answer by {due:%-d %B %Y},"
        f" because: {why[0].lower()}{why[1:]}.\n\n{COMPLAIN}"
    )


def answered(*, ask: str, reference: str, outcome: str, organisation: str) -> str:
    """The letter that goes with an answer."""
    head = f"You asked {_ASKED[Ask(ask)]} (our number {reference})."
    said = _ANSWERED.get((Ask(ask), Outcome(outcome)))
    if said is None:
        said = (
            f"We have looked with care, and {organisation} keeps nothing about you in Wardmote that we can tell you."
            if outcome == Outcome.NOTHING
            else "We have done a part of what you asked."
        )
    return f"{head}\n\n{said}\n\n{COMPLAIN}"


def refused(*, ask: str, reference: str, grounds: Sequence[str]) -> str:
    """The letter of a refusal: each ground in words and with its law."""
    why = [REFUSALS[Refusal(ground)] for ground in grounds]
    lines = "\n".join(f"- {one.told} ({one.law})" for one in why)
    return f"You asked {_ASKED[Ask(ask)]} (our number {reference}). We cannot do it, because:\n{lines}\n\n{COMPLAIN}"


def article(ask: str) -> str:
    """The article a request rests on."""
    return KINDS[Ask(ask)][1]
