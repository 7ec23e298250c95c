"""What the rows of a table of remits would do: which team takes what, and where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from wardmote.kernel.table_files import TableRow

from ..names import Named, Names, fold
from .columns import WHOLE_BOROUGH
from .outcome import Change, Does, Fault, Judged, Verdict

OWN_STANDARD = "its own standard"
_EVERYWHERE = {fold(words) for words in ("", WHOLE_BOROUGH, "the whole borough", "borough", "everywhere")}


@dataclass(frozen=True, kw_only=True)
class KeptRemit:
    """What a team takes now. No areas stand for the whole borough."""

    id: int
    team: int
    category: int
    areas: frozenset[int] = frozenset()
    clock: int | None = None
    """Its own standard; None where it goes by the clock of the category."""


class _Means(NamedTuple):
    """What a row says of a remit; None in a part of which the file says nothing."""

    where: frozenset[int] | None
    clock: Named | Literal["category"] | None


def judge_remits(
    rows: Iterable[TableRow],
    kept: Iterable[KeptRemit],
    *,
    teams: Names,
    categories: Names,
    areas: Names,
    clocks: Names,
    why_too_slow: Callable[[str, int, int], str],
) -> Judged:
    """Say what each row of a table of remits would do. A remit that no row names stays as it is.

    ``why_too_slow`` says of a team's name, a category and a clock why that cannot be its own standard; "" if it can.
    """
    here = {(remit.team, remit.category): remit for remit in kept}
    verdicts: list[Verdict] = []
    faults: list[Fault] = []
    meant: dict[tuple[int, int], tuple[int, _Means]] = {}
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
        where, clock = _where(row, areas, remit), _clock(row, clocks)
        if isinstance(clock, Named) and isinstance(team, Named) and isinstance(category, Named):
            clock = why_too_slow(team.name, category.id, clock.id) or clock
        wrong_clock = clock if isinstance(clock, str) and clock != "category" else None
        found = {"team": team, "category": category, "where": where, OWN_STANDARD: wrong_clock}
        wrong = [
            Fault(row=row.number, column=column, sentence=sentence, called=called, said=row[column])
            for column, sentence in found.items()
            if isinstance(sentence, str)
        ]
        if isinstance(team, str) or isinstance(category, str) or isinstance(where, str) or wrong_clock:
            faults += wrong
            continue
        means = _Means(where, clock if isinstance(clock, Named) else "category" if clock else None)
        number, said = meant.setdefault((team.id, category.id), (row.number, means))
        if number != row.number and said != means:
            sentence = (
                f"Row {number} says another place for the same. Put the places together in one row, parted by"
                " semicolons."
            )
            if said.where == means.where:
                sentence = f"Row {number} says another standard for the same. Keep one of the two."
            faults.append(
                Fault(row=row.number, column="where", sentence=sentence, called=called, said=row["where"])
            )
            continue
        verdicts.append(
            _verdict(row.number, team, category, means, remit, areas, clocks, is_again=number != row.number)
        )
    return Judged(verdicts=verdicts, faults=faults)


def _verdict(
    number: int,
    team: Named,
    category: Named,
    means: _Means,
    remit: KeptRemit | None,
    areas: Names,
    clocks: Names,
    *,
    is_again: bool,
) -> Verdict:
    called = f"{team.name}: {category.name}"
    before = remit or KeptRemit(id=0, team=team.id, category=category.id)
    where = before.areas if means.where is None else means.where
    own = before.clock if means.clock is None else means.clock.id if means.clock != "category" else None
    values: dict[str, object] = {
        "team": team.id,
        "category": category.id,
        "areas": tuple(sorted(where)),
        "clock": own,
    }
    changed_clock = Change(
        column=OWN_STANDARD, before=write_clock(before.clock, clocks), after=write_clock(own, clocks)
    )
    if remit is None:
        return Verdict(
            row=number,
            does=Does.SAME if is_again else Does.ADD,
            called=called,
            values=values,
            changes=[
                Change(column="where", before="", after=write_places(where, areas)),
                *([changed_clock] if own else []),
            ],
        )
    changes = [changed_clock] if own != remit.clock else []
    if where != remit.areas:
        places = (write_places(remit.areas, areas), write_places(where, areas))
        changes.insert(0, Change(column="where", before=places[0], after=places[1]))
    if not changes:
        return Verdict(row=number, does=Does.SAME, called=called, id=remit.id)
    return Verdict(
        row=number,
        does=Does.SAME if is_again else Does.CHANGE,
        called=called,
        id=remit.id,
        values=values,
        changes=changes,
    )


def _clock(row: TableRow, clocks: Names) -> Named | str | None:
    """The clock named; "category" for the category's; None where the file says nothing of it; or what is wrong."""
    if OWN_STANDARD not in row.cells:
        return None
    return clocks.find(row[OWN_STANDARD]) if row[OWN_STANDARD] else "category"


def write_clock(number: int | None, clocks: Names) -> str:
    """The clock as a cell names it; nothing for that of the category."""
    return next((clocks.write(row) for row in clocks.rows if row.id == number), "")


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
