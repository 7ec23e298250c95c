"""Patterns of ground: clusters in space and time, hot spots, and categories that rise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import cos, radians
from typing import Any

import numpy as np

from wardmote.modules.referrals.rules.met import Met

from .chances import binomial_tail, corrected
from .ground import MOST_AROUND, hot_spots, scan
from .model import CLUSTERS_OVER, HISTORY, RATE, RISING_OVER, Found, Looked, PatternKind, Pieces, found_of
from .places import METRES_A_DEGREE, PassedOver, point_of

CLUSTER_LEAST = 5
RISING_LEAST = 5
SQUARE = 500.0
"""Metres: how wide a square is where no small areas are held."""
WIDEST = 1_500.0
"""Metres: a cluster reaches no further from its middle."""
LONGEST_RUN = 4
"""Weeks."""
RATIO_LEAST = 1.5
"""Less than half as much again is not worth a visit, however sure it is."""
EARLIER_YEARS = 3


def in_squares(met: Sequence[Met]) -> Pieces:
    """The ground that anything lies on, in squares of half a kilometre, where there are no small areas."""
    spots = [(one.number, one.latitude, one.longitude) for one in met if one.latitude is not None]
    if not spots:
        return Pieces(names=(), middles=np.zeros((0, 2)), of={}, is_grid=True)
    at = np.array([(latitude, longitude) for _, latitude, longitude in spots], dtype=float)
    down = SQUARE / METRES_A_DEGREE
    across = down / np.maximum(0.05, np.cos(np.radians(np.round(at[:, 0], 0))))
    squares = np.stack([np.floor(at[:, 0] / down), np.floor(at[:, 1] / across)], axis=1)
    kinds, which = np.unique(squares, axis=0, return_inverse=True)
    which = which.reshape(-1)
    middles = np.stack([np.bincount(which, at[:, i]) / np.bincount(which) for i in (0, 1)], axis=1)
    return Pieces(
        names=[""] * len(kinds),
        middles=middles,
        of={number: int(piece) for (number, _, _), piece in zip(spots, which, strict=True)},
        is_grid=True,
    )


def clusters(looked: Looked, passed: PassedOver) -> list[Found]:
    """Kinds of matter that came close together in place and time, beyond their own usual places and times."""
    begins, ends = looked.begins(CLUSTERS_OVER), looked.until
    steps = (ends - begins).days // 7
    begins = ends - timedelta(days=7 * steps)
    if steps < 2:
        return []
    around, metres = _around(looked.pieces)
    tried: list[tuple[float, Found]] = []
    how_many = 0
    for category, met in _by_category(looked, begins, ends, passed).items():
        pieces = sorted({looked.pieces.of[one.number] for one in met})
        if len(met) < CLUSTER_LEAST or len(pieces) < 2:
            continue
        how_many += 1
        number = {piece: n for n, piece in enumerate(pieces)}
        near = np.array([_known(around[piece], number) for piece in pieces])
        where = np.array([number[looked.pieces.of[one.number]] for one in met])
        when = np.array([(one.at.date() - begins).days // 7 for one in met])
        strongest = scan(where, when, near, steps=steps, longest=LONGEST_RUN, latest=looked.since is None)
        for one in strongest:
            if one.seen < CLUSTER_LEAST or one.seen < RATIO_LEAST * one.expected or one.chance > RATE:
                continue
            here = {pieces[n] for n in one.ground}
            first = begins + timedelta(days=7 * one.first_step)
            last = begins + timedelta(days=7 * one.last_step + 6)
            inside = [m for m in met if looked.pieces.of[m.number] in here and first <= m.at.date() <= last]
            middle = looked.pieces.middles[sorted(here)].mean(axis=0)
            tried.append(
                (
                    one.chance,
                    found_of(
                        PatternKind.CLUSTER,
                        f"{category}:{pieces[one.ground[0]] if not looked.pieces.is_grid else _square(middle)}",
                        inside,
                        since=first,
                        until=last,
                        latitude=round(float(middle[0]), 4),
                        longitude=round(float(middle[1]), 4),
                        metres=_reach(looked.pieces, here, middle, metres),
                        facts={
                            "expected": round(one.expected, 1),
                            "weeks": one.last_step - one.first_step + 1,
                            "of_weeks": steps,
                            "all": len(met),
                            "places": [
                                looked.pieces.names[p] for p in sorted(here) if looked.pieces.names[p]
                            ][:6],
                        },
                    ),
                )
            )
    return list(_kept(tried, how_many))


def _kept(tried: Sequence[tuple[float, Found]], how_many: int) -> Iterator[Found]:
    """Those that are more than chance among everything that was tried."""
    chances = [chance for chance, _ in tried]
    for (chance, found), counted in zip(tried, corrected(chances, of=how_many), strict=True):
        if counted <= RATE:
            yield replace(found, chance=chance, corrected=counted)


def hot(looked: Looked, keys: Mapping[int, str], passed: PassedOver) -> list[Found]:
    """Ground that, with its neighbours, has more of a kind than its own past, or its residents, lead to expect."""
    begins, ends = looked.begins(CLUSTERS_OVER), looked.until
    past = begins - HISTORY
    pieces = looked.pieces
    if len(pieces.names) < 10:
        return []
    neighbours = _neighbours(pieces)
    tried: list[tuple[float, Found]] = []
    how_many = 0
    for category, met in _by_category(looked, past, ends, passed).items():
        met = [one for one in met if not passed.is_institution(one, keys.get(one.number))]
        now = [one for one in met if one.at.date() >= begins]
        if len(now) < CLUSTER_LEAST:
            continue
        count = np.bincount([pieces.of[one.number] for one in now], minlength=len(pieces.names))
        before = np.bincount(
            [pieces.of[one.number] for one in met if one.at.date() < begins], minlength=len(pieces.names)
        )
        has_past = before.sum() >= count.sum()
        if not has_past and pieces.residents is None:
            continue
        how_many += 1
        if has_past:
            means, gi, chances = hot_spots(count, neighbours, before=before)
        else:
            means, gi, chances = hot_spots(count, neighbours, residents=pieces.residents)
        for at in _tops(gi, chances, neighbours):
            here = set(np.flatnonzero(neighbours[at]).tolist())
            inside = [one for one in now if pieces.of[one.number] in here]
            expected = float(means[sorted(here)].sum())
            if len(inside) < CLUSTER_LEAST or len(inside) < RATIO_LEAST * expected:
                continue
            middle = pieces.middles[at]
            tried.append(
                (
                    float(chances[at]),
                    found_of(
                        PatternKind.HOT_SPOT,
                        f"{category}:{at if not pieces.is_grid else _square(middle)}",
                        inside,
                        since=begins,
                        until=ends - timedelta(days=1),
                        latitude=round(float(middle[0]), 4),
                        longitude=round(float(middle[1]), 4),
                        metres=_reach(pieces, here, middle, SQUARE),
                        facts={
                            "gi": round(float(gi[at]), 1),
                            "expected": round(expected, 1),
                            "against": "past" if has_past else "residents",
                            "all": len(now),
                            "places": [pieces.names[at]] if pieces.names[at] else [],
                        },
                    ),
                )
            )
    return list(_kept(tried, how_many))


def rising(looked: Looked) -> list[Found]:
    """Kinds of matter that came more often than in the same weeks of earlier years, or else in the weeks before.

    The exact binomial test: of all of a kind, then and now, so large a share is now. It must be more than the share of
    the days, and more than the share of all kinds together, so that a busy month or a new partner raises no alarm; and
    more than in any earlier time by itself.
    """
    begins, ends = looked.begins(RISING_OVER), looked.until
    if not looked.met:
        return []
    first = min(one.at.date() for one in looked.met)
    earlier = _earlier(first, begins, ends)
    if not earlier:
        return []
    where: list[tuple[str, frozenset[int] | None]] = [*sorted(looked.areas.items())]
    if not looked.is_of_one_area:
        where.insert(0, ("", None))
    tried: list[tuple[float, Found]] = []
    how_many = 0
    for name, wards in where:
        here = [one for one in looked.met if wards is None or one.ward in wards]
        now: dict[str, list[Met]] = defaultdict(list)
        before = [Counter[str]() for _ in earlier]
        for one in here:
            day = one.at.date()
            if begins <= day < ends:
                now[one.category].append(one)
            for counter, (start, end) in zip(before, earlier, strict=True):
                counter[one.category] += start <= day < end
        all_now, all_before = sum(map(len, now.values())), sum(counter.total() for counter in before)
        share = max(1 / (1 + len(earlier)), all_now / max(1, all_now + all_before))
        for category, met in sorted(now.items()):
            how_many += 1
            were = [counter[category] for counter in before]
            expected = share / (1 - share) * sum(were) if share < 1 else float(len(met))
            if len(met) < RISING_LEAST or len(met) <= max(were) or len(met) < RATIO_LEAST * expected:
                continue
            chance = binomial_tail(len(met), len(met) + sum(were), share)
            tried.append(
                (
                    chance,
                    found_of(
                        PatternKind.RISING,
                        f"{category}:{name}",
                        met,
                        since=begins,
                        until=ends - timedelta(days=1),
                        facts={
                            "area": name,
                            "were": were,
                            "years": earlier[0][1] <= begins - timedelta(days=300),
                            "expected": round(expected, 1),
                            "share": round(share, 4),
                        },
                    ),
                )
            )
    return list(_kept(tried, how_many))


def _earlier(first: date, begins: date, ends: date) -> list[tuple[date, date]]:
    """The same weeks of up to three earlier years, if they are known; else up to three times as long just before."""
    length = ends - begins
    years = [
        (begins - n * timedelta(days=364), ends - n * timedelta(days=364))
        for n in range(1, EARLIER_YEARS + 1)
    ]
    known = [each for each in years if each[0] >= first and each[1] <= begins]
    if known:
        return known
    just_before = [(begins - n * length, begins - (n - 1) * length) for n in range(1, EARLIER_YEARS + 1)]
    return [each for each in just_before if each[0] >= first]


def _by_category(looked: Looked, begins: date, ends: date, passed: PassedOver) -> dict[str, list[Met]]:
    """What lies on known ground in a time, by kind; several of one kind at one point on one day are one."""
    found: dict[str, list[Met]] = defaultdict(list)
    seen: set[tuple[str, Any, date]] = set()
    for one in looked.met:
        day = one.at.date()
        if not begins <= day < ends or one.number not in looked.pieces.of or passed.is_default(one):
            continue
        same = (one.category, point_of(one), day)
        if same not in seen:
            seen.add(same)
            found[one.category].append(one)
    return dict(sorted(found.items()))


def _flat(pieces: Pieces) -> Any:
    """Middles in metres."""
    across = cos(radians(float(pieces.middles[:, 0].mean()))) if len(pieces.middles) else 1.0
    return pieces.middles * METRES_A_DEGREE * np.array([1.0, across])


def _around(pieces: Pieces) -> tuple[list[list[int]], float]:
    """For each piece itself and its nearest within reach, nearest first."""
    flat = _flat(pieces)
    found = []
    for at in range(len(flat)):
        apart = np.hypot(*(flat - flat[at]).T)
        near = np.argsort(apart, kind="stable")[:MOST_AROUND]
        found.append([int(n) for n in near if apart[n] <= WIDEST])
    return found, SQUARE


def _known(near: Sequence[int], number: Mapping[int, int]) -> list[int]:
    known = [number[piece] for piece in near if piece in number]
    return known + [-1] * (MOST_AROUND - len(known))


def _neighbours(pieces: Pieces) -> Any:
    """A square of ones where two pieces are neighbours: squares that touch, else the six nearest and itself."""
    flat = _flat(pieces)
    apart = np.hypot(flat[:, None, 0] - flat[None, :, 0], flat[:, None, 1] - flat[None, :, 1])
    if pieces.is_grid:
        return (apart <= 1.5 * SQUARE).astype(float)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :7]
    square = np.zeros(apart.shape)
    np.put_along_axis(square, nearest, 1.0, axis=1)
    return square


def _tops(gi: Any, chances: Any, neighbours: Any) -> Iterator[int]:
    """The hottest ground, then the hottest that is no neighbour of it, and so on."""
    taken = np.zeros(len(gi), dtype=bool)
    for at in np.argsort(-gi, kind="stable"):
        if gi[at] <= 0 or chances[at] > RATE:
            return
        if not taken[at]:
            taken |= neighbours[at] > 0
            yield int(at)


def _square(middle: Any) -> str:
    """Which square of about a kilometre a middle lies in: what is found there again tomorrow is the same."""
    return f"{float(middle[0]):.2f} {float(middle[1]):.2f}"


def _reach(pieces: Pieces, here: set[int], middle: Any, least: float) -> int:
    flat = _flat(pieces)[sorted(here)]
    across = cos(radians(float(pieces.middles[:, 0].mean())))
    centre = np.asarray(middle) * METRES_A_DEGREE * np.array([1.0, across])
    return int(round(max(least / 2, float(np.hypot(*(flat - centre).T).max()) + least / 2), -1))
