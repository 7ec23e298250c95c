"""A pattern in plain words: what it is, by which test with its numbers, what it does not tell, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .model import OF_A_DOOR, RATE, PatternKind

KIND_IN_WORDS: Mapping[PatternKind, str] = {
    PatternKind.PERSON: "One person met by several agencies",
    PatternKind.HOUSEHOLD: "One household met by several agencies",
    PatternKind.ADDRESS: "One address met by several agencies",
    PatternKind.REPEATS: "Called to one place again and again",
    PatternKind.CLUSTER: "Many close together in place and time",
    PatternKind.HOT_SPOT: "A place with more than usual",
    PatternKind.RISING: "More of a kind than before",
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is known of a pattern when it is put into words; ``what`` and ``where`` are empty where withheld."""

    kind: PatternKind
    count: int
    agencies: int
    since: date
    until: date
    facts: Mapping[str, Any]
    chance: float | None
    corrected: float | None
    metres: int = 0
    what: str = ""
    where: str = ""
    wards: Sequence[str] = ()


def title(told: Told) -> str:
    """What it is in a line."""
    n, facts = told.count, told.facts
    where = told.where or _one_of(told)
    what = told.what.lower() if told.what else ""
    match told.kind:
        case PatternKind.REPEATS:
            return f"{_many(n, 'call')} on {_many(facts['days'], 'day')} at {where}"
        case PatternKind.PERSON | PatternKind.HOUSEHOLD | PatternKind.ADDRESS:
            return f"{where[:1].upper()}{where[1:]}: met by {_many(told.agencies, 'agency')}"
        case PatternKind.CLUSTER:
            return f"{_many(n, 'report')} of {what or 'one kind'} close together, {where}"
        case PatternKind.HOT_SPOT:
            return f"{_many(n, 'report')} of {what or 'one kind'}, {where}: more than usual"
        case PatternKind.RISING:
            return f"More {what or 'of one kind'} in {facts['area'] or 'the whole borough'}: {n} reports"


def evidence(told: Told) -> str:
    """What was counted."""
    when = f"from {_day(told.since)} to {_day(told.until)}"
    facts = told.facts
    agencies = f" by {_many(told.agencies, 'agency')}" if told.agencies else ""
    match told.kind:
        case PatternKind.REPEATS:
            days = _many(facts["days"], "different day")
            return f"{_many(told.count, 'matter')} on {days} {when}, recorded{agencies}."
        case PatternKind.PERSON | PatternKind.HOUSEHOLD | PatternKind.ADDRESS:
            people = (
                f" {_many(facts['people'], 'person')} are named there." if facts.get("people", 0) > 1 else ""
            )
            return f"{_many(told.count, 'matter')}, recorded{agencies} {when}.{people}"
        case PatternKind.CLUSTER:
            return (
                f"{_many(told.count, 'report')} within about {told.metres:,} metres {when}{agencies and ', recorded'}"
                f"{agencies}. Of all {facts['all']:,} of this kind in {facts['of_weeks']} weeks, about"
                f" {facts['expected']:g} would be there then if place and time had nothing to do with each other."
            )
        case PatternKind.HOT_SPOT:
            against = (
                "its own past year" if facts["against"] == "past" else "the number of people who live there"
            )
            return (
                f"{_many(told.count, 'report')} within about {told.metres:,} metres {when}. By {against} about"
                f" {facts['expected']:g} were to be expected, of {facts['all']:,} of this kind in all."
            )
        case PatternKind.RISING:
            were = _listed([f"{n:,}" for n in facts["were"]])
            then = (
                "in the same weeks of the year before"
                if facts["years"] and len(facts["were"]) == 1
                else (
                    "in the same weeks of earlier years"
                    if facts["years"]
                    else "in as many weeks just before, and before that"
                )
            )
            return (
                f"{told.count:,} {when}; {were} {then}. As everything moved, about {facts['expected']:g} were to be"
                " expected."
            )


