"""What was counted, in words, as a table, and as plain values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from .cities import Agreement
from .counting import Result, Tie
from .elections import Election
from .explaining import explained
from .recount import Recounted
from .saying import said_money


def plain(recounted: Recounted, *, explain: bool = False) -> dict[str, Any]:
    """The result as values: ids in the order in which they were funded; ``tally`` says points where there are any."""
    election, result = recounted.file.election, recounted.result
    found: dict[str, Any] = {
        "file": recounted.name,
        "rule": recounted.rule,
        "winners": [election.projects[place].id for place in result.winners] if result else [],
        "cost": election.money(result.cost) if result else election.money(0),
        "ties": [_tie(election, tie) for tie in result.ties] if result else [],
        "tally": {
            project.id: election.points(score)
            for project, score in zip(election.projects, election.scores, strict=True)
        },
        "tally_as_told": _as_told(recounted),
        "city": {"agreement": str(recounted.compared.agreement), "because": recounted.compared.because},
        "remarks": list(recounted.file.remarks),
    }
    if result and result.from_reserve:
        found["from_reserve"] = election.money(result.from_reserve)
    if explain and result:
        found["reasons"] = {
            election.projects[each.place].id: {
                "funded": each.funded,
                "because": each.because,
                "change": each.change,
            }
            for each in explained(result)
        }
    return found


def _tie(election: Election, tie: Tie) -> dict[str, Any]:
    return {"projects": [election.projects[place].id for place in tie.places], "decided": tie.decided}


def _as_told(recounted: Recounted) -> bool | None:
    """Whether the tally is the file's own, or None if it has none."""
    election, told = recounted.file.election, recounted.file.told
    ours: list[Any] = [election.points(score) for score in election.scores] + election.votes
    theirs: list[Any] = [*told.scores, *told.votes]
    checks = [mine == hers for mine, hers in zip(ours, theirs, strict=True) if hers is not None]
    return all(checks) if checks else None


def told(recounted: Recounted, *, explain: bool = False) -> str:
    """One file in full."""
    return "\n".join(_told(recounted, explain))


def _told(recounted: Recounted, explain: bool) -> Iterator[str]:
    election, result = recounted.file.election, recounted.result
    yield f"{PurePath(recounted.name).name}: {election.ballots.voters:,} voters, {len(election.projects)} projects,"
    yield f"budget {said_money(election, election.budget)}. Rule: {recounted.rule}."
    yield from recounted.file.remarks
    as_told = _as_told(recounted)
    yield {
        True: "The tally is the file's own.",
        False: "The tally is NOT what the file says.",
        None: "The file has no tally of its own.",
    }[as_told]
    yield ""
    if result is None:
        yield from _tally(election)
        yield ""
        yield recounted.compared.because
        return
    yield from _funded(result)
    if explain:
        yield ""
        for reason in explained(result):
            project = election.projects[reason.place]
            yield f"{'funded' if reason.funded else 'not   '}  {project.id}  {_cut(project.name, 60)}"
            yield f"        {reason.because} {reason.change}".rstrip()
    for tie in result.ties:
        if tie.decided:
            names = ", ".join(election.projects[place].id for place in tie.places)
            yield f"Equal, and put in this order by {result.card.ties}: {names}."
    for pot in result.unpromised:
        yield (
            f"The floor of {pot.pot.name}, {said_money(election, pot.floor)}, could not be reached by anybody:"
            f" at most {said_money(election, pot.reachable)}."
        )
    if result.comparison:
        ours, theirs = result.comparison
        chosen = "most votes first was taken" if theirs > ours else "equal shares stood"
        yield f"{ours:,} voters have more funded choices by equal shares, {theirs:,} by most votes first: {chosen}."
    yield ""
    equal = recounted.compared.agreement is Agreement.EQUAL
    yield " ".join(
        filter(None, ["This is what the city decided." if equal else "", recounted.compared.because])
    )


def _tally(election: Election) -> Iterator[str]:
    scores = election.scores
    for place in sorted(range(len(scores)), key=lambda each: -scores[each]):
        project = election.projects[place]
        yield f"{election.points(scores[place])!s:>9}  {project.id}  {_cut(project.name, 60)}"


def _funded(result: Result) -> Iterator[str]:
    election = result.election
    for place in result.winners:
        project = election.projects[place]
        score, cost = election.points(election.scores[place]), said_money(election, project.cost)
        yield f"{score!s:>9}  {cost:>16}  {project.id}  {_cut(project.name, 60)}"
    left = election.budget - result.cost + result.from_reserve
    yield f"{len(result.winners)} funded for {said_money(election, result.cost)}; {said_money(election, left)} is left."
    if result.from_reserve:
        yield f"{said_money(election, result.from_reserve)} of it comes from the reserve."
    if result.share is not None and result.shares:
        voter = said_money(election, result.share)
        yield f"In the count that decided, each voter had {voter} ({result.shares.counts} counts)."


def table(rows: Sequence[Recounted]) -> str:
    """Many files, a line each."""
    lines = [("file", "rule", "voters", "funded", "cost", "tally", "the city's winners", "")]
    for row in rows:
        result, election = row.result, row.file.election
        lines.append(
            (
                _cut(PurePath(row.name).stem, 44),
                row.rule,
                f"{election.ballots.voters:,}",
                str(len(result.winners)) if result else "",
                said_money(election, result.cost) if result else "",
                {True: "equal", False: "DIFFERENT", None: "untold"}[_as_told(row)],
                str(row.compared.agreement),
                row.compared.because if row.compared.agreement not in {Agreement.UNTOLD} else "",
            )
        )
    widths = [max(_width(line[column]) for line in lines) for column in range(7)]
    right = {2, 3, 4}
    return "\n".join(
        "  ".join(
            [
                " " * (width - _width(cell)) + cell
                if column in right
                else cell + " " * (width - _width(cell))
                for column, (cell, width) in enumerate(zip(line[:7], widths, strict=True))
            ]
            + [line[7]]
        ).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    """How many columns a terminal gives a text."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def _cut(text: str, most: int) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return printable if len(printable) <= most else printable[: most - 1] + "…"
