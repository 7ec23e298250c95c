"""What the rows of a table of organisations or teams would do to the register as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.table_files import TableRow

from ..details import SIGNS_IN
from ..names import Named, Names, either, fold
from ..register import Intake
from ..setting_up import SetUpFile
from .columns import COLUMNS
from .outcome import Change, Does, Fault, Judged, Verdict

LONGEST_KEY = 80
_KEY = re.compile("[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An organisation or a team that is there: what its fields hold, and for a team whose it is."""

    id: int
    key: str
    ended: bool
    values: Mapping[str, object]
    of: int | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.values["name"])


def judge_organisations(rows: Iterable[TableRow], kept: Iterable[Kept]) -> Judged:
    """Say what each row of a table of organisations would do."""
    judge = _Judge(SetUpFile.ORGANISATIONS, "organisation", kept)
    return judge.of((row, None) for row in rows)


def judge_teams(rows: Iterable[TableRow], kept: Iterable[Kept], organisations: Names) -> Judged:
    """Say what each row of a table of teams would do."""
    judge = _Judge(SetUpFile.TEAMS, "team", kept)
    return judge.of((row, organisations.find(row["organisation"])) for row in rows)


@dataclass
class _Judge:
    kind: SetUpFile
    what: str
    kept: Iterable[Kept]
    by_key: dict[str, Kept] = field(default_factory=dict)
    by_name: dict[tuple[int | None, str], list[Kept]] = field(default_factory=dict)
    meant: dict[object, TableRow] = field(default_factory=dict)
    desk: Kept | None = None
    desk_row: int | None = None

    def __post_init__(self) -> None:
        self.columns = {column.heading: column for column in COLUMNS[self.kind]}
        for one in self.kept:
            self.by_key[one.key] = one
            self.by_name.setdefault((one.of, fold(one.name)), []).append(one)
            if one.values.get("is_coordinator"):
                self.desk = one

    def of(self, rows: Iterable[tuple[TableRow, Named | str | None]]) -> Judged:
        verdicts, faults = [], []
        for row, owner in rows:
            judged = self._row(row, owner)
            if isinstance(judged, Verdict):
                verdicts.append(judged)
            else:
                faults += judged
        return Judged(verdicts=verdicts, faults=faults)

    def _row(self, row: TableRow, owner: Named | str | None) -> Verdict | list[Fault]:
        if row.fault:
            return [Fault(row=row.number, column="", sentence=row.fault)]
        faults = [self._fault(row, "organisation", owner)] if isinstance(owner, str) else []
        of = owner if isinstance(owner, Named) else None
        target = None if faults else self._target(row, of)
        if isinstance(target, Fault):
            faults.append(target)
            target = None
        values = dict(self._read(row, target, faults))
        if not faults:
            faults += self._clashes(row, target, of, values)
        if faults:
            return faults
        if isinstance(same := self._said_before(row, target, of), Fault):
            return [same]
        called = row[self.what]
        if target is None:
            if of is not None:
                values["organisation"] = of.id
            return Verdict(
                row=row.number,
                does=Does.SAME if same else Does.ADD,
                called=called,
                key=row["key"],
                values=values,
                changes=[
                    Change(column=heading, before="", after=row[heading])
                    for heading in self.columns
                    if row[heading] and heading != self.what
                ],
            )
        changes = [
            Change(
                column=column.heading, before=_in_words(target.values[name]), after=_in_words(values[name])
            )
            for column in self.columns.values()
            if (name := column.field) in values
        ]
        if of is not None and of.id != target.of:
            values["organisation"] = of.id
            before = str(target.values.get("organisation", ""))
            changes.insert(0, Change(column="organisation", before=before, after=of.name))
        return Verdict(
            row=row.number,
            does=Does.SAME if same or not values else Does.CHANGE,
            called=target.name,
            id=target.id,
            key=target.key,
            values=values,
            changes=changes,
        )

    def _fault(self, row: TableRow, column: str, sentence: str) -> Fault:
        return Fault(
            row=row.number, column=column, sentence=sentence, called=row[self.what], said=row[column]
        )

    def _target(self, row: TableRow, of: Named | None) -> Kept | Fault | None:
        """The one that is there and that the row means; None for a new one."""
        key, within = row["key"], of.id if of else None
        if key:
            if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
                return self._fault(
                    row,
                    "key",
                    f"A key has small letters, figures and hyphens only, at most {LONGEST_KEY}. Leave it empty"
                    " for a new one.",
                )
            if found := self.by_key.get(key):
                return self._ended(row, found) if found.ended else found
            standing = self._so_called(within, row[self.what], ended=False)
            if standing:
                return self._fault(
                    row,
                    "key",
                    f"“{standing[0].name}” is here already, with the key “{standing[0].key}”. Write that one, or"
                    " leave the key empty.",
                )
            return None
        if standing := self._so_called(within, row[self.what], ended=False):
            if len(standing) > 1:
                keys = either([one.key for one in standing[:3]])
                return self._fault(row, self.what, f"More than one is called so. Write its key: {keys}.")
            return standing[0]
        if ended := self._so_called(within, row[self.what], ended=True):
            return self._ended(row, ended[0])
        return None

    def _so_called(self, within: int | None, name: str, *, ended: bool) -> list[Kept]:
        return [one for one in self.by_name.get((within, fold(name)), ()) if one.ended is ended]

    def _ended(self, row: TableRow, one: Kept) -> Fault:
        return self._fault(
            row,
            "key" if row["key"] else self.what,
            f"“{one.name}” has ended. Take the row out; or, if a new one has the name, write a new key for it.",
        )

    def _read(self, row: TableRow, target: Kept | None, faults: list[Fault]) -> Iterator[tuple[str, object]]:
        """The fields of a new row, or those that would say something else. Collects what cannot be read."""
        for heading, column in self.columns.items():
            if column.read is None or (target is not None and not row["key"] and heading == self.what):
                continue  # found by its name: that is no wish to write the name another way
            cell = row[heading]
            try:
                if target is None:
                    is_left_out = not cell and column.otherwise is not None and heading != self.what
                    yield column.field, column.otherwise if is_left_out else column.read(cell)
                elif heading in row.cells and (cell or column.clears):
                    now = target.values[column.field]
                    if not _says(cell, now) and (value := column.read(cell)) != now:
                        yield column.field, value
            except NotReady as refused:
                faults.append(self._fault(row, heading, str(refused)))

    def _clashes(
        self, row: TableRow, target: Kept | None, of: Named | None, values: Mapping[str, object]
    ) -> Iterator[Fault]:
        """What the row itself says well, but does not go together with the register or another row."""
        moved = target is not None and of is not None and of.id != target.of
        if target is not None and ("name" in values or moved):
            within = of.id if of else target.of
            name = str(values.get("name", target.name))
            others = [one for one in self._so_called(within, name, ended=False) if one.id != target.id]
            if others:
                yield self._fault(
                    row, self.what, f"“{others[0].name}” is another one’s name already. Give another name."
                )
        after = {**(target.values if target else {}), **values}
        if after.get("intake") == Intake.LINK and not after.get("email"):
            yield self._fault(row, "e-mail", "Give the mailbox that the links go to.")
        if after.get("intake") == Intake.LINK and after.get("is_coordinator"):
            yield self._fault(row, "intake", SIGNS_IN)
        if values.get("is_coordinator") is True:
            if self.desk is not None or self.desk_row not in (None, row.number):
                other = f"“{self.desk.name}”" if self.desk else f"The team in row {self.desk_row}"
                yield self._fault(
                    row,
                    "coordinator’s desk",
                    f"{other} is the coordinator’s desk, and there is only one. To name another, open its page.",
                )
            self.desk_row = self.desk_row or row.number
        elif target is not None and values.get("is_coordinator") is False:
            yield self._fault(
                row,
                "coordinator’s desk",
                "There is always one. Name another team for it on that team’s page.",
            )

    def _said_before(self, row: TableRow, target: Kept | None, of: Named | None) -> bool | Fault:
        """Whether an earlier row says the very same; a fault where it says something else of the same one."""
        within = of.id if of else None
        name = (within, fold(row[self.what]))
        means: list[tuple[object, ...]] = [("name", *name)]
        means += [("key", row["key"])] if row["key"] else []
        means += [("id", target.id)] if target else []
        first = next((self.meant[one] for one in means if one in self.meant), None)
        for one in means:
            self.meant.setdefault(one, row)
        if first is None:
            return False
        if dict(first.cells) == dict(row.cells):
            return True
        return self._fault(
            row, self.what, f"Row {first.number} is about the same {self.what}. Keep one of the two."
        )


def _says(cell: str, now: object) -> bool:
    """Whether a cell says what is there, as a table writes and reads it: on one line, and never a formula."""
    if not isinstance(now, str):
        return False
    words = " ".join(now.split())
    return cell in (words, words[1:] if words.startswith(("'=", "'+", "'-", "'@")) else words)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def cells_of(kind: SetUpFile, one: Kept) -> Sequence[str]:
    """The cells of a row that says what is there."""
    owned = {"organisation": str(one.values.get("organisation", "")), "key": one.key}
    return [
        _in_words(one.values[column.field]) if column.field else owned[column.heading]
        for column in COLUMNS[kind]
    ]
