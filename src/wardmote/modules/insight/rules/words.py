"""The words of figures: what kinds there are, how each may be combined, what marks a value can carry."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a number is, which says how those of several areas become one."""

    COUNT = "count"
    RATE = "rate"
    PERCENT = "percent"
    SCORE = "score"
    MEDIAN = "median"
    RANK = "rank"
    AS_PRINTED = "as_printed"


KIND_IN_WORDS: Mapping[Kind, str] = {
    Kind.COUNT: "A count: those of several areas are added.",
    Kind.RATE: "A rate: worked out anew from what was counted and among how many.",
    Kind.PERCENT: "A percentage: worked out anew from what was counted and among how many.",
    Kind.SCORE: "A score: the mean of several areas, each weighted by its residents or what else its weight says.",
    Kind.MEDIAN: "A median: those of several areas cannot be made into one.",
    Kind.RANK: "A rank: those of several areas cannot be made into one.",
    Kind.AS_PRINTED: "As printed: stands for its own area only.",
}


class Polarity(StrEnum):
    """Whether more is better."""

    HIGHER_IS_BETTER = "higher_is_better"
    HIGHER_IS_WORSE = "higher_is_worse"
    NEITHER = "neither"


class Topic(StrEnum):
    """What a profile is divided into, in the order in which the 2010 report printed it."""

    PLACE = "place"
    POPULATION = "population"
    ETHNICITY = "ethnicity"
    WORK = "work"
    EDUCATION = "education"
    HEALTH = "health"
    CRIME = "crime"
    FIRE = "fire"
    HOUSING = "housing"
    DEPRIVATION = "deprivation"
    MONEY = "money"
    OTHER = "other"


TOPIC_IN_WORDS: Mapping[Topic, str] = {
    Topic.PLACE: "The place",
    Topic.POPULATION: "Population",
    Topic.ETHNICITY: "Ethnicity",
    Topic.WORK: "Work and claimants",
    Topic.EDUCATION: "Education",
    Topic.HEALTH: "Health",
    Topic.CRIME: "Crime",
    Topic.FIRE: "Fire",
    Topic.HOUSING: "Housing",
    Topic.DEPRIVATION: "Deprivation",
    Topic.MONEY: "Money",
    Topic.OTHER: "Other",
}


class Mark(StrEnum):
    """What is said of one value. The words are those of the Government Statistical Service where it has any."""

    MISSING = "missing"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
    NEARLY_NOUGHT = "nearly_nought"
    UNRELIABLE = "unreliable"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    ESTIMATED = "estimated"
    BREAK = "break"
    NOT_A_NUMBER = "not_a_number"
    IN_DOUBT = "in_doubt"
    OUT_OF_RANGE = "out_of_range"
    UNKNOWN_AREA = "unknown_area"


MARK_IN_WORDS: Mapping[Mark, str] = {
    Mark.MISSING: "nothing was given",
    Mark.NOT_AVAILABLE: "not available",
    Mark.NOT_APPLICABLE: "not applicable",
    Mark.SUPPRESSED: "suppressed by the source, so that nobody can be recognised",
    Mark.NEARLY_NOUGHT: "rounds to nought, but is not nought",
    Mark.UNRELIABLE: "unreliable, says the source",
    Mark.PROVISIONAL: "provisional",
    Mark.REVISED: "revised",
    Mark.ESTIMATED: "estimated",
    Mark.BREAK: "cannot be compared with earlier figures",
    Mark.NOT_A_NUMBER: "is no number; kept as printed",
    Mark.IN_DOUBT: "in doubt: a check does not hold",
    Mark.OUT_OF_RANGE: "outside what is possible or plausible",
    Mark.UNKNOWN_AREA: "its area is not known",
}

WITHOUT_VALUE = frozenset(
    {
        Mark.MISSING,
        Mark.NOT_AVAILABLE,
        Mark.NOT_APPLICABLE,
        Mark.SUPPRESSED,
        Mark.NEARLY_NOUGHT,
        Mark.NOT_A_NUMBER,
    }
)
"""Marks that may stand instead of a number."""


class How(StrEnum):
    """How the share of an area that went to another was found."""

    WHOLE = "whole"
    GIVEN = "given"
    EVENLY = "evenly"


HOW_IN_WORDS: Mapping[How, str] = {
    How.WHOLE: "the whole area",
    How.GIVEN: "the share is the source’s",
    How.EVENLY: "the share is not known: divided evenly (estimated)",
}


class FindingKind(StrEnum):
    """What a check of figures can find."""

    TOTAL = "total"
    MEAN = "mean"
    RANGE = "range"
    UNKNOWN_AREA = "unknown_area"
    HUNDRED = "hundred"
    EXCHANGED = "exchanged"
    ROW = "row"
    NOT_CHECKED = "not_checked"
    NOT_A_NUMBER = "not_a_number"


class Certainty(StrEnum):
    """How sure a finding is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    NOTE = "note"


CERTAINTY_IN_WORDS: Mapping[Certainty, str] = {
    Certainty.CERTAIN: "Certain",
    Certainty.LIKELY: "Likely",
    Certainty.POSSIBLE: "Possible",
    Certainty.NOTE: "Note",
}
