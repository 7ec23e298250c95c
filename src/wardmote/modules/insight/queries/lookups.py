"""What a lookup file would bring, before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.sheets import MOST_CELLS, read_sheet
from wardmote.kernel.table_files import UnreadableTable
from wardmote.shared.geography.rules.names import folded

from ..models import Lookup
from ..permissions import Permission
from ..rules import How
from ..rules.checks.codes import code_of
from ..rules.crossing import shares_from_changes
from ..rules.layout import Table, TurnedAway
from ..rules.mapping import LookupMapping, read_lookup_mapping
from ..rules.numbers import read_number
from .judging import bounded
from .known import known_areas


@dataclass(frozen=True, kw_only=True)
class JudgedLookup:
    """What a file says: for each pair of codes the shares both ways, the change as printed, and what was amiss."""

    mapping: LookupMapping
    shares: Mapping[tuple[str, str], tuple[Decimal, How, Decimal, How]]
    changes: Mapping[tuple[str, str], str]
    turned_away: Sequence[TurnedAway]

    @property
    def said(self) -> str:
        """What it comes to, in a sentence."""
        old, new = ({pair[end] for pair in self.shares} for end in (0, 1))
        split = len({pair[0] for pair, (_, how, _, _) in self.shares.items() if how is How.EVENLY})
        merged = len({pair[1] for pair, (_, _, _, how) in self.shares.items() if how is How.EVENLY})
        return (
            f"{len(old):,} areas of “{self.mapping.from_set}” lead to {len(new):,} of “{self.mapping.to_set}”."
            f" {split:,} were split, {merged:,} are made of several. Where nothing tells the shares they are even, and"
            " what is worked out by them is marked as estimated."
        )


def judge_lookup(actor: Actor, *, content: bytes, mapping: str, most_cells: int = MOST_CELLS) -> JudgedLookup:
    """Read a lookup by a mapping. Nothing is kept. Raises NotAllowed, WrongMapping or UnreadableTable."""
    access.require(actor, Permission.BRING_FIGURES)
    said = read_lookup_mapping(mapping)
    file = said.file
    sheet = read_sheet(content, sheet=file.sheet, encoding=file.encoding, delimiter=file.delimiter)
    bounded(sheet, most_cells)
    named = [name for name in (said.from_column, said.to_column, said.change, said.share, *said.keep) if name]
    table = Table.found(sheet, file, named)
    names = {key: known_areas(key).by_name or {} for key in (said.from_set, said.to_set)}
    pairs: dict[tuple[str, str], Decimal | None] = {}
    changes: dict[tuple[str, str], str] = {}
    turned_away: list[TurnedAway] = []
    for number, cells in table.rows():
        if not any(cell.strip() for cell in cells):
            continue
        if any(table.cell(cells, column) not in values for column, values in said.keep.items()):
            continue
        old, new = table.cell(cells, said.from_column), table.cell(cells, said.to_column)
        share = read_number(table.cell(cells, said.share)).value if said.share else None
        why = _why(old, new, share, wants_share=bool(said.share))
        pair = (
            names[said.from_set].get(folded(old)) or code_of(old),
            names[said.to_set].get(folded(new)) or code_of(new),
        )
        if not why and pair in pairs:
            why = "The same two codes stand in an earlier row."
        if why:
            if (old and new) or len([cell for cell in cells if cell.strip()]) > 1:
                words = "; ".join(cell for cell in cells if cell)[:300]
                turned_away.append(TurnedAway(row=number, words=words, because=why))
            continue
        pairs[pair] = share
        changes[pair] = table.cell(cells, said.change) if said.change else ""
    if not pairs:
        raise UnreadableTable("There is no row with a code in both columns.")
    return JudgedLookup(mapping=said, shares=_shares(pairs), changes=changes, turned_away=turned_away)


def _why(old: str, new: str, share: Decimal | None, *, wants_share: bool) -> str:
    if not old or not new:
        return "One of the two codes is missing."
    if max(len(old), len(new)) > 80:
        return "This is too long to be a code."
    if wants_share and (share is None or not 0 < share <= 1):
        return "The share must be a number above 0 and up to 1."
    return ""


def _shares(
    pairs: Mapping[tuple[str, str], Decimal | None],
) -> Mapping[tuple[str, str], tuple[Decimal, How, Decimal, How]]:
    even = shares_from_changes(pairs)
    made = {}
    for pair, share in pairs.items():
        if share is None:
            made[pair] = even[pair]
        else:
            _, _, back, how_back = even[pair]
            made[pair] = (share, How.WHOLE if share == 1 else How.GIVEN, back, how_back)
    return made


def lookups(actor: Actor) -> list[Lookup]:
    """The lookups that stand, the latest first. Raises NotAllowed. One query."""
    access.require(actor, Permission.SEE_RELEASES)
    return list(Lookup.objects.filter(superseded_by=None))
