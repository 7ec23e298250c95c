"""Priority: seriousness × how many people are affected, each from 1 to 5, with its working in words.

How many people *told us* never enters the sum, so a quiet street is not passed over. Public names:
`Priority`, `SERIOUSNESS`, `SERIOUSNESS_WORDS`, `BANDS`, `band_of`.
"""

from bisect import bisect_left
from dataclasses import dataclass

SERIOUSNESS = {1: "minor", 2: "upsetting", 3: "harmful", 4: "dangerous", 5: "critical"}
SERIOUSNESS_WORDS = {
    1: "Minor: a nuisance, nobody harmed",
    2: "Upsetting: spoils days or costs money",
    3: "Harmful: someone is frightened, ill or losing out",
    4: "Dangerous: harm is likely if nobody acts soon",
    5: "Critical: someone is being harmed or may be today",
}
BANDS = {1: "one home", 2: "a few homes", 3: "a street", 4: "several streets", 5: "a ward or more"}

_MOST = (4, 20, 100, 1000)  # people in bands 1 to 4


def band_of(people_affected: int) -> int:
    """The band, 1 to 5, of a number of people. Raises ValueError below 1."""
    if people_affected < 1:
        raise ValueError("Say how many people are affected: 1 or more.")
    return bisect_left(_MOST, people_affected) + 1


@dataclass(frozen=True, slots=True, order=True)
class Priority:
    """How much a matter weighs: `score` of 25, ordered by it, and the two numbers it is made of."""

    score: int
    seriousness: int
    band: int

    @classmethod
    def of(cls, seriousness: int, band: int) -> "Priority":
        """Multiply. Raises ValueError unless both are whole numbers from 1 to 5."""
        if seriousness not in SERIOUSNESS:
            raise ValueError("Seriousness is a whole number from 1 (minor) to 5 (critical).")
        if band not in BANDS:
            raise ValueError("How many people is a band from 1 (one home) to 5 (a ward or more).")
        return cls(seriousness * band, seriousness, band)

    def working(self) -> str:
        """The sum in words: "harmful (3) × one home (1)"."""
        return f"{SERIOUSNESS[self.seriousness]} ({self.seriousness}) × {BANDS[self.band]} ({self.band})"

    def __str__(self) -> str:
        """As pages say it: "3 of 25"."""
        return f"{self.score} of 25"
