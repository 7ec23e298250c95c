"""The rule that a file of ballots names in META, as a card.

pabulib's words for rules: greedy, greedy-no-skip, greedy-threshold, greedy-exclusive, greedy-custom, equalshares,
equalshares/add1, each equalshares with -comparison, and unknown (https://pabulib.org/format and its checker).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ..pabulib import BallotFile
from ..pabulib.rows import listed, number
from .card import EqualShares, Fill, MostVotes, Pot, RuleCard, Until, Utility

_SHARE = re.compile(r"at least (\d{1,2}(?:\.\d+)?)\s*%")

RULES = (
    "greedy",
    "greedy-no-skip",
    "greedy-threshold",
    "greedy-exclusive",
    "greedy-custom",
    "equalshares",
    "equalshares-comparison",
    "equalshares/add1",
    "equalshares/add1-comparison",
)
EXCLUSIVE_UNSAID = "The file says that some projects exclude each other, and not which."


class UnknownRule(ValueError):
    """No card can be made of what the file says; a card must be given."""


def named(words: str, file: BallotFile) -> RuleCard:
    """The card for a rule in pabulib's words, with what META says of minimum, pots and what is left.

    Raises UnknownRule.
    """
    name = words.strip().lower()
    notes: tuple[str, ...] = ()
    rule: MostVotes | EqualShares
    if name in {"greedy", "greedy-threshold"}:
        rule = MostVotes()
    elif name == "greedy-exclusive":
        rule, notes = MostVotes(), (EXCLUSIVE_UNSAID,)
    elif name == "greedy-no-skip":
        rule = MostVotes(stop_at_first=True)
    elif name == "greedy-custom":
        rule = MostVotes(stop_at_first=True, last_share=_last_share(file.meta))
    elif name in RULES:
        # All known cities went on after the outcome was exhaustive; pabulib's checker does the same.
        rule = EqualShares(
            utility=Utility.POINTS if file.election.kind.has_points else Utility.COST,
            add1="/add1" in name,
            until=Until.UNAFFORDABLE,
            comparison=name.endswith("-comparison"),
        )
    elif name in {"", "unknown"}:
        raise UnknownRule("The file does not know the city's rule.")
    else:
        raise UnknownRule(f"The file names a rule that is not known here: {name[:40]}.")
    pots = _pots(file.meta)
    return RuleCard(
        name=name,
        rule=rule,
        minimum_votes=number(file.meta.get("min_project_score_threshold", "")),
        pots=pots,
        fill=Fill.BEYOND_CAPS if pots and "leftover_budget" in file.meta else Fill.NONE,
        ranked=file.ranked,
        notes=notes,
    )


def _last_share(meta: Mapping[str, str]) -> Fraction:
    """The share of the last project's cost, as the comment tells the city's own rule."""
    found = _SHARE.search(meta.get("comment", ""))
    if found is None:
        raise UnknownRule(
            "The city had a rule of its own, which the file tells in no words that can be counted by."
        )
    return Fraction(Decimal(found.group(1))) / 100


def _pots(meta: Mapping[str, str]) -> tuple[Pot, ...]:
    """Budgets of categories or neighbourhoods: at most so much for each."""
    found: list[Pot] = []
    for names, amounts, column in (
        ("categories", "budget_per_category", "category"),
        ("neighborhoods", "budget_per_neighborhood", "neighborhood"),
    ):
        values = listed(meta.get(names, ""))
        caps = [number(each) for each in listed(meta.get(amounts, ""))]
        if values and len(values) == len(caps):
            found += [
                Pot(name=value, column=column, value=value, cap=cap)
                for value, cap in zip(values, caps, strict=True)
                if cap is not None
            ]
    return tuple(found)
