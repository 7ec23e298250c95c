"""A file of ballots counted anew, and set beside what the city decided."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .cards.card import RuleCard
from .cards.named import UnknownRule, named
from .cities import Agreement, Compared, compared
from .counting import Result, count
from .lots import Ties
from .pabulib import BallotFile


@dataclass(frozen=True, kw_only=True)
class Recounted:
    """What came of a file; without a known rule there is no result, only a tally."""

    name: str
    file: BallotFile
    rule: str
    result: Result | None
    compared: Compared


def recount(
    name: str,
    file: BallotFile,
    *,
    card: RuleCard | None = None,
    named_rule: str | None = None,
    ties: Ties | None = None,
) -> Recounted:
    """Count by a card, by a rule's name, or by the rule that the file names. Raises WrongCard."""
    if card is None:
        words = named_rule or file.meta.get("rule", "")
        try:
            card = named(words, file)
        except UnknownRule as error:
            unknown = Compared(Agreement.UNKNOWN_RULE, f"{error} Give a card with --rule.")
            return Recounted(name=name, file=file, rule=words or "unknown", result=None, compared=unknown)
        if ties:
            card = replace(card, ties=ties)
    result = count(file.election, card)
    return Recounted(
        name=name, file=file, rule=card.name, result=result, compared=compared(result, file.told.selected)
    )
