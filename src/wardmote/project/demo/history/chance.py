"""Draws that are the same every time: one stream for each thing, never one for all."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance(seed: int, kind: str, key: str, n: int = 0) -> Random:
    """The stream of draws about one thing. Random seeds itself from text by a fixed hash, not by `hash()`."""
    return Random(f"{seed}:{kind}:{key}:{n}")  # noqa: S311 (invented data, no secret)


def weighted(draws: Random, shares: Sequence[tuple[T, float]]) -> T:
    """One of several, by its share."""
    things, weights = zip(*shares, strict=True)
    chosen: T = draws.choices(things, weights)[0]
    return chosen


def part_of(draws: Random, length: timedelta, least: float, most: float) -> timedelta:
    """A part of a length of time, in whole minutes, drawn evenly."""
    return timedelta(minutes=int(length.total_seconds() / 60 * draws.uniform(least, most)))
