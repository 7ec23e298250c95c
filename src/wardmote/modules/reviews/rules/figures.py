"""The four numbers that section 104(9) of the Act has published, for a financial year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from wardmote.kernel.clock import LONDON


@dataclass(frozen=True)
class Year:
    """A reporting period of twelve months, from 1 April (section 105: no longer than twelve)."""

    begins_in: int

    @property
    def name(self) -> str:
        """Like 2025-26."""
        return f"{self.begins_in}-{(self.begins_in + 1) % 100:02}"

    @property
    def starts_at(self) -> datetime:
        """Its first moment in London."""
        return datetime.combine(date(self.begins_in, 4, 1), time(), tzinfo=LONDON)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(date(self.begins_in + 1, 4, 1), time(), tzinfo=LONDON)


def year_written(words: str) -> Year | None:
    """Read 2025-26, 2025/26, 2025–2026 or FY2025/26; None for what names no financial year."""
    found = re.fullmatch(
        r"(?:fy ?)?([12][0-9]{3}) ?[-–/] ?([0-9]{2}|[0-9]{4})", words.strip().lower(), re.ASCII
    )
    if not found:
        return None
    begins = int(found[1])
    following = str(begins + 1)
    return Year(begins) if found[2] in (following, following[2:]) and begins < 9999 else None


def year_of(day: date) -> Year:
    """The financial year that a day lies in."""
    return Year(day.year if day.month >= 4 else day.year - 1)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The numbers of one year. They are exact by law, and there is no finer split."""

    year: Year
    applications: int
    not_met: int
    reviews: int
    with_recommendations: int

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Each with its words."""
        return [
            ("Applications for an ASB case review", self.applications),
            ("Times the threshold for a review was not met", self.not_met),
            ("ASB case reviews carried out", self.reviews),
            ("ASB case reviews that led to recommendations", self.with_recommendations),
        ]


EXACT = (
    "These numbers are exact, however small: section 104 of the Anti-social Behaviour, Crime and Policing Act 2014 has"
    " them published. They are not split any further, so that nobody can be known by them."
)
