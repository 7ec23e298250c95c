"""Which blocks the areas of a set are made of, in every set of codes that figures name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Branch, Division
from wardmote.shared.geography.rules.words import DIVIDING, AreaKind

from ...rules.profiles import Piece, Shares, pieces_of
from ..crossing import crossings
from .shown import WHOLE

KINDS = (*DIVIDING, AreaKind.SMALL_AREAS)
COMPOSED = (AreaKind.AREAS.value, AreaKind.LOCALITIES.value)


@dataclass(frozen=True, kw_only=True)
class Patch:
    """An area, or the borough: the codes it goes by itself, and the wards (or the one small area) it is made of.

    ``base`` goes by code; a share below 1 says that only a part of the ground belongs to it.
    """

    key: str
    ids: tuple[int, ...]
    codes: frozenset[str]
    base: Mapping[str, Fraction]

    @property
    def is_cut(self) -> bool:
        """A ward belongs to it only in part."""
        return any(share != 1 for share in self.base.values())


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The areas of a set on a day, the borough among them, and how the borough is divided otherwise."""

    division: Division
    on: date
    patches: tuple[Patch, ...]
    tree: tuple[Division, ...]
    codes: Mapping[int, str]

    def codes_of(self, area: AreaRef) -> frozenset[str]:
        """What figures may call an area: its national code, and its key."""
        return frozenset({self.codes.get(area.id) or area.key, area.key})

    def pieces(self, code_set: str) -> Mapping[str, Sequence[Piece]]:
        """Say for each patch which blocks of a code set it is made of; nothing where that cannot be said.

        Lookups are asked first, for they are published; areas of which a part was moved, and sets of areas that no
        lookup tells of, are compared by their ground.
        """
        found: dict[str, Sequence[Piece]] = {}
        known = next((division for division in self.tree if division.key == code_set), None)
        lookup = self._lookup(code_set)
        for patch in self.patches:
            pieces: Sequence[Piece] = []
            if known and known.kind in COMPOSED:
                pieces = self._of_areas(patch, known.areas)
            elif known and patch.is_cut:
                pieces = self._by_ground(patch, code_set)
            if not pieces and lookup:
                pieces = pieces_of(patch.base, lookup)
            if not pieces and known and known.kind not in COMPOSED:
                pieces = self._by_ground(patch, code_set)
            if pieces and (patch.is_cut or any(piece.share == 1 for piece in pieces)):
                found[patch.key] = pieces
        return found

    def _lookup(self, code_set: str) -> Shares:
        wanted = {code for patch in self.patches for code in patch.base}
        found: dict[str, dict[str, Fraction]] = {}
        for one in crossings(from_set=code_set, to_codes=wanted):
            found.setdefault(one.from_code, {})[one.to_code] = Fraction(one.share)
        return found

    def _of_areas(self, patch: Patch, areas: Iterable[Branch]) -> Sequence[Piece]:
        """Areas that are made of wards, where some of them together make up the patch."""
        inside = [
            (area, wards)
            for area in areas
            if area.wards
            and (wards := {self.codes.get(w.id) or w.key for w in area.wards}) <= patch.base.keys()
        ]
        covered = {ward for _, wards in inside for ward in wards}
        if patch.is_cut or covered != patch.base.keys():
            return []
        return [Piece(self.codes.get(a.area.id) or a.area.key, Fraction(1)) for a, _ in inside]

    def _by_ground(self, patch: Patch, code_set: str) -> Sequence[Piece]:
        shares: dict[str, Fraction] = {}
        for area_id in patch.ids:
            for part in geography.composition(area_id, self.on, blocks=code_set):
                share = Fraction(part.share).limit_denominator(10**6)
                shares[part.code] = min(shares.get(part.code, Fraction(0)) + share, Fraction(1))
        return [Piece(*each) for each in sorted(shares.items())]


def ground_of(set_key: str, on: date | None = None) -> Ground | None:
    """Give the ground of a set on a day; of one that no longer holds, on its last. None when there is no such set."""
    day = on or geography.today()
    tree = geography.area_tree(day, KINDS)
    division = next((each for each in tree if each.key == set_key), None)
    if division is None and on is None and (held := geography.set_held(set_key)) is not None:
        day = held.valid_from if held.valid_until is None else held.valid_until - timedelta(days=1)
        tree = geography.area_tree(day, KINDS)
        division = next((each for each in tree if each.key == set_key), None)
    if division is None:
        return None
    there = {area.id for each in tree for branch in each.areas for area in (branch.area, *branch.wards)}
    codes = dict(geography.areas_numbered(sorted(there)).values_list("pk", "code"))
    wards = next((each for each in tree if each.kind == AreaKind.WARDS), None)
    patches = [_patch(branch, division, codes, wards.key if wards else "", day) for branch in division.areas]
    if wards:
        everything = {codes.get(each.area.id) or each.area.key: Fraction(1) for each in wards.areas}
        patches.append(
            Patch(
                key=WHOLE, ids=tuple(each.area.id for each in wards.areas), codes=frozenset(), base=everything
            )
        )
    return Ground(division=division, on=day, patches=tuple(patches), tree=tree, codes=codes)


def _patch(branch: Branch, division: Division, codes: Mapping[int, str], wards: str, day: date) -> Patch:
    own = codes.get(branch.area.id) or branch.area.key
    base = {own: Fraction(1)}
    if division.kind in COMPOSED:
        made_of = geography.composition(branch.area.id, day, blocks=wards)
        base = {part.code: Fraction(part.share).limit_denominator(10**6) for part in made_of} or base
    return Patch(
        key=branch.area.key,
        ids=(branch.area.id,),
        codes=frozenset({own, branch.area.key}),
        base=base,
    )
