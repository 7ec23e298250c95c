"""What the rows of a table of remits would do: which team takes what, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from wardmote.kernel.table_files import TableRow

from ..names import Named, Names, fold
from .columns import WHOLE_BOROUGH
from .outcome import Change, Does, Fault, Judged, Verdict

_EVERYWHERE = {fold(words) for words in ("", WHOLE_BOROUGH, "the whole borough", "borough", "everywhere")}


@dataclass(frozen=True, kw_only=True)
class KeptRemit:
    """What a team takes now. No areas stand for the whole borough."""

    id: int
    team: int
    category: int
    areas: frozenset[int] = frozenset()


def judge_remits(
    rows: Iterable[TableRow], kept: Iterable[KeptRemit], *, teams: Names, categories: Names, areas: Names
) -> Judged:
    """Say what each row of a table of remits would do. A remit that no row names stays as it is."""
    here = {(remit.team, remit.category): remit for remit in kept}
    verdicts: list[Verdict] = []
    faults: list[Fault] = []
    meant: dict[tuple[int, int], tuple[int, frozenset[int] | None]] = {}
    for row in rows:
        if row.fault:
            faults.append(Fault(row=row.number, column="", sentence=row.fault))
            continue
        called = ": ".join(filter(None, (row["team"], row["category"])))
        team = teams.find(row["team"], of=row["organisation"])
        category = categories.find(row["category"])
        remit = (
            here.get((team.id, category.id))
            if isinstance(team, Named) and isinstance(category, Named)
            else None
        )
        where = _where(row, areas, remit)
        found = {"team": team, "category": category, "where": where}
        wrong = [
            Fault(row=row.number, column=column, sentence=sentence, called=called, said=row[column])
            for column, sentence in found.items()
            if isinstance(sentence, str)
        ]
        if isinstance(team, str) or isinstance(category, str) or isinstance(where, str):
            faults += wrong
            continue
        number, said = meant.setdefault((team.id, category.id), (row.number, where))
        if number != row.number and said != where:
            sentence = (
                f"Row {number} says another place for the same. Put the places together in one row, parted by"
                " semicolons."
            )
            faults.append(
                Fault(row=row.number, column="where", sentence=sentence, called=called, said=row["where"])
            )
            continue
        verdicts.append(
            _verdict(row.number, team, category, where, remit, areas, is_again=number != row.number)
        )
    return Judged(verdicts=verdicts, faults=faults)


def _verdict(
    number: int,
    team: Named,
    category: Named,
    where: frozenset[int] | None,
    remit: KeptRemit | None,
    areas: Names,
    *,
    is_again: bool,
) -> Verdict:
    called = f"{team.name}: {category.name}"
    if remit is None:
        values: dict[str, object] = {
            "team": team.id,
            "category": category.id,
            "areas": tuple(sorted(where or ())),
        }
        return Verdict(
            row=number,
            does=Does.SAME if is_again else Does.ADD,
            called=called,
            values=values,
            changes=[Change(column="where", before="", after=write_places(where or (), areas))],
        )
    if where is None or where == remit.areas:
        return Verdict(row=number, does=Does.SAME, called=called, id=remit.id)
    change = Change(column="where", before=write_places(remit.areas, areas), after=write_places(where, areas))
    return Verdict(
        row=number,
        does=Does.SAME if is_again else Does.CHANGE,
        called=called,
        id=remit.id,
        values={"team": team.id, "category": category.id, "areas": tuple(sorted(where))},
        changes=[change],
    )


def _where(row: TableRow, areas: Names, remit: KeptRemit | None) -> frozenset[int] | str | None:
    """The areas named, none for the whole borough; None where the file says nothing of it; or what is wrong."""
    if "where" not in row.cells:
        return None
    cell = row["where"]
    if fold(cell) in _EVERYWHERE:
        return frozenset()
    also = remit.areas if remit else ()
    found = [areas.find(name, also=also) for part in cell.split(";") if (name := part.strip())]
    wrong = [sentence for sentence in found if isinstance(sentence, str)]
    if wrong:
        hint = " Part places by semicolons." if "," in cell and ";" not in cell and len(found) == 1 else ""
        return " ".join(wrong) + hint
    if not found:
        return "Name a place, or leave this empty for the whole borough."
    return frozenset(area.id for area in found if isinstance(area, Named))


def write_places(ids: Collection[int], areas: Names) -> str:
    """The areas as a cell names them."""
    if not ids:
        return WHOLE_BOROUGH
    named = (row for row in areas.rows if row.id in ids)
    return "; ".join(sorted(areas.write(row) for row in named))
