"""Which blocks the areas of a set are made of, in every set of codes that figures name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import shapely

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Branch, Division
from wardmote.shared.geography.rules.composition import SLIVER
from wardmote.shared.geography.rules.words import DIVIDING, AreaKind

from ...rules import Kind, Topic
from ...rules.profiles import Piece, Shares, pieces_of
from ...rules.profiles.combining import LEAST_COVERED
from ..crossing import crossings
from ..held import figures_at, indicators
from .shown import WHOLE

KINDS = (*DIVIDING, AreaKind.SMALL_AREAS)
DRAWN = "drawn"
"""Stands for the set, the kind and the key of an area that is on no map."""

COMPOSED = (AreaKind.AREAS.value, AreaKind.LOCALITIES.value)


@dataclass(frozen=True, kw_only=True)
class Patch:
    """An area, or the borough: the codes it goes by itself, and the wards (or the one small area) it is made of.

    ``base`` goes by code; a share below 1 says that only a part of the ground belongs to it.
    ``drawn`` is the ground in degrees of a patch that is on no map.
    """

    key: str
    ids: tuple[int, ...]
    codes: frozenset[str]
    base: Mapping[str, Fraction]
    drawn: Any = None

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
    wards: str = ""

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
            elif code_set == self.wards and patch.is_cut:
                pieces = [Piece(*each) for each in sorted(patch.base.items())]
            elif known and patch.is_cut:
                pieces = self._by_ground(patch, code_set)
            elif patch.is_cut:
                pieces = self._through_small_areas(patch, code_set)
            if not pieces and lookup:
                pieces = pieces_of(patch.base, lookup)
            if not pieces and known and known.kind not in COMPOSED:
                pieces = self._by_ground(patch, code_set)
            if pieces and (patch.is_cut or any(piece.share == 1 for piece in pieces)):
                found[patch.key] = pieces
        return found

    def _through_small_areas(self, patch: Patch, code_set: str) -> Sequence[Piece]:
        """Small areas of another census, by those on the map that lie in a patch which cuts wards."""
        for small in self.tree:
            if small.kind != AreaKind.SMALL_AREAS:
                continue
            inside = {piece.code: piece.share for piece in self._by_ground(patch, small.key)}
            lookup: dict[str, dict[str, Fraction]] = {}
            for one in crossings(from_set=code_set, to_set=small.key, to_codes=inside):
                lookup.setdefault(one.from_code, {})[one.to_code] = Fraction(one.share)
            if lookup:
                return pieces_of(inside, lookup)
        return []

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
        if patch.drawn is not None:
            under = next((each for each in self.tree if each.key == code_set), None)
            shares = _under(patch.drawn, under, self.codes, self.on) if under else {}
            return [Piece(*each) for each in sorted(shares.items())]
        shares = {}
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
        patches.append(_whole(wards, codes))
    if wards and any(patch.is_cut for patch in patches):
        patches = [*_by_residents(patches, wards, tree, codes, day)]
    return Ground(
        division=division,
        on=day,
        patches=tuple(patches),
        tree=tree,
        codes=codes,
        wards=wards.key if wards else "",
    )


def _by_residents(
    patches: Iterable[Patch], wards: Division, tree: Iterable[Division], codes: Mapping[int, str], on: date
) -> Iterable[Patch]:
    """Say of wards that are cut what share of their residents, not of their ground, lies in each patch.

    Where small areas are on the map and it is known how many live in them; each is taken to be settled evenly.
    """
    small = next((each for each in tree if each.kind == AreaKind.SMALL_AREAS), None)
    people = _residents(small.key) if small else {}
    living = [
        (geography.ground_on(each.area.id, on), people[code])
        for each in (small.areas if small else ())
        if (code := codes.get(each.area.id) or each.area.key) in people
    ]
    living = [(ground, many) for ground, many in living if ground is not None]
    if not living:
        yield from patches
        return
    grounds, many = np.array([ground for ground, _ in living]), [number for _, number in living]
    of_ward = {codes.get(each.area.id) or each.area.key: each.area.id for each in wards.areas}
    for patch in patches:
        base = dict(patch.base)
        own = patch.drawn
        if own is None:
            own = shapely.union_all([g for i in patch.ids if (g := geography.ground_on(i, on)) is not None])
        for code, share in patch.base.items():
            ward = geography.ground_on(of_ward[code], on) if share != 1 and code in of_ward else None
            if ward is not None:
                found = _share_of_residents(shapely.intersection(ward, own), ward, grounds, many)
                base[code] = share if found is None else found
        yield replace(patch, base=base)


def _share_of_residents(part: Any, ward: Any, grounds: Any, many: Sequence[int]) -> Fraction | None:
    """What share of a ward's residents live in a part of it; None where all or none do, or most are not known."""
    squares = geography.square_metres(grounds)
    within = geography.square_metres(shapely.intersection(grounds, ward))
    if sum(within) < LEAST_COVERED * geography.square_metres(ward):
        return None
    inside = geography.square_metres(shapely.intersection(grounds, part))
    whole = sum(n * a / s for n, a, s in zip(many, within, squares, strict=True))
    there = sum(n * a / s for n, a, s in zip(many, inside, squares, strict=True))
    share = Fraction(there / whole).limit_denominator(10**6) if whole else Fraction(0)
    return share if 0 < share < 1 else None


