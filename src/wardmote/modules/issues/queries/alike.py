"""Which observations may speak of one problem: for one that stands, for one about to be told, and for all since a day.

Whoever asks sees what they may read, and nothing else weighs in. What is protected is found only from what is
protected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.permissions import Permission as Referrals
from wardmote.modules.referrals.queries import Nearby

from ..rules.alike import (
    ENOUGH,
    REACH,
    Likeness,
    Surroundings,
    Telling,
    at_most,
    ordinary_words,
    weigh,
)

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation
    from wardmote.shared.partnerships.models import Category

MOST = 10
"""Suggestions that are shown."""

MOST_READ = 60
"""Observations whose words are read to find them: those that can come to most before."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody is about to tell. The place in degrees (WGS 84); ``at`` aware."""

    category: Category
    latitude: float
    longitude: float
    at: datetime
    words: str = ""
    place_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """An observation that may speak of the same problem, and why."""

    observation: Observation
    likeness: Likeness


def alike(
    actor: Actor, subject: Observation | Said, *, but: Collection[int] = (), most: int = MOST
) -> Sequence[Suggested]:
    """What may speak of the same problem as an observation, or as what somebody is about to tell; the likest first.

    Nothing for what has no place. ``but`` are the numbers of observations left out. Two queries at most, and no more
    work however much was told. Raises Refused for an observation that the actor may not read.
    """
    if not isinstance(subject, Said):
        access.require(actor, Referrals.READ_OBSERVATION, subject)
        at, left_out = subject.observed_at, {subject.pk, *but}
    else:
        at, left_out = subject.at, set(but)
    latitude, longitude = subject.latitude, subject.longitude
    if latitude is None or longitude is None:
        return []
    near = [
        each
        for each in referrals.said_near(
            actor,
            latitude=latitude,
            longitude=longitude,
            at=at,
            reach=REACH,
            with_protected=not isinstance(subject, Said) and subject.is_protected,
        )
        if each.id not in left_out
    ]
    if not near:
        return []
    round_about = Surroundings((each.latitude, each.longitude, each.kind, each.written) for each in near)
    says = round_about.says(latitude, longitude)
    one = _said_as_telling(subject, says) if isinstance(subject, Said) else telling_of(subject, says)
    rows = referrals.in_full(actor, [each.id for each in _worth_reading(one, near, round_about)])
    ordinary = ordinary_words(
        words_of(row) for row in rows.values() if row.category_id == subject.category.pk
    )
    found = [
        Suggested(observation=row, likeness=likeness)
        for row in rows.values()
        if (likeness := weigh(one, telling_of(row, _says(row, round_about)), ordinary)) and likeness.is_enough
    ]
    return sorted(found, key=lambda each: (-each.likeness.bits, -each.observation.pk))[:most]


def _worth_reading(one: Telling, near: Iterable[Nearby], round_about: Surroundings) -> Sequence[Nearby]:
    weighed = [(at_most(one, light(each, round_about)), each) for each in near]
    enough = sorted((pair for pair in weighed if pair[0] >= ENOUGH), key=lambda pair: (-pair[0], pair[1].id))
    return [each for _, each in enough[:MOST_READ]]


def _says(row: Observation, round_about: Surroundings) -> float:
    return (
        round_about.says(row.latitude, row.longitude)
        if row.latitude is not None and row.longitude is not None
        else 0
    )


def _said_as_telling(said: Said, place_says: float) -> Telling:
    return Telling(
        kind=said.category.key,
        group=said.category.group.key,
        latitude=said.latitude,
        longitude=said.longitude,
        at=said.at,
        place_words=said.place_words,
        words=said.words,
        place_says=place_says,
    )


def light(each: Nearby, round_about: Surroundings) -> Telling:
    """An observation as it is compared before its words are read."""
    return Telling(
        kind=each.kind,
        group=each.group,
        latitude=each.latitude,
        longitude=each.longitude,
        at=each.observed_at,
        ended_at=each.ended_at,
        place_says=round_about.says(each.latitude, each.longitude),
    )


def telling_of(row: Observation, place_says: float) -> Telling:
    """An observation with a place as it is compared. Its category, group and team are read beforehand."""
    return Telling(
        kind=row.category.key,
        group=row.category.group.key,
        latitude=row.latitude or 0.0,
        longitude=row.longitude or 0.0,
        at=row.observed_at,
        ended_at=row.ended_at,
        place_words=row.place_words,
        words=words_of(row),
        place_says=place_says,
        agency=row.recorded_for.organisation_id if row.recorded_for and row.recorded_by_id else 0,
    )


def words_of(row: Observation) -> str:
    """What was said, in English where somebody has put it so."""
    return str(row.english_gist or row.words)
