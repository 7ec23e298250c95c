"""The rule card: a named set of parameters that is published before voting opens and says how ballots are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ..lots import STANDARD, Ties
from ..ranks import RankedPoints


class Utility(StrEnum):
    """What a voter has of a funded project, under equal shares."""

    COST = "cost"
    NUMBER = "number"
    POINTS = "points"


class Start(StrEnum):
    """Which shares Add1 tries after the exact one: whole steps, or the exact one and steps."""

    INTEGRAL = "integral"
    EXACT = "exact"


class Until(StrEnum):
    """When Add1 stops: once nothing more fits, or only before an outcome that costs more than there is."""

    EXHAUSTIVE = "exhaustive"
    UNAFFORDABLE = "unaffordable"


class Fill(StrEnum):
    """What becomes of money that the rule left."""

    NONE = "none"
    BY_VOTES = "by votes"
    BEYOND_CAPS = "by votes beyond caps"


@dataclass(frozen=True, kw_only=True)
class MostVotes:
    """Most votes first. What does not fit is passed over, or ends the count.

    ``last_share``: the project that ends the count is funded if so much of its cost is left; the rest of its
    cost comes out of a reserve.
    """

    stop_at_first: bool = False
    last_share: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class EqualShares:
    """The Method of Equal Shares: https://equalshares.net/explanation.

    ``comparison``: most votes first wins instead if more voters have more funded choices under it.
    ``step`` is in the currency.
    """

    utility: Utility = Utility.COST
    add1: bool = True
    step: Decimal = Decimal(1)
    start: Start = Start.INTEGRAL
    until: Until = Until.EXHAUSTIVE
    comparison: bool = False


@dataclass(frozen=True, kw_only=True)
class Pot:
    """Money for some of the projects: those named, or those that say ``value`` in ``column``.

    At least ``floor`` of the budget goes to them if their costs allow it, and at most ``cap``. What of the floor
    cannot be spent on them goes to others (``spill``) or is not spent. Pots are served in the order of the card.
    Amounts are in the currency.
    """

    name: str
    projects: frozenset[str] = frozenset()
    column: str = ""
    value: str = ""
    floor: Decimal = Decimal(0)
    cap: Decimal | None = None
    spill: bool = True


@dataclass(frozen=True, kw_only=True)
class RuleCard:
    """Everything that decides who wins, but the ballots."""

    name: str
    rule: MostVotes | EqualShares
    minimum_votes: Decimal | None = None
    """Votes, or points where ballots carry points, below which nothing is funded."""
    minimum_share: Fraction | None = None
    """The same as a share of the voters."""
    exclusive: tuple[frozenset[str], ...] = ()
    """Groups of which at most one project is funded."""
    pots: tuple[Pot, ...] = ()
    fill: Fill = Fill.NONE
    ties: Ties = STANDARD
    ranked: RankedPoints | None = None
    """How ranks become points; without it as the file's scores say."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What whoever reads the result should know of this card."""
