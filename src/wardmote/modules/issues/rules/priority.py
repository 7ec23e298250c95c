"""What an issue weighs, and the sum that led to it.

Seriousness (1 to 5) times people affected (five bands). How many told us is not how many are affected: it is a floor
under the band, for at least so many are. A band or a seriousness that staff have set, with a reason, goes before what
was told, but never under that floor. Beside the sum stand declared modifiers, each worth up to three points, of which a
partnership may switch any into it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wardmote.modules.referrals.rules import BANDS, SERIOUSNESS, band_of

MOST = 25
"""The sum without modifiers, at most."""
POINTS = 3
"""What one modifier adds at most."""

_MONTHS = (1, 3, 12)


class Modifier(StrEnum):
    """What may be added to the sum, where a partnership wants it."""

    PERSISTENCE = "persistence"
    NEED = "need"
    VULNERABILITY = "vulnerability"


MODIFIERS_IN_WORDS: Mapping[Modifier, str] = {
    Modifier.PERSISTENCE: "how long it has gone on",
    Modifier.NEED: "need of the place",
    Modifier.VULNERABILITY: "people who are hurt more easily",
}

HOW_MODIFIERS_COUNT: Mapping[Modifier, str] = {
    Modifier.PERSISTENCE: "1 point after a month since the first person told us, 2 after three months, 3 after a year.",
    Modifier.NEED: "3 points in the fifth of wards with the most need, 2 in the next, 1 in the middle fifth.",
    Modifier.VULNERABILITY: "3 points where staff have said, with a reason, that it hurts such people.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an issue that its priority is made of.

    `told_seriousness` and `told_band` are the highest in what was said; `voices` how many people said it;
    `set_seriousness` and `set_band` what staff have set. `months` since somebody first said so; `need_fifth` of its
    place, 1 for the most need, None where it is not known.
    """

    told_seriousness: int
    told_band: int
    voices: int
    set_seriousness: int | None = None
    set_band: int | None = None
    months: int = 0
    need_fifth: int | None = None
    is_vulnerable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What an issue weighs: `score` of `out_of`, the two numbers it is made of, and what each modifier is worth.

    `points` has every modifier, `counted` those that are in the sum.
    """

    seriousness: int
    band: int
    floor: int
    points: Mapping[Modifier, int] = field(default_factory=dict)
    counted: frozenset[Modifier] = frozenset()

    @property
    def product(self) -> int:
        """Seriousness times band, of 25."""
        return self.seriousness * self.band

    @property
    def score(self) -> int:
        """The sum, with the modifiers that are switched into it."""
        return self.product + sum(self.points[modifier] for modifier in self.counted)

    @property
    def out_of(self) -> int:
        """What it could be at most."""
        return most(self.counted)


def most(counted: Collection[Modifier]) -> int:
    """The most that anything can weigh, with these modifiers in the sum."""
    return MOST + POINTS * len(counted)


def weigh(facts: Facts, counted: Collection[Modifier] = ()) -> Weight:
    """Work out what an issue weighs. Raises ValueError for a seriousness or band outside 1 to 5."""
    floor = floor_of(facts.voices)
    seriousness = facts.set_seriousness or facts.told_seriousness
    band = max(facts.set_band or facts.told_band, floor)
    if seriousness not in SERIOUSNESS or band not in BANDS:
        raise ValueError("Seriousness and band are whole numbers from 1 to 5.")
    return Weight(
        seriousness=seriousness,
        band=band,
        floor=floor,
        points={
            Modifier.PERSISTENCE: sum(facts.months >= least for least in _MONTHS),
            Modifier.NEED: max(0, POINTS + 1 - facts.need_fifth) if facts.need_fifth else 0,
            Modifier.VULNERABILITY: POINTS if facts.is_vulnerable else 0,
        },
        counted=frozenset(counted),
    )


def floor_of(voices: int) -> int:
    """The least band that so many voices allow: at least so many people are affected."""
    return band_of(max(voices, 1))


def working(weight: Weight, *, seriousness_words: str, band_words: str) -> str:
    """The sum in words: "serious 4: someone is frightened · a street, 85 homes · 16 of 25"."""
    parts = [f"serious {weight.seriousness}: {seriousness_words}", band_words]
    parts += [
        f"{MODIFIERS_IN_WORDS[modifier]} +{weight.points[modifier]}"
        for modifier in Modifier
        if modifier in weight.counted
    ]
    return " · ".join([*parts, f"{weight.score} of {weight.out_of}"])
