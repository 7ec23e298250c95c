"""A finding in sentences: what was seen, from facts that hold numbers and times, never what a record says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The ways in which looks are out of the ordinary, the gravest first."""

    AFTER_ROLE_ENDED = "after-role-ended"
    OWN = "own"
    SURNAME = "surname"
    AGAIN = "again"
    MANY = "many"
    OUT_OF_HOURS = "out-of-hours"


KIND_IN_WORDS: Mapping[Kind, str] = {
    Kind.AFTER_ROLE_ENDED: "Looked when they held no role",
    Kind.OWN: "Looked at their own record",
    Kind.SURNAME: "Looked at somebody of their surname",
    Kind.AGAIN: "Looked at one record again and again",
    Kind.MANY: "Looked at very many records",
    Kind.OUT_OF_HOURS: "Looked out of hours",
}

_INNOCENT: Mapping[Kind, str] = {
    Kind.AFTER_ROLE_ENDED: (
        "This should not be possible. Ask whoever runs the server how it came about, as well as the person."
    ),
    Kind.OWN: "Two people may have the same name, and staff report what happens in their own street.",
    Kind.SURNAME: (
        "Many people share a surname. Wardmote does not know where staff live, so it cannot tell a neighbour or a"
        " relation from a stranger."
    ),
    Kind.AGAIN: "They may follow a matter for a colleague, or prepare for a meeting.",
    Kind.MANY: "A review, an inspection or a backlog makes people open many records. Ask what the work was.",
    Kind.OUT_OF_HOURS: "They may have been on call, or have worked late because it could not wait.",
}


def may_be_innocent(kind: Kind) -> str:
    """What it may be besides: said beside every finding."""
    return _INNOCENT[kind]


def evidence(kind: Kind, facts: Mapping[str, Any]) -> Sequence[str]:
    """What the trail of looks shows, in sentences. `facts` are those that were kept with the finding."""
    match kind:
        case Kind.OWN:
            said = [
                "Somebody concerned in the record has their name, their telephone or their e-mail address."
            ]
        case Kind.SURNAME:
            said = [
                "Somebody concerned in the record has their surname.",
                "The record was not the work of their team, and they did nothing with it.",
            ]
        case Kind.AGAIN:
            said = [
                f"They opened one record on {facts['days']} days of four weeks, and saw who is concerned.",
                "The record was not the work of their team, and they did nothing with it.",
            ]
        case Kind.MANY:
            what = "opened" if facts["measure"] == "opened" else "saw, lists included,"
            said = [f"They {what} {facts['count']} records in one day."]
            for key, of in (("own", "their own days"), ("role", "the days of others with the same role")):
                if facts.get(key) is not None:
                    said.append(f"On nine of ten of {of} it was {facts[key]} at the most.")
            if facts.get("own") is None and facts.get("role") is None:
                said.append("Too little is known yet to say what is usual for them.")
        case Kind.OUT_OF_HOURS:
            said = [
                f"They opened {facts['count']} records more than an hour outside the working hours of their team.",
                f"Before that they had looked out of hours on {facts['days_outside']} of {facts['days']} days.",
            ]
        case Kind.AFTER_ROLE_ENDED:
            said = [f"They looked {facts['count']} times at a time when no role of theirs was in force."]
    sensitivity = facts.get("sensitivity")
    if sensitivity == "protected":
        said.append("The record is of a protected matter. You are not told which.")
    return said
