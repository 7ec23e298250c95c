"""From a pabulib file to an election, in memory that grows with the number of different ballots, not of voters.

The format: https://pabulib.org/format. Read as it is: blanks, a byte order mark, any script. What cannot be
counted is refused with its line; what can be counted but is not as META says is told beside.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

import numpy as np

from ..elections import WITHDRAWN_COST, BallotKind, Election, Project
from ..ranks import RankedPoints
from .faults import Fault, Faults, UnreadableBallots
from .grouping import Grouping
from .limits import remarks
from .ranking import Told, which_way
from .rows import SECTIONS, listed, number, rows, tidy, title

Opener = Callable[[], IO[bytes]]
LABELS = ("category", "neighborhood", "district", "subunit", "target", "beneficiaries")
NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
Row = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class BallotFile:
    """An election with what its file says of itself."""

    meta: Mapping[str, str]
    election: Election
    told: Told
    ranked: RankedPoints | None
    remarks: tuple[str, ...]

    def whole(self, key: str) -> int | None:
        """A whole number of META."""
        value = number(self.meta.get(key, ""))
        return int(value) if value is not None and value == int(value) else None


@dataclass(frozen=True, kw_only=True)
class _Drafted:
    id: str
    cost: Decimal
    name: str
    labels: Mapping[str, tuple[str, ...]]
    told: tuple[int | None, Decimal | None, int | None]


def read(opened: Opener, *, ranked: RankedPoints | None = None) -> BallotFile:
    """Read a file; ``opened`` opens it anew, since doubtful voters are looked up in a second pass.

    ``ranked`` says how ranks become points; without it the file's own column of scores decides.
    Raises UnreadableBallots with the lines of what is wrong.
    """
    with closing(opened()) as stream:
        reader = _Reader(rows(stream))
        meta = reader.meta()
        drafts = reader.projects()
        kind, budget = reader.kind, reader.budget
        groups, voters, voter_column = reader.votes()
    _refuse_twice(opened, voters, voter_column)
    projects, money_unit = _priced(drafts, budget)
    told = Told(*zip(*(draft.told for draft in drafts), strict=True))
    way = _way(kind, groups, told, meta, ranked)
    ballots, points_unit = groups.ballots(
        way, _length(meta), number(meta.get("default_score", "")) or Decimal(0)
    )
    election = Election(
        kind=kind,
        projects=projects,
        budget=int(budget * money_unit),
        ballots=ballots,
        money_unit=money_unit,
        points_unit=points_unit,
        currency=meta.get("currency", ""),
    )
    return BallotFile(
        meta=meta, election=election, told=told, ranked=way, remarks=tuple(remarks(meta, election))
    )


def _way(
    kind: BallotKind, groups: Grouping, told: Told, meta: Mapping[str, str], wanted: RankedPoints | None
) -> RankedPoints | None:
    if kind is not BallotKind.ORDINAL:
        return None
    ways = [RankedPoints.MAXIMUM_LENGTH, RankedPoints.BALLOT_LENGTH]
    if _length(meta) is None:
        ways.reverse()
    if groups.has_points:
        ways.insert(0, RankedPoints.WRITTEN)
    if wanted in ways:
        return wanted

    def counted(way: RankedPoints) -> list[Decimal]:
        ballots, unit = groups.ballots(way, _length(meta), Decimal(0))
        return [Decimal(score) / unit for score in ballots.sums(len(told.scores), of_points=True)]

    return which_way(told.scores, ways, counted)


def _length(meta: Mapping[str, str]) -> int | None:
    value = number(meta.get("max_length", ""))
    return None if value is None else int(value)


class _Reader:
    def __init__(self, found: Iterator[Row]) -> None:
        self._rows = found
        self._ahead: Row | None = None
        self._faults = Faults()
        self._places: dict[str, int] = {}
        self.kind = BallotKind.APPROVAL
        self.budget = Decimal(0)

    def _section(self, name: str) -> tuple[int, dict[str, int]]:
        """The line of a section's header, and where its columns are."""
        row = self._ahead or next(self._rows, None)
        self._ahead = None
        if row is None:
            self._refuse(0, f"the section {name} is missing.")
        elif title(row[1]) != name:
            self._refuse(row[0], _instead_of(name, row[1]))
        header = next(self._rows, None)
        if row is None or header is None or title(header[1]):
            self._refuse(row[0] if row else 0, f"no column names follow {name}.")
            raise AssertionError
        line, columns = header[0], [tidy(cell).lower() for cell in header[1]]
        while columns and not columns[-1]:
            columns.pop()
        if len(columns) == 1 and (other := _delimiter(columns[0])):
            self._refuse(
                line, f"the columns are parted by “{other}”. Everything in the file is parted by “;”."
            )
        missing = [column for column in NEEDED[name] if column not in columns]
        if missing or (name == "META" and columns != ["key", "value"]):
            needed = ";".join(NEEDED[name])
            self._refuse(
                line, f"{name} begins with the columns {needed}; here stands “{';'.join(columns)[:80]}”."
            )
        twice = {column for column in columns if column and columns.count(column) > 1}
        if twice:
            self._refuse(line, f"the column {min(twice)} is there twice.")
        return line, {column: place for place, column in enumerate(columns)}

    def _refuse(self, line: int, sentence: str) -> None:
        self._faults.add(line, sentence)
        self._faults.stop()

    def _body(self, width: int) -> Iterator[Row]:
        """The rows up to the next title."""
        for line, row in self._rows:
            if (len(row) == 1 or not row[1]) and title(row):
                self._ahead = (line, row)
                return
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                self._faults.add(
                    line,
                    f"there are {len(row)} values for {width} columns. A text with “;” in it needs quotation marks.",
                )
                continue
            yield line, row

    def meta(self) -> Mapping[str, str]:
        """The key and value pairs, the few that decide checked."""
        _, columns = self._section("META")
        meta: dict[str, str] = {}
        at: dict[str, int] = {}
        for line, row in self._body(len(columns)):
            key = tidy(row[0]).lower()
            if len(row) < 2:
                self._faults.add(line, f"“{key[:40]}” has no value. Write key;value.")
                continue
            if key in meta:
                self._faults.add(line, f"{key} is there twice.")
            meta[key], at[key] = tidy(row[1]), line
        self._check(meta, at)
        return meta

    def _check(self, meta: Mapping[str, str], at: Mapping[str, int]) -> None:
        for key in ("budget", "vote_type"):
            if not meta.get(key):
                self._faults.add(at.get(key, 0), f"META does not say {key}.")
        for key in ("budget", *_NUMBERS):
            if meta.get(key) and number(meta[key]) is None:
                self._faults.add(
                    at[key], f"{key} is “{meta[key][:40]}”, which is not a number such as 1000.50."
                )
        if (known := number(meta.get("budget", ""))) is not None:
            if known < 0:
                self._faults.add(at["budget"], "the budget is less than nothing.")
            self.budget = known
        kind = meta.get("vote_type", "").lower()
        if kind in list(BallotKind):
            self.kind = BallotKind(kind)
        elif kind:
            self._faults.add(
                at["vote_type"], f"vote_type is “{kind[:40]}”. Known are {', '.join(BallotKind)}."
            )

    def projects(self) -> list[_Drafted]:
        """The projects in the order of the file."""
        _, columns = self._section("PROJECTS")
        drafts: list[_Drafted] = []
        for line, row in self._body(len(columns)):
            cells = {name: tidy(row[place]) for name, place in columns.items() if place < len(row)}
            key = cells.get("project_id", "")
            cost = number(cells.get("cost", ""))
            if not key:
                self._faults.add(line, "the project has no project_id.")
            elif key in self._places:
                self._faults.add(line, f"the project {key[:40]} is there twice.")
            elif "," in key:
                self._faults.add(line, f"a comma cannot stand in a project_id: {key[:40]}.")
            elif cost is None:
                self._faults.add(
                    line, f"the cost of {key[:40]} is “{cells.get('cost', '')[:40]}”, which is not a number."
                )
            elif cost < 0:
                self._faults.add(line, f"the cost of {key[:40]} is less than nothing: {cost}.")
            else:
                self._places[key] = len(drafts)
                drafts.append(_drafted(key, cost, cells))
        if not drafts:
            self._faults.add(0, "there are no projects.")
        return drafts

    def votes(self) -> tuple[Grouping, array[int], int]:
        """The ballots, the marks of the voters, and the column the voters stand in."""
        line, columns = self._section("VOTES")
        if self.kind.has_points and self.kind is not BallotKind.ORDINAL and "points" not in columns:
            self._refuse(line, f"ballots of the kind {self.kind} have a column points.")
        self._faults.stop()
        groups = Grouping(self.kind, self._places, self._faults)
        voter, vote = columns["voter_id"], columns["vote"]
        points = columns.get("points", -1) if self.kind.has_points else -1
        last = max(voter, vote, points)
        seen: array[int] = array("q")
        for at, row in self._body(len(columns)):
            if len(row) <= last:
                row = row + [""] * (last + 1 - len(row))
            who = tidy(row[voter])
            if not who:
                self._faults.add(at, "the voter has no voter_id.")
            seen.append(hash(who))
            groups.add(at, row[vote], row[points] if points >= 0 else "")
        if self._ahead:
            self._refuse(
                self._ahead[0], f"{title(self._ahead[1])} stands here a second time or after the votes."
            )
        self._faults.stop()
        return groups, seen, voter