def _residents(code_set: str) -> Mapping[str, int]:
    """How many live in each small area, by the latest count of everybody."""
    counts = [
        each.key
        for each in indicators(topic=Topic.POPULATION)
        if each.kind is Kind.COUNT and not each.breakdown
    ]
    return {
        value.code: int(value.value)
        for value in figures_at(counts[:1], code_set=code_set)
        if value.value is not None
    }


def ground_drawn(name: str, drawn: Any) -> Ground | None:
    """Give the ground of a boundary in degrees that is on no map, on today's map; None where it meets no ward."""
    day = geography.today()
    tree = geography.area_tree(day, KINDS)
    wards = next((each for each in tree if each.kind == AreaKind.WARDS), None)
    if wards is None:
        return None
    there = {branch.area.id for each in tree for branch in each.areas}
    codes = dict(geography.areas_numbered(sorted(there)).values_list("pk", "code"))
    base = _under(drawn, wards, codes, day)
    if not base:
        return None
    ref = AreaRef(0, DRAWN, DRAWN, DRAWN, name)
    patches = [
        Patch(key=DRAWN, ids=(), codes=frozenset(), base=base, drawn=drawn),
        _whole(wards, codes),
    ]
    within = tuple(each.area for each in wards.areas if base.get(codes.get(each.area.id) or each.area.key))
    return Ground(
        division=Division(DRAWN, name, DRAWN, (Branch(ref, within),)),
        on=day,
        patches=tuple(_by_residents(patches, wards, tree, codes, day)),
        tree=tree,
        codes=codes,
        wards=wards.key,
    )


def _under(drawn: Any, division: Division, codes: Mapping[int, str], on: date) -> dict[str, Fraction]:
    """Say what share of each area of a division lies within drawn ground, slivers left out."""
    found: dict[str, Fraction] = {}
    for branch in division.areas:
        ground = geography.ground_on(branch.area.id, on)
        if ground is None or not ground.intersects(drawn):
            continue
        size = geography.square_metres(ground)
        share = geography.square_metres(shapely.intersection(ground, drawn)) / size if size else 0
        if share >= SLIVER:
            whole = share > 1 - SLIVER
            code = codes.get(branch.area.id) or branch.area.key
            found[code] = Fraction(1) if whole else Fraction(share).limit_denominator(10**6)
    return found


def _whole(wards: Division, codes: Mapping[int, str]) -> Patch:
    everything = {codes.get(each.area.id) or each.area.key: Fraction(1) for each in wards.areas}
    ids = tuple(each.area.id for each in wards.areas)
    return Patch(key=WHOLE, ids=ids, codes=frozenset(), base=everything)


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
