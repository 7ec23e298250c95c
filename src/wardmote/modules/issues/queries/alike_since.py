"""Groups of observations that may each speak of one problem, out of all that was said since a day."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wardmote.kernel.actor import Actor
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.queries import Nearby
from wardmote.modules.referrals.rules import cells_near

from ..rules.alike import (
    ENOUGH,
    REACH,
    Group,
    Surroundings,
    Telling,
    at_most,
    grouped,
    ordinary_words,
    weigh,
)
from .alike import light, telling_of, words_of

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

COMPARED = 100
"""Of each square round an observation, how many of those before it are compared: a bound on a default coordinate."""

_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One observation of a group, as far as a list of groups shows it; ``words`` only of what is open."""

    reference: str
    category: str
    place: str
    observed_at: datetime
    words: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Groups:
    """What was found, the largest group first, and how many observations were looked at."""

    groups: Sequence[Group[int]]
    listed: Mapping[int, Listed]
    looked_at: int


def groups_since(
    actor: Actor,
    since: datetime,
    *,
    among: Callable[[Sequence[Nearby]], Sequence[Nearby]] = lambda rows: rows,
) -> Groups:
    """Group all that was said since a moment and may speak of one problem; nothing protected is looked at.

    ``among`` leaves out what does not lie where somebody asks. Work for the command line: it reads all of it, and
    compares each with at most `COMPARED` of each square round it.
    """
    rows = among(list(referrals.said_since(actor, since)))
    round_about = _by_quarter(rows)
    pairs = _candidates(rows, round_about)
    tellings, listed, ordinary = _in_words(
        actor, {number for pair in pairs for number in pair}, rows, round_about
    )
    found = [
        (one, other, likeness)
        for one, other in pairs
        if one in tellings and other in tellings
        if (likeness := weigh(tellings[one], tellings[other], ordinary.get(tellings[one].kind, frozenset())))
    ]
    groups = grouped(found)
    shown = {number for group in groups for number in group.members}
    return Groups(groups=groups, listed={number: listed[number] for number in shown}, looked_at=len(rows))


def _quarter(at: datetime) -> tuple[int, int]:
    return at.year, (at.month - 1) // 3


def _by_quarter(rows: Sequence[Nearby]) -> Mapping[tuple[int, int], Surroundings]:
    made: dict[tuple[int, int], Surroundings] = defaultdict(Surroundings)
    for row in rows:
        made[_quarter(row.observed_at)].add(row.latitude, row.longitude, row.kind, row.written)
    return made


def _candidates(
    rows: Sequence[Nearby], round_about: Mapping[tuple[int, int], Surroundings]
) -> list[tuple[int, int]]:
    """The pairs whose words are worth reading. The rows come in the order of time."""
    squares: dict[int, deque[tuple[Nearby, Telling]]] = defaultdict(lambda: deque(maxlen=COMPARED))
    pairs: list[tuple[int, int]] = []
    for row in rows:
        telling = light(row, round_about[_quarter(row.observed_at)])
        around = cells_near(row.latitude, row.longitude)
        for number in around:
            for before, other in squares.get(number, ()):
                if row.observed_at - before.observed_at <= REACH and at_most(telling, other) >= ENOUGH:
                    pairs.append((before.id, row.id))
        squares[around[len(around) // 2]].append((row, telling))
    return pairs


def _in_words(
    actor: Actor,
    numbers: set[int],
    rows: Sequence[Nearby],
    round_about: Mapping[tuple[int, int], Surroundings],
) -> tuple[dict[int, Telling], dict[int, Listed], dict[str, frozenset[str]]]:
    tellings: dict[int, Telling] = {}
    listed: dict[int, Listed] = {}
    texts: dict[str, list[str]] = defaultdict(list)
    wanted = [row for row in rows if row.id in numbers]
    for first in range(0, len(wanted), _AT_ONCE):
        at_once = wanted[first : first + _AT_ONCE]
        full = referrals.in_full(actor, [row.id for row in at_once])
        for row in at_once:
            if row.id not in full:
                continue
            observation = full[row.id]
            says = round_about[_quarter(row.observed_at)].says(row.latitude, row.longitude)
            tellings[row.id] = telling_of(observation, says)
            listed[row.id] = _listed(observation)
            texts[row.kind].append(words_of(observation))
    return tellings, listed, {kind: ordinary_words(said) for kind, said in texts.items()}


def _listed(observation: Observation) -> Listed:
    is_open = observation.sensitivity == "open"
    return Listed(
        reference=observation.reference,
        category=observation.category.name,
        place=observation.place_words if is_open else "",
        observed_at=observation.observed_at,
        words=observation.title if is_open else "",
        is_open=is_open,
    )
