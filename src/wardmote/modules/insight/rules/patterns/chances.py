"""How likely it is that chance alone gives so much: exact tails, what is usual among places, and many tests at once.

Poisson and binomial tails are exact sums. What is usual among places is a negative binomial distribution (of which the
Poisson is the end where places do not differ) cut off at nothing, since a place that nobody told of is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import exp, expm1, inf, lgamma, log, log1p

SIZES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 20.0, inf)
"""How much places may differ, from very much to not at all (Poisson): the likeliest of these is taken."""

_TINY = 1e-17


def poisson_tail(least: int, mean: float) -> float:
    """The chance of so many or more, where ``mean`` are to be expected."""
    if least <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    return _summed(k * log(mean) - mean - lgamma(k + 1) for k in _from(least, mean))


def binomial_tail(least: int, of: int, share: float) -> float:
    """The chance that so many or more of ``of`` fall where ``share`` of them are to be expected."""
    if least <= 0 or share >= 1:
        return 1.0
    if least > of or share <= 0:
        return 0.0
    whole, yes, no = lgamma(of + 1), log(share), log1p(-share)
    return _summed(
        whole - lgamma(k + 1) - lgamma(of - k + 1) + k * yes + (of - k) * no for k in range(least, of + 1)
    )


def _from(least: int, mean: float) -> Iterator[int]:
    yield from range(least, max(least, int(mean)) + 1)
    yield from count(max(least, int(mean)) + 1)


def _summed(logs: Iterator[float]) -> float:
    """Sum what is given by its logarithms, which rise to one top and then fall, until nothing comes any more."""
    total, before = 0.0, -inf
    for each in logs:
        part = exp(each)
        total += part
        if each < before and part < total * _TINY:
            break
        before = each
        if total == 0.0 and each < -800 and before > each:
            break
    return min(total, 1.0)


@dataclass(frozen=True)
class Usual:
    """How often places are met that are met at all: a negative binomial with this ``mean`` and ``size``, cut at 0."""

    mean: float
    size: float

    def log_chance(self, times: int) -> float:
        """The logarithm of the chance that a place that is met at all is met just so often."""
        return _log_chance(times, self.mean, self.size) - log(-expm1(_log_none(self.mean, self.size)))

    def tail(self, least: int) -> float:
        """The chance that a place that is met at all is met so often or more."""
        if least <= 1:
            return 1.0
        return _summed(self.log_chance(k) for k in _from(least, self.mean))


def usual_of(places: Mapping[int, int]) -> Usual:
    """What is usual, from how many places were met how often; the likeliest of SIZES, its mean fitted exactly.

    One more place that is met twice is supposed, so that what nobody has seen is not called impossible.
    """
    supposed = {**places, 2: places.get(2, 0) + 1}
    known, total = sum(supposed.values()), sum(times * n for times, n in supposed.items())
    fitted = [Usual(_mean_for(total / known, size), size) for size in SIZES]
    return max(fitted, key=lambda one: sum(n * one.log_chance(times) for times, n in supposed.items()))


def _mean_for(seen: float, size: float) -> float:
    """The mean before cutting at which those that are met at all are met ``seen`` times: it rises, so by halving."""
    low, high = 1e-9, seen
    for _ in range(80):
        middle = (low + high) / 2
        if middle / -expm1(_log_none(middle, size)) < seen:
            low = middle
        else:
            high = middle
    return high


def _log_none(mean: float, size: float) -> float:
    return -mean if size == inf else -size * log1p(mean / size)


def _log_chance(times: int, mean: float, size: float) -> float:
    if size == inf:
        return times * log(mean) - mean - lgamma(times + 1)
    return (
        lgamma(times + size)
        - lgamma(size)
        - lgamma(times + 1)
        + _log_none(mean, size)
        + times * (log(mean) - log(size + mean))
    )


def corrected(chances: Sequence[float], *, of: int | None = None) -> list[float]:
    """Each chance as it counts among all that were tried, after Benjamini and Hochberg (1995), in the order given.

    ``of`` is how many were tried when only the smallest are given. Keeping those of at most 0.05 lets on average no
    more than one in twenty of what is kept be chance.
    """
    tried = max(of or 0, len(chances))
    order = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    found, least = [1.0] * len(chances), 1.0
    for place, at in enumerate(order):
        least = min(least, chances[at] * tried / (len(chances) - place))
        found[at] = least
    return found
