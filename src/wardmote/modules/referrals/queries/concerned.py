"""Who an observation is about, put together from the rows that each hold one thing known of somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from wardmote.kernel.clock import today
from wardmote.shared.partnerships.rules import PERSON_ITEMS, SharedItem

from ..models import Observation
from ..rules import AGE_BANDS, AgeBand, age_on


@dataclass(frozen=True)
class Concerned:
    """Somebody an observation is about, as far as the actor may know: what is withheld is empty."""

    position: int
    """Which of the people the observation is about."""
    name: str
    date_of_birth: str
    age_band: str
    contact: str
    address: str
    safe_contact: str
    language: str
    access_needs: str

    def without(self, items: Iterable[SharedItem]) -> Concerned:
        """The same person, as whoever is not told these things would know them."""
        return replace(self, **dict.fromkeys(items, ""))  # type: ignore[arg-type]  # each item is text

    @property
    def age(self) -> str:
        """When they were born and how old that makes them, or about how old they were when it was written down."""
        if self.date_of_birth:
            born = date.fromisoformat(self.date_of_birth)
            years = age_on(today(), born)
            return f"Born {born.day} {born:%B %Y}, {years} year{'s' * (years != 1)} old"
        return (
            f"Aged {AGE_BANDS[AgeBand(self.age_band)].lower()} when it was recorded" if self.age_band else ""
        )


def people_in(observation: Observation) -> Sequence[Concerned]:
    """Who an observation is about, from rows that were fetched through the actor's eyes."""
    return put_together(
        {"position": row.position, **{item: getattr(row, item) for item in PERSON_ITEMS}}
        for row in sorted(observation.people.all(), key=lambda row: (row.position, row.pk))
    )


def put_together(rows: Iterable[Mapping[str, Any]]) -> Sequence[Concerned]:
    """One person from each run of rows with the same position."""
    people = []
    for position, of_one in groupby(rows, key=lambda row: row["position"]):
        known: dict[str, str] = dict.fromkeys(PERSON_ITEMS, "")
        for row in of_one:
            known |= {item: row[item] for item in PERSON_ITEMS if row[item]}
        people.append(Concerned(position=position, **known))
    return people


def items_known(people: Iterable[Concerned]) -> frozenset[SharedItem]:
    """What is known of any of them."""
    known = list(people)
    return frozenset(item for item in PERSON_ITEMS if any(getattr(one, item) for one in known))
