"""The money that voters still have, held in floats that guide and in fractions that decide.

Every voter begins with the same share B. A project that is bought has a price x for each unit of gain; a supporter
with gain u pays x·u or, having less, everything. So what a voter has left is known exactly at any moment:

    nothing, if a project ever took everything, or B − Σ x·u over the projects that were paid in full.

Prices are kept as fractions, and for each ballot which projects it paid in full (whole numbers). The floats beside
them only guess who is poor. A guess is never used unless it was shown to be right:

* The price of a project, given who of its supporters is poor (pays everything), is (cost − money of the poor) /
  gains of the rich. It is right if and only if every rich supporter has at least x·u and every poor one at most
  that, since Σ min(money, x·u) grows with x until everything is paid. Whoever is further from x·u than the floats
  can err is on the right side; the others are compared as fractions.
* A float here is B less at most k products, each of a float next to a price with a whole number. Every operation
  errs by at most 2⁻⁵³ of a number of at most B (nobody pays more than B), so all of them together err by at most
  4(k + 1)·2⁻⁵³·B. `_doubt` is four times that.
* The smallest price wins. Prices that were found by floats alone come with what they may err by, and where two
  overlap both are found exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from .backing import Backing, Supporters

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_ULP = 2.0**-53


@dataclass(frozen=True)
class Estimate:
    """A price by floats, and how much it may err at most."""

    price: float
    doubt: float


class Purses:
    """What every ballot's voters have left of the share they began with."""

    def __init__(self, share: Fraction, backing: Backing) -> None:
        groups = len(backing.people)
        self.share = share
        self._start = float(share)
        self._left: Floats = np.full(groups, self._start)
        self._spent_out = np.zeros(groups, dtype=bool)
        self._backing = backing
        self.bought: list[int] = []
        self.prices: dict[int, Fraction] = {}
        self.everybody_paid_evenly = True
        self._paid = np.zeros(len(backing.places), dtype=np.int64)
        """For each entry of a ballot the gain that was paid for in full, or nothing."""
        self._took: Floats = np.zeros(len(backing.places))
        self._doubt = 16 * _ULP * self._start

    def _grow(self) -> None:
        self._doubt = 16 * _ULP * self._start * (len(self.bought) + 1)

    def estimate(self, place: int) -> Estimate | None:
        """The price of a project by floats, or None if its supporters cannot pay it."""
        who = self._backing.projects[place]
        left = self._left[who.groups]
        even_price = who.cost / who.whole_gain
        if who.even:
            if left.size and float(left.min()) >= even_price + self._doubt:
                return Estimate(even_price, 2 * _ULP * even_price)
        elif (left >= even_price * who.gains * (1 + 4 * _ULP) + self._doubt).all():
            return Estimate(even_price, 2 * _ULP * even_price)
        money = left * who.people
        everything = float(money.sum())
        # A sum of n numbers errs by less than n·2⁻⁵³ of the sum of their sizes.
        doubt = float(who.people.sum()) * self._doubt + (len(left) + 2) * _ULP * everything
        if everything < who.cost - doubt:
            return None
        if everything <= who.cost + doubt and self.all_of(place) < who.cost:
            return None
        poor = np.zeros(len(left), dtype=bool)
        price = even_price
        while True:
            poor_now = left < price * who.gains
            if (poor_now == poor).all():
                break
            poor = poor_now | poor
            gains = who.whole_gain - int(who.weights[poor].sum())
            if gains <= 0:
                return Estimate(float((left / who.gains).max()), float("inf"))
            price = (who.cost - float(money[poor].sum())) / gains
        gains = who.whole_gain - int(who.weights[poor].sum())
        margin = 4 * doubt / gains + 8 * _ULP * price
        # Above the price the sum rises as steeply as those allow who are rich even there.
        still = int(who.weights[left >= (price + margin) * who.gains * (1 + 4 * _ULP) + self._doubt].sum())
        return Estimate(price, margin if 4 * still >= gains else float("inf"))

    def exact_price(self, place: int, guess: float = 0.0) -> Fraction:
        """The price of a project whose supporters can pay it; a guess of it saves work and decides nothing.

        Newton's steps on Σ min(money, x·u) = cost. That sum bends downwards, so after the first step the price is
        never above the right one, rises, and stops at it.
        """
        who = self._backing.projects[place]
        left = self._left[who.groups]
        price = Fraction(who.cost, who.whole_gain)
        poor: Mask = left < guess * who.gains - self._doubt
        if not poor.any():
            poor = self._poor(who, left, price)
            if not poor.any():
                return price
        while True:
            gains = who.whole_gain - int(who.weights[poor].sum())
            if gains:
                price = (who.cost - self._money(who.groups[poor], who.people[poor])) / gains
            found = self._poor(who, left, price)
            if gains and (found == poor).all():
                return price
            poor = found

    def _poor(self, who: Supporters, left: Floats, price: Fraction) -> Mask:
        """Who has less than the price of what they gain, exactly."""
        due = float(price) * who.gains
        doubt = self._doubt + 4 * _ULP * due
        poor: Mask = left < due - doubt
        unsure = np.flatnonzero(np.abs(left - due) <= doubt)
        for at, money in zip(unsure, self._exactly(who.groups[unsure]), strict=True):
            poor[at] = money < price * int(who.gains[at])
        return poor

    def _exactly(self, groups: Ints) -> list[Fraction]:
        """What the voters of some ballots have left. Ballots with the same past are worked out once."""
        known: dict[tuple[int, ...], Fraction] = {}
        found = []
        for group in groups.tolist():
            if self._spent_out[group]:
                found.append(Fraction(0))
                continue
            here = slice(self._backing.starts[group], self._backing.starts[group + 1])
            gains = self._paid[here]
            past = tuple(
                part
                for pair in zip(self._backing.places[here].tolist(), gains.tolist(), strict=True)
                if pair[1]
                for part in pair
            )
            if past not in known:
                known[past] = self.share - sum(
                    (self.prices[place] * gain for place, gain in zip(past[::2], past[1::2], strict=True)),
                    Fraction(0),
                )
            found.append(known[past])
        return found

    def _money(self, groups: Ints, people: Ints) -> Fraction:
        """What some voters have left together."""
        solvent = ~self._spent_out[groups]
        groups, people = groups[solvent], people[solvent]
        starts = self._backing.starts[groups]
        lengths = self._backing.starts[groups + 1] - starts
        first = (
            np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
            if len(groups)
            else starts
        )
        entries = first + np.arange(int(lengths.sum()))
        gains = np.zeros(len(self._backing.projects), dtype=np.int64)
        np.add.at(gains, self._backing.places[entries], self._paid[entries] * np.repeat(people, lengths))
        money = self.share * int(people.sum())
        for place in np.flatnonzero(gains).tolist():
            money -= self.prices[place] * int(gains[place])
        return money

    def all_of(self, place: int) -> Fraction:
        """What the supporters of a project have left together."""
        who = self._backing.projects[place]
        return self._money(who.groups, who.people)

    def most_paid(self, place: int) -> list[int]:
        """What the supporters of a project spent most on, in floats: good for an order, not for amounts."""
        people = np.zeros(len(self._backing.people))
        who = self._backing.projects[place]
        people[who.groups] = who.people
        owners = np.repeat(np.arange(len(people)), np.diff(self._backing.starts))
        paid = np.bincount(
            self._backing.places, weights=self._took * people[owners], minlength=len(self._backing.projects)
        )
        return [int(each) for each in np.argsort(-paid, kind="stable") if paid[each] > 0]

    def buy(self, place: int, price: Fraction) -> None:
        """Take the price from the supporters."""
        who = self._backing.projects[place]
        left = self._left[who.groups]
        due = float(price) * who.gains
        doubt = self._doubt + 4 * _ULP * due
        broke = left < due - doubt
        unsure = np.flatnonzero(np.abs(left - due) <= doubt)
        for at, money in zip(unsure, self._exactly(who.groups[unsure]), strict=True):
            broke[at] = money <= price * int(who.gains[at])
        self._paid[self._backing.entries[place]] = np.where(broke, 0, who.gains)
        self._took[self._backing.entries[place]] = np.where(broke, left, due)
        self._spent_out[who.groups[broke]] = True
        self._left[who.groups] = np.where(broke, 0.0, left - due)
        self.bought.append(place)
        self.prices[place] = price
        self.everybody_paid_evenly &= price == Fraction(who.cost, who.whole_gain)
        self._grow()
