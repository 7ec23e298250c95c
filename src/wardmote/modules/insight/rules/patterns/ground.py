"""Counts over ground and time: hot spots among neighbours (Getis-Ord Gi*) and the scan of space and time (Kulldorff).

Both compare with what would be if nothing clustered, drawn again and again from one seed: the largest of each drawing
is kept, so that looking everywhere at once is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

DRAWINGS = 199
"""How often the ground is drawn by chance."""
SEED = 20_261_125
"""Drawings are the same for the same matters, whoever draws."""

MOST_AROUND = 12
"""Of how many pieces of ground a cluster may be made."""


def gi_star(values: Any, neighbours: Any) -> Any:
    """How far each piece of ground and its neighbours stand out from all, in standard deviations (Ord and Getis 1995).

    ``neighbours`` is a square of ones where two are neighbours, each its own neighbour too. ``values`` may have rows,
    one for each drawing. Where all values are one, nothing stands out.
    """
    n = neighbours.shape[0]
    mean, spread = values.mean(axis=-1, keepdims=True), values.std(axis=-1, keepdims=True)
    weights, squares = neighbours.sum(axis=1), (neighbours**2).sum(axis=1)
    below = spread * np.sqrt(np.maximum(n * squares - weights**2, 0) / (n - 1))
    return np.divide(
        values @ neighbours.T - mean * weights, below, out=np.zeros(values.shape, float), where=below > 1e-12
    )


def hot_spots(
    observed: Any, neighbours: Any, *, before: Any = None, residents: Any = None, drawings: int = DRAWINGS
) -> tuple[Any, Any, Any]:
    """Give what is expected, Gi* of what is more, and the chance that any ground would stand out so by chance.

    Against what was there ``before``, if that is given: drawn is which of all matters, then and now, are later.
    Else against ``residents``: drawn is where the matters fall, each with any resident alike.
    """
    chance = np.random.default_rng(SEED)
    observed = np.asarray(observed, dtype=np.int64)
    total = int(observed.sum())
    if before is not None:
        pooled = observed + np.asarray(before, dtype=np.int64)
        means = total * pooled / pooled.sum()
        drawn = chance.multivariate_hypergeometric(pooled, total, size=drawings, method="marginals")
    else:
        shares = np.asarray(residents, float) / np.sum(residents)
        means = total * shares
        drawn = chance.multinomial(total, shares, size=drawings)

    def stands_out(counts: Any) -> Any:
        return gi_star((counts - means) / np.sqrt(means + 0.5), neighbours)

    seen = stands_out(observed[None, :])[0]
    most = stands_out(drawn).max(axis=1)
    return means, seen, np.array([beyond(value, most) for value in seen])


def beyond(seen: float, drawn: Any) -> float:
    """The chance of so much or more, from what was drawn.

    By rank while at least ten were as large; beyond that by the Gumbel distribution of largest values that fits what
    was drawn (Abrams, Kulldorff and Kleinman 2010), for ranks alone could tell no less than one in so many drawings.
    """
    larger = int((drawn >= seen - 1e-9).sum())
    rank = (1 + larger) / (1 + len(drawn))
    spread = float(drawn.std())
    if larger >= 10 or spread < 1e-12:
        return rank
    scale = spread * 6**0.5 / np.pi
    return min(rank, float(-np.expm1(-np.exp(-(seen - drawn.mean() + 0.5772156649 * scale) / scale))))


@dataclass(frozen=True)
class Cluster:
    """More in a round of ground and a run of days than the ground's and the days' own totals lead to expect."""

    ground: tuple[int, ...]
    first_step: int
    last_step: int
    seen: int
    expected: float
    chance: float


def scan(
    where: Any, when: Any, around: Any, *, steps: int, longest: int, latest: bool, drawings: int = DRAWINGS
) -> Sequence[Cluster]:
    """Find where and when matters cluster, the strongest first, none lying on another (space-time permutation scan).

    ``where`` is the number of each matter's piece of ground, ``when`` its step of time; ``around`` has for each
    piece of ground itself and its nearest, nearest first, -1 for none. Rounds are each piece with more and more of
    its nearest; runs are 1 to ``longest`` steps, only those that last until now if ``latest``. After Kulldorff and
    others, A space-time permutation scan statistic for disease outbreak detection (PLoS Medicine 2, 2005): how
    much there is of what, in the whole time at a place and everywhere at a time, tells nothing; only both together
    do.
    """
    size, total = len(around), len(where)
    if total == 0 or size == 0:
        return []
    runs = [
        (last - length + 1, last)
        for last in ([steps - 1] if latest else range(steps))
        for length in range(1, longest + 1)
        if last - length + 1 >= 0 and length < steps
    ]
    if not runs:
        return []
    first, last = (np.array(each) for each in zip(*runs, strict=True))
    padded = np.where(around < 0, size, around)

    def in_rounds(counts: Any) -> Any:
        """By round (a piece and how many of its nearest) and run."""
        sums = np.concatenate([np.zeros((size, 1)), counts.cumsum(axis=1)], axis=1)
        by_run = np.concatenate([sums[:, last + 1] - sums[:, first], np.zeros((1, len(runs)))])
        return by_run[padded].cumsum(axis=1)

    ground = np.bincount(where, minlength=size).astype(float)
    time = np.bincount(when, minlength=steps).astype(float)
    in_time = np.concatenate([[0.0], time.cumsum()])
    share = (in_time[last + 1] - in_time[first]) / total
    in_ground = np.concatenate([ground, [0.0]])[padded].cumsum(axis=1)
    expected = in_ground[:, :, None] * share

    def excess(counts: Any) -> Any:
        """How much likelier it is with a cluster there than without, as a logarithm; 0 where there is no more."""
        rest, rest_expected = total - counts, total - expected
        with np.errstate(divide="ignore", invalid="ignore"):
            told = np.where(counts > 0, counts * np.log(counts / expected), 0.0) + np.where(
                rest > 0, rest * np.log(rest / rest_expected), 0.0
            )
        return np.where(counts > expected, told, 0.0)

    table = np.zeros((size, steps))
    np.add.at(table, (where, when), 1)
    seen = in_rounds(table)
    told = excess(seen)
    candidates = _apart(told, padded, size, [tuple(run) for run in runs])
    if not candidates:
        return []
    chance = np.random.default_rng(SEED)
    most = np.empty(drawings)
    for drawing in range(drawings):
        flat = np.bincount(where * steps + chance.permutation(when), minlength=size * steps)
        most[drawing] = excess(in_rounds(flat.reshape(size, steps).astype(float))).max()
    return [
        Cluster(
            ground=tuple(int(p) for p in padded[at][: many + 1] if p < size),
            first_step=int(first[run]),
            last_step=int(last[run]),
            seen=int(seen[at, many, run]),
            expected=float(expected[at, many, run]),
            chance=beyond(float(told[at, many, run]), most),
        )
        for at, many, run in candidates
    ]


_MOST_CANDIDATES = 20


def _apart(told: Any, padded: Any, size: int, runs: Sequence[tuple[int, ...]]) -> list[tuple[int, int, int]]:
    """The strongest, then the strongest of those that share no ground with it in the same days, and so on."""
    order = np.argsort(told, axis=None, kind="stable")[::-1]
    found: list[tuple[int, int, int]] = []
    taken: list[tuple[frozenset[int], tuple[int, ...]]] = []
    for flat in order[: 200 * _MOST_CANDIDATES]:
        at, many, run = (int(each) for each in np.unravel_index(flat, told.shape))
        if told[at, many, run] <= 0 or len(found) == _MOST_CANDIDATES:
            break
        ground = frozenset(int(p) for p in padded[at][: many + 1] if p < size)
        days = runs[run]
        if any(ground & other and days[0] <= of[1] and of[0] <= days[1] for other, of in taken):
            continue
        found.append((at, many, run))
        taken.append((ground, days))
    return found
