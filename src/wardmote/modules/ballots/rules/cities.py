"""Whether the count gives what the city decided, and if not, why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .cards.named import EXCLUSIVE_UNSAID
from .counting import Result, count
from .elections import Election


class Agreement(StrEnum):
    """How the count and the city's decision stand to each other."""

    EQUAL = "equal"
    UNTOLD = "untold"
    UNKNOWN_RULE = "unknown rule"
    EXCLUSIVE = "exclusive projects"
    DEPARTED = "the city departed from its rule"
    TIE = "tie"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Compared:
    """How they stand, with a sentence that names the projects."""

    agreement: Agreement
    because: str


def compared(result: Result, selected: Sequence[int | None]) -> Compared:
    """Compare with the column ``selected``: 1 funded by the rule, 0 not, anything else as the file's comment says."""
    if not any(mark is not None for mark in selected):
        return Compared(Agreement.UNTOLD, "The file does not say what the city funded.")
    ours = set(result.winners)
    funded = {place for place, mark in enumerate(selected) if mark == 1}
    refused = {place for place, mark in enumerate(selected) if not mark}
    beside = {place for place, mark in enumerate(selected) if mark and mark != 1}
    missed, extra = funded - ours, ours & refused
    if not missed and not extra:
        outside = sorted(beside - ours)
        names = _names(result, outside)
        return Compared(
            Agreement.EQUAL, f"The city funded {names} besides, for a reason of its own." if outside else ""
        )
    order = _citys_order(result, funded)
    again = count(result.election, result.card, ranks=order)
    if funded <= set(again.winners) and not refused & set(again.winners):
        tied = _names(result, sorted({place for tie in result.ties if tie.decided for place in tie.places}))
        return Compared(Agreement.TIE, f"{tied} were equal, and the city's lot fell otherwise.")
    left_out = _left_out(result, funded, refused, order)
    names = _names(result, sorted(left_out or extra))
    if left_out and EXCLUSIVE_UNSAID in result.card.notes:
        return Compared(
            Agreement.EXCLUSIVE,
            f"{EXCLUSIVE_UNSAID} If {names} may not be funded beside another, the rule gives what the city decided.",
        )
    if left_out:
        return Compared(
            Agreement.DEPARTED,
            f"The rule funds {names}; the city did not. Without {names} the rule gives what it decided.",
        )
    parts = [f"The rule funds {_names(result, sorted(extra))}; the city did not."] if extra else []
    parts += [f"The city funded {_names(result, sorted(missed))}; the rule does not."] if missed else []
    return Compared(Agreement.DIFFERENT, " ".join(parts))


def _citys_order(result: Result, funded: set[int]) -> list[int]:
    """An order among equals that puts first what the city funded."""
    ranks = result.card.ties.ranks(result.election)
    return [rank + (0 if place in funded else len(ranks)) for place, rank in enumerate(ranks)]


def _left_out(result: Result, funded: set[int], refused: set[int], order: list[int]) -> set[int]:
    """Projects without which the rule gives what the city decided, if leaving out some does."""
    gone: set[int] = set()
    again = count(result.election, result.card, ranks=order)
    while extra := [place for place in again.winners if place in refused]:
        gone.add(extra[0])
        again = count(_without(result.election, gone), result.card, ranks=order)
    return gone if funded <= set(again.winners) else set()


def _without(election: Election, gone: set[int]) -> Election:
    projects = tuple(
        replace(project, withdrawn=project.withdrawn or place in gone)
        for place, project in enumerate(election.projects)
    )
    return replace(election, projects=projects)


def _names(result: Result, places: Sequence[int]) -> str:
    return ", ".join(result.election.projects[place].id for place in places)
