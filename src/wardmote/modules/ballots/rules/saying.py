"""Amounts, scores and bars in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from .constraints import Bar, Barred
from .counting import Result
from .elections import Election


@dataclass(frozen=True)
class Reason:
    """A project's place, whether it is funded, and two sentences."""

    place: int
    funded: bool
    because: str
    change: str = ""


def said_money(election: Election, amount: int | Fraction) -> str:
    """An amount in the currency; a fraction of the smallest unit is rounded up."""
    signs = {"GBP": "£", "EUR": "€", "USD": "$"}
    sign = signs.get(election.currency, f"{election.currency} " if election.currency else "")
    money = election.money(ceil(amount))
    return f"{sign}{money:,.2f}" if money != int(money) else f"{sign}{int(money):,}"


def said_score(election: Election, score: int) -> str:
    """So many votes, or points where ballots carry points."""
    points, word = election.points(score), "point" if election.kind.has_points else "vote"
    number = f"{points:,}" if points != int(points) else f"{int(points):,}"
    return f"{number} {word}" if points == 1 else f"{number} {word}s"


def said_bar(result: Result, barred: Barred, left: int) -> str:
    """What kept a project from being funded at its turn."""
    if barred.bar is Bar.EXCLUDED:
        return f"{barred.by}, which excludes it, was funded before."
    if barred.bar is Bar.CAP:
        return f"It was {said_money(result.election, barred.short)} more than the cap of {barred.by} still allowed."
    if barred.bar is Bar.FLOOR:
        return f"Beside it, the floor of {barred.by} could not have been met."
    short, was_left = said_money(result.election, barred.short), said_money(result.election, left)
    return f"{was_left} was left when its turn came: {short} short."