_NUMBERS = (
    "min_length",
    "max_length",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
    "min_sum_cost",
    "max_sum_cost",
    "default_score",
    "min_project_score_threshold",
)


def _drafted(key: str, cost: Decimal, cells: Mapping[str, str]) -> _Drafted:
    votes, selected = number(cells.get("votes", "")), number(cells.get("selected", ""))
    return _Drafted(
        id=key,
        cost=cost,
        name=cells.get("name", ""),
        labels={column: tuple(listed(cells[column])) for column in LABELS if cells.get(column)},
        told=(
            None if votes is None else int(votes),
            number(cells.get("score", "")),
            None if selected is None else int(selected),
        ),
    )


def _instead_of(name: str, row: list[str]) -> str:
    said = ";".join(row)[:60]
    if found := title(row):
        order = ", ".join(SECTIONS)
        return f"here should stand {name}, not {found}. The sections are, in this order: {order}."
    return f"here should stand {name} on a line of its own, not “{said}”."


def _delimiter(header: str) -> str:
    return next((sign for sign in (",", "\t", "|") if sign in header), "")


def _refuse_twice(opened: Opener, voters: array[int], column: int) -> None:
    """Refuse voters who are there twice: eight bytes were kept of each, so equal ones are looked at again in full."""
    marks = np.sort(np.frombuffer(voters, dtype=np.int64)) if len(voters) else np.zeros(0, dtype=np.int64)
    doubtful = set(marks[1:][marks[1:] == marks[:-1]].tolist())
    if not doubtful:
        return
    first: dict[str, int] = {}
    faults = Faults()
    with closing(opened()) as stream:
        found = rows(stream)
        for _, row in found:
            if title(row) == "VOTES":
                next(found, None)
                break
        for line, row in found:
            who = tidy(row[column]) if column < len(row) else ""
            if hash(who) in doubtful:
                if who in first:
                    faults.add(line, f"the voter {who[:40]} has voted already, on line {first[who]}.")
                first.setdefault(who, line)
    faults.stop()


def _priced(drafts: list[_Drafted], budget: Decimal) -> tuple[tuple[Project, ...], int]:
    """The projects with costs in the smallest unit of money that the file uses."""
    decimals = max(0, *(-_exponent(amount) for amount in (budget, *(draft.cost for draft in drafts))))
    unit = 10**decimals
    return (
        tuple(
            Project(
                id=draft.id,
                cost=int(draft.cost * unit),
                name=draft.name,
                labels=draft.labels,
                withdrawn=draft.cost == WITHDRAWN_COST,
            )
            for draft in drafts
        ),
        unit,
    )


def _exponent(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


__all__ = ["BallotFile", "Fault", "UnreadableBallots", "read"]
