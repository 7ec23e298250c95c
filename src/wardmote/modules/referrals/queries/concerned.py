"""Who an observation is about, put together from the rows that each hold one thing known of somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from wardmote.shared.partnerships.rules import PERSON_ITEMS, SharedItem

from ..models import Observation


@dataclass(frozen=True)
class Concerned:
    """Somebody an observation is about, as far as the actor may know: what is withheld is empty."""

    name: str
    contact: str
    address: str
    safe_contact: str


def people_in(observation: Observation) -> Sequence[Concerned]:
    """Who an observation is about, from rows that were fetched through the actor's eyes."""
    return put_together(
        {"position": row.position, **{item: getattr(row, item) for item in PERSON_ITEMS}}
        for row in sorted(observation.people.all(), key=lambda row: (row.position, row.pk))
    )


def put_together(rows: Iterable[Mapping[str, Any]]) -> Sequence[Concerned]:
    """One person from each run of rows with the same position."""
    people = []
    for _, of_one in groupby(rows, key=lambda row: row["position"]):
        known: dict[str, str] = dict.fromkeys(PERSON_ITEMS, "")
        for row in of_one:
            known |= {item: row[item] for item in PERSON_ITEMS if row[item]}
        people.append(Concerned(**known))
    return people


def items_known(people: Iterable[Concerned]) -> frozenset[SharedItem]:
    """What is known of any of them."""
    known = list(people)
    return frozenset(item for item in PERSON_ITEMS if any(getattr(one, item) for one in known))
