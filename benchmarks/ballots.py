"""How long equal shares takes beside the field's library: `python -m benchmarks.ballots FILE.pb`.

The library, pabutools, is GPL and no part of the product: `uv pip install --target DIR pabutools`, and DIR on
PYTHONPATH. Without it only our own times are printed. Needs no database. Both sides read the file beforehand;
each is measured once, in the same run, and both must fund the same projects.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from wardmote.modules.ballots.rules.cards.card import EqualShares, RuleCard, Start
from wardmote.modules.ballots.rules.counting import count
from wardmote.modules.ballots.rules.pabulib import read
from wardmote.project.progress import say

BOUNDS = {"equal shares": 100, "equal shares with Add1": 50}
"""At least so many times as fast as the library."""


def timed(work: Callable[[], set[str]]) -> tuple[set[str], float]:
    """What came of it, and seconds."""
    began = perf_counter()
    return work(), perf_counter() - began


def main() -> None:
    """Measure, print; exit code 1 when a bound was not held or the two do not agree."""
    path = Path(sys.argv[1])
    file = read(lambda: path.open("rb"))
    library = _library(path)
    held = True
    for name, times in BOUNDS.items():
        rule = EqualShares(add1="Add1" in name, start=Start.EXACT)
        ours, took = timed(lambda rule=rule: _ours(file.election, rule))  # type: ignore[misc]
        if library is None:
            say(f"{name}: {took:.2f} s. pabutools is not installed.")
            continue
        theirs, longer = timed(lambda rule=rule: library(rule.add1))  # type: ignore[misc]
        holds = ours == theirs and longer / took >= times
        held &= holds
        same = "the same winners" if ours == theirs else "OTHER WINNERS"
        say(
            f"{name}: {took:.2f} s beside {longer:.1f} s, 1/{longer / took:.0f} of it (at most 1/{times}), {same}."
        )
    sys.exit(0 if held else 1)


def _ours(election: Any, rule: EqualShares) -> set[str]:
    result = count(election, RuleCard(name="benchmark", rule=rule))
    return {election.projects[place].id for place in result.winners}


def _library(path: Path) -> Callable[[bool], set[str]] | None:
    try:
        elections, rules = (
            importlib.import_module("pabutools.election"),
            importlib.import_module("pabutools.rules"),
        )
    except ImportError:
        return None
    sys.setrecursionlimit(100_000)  # it calls itself once for every project
    instance, profile = elections.parse_pabulib(str(path))

    def counted(add1: bool) -> set[str]:
        found = rules.method_of_equal_shares(
            instance, profile, elections.Cost_Sat, voter_budget_increment=1 if add1 else None
        )
        return {project.name for project in found}

    return counted


if __name__ == "__main__":
    main()