def test(told: Told) -> str:
    """Which test, with its numbers."""
    facts = told.facts
    counted = (
        f" Counted among everything that was tried (Benjamini and Hochberg) it is {_chance(told.corrected)}; we tell"
        f" what is at most {RATE:g}."
        if told.corrected is not None
        else ""
    )
    match told.kind:
        case PatternKind.REPEATS:
            return (
                f"{facts['others']:,} other places were met at all in the same weeks: {facts['others_once']:,} of them"
                f" on one day, the most on {facts['others_most']}, {facts['others_mean']:g} on average. If this were a"
                f" place like those, {facts['days']} days or more would have a chance of {_chance(told.chance)}"
                f" (negative binomial, cut off at none, fitted to the others).{counted}"
            )
        case PatternKind.PERSON | PatternKind.HOUSEHOLD | PatternKind.ADDRESS:
            return (
                "This is counted, not tested: two agencies where what they hold is of people, three where all of it is"
                " open."
            )
        case PatternKind.CLUSTER:
            return (
                "We scanned every round of ground up to a kilometre and a half and every run of one to four weeks, and"
                " compared with 199 drawings in which the times were shuffled among the places. So strong a cluster"
                f" anywhere has a chance of {_chance(told.chance)} (space-time permutation scan, Kulldorff).{counted}"
            )
        case PatternKind.HOT_SPOT:
            return (
                f"This place and its neighbours stand {facts['gi']:g} standard deviations above the rest (Getis-Ord"
                f" Gi*). So much anywhere has a chance of {_chance(told.chance)}, by 199 drawings.{counted}"
            )
        case PatternKind.RISING:
            return (
                f"Of all {told.count + sum(facts['were']):,}, {facts['share']:.0%} were to be expected in these weeks."
                f" So many or more have a chance of {_chance(told.chance)} (exact binomial test).{counted}"
            )


def limits(kind: PatternKind) -> str:
    """What it does not tell."""
    match kind:
        case PatternKind.REPEATS:
            return "It tells that calls repeat, not why. One person’s illness and one street’s lamp look alike here."
        case PatternKind.PERSON | PatternKind.HOUSEHOLD | PatternKind.ADDRESS:
            return (
                "Names, births, numbers and addresses that agree may still be of two people. Each agency may have good"
                " reason to be there."
            )
        case PatternKind.CLUSTER | PatternKind.HOT_SPOT:
            return "It shows where people tell of something, which is not always where most of it is."
        case PatternKind.RISING:
            return "More told may be more noticed: a campaign or a new way to report does the same."


def to_do(kind: PatternKind) -> Sequence[str]:
    """What somebody can do about it."""
    if kind in OF_A_DOOR:
        return (
            "Ask the others who hold something of it for access, and say why you need it.",
            "Put it on the panel’s agenda, so that those who know it sit down together.",
        )
    return (
        "Open an issue, so that what many told becomes one problem with a weight.",
        "Put it on the agenda of the area’s panel.",
    )


def _one_of(told: Told) -> str:
    thing = {
        PatternKind.PERSON: "one person",
        PatternKind.HOUSEHOLD: "one household",
        PatternKind.ADDRESS: "one address",
        PatternKind.REPEATS: "one place",
    }.get(told.kind, "")
    wards = (
        _listed(list(told.wards))
        if 0 < len(told.wards) <= 3
        else f"{len(told.wards)} wards"
        if told.wards
        else ""
    )
    inside = f"in {wards}" if wards else "outside the wards"
    return f"{thing} {inside}" if thing else inside


_PLURALS = {"agency": "agencies", "person": "people"}


def _many(n: int, word: str) -> str:
    return f"{n:,} {word if n == 1 else _PLURALS.get(word, f'{word}s')}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _chance(chance: float | None) -> str:
    if chance is None:
        return "not known"
    if chance < 1e-6:
        return "less than 1 in a million"
    return (
        f"{chance:.2g}"
        if chance >= 0.01
        else f"1 in {round(1 / chance, -len(str(round(1 / chance))) + 2):,.0f}"
    )
