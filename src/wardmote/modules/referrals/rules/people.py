"""What may be known of a person: when they were born, or about how old they are. No clock here (R1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

OLDEST = 122
"""Years. Nobody whose age was proved has lived longer (Jeanne Calment, 1875 to 1997)."""


class AgeBand(StrEnum):
    """About how old somebody is. The stages at which other services begin and end: school, 16, adulthood, pension."""

    UNDER_5 = "0-4"
    PRIMARY = "5-10"
    SECONDARY = "11-15"
    NEARLY_GROWN = "16-17"
    YOUNG = "18-24"
    FROM_25 = "25-34"
    FROM_35 = "35-44"
    FROM_45 = "45-54"
    FROM_55 = "55-64"
    FROM_65 = "65-74"
    FROM_75 = "75-84"
    FROM_85 = "85+"

    @property
    def ages(self) -> range:
        """The ages in whole years."""
        if self == AgeBand.FROM_85:
            return range(85, OLDEST + 1)
        first, last = self.split("-")
        return range(int(first), int(last) + 1)


class Verdict(StrEnum):
    """What somebody has said of two people, known from two observations."""

    SAME = "same"
    DIFFERENT = "different"


AGE_BANDS: Mapping[AgeBand, str] = {
    band: "Under 5"
    if band == AgeBand.UNDER_5
    else "85 or over"
    if band == AgeBand.FROM_85
    else f"{band.ages[0]} to {band.ages[-1]}"
    for band in AgeBand
}
"""Each band in words."""


def age_on(day: date, born: date) -> int:
    """Whole years. Whoever was born on 29 February is a year older on 1 March: so says the law of England."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band_on(day: date, born: date) -> AgeBand:
    """The band in which somebody is on a day."""
    age = age_on(day, born)
    return next((band for band in AgeBand if age in band.ages), AgeBand.FROM_85)


def why_not_born(born: date, today: date) -> str | None:
    """Why nobody alive can have been born that day, as far as one can tell; None where they can."""
    if born > today:
        return "The date of birth is still to come. Check the year."
    if age_on(today, born) > OLDEST:
        return f"That is more than {OLDEST} years ago. Check the year."
    return None
